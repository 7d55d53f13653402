"""What only a real browser shows: scripts under the policy, charts, keys, a file's whole way."""

import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.doors import towns
from tests.doors.served import served
from tests.doors.world import PASSWORD

pytestmark = pytest.mark.requires("chromium")
ARGUMENTS = [
    "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run",
    "--disable-background-networking", "--disable-component-update", "--disable-sync",
]  # fmt: skip
CROSSED = ("/ask?metrics=net_revenue&metrics=margin&by=regions.name&by=calendar.month"
           "&across=calendar.month&period=2025-01&compare=last_year")  # fmt: skip
PAGES = ("/", "/ask", CROSSED, "/reports", "/reports/monthly?period=2025-01", "/imports",
         "/batches", "/settings", "/settings/people", "/settings/people/teams",
         "/settings/people/of/bo", "/settings/delegations", "/settings/regions",
         "/settings/products", "/settings/tokens", "/settings/two-factor", "/design")  # fmt: skip
QUESTION = "/ask?metrics=net_revenue&by=regions.name&period=2025-01&compare=last_year"
MINUTE = 60_000


@pytest.fixture(scope="module")
def address(town_folder: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """A served workspace of its own, with its worker."""
    home = tmp_path_factory.mktemp("served") / "workspace"
    with served(towns.copied(town_folder, home)) as address:
        yield address


@pytest.fixture(scope="module")
def chrome(chromium: str):
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path=chromium, args=ARGUMENTS, timeout=4 * MINUTE
        )
        yield browser
        browser.close()


@pytest.fixture
def open_page(chrome, address):
    """A page in which somebody has signed in, and what its console complains about."""
    contexts = []

    def opened(name="olga", width=1440, height=900):
        context = chrome.new_context(viewport={"width": width, "height": height})
        contexts.append(context)
        context.set_default_timeout(4 * MINUTE)
        page = context.new_page()
        page.complaints = []
        page.on("console", lambda said: complain(page, said))
        page.on("pageerror", lambda error: page.complaints.append(str(error)))
        page.goto(f"{address}/sign-in")
        page.fill("#id_username", name)
        page.fill("#id_password", PASSWORD)
        page.click("button.primary")
        page.wait_for_url(f"{address}/")
        return page

    yield opened
    for context in contexts:
        context.close()


def complain(page, said) -> None:
    if said.type in ("error", "warning"):
        page.complaints.append(said.text)


@pytest.mark.parametrize(("width", "height"), [(1440, 900), (390, 844)])
def test_no_page_is_wider_than_the_screen_or_breaks_the_policy(open_page, address, width, height):
    page = open_page(width=width, height=height)
    for path in PAGES:
        page.goto(address + path)
        page.wait_for_load_state("networkidle")
        assert page.evaluate("document.documentElement.scrollWidth") <= width, path
    assert page.complaints == []


def test_charts_are_drawn_without_eval(open_page, address):
    page = open_page()
    page.goto(f"{address}/ask?metrics=net_revenue&by=calendar.month&period=all")
    page.goto(f"{address}/design")
    page.wait_for_selector("[data-chart] svg path")
    assert page.complaints == []


def test_a_cell_opens_beside_the_table_and_its_address_can_be_sent(open_page, address):
    page = open_page()
    page.goto(address + QUESTION)
    page.click("td .open >> text=¥1,000")
    page.wait_for_selector("#side >> text=东方机械")
    assert "open=net_revenue" in page.url
    page.reload()
    page.wait_for_selector("#side >> text=东方机械")
    page.keyboard.press("Escape")
    page.wait_for_selector("#side >> text=东方机械", state="detached")
    assert "open=" not in page.url


def test_arrow_keys_move_between_cells_and_enter_opens(open_page, address):
    page = open_page()
    page.goto(address + QUESTION)
    page.focus("td .open >> text=¥1,000")
    page.keyboard.press("ArrowDown")
    assert page.evaluate("document.activeElement.textContent") == "¥500"
    page.keyboard.press("Enter")
    page.wait_for_selector("#side >> text=南方化工")


def test_a_cell_of_a_cross_table_opens_beside_it(open_page, address):
    page = open_page()
    page.goto(address + CROSSED)
    page.focus(".cross td .open >> text=¥1,000")
    page.keyboard.press("Enter")
    page.wait_for_selector("#side >> text=东方机械")
    assert "across=calendar.month" in page.url and "open=net_revenue" in page.url
    page.keyboard.press("ArrowRight")
    page.keyboard.press("Enter")
    page.wait_for_selector("td.whole.chosen")


def test_the_finder_opens_by_key_and_leads_on(open_page, address):
    page = open_page()
    page.keyboard.press("Control+k")
    page.keyboard.type("hd")
    page.wait_for_selector("#palette .results a.chosen >> text=华东")
    page.keyboard.press("Enter")
    page.wait_for_url("**/ask?**")
    assert "regions.name" in page.url


def test_the_theme_stays(open_page, address):
    page = open_page()
    page.click(".rail [data-theme-switch]")
    assert page.evaluate("document.documentElement.dataset.theme") == "light"
    page.click(".rail [data-theme-switch]")
    page.goto(f"{address}/reports")
    assert page.evaluate("document.documentElement.dataset.theme") == "dark"


def test_the_language_changes_in_place(open_page, address):
    page = open_page()
    page.goto(address + QUESTION)
    page.click(".rail button[lang=en]")
    page.wait_for_selector("text=Net revenue by region")
    assert "regions.name" in page.url


def test_a_file_goes_all_the_way_and_back(open_page, address, tmp_path):
    file = tmp_path / "三月.csv"
    lines = (
        "订单行号,订单号,下单日期,客户编码,产品编码,销售员工号,数量,净额",
        "20,O20,2025/3/1,A1,P1,bo,1,1234.50",
        "21,O21,2025-02-30,A1,P1,bo,1,100",
    )
    file.write_bytes("\r\n".join(lines).encode("gb18030"))
    page = open_page()
    page.goto(f"{address}/imports")
    page.set_input_files("input[type=file]", file)
    page.wait_for_selector("text=导入 1 行")
    assert page.complaints == []
    page.click("text=导入 1 行")
    page.wait_for_selector("text=1 行已入账，1 行被拒绝")
    with page.expect_download() as download:
        page.click("text=下载被拒绝的行")
    assert "2025-02-30" in Path(download.value.path()).read_text(encoding="gb18030")
    march = f"{address}/ask?metrics=net_revenue&period=2025-03"
    page.goto(march)
    assert "¥1,235" in page.inner_text("main") or "¥1,234" in page.inner_text("main")
    page.go_back()
    page.click("text=撤回批次")
    page.wait_for_selector("text=该批次已撤回")
    until_gone(page, march, "¥1,23")


def until_gone(page, address: str, text: str) -> None:
    until = time.monotonic() + 180
    while text in figures_of(page, address):
        assert time.monotonic() < until, "the figures never followed"
        page.wait_for_timeout(300)


def figures_of(page, address: str) -> str:
    page.goto(address)
    return page.inner_text("main")
