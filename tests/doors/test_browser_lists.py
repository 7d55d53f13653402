"""Lists in a real browser: keys, more rows, rows chosen and changed, columns put in order."""

import pytest

from tests.doors import test_browser
from tests.doors.test_browser import MINUTE
from tests.doors.world import PASSWORD

pytestmark = pytest.mark.requires("chromium")
address, chrome = test_browser.address, test_browser.chrome


@pytest.fixture
def page(chrome, address):
    """Olga's browser, in a workspace with sixty customers more."""
    context = chrome.new_context(viewport={"width": 1440, "height": 900})
    page = context.new_page()
    page.set_default_timeout(4 * MINUTE)
    problems = []
    page.on("pageerror", lambda error: problems.append(str(error)))
    page.on("console", lambda m: problems.append(m.text) if m.type == "error" else None)
    page.goto(f"{address}/sign-in")
    page.fill("input[name=username]", "olga")
    page.fill("input[name=password]", PASSWORD)
    page.press("input[name=password]", "Enter")
    page.wait_for_url(f"{address}/")
    page.goto(f"{address}/accounts?q=pl")
    if page.locator("tr[data-row]").count() == 0:
        cookies = {cookie["name"]: cookie["value"] for cookie in context.cookies()}
        for n in range(60):
            page.request.post(
                f"{address}/accounts/new", form={"name": f"批量{n:02}"},
                headers={"X-CSRFToken": cookies["csrftoken"], "Referer": address},
            )  # fmt: skip
        page.goto(f"{address}/accounts?q=pl")
    yield page
    assert problems == []
    context.close()


def test_keys_lead_through_a_list_and_open_a_customer(page, address):
    page.keyboard.press("ArrowDown")
    page.keyboard.press("ArrowDown")
    page.keyboard.press("x")
    assert page.locator("[data-chosen]").inner_text() == "1"
    page.keyboard.press("/")
    assert page.evaluate("document.activeElement.name") == "q"
    page.keyboard.press("Escape")
    page.keyboard.press("Enter")
    page.wait_for_url(f"{address}/accounts/A-*")
    assert "批量01" in page.content()


def test_more_rows_follow_the_first_without_the_page_again(page):
    assert page.locator("tr[data-row]").count() == 50
    page.click("#more")
    page.locator("tr[data-row]").nth(59).wait_for()
    assert page.locator("#more").count() == 0
    page.locator("input[name=pk]").last.check()
    assert page.locator("[data-chosen]").inner_text() == "1"


def test_chosen_rows_are_tagged_together(page, address):
    page.locator("input[name=pk]").nth(0).check()
    page.locator("input[name=pk]").nth(4).click(modifiers=["Shift"])
    assert page.locator("[data-chosen]").inner_text() == "5"
    page.click(".doings summary:has-text('添加标签')")
    page.fill("input[name='tag.tag']", "展会")
    page.click(".doings [formaction$='/do/tag']")
    page.wait_for_url("**/done/*")
    assert "5 条已修改" in page.content()
    page.goto(f"{address}/accounts?tags=展会")
    assert page.locator("tr[data-row]").count() == 5


def test_columns_are_shown_in_the_order_they_are_put_in(page):
    page.click(".toolbar summary:has-text('列')")
    page.locator("[data-column]:has([value=owner_id]) [data-up]").click()
    page.click("[data-columns] .apply button")
    page.wait_for_url("**columns=owner_id&columns=name**")
    assert page.locator("thead th[scope=col]").first.inner_text().strip() == "负责人"


def test_likely_duplicates_appear_while_one_types(page, address):
    page.goto(f"{address}/accounts/new")
    page.locator("#id_name").press_sequentially("东方机械", delay=20)
    page.wait_for_selector("#likely .likely")
    assert "东方机械" in page.inner_text("#likely")
