"""A pay plan in a real browser: from a template through four eyes to a signature under its hash."""

import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.doors import test_browser, towns
from tests.doors.served import served

pytestmark = pytest.mark.requires("chromium")
chrome = test_browser.chrome
open_page = test_browser.open_page
COMPONENT = "versions.0.components.0"


@pytest.fixture(scope="module")
def address(town_folder: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """A served workspace of its own."""
    home = tmp_path_factory.mktemp("served") / "workspace"
    with served(towns.copied(town_folder, home)) as address:
        yield address


def put(page, place, value):
    page.fill(f'[name="{place}"]', value)
    page.locator(f'[name="{place}"]').blur()


def designed(page, address):
    """Olga's draft: a quarterly bonus of 80,000 a year, and where it is."""
    page.goto(f"{address}/pay-plans/new")
    page.check("[value=target_bonus]")
    page.fill("#id_name", "季度奖")
    page.fill("#id_target_pay", "80000")
    page.click("form button.primary")
    page.wait_for_url("**/edit")
    return page.url.removesuffix("/edit")


def changed(page):
    """The bonus at 90 %, with an example the plan works out, and a cliff that is pointed out."""
    put(page, f"{COMPONENT}.at_least", "0.9")
    page.wait_for_selector("#beside >> text=达成率到 90% 时奖金一下多 20,000")
    add = '[value="add:versions.0.examples:"]'
    page.click(f"details:has({add}) > summary")
    page.click(add)
    put(page, "versions.0.examples.0.sold", "230000")
    put(page, "versions.0.examples.0.quota", "1000000")
    page.click(".savebar button.primary")
    page.wait_for_selector("text=已保存")
    assert page.input_value('[name="versions.0.examples.0.pays"]') == "20000"


def approved(open_page, at):
    """Whoever wrote it cannot; Fay can."""
    olga = open_page("olga")
    olga.goto(at)
    olga.click("text=提交批准")
    olga.wait_for_selector("text=须由另一个人批准")
    fay = open_page("fay")
    fay.goto(at)
    fay.click("button >> text=批准")
    fay.wait_for_selector(".tag.good >> text=已批准")
    return fay


def test_a_plan_goes_from_a_template_through_four_eyes_to_a_signature(open_page, address):
    olga = open_page("olga")
    at = designed(olga, address)
    changed(olga)
    fay = approved(open_page, at)
    assert "例：卖出 230,000（目标 1,000,000），发放 20,000" in fay.inner_text("main")
    fay.click("header.bar a >> text=季度奖")
    fay.select_option("#id_people", "bo")
    fay.click("button >> text=加入方案")
    fay.wait_for_selector("text=未签收")
    bo = open_page("bo", width=390, height=844)
    bo.goto(f"{address}/pay-plans")
    bo.click("text=阅读并签收")
    digest = re.search(r"\b[0-9a-f]{64}\b", bo.inner_text("main"))[0]
    assert "达成 90%" in bo.inner_text("main")
    assert bo.evaluate("document.documentElement.scrollWidth") <= 390
    bo.click("button.primary")
    bo.wait_for_selector(".sentence >> text=签收")
    assert digest in bo.inner_text("main")
    olga.click("header.bar a >> text=季度奖")
    olga.click("button >> text=另做一版")
    put(olga, f"{COMPONENT}.amount", "90000")
    olga.click(".savebar button.primary")
    olga.wait_for_selector("text=已保存")
    olga.goto(olga.url.replace("/edit", "/compare"))
    row = olga.locator("tr", has_text="金额").inner_text()
    assert "80,000" in row and "90,000" in row
    assert olga.complaints == bo.complaints == fay.complaints == []
