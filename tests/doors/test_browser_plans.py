"""The grid of a plan in a real browser: moved and edited by keys, taken back, explained."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.doors import test_browser, towns
from tests.doors.served import served

pytestmark = pytest.mark.requires("chromium")
chrome = test_browser.chrome
open_page = test_browser.open_page
PIN = 4
"""The column of pins: after the name, the target, the share and one weight."""


@pytest.fixture(scope="module")
def address(town_folder: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """A served workspace of its own, with the draft of a plan."""
    shell = towns.copied(town_folder, tmp_path_factory.mktemp("served") / "workspace")
    shell.python(Path(__file__).with_name("planning.py"))
    with served(shell) as address:
        yield address


@pytest.fixture
def grid(open_page, address):
    """Somebody's grid with the cursor on a node."""

    def opened(name, key):
        page = open_page(name)
        page.goto(f"{address}/targets/P#{key}")
        page.wait_for_selector(".tg-here")
        page.wait_for_function(
            "key => decodeURIComponent(location.hash.slice(1)) === key"
            " && document.querySelector('.tg-here [role=rowheader]')", arg=key,
        )  # fmt: skip
        page.focus(".treegrid")
        return page

    return opened


def cells(page):
    return page.evaluate(
        "[...document.querySelector('.tg-here').children].map(cell => cell.textContent)"
    )


def awaited(page, column, text):
    page.wait_for_function(
        "([column, text]) =>"
        " document.querySelector('.tg-here').children[column].textContent === text",
        arg=[column, text],
    )


def pinned(page, amount, why):
    for key in ["Home", *["ArrowRight"] * PIN, "Enter"]:
        page.keyboard.press(key)
    page.keyboard.type(amount)
    page.keyboard.press("Enter")
    page.keyboard.type(why)
    page.keyboard.press("Enter")


def test_a_pin_is_set_by_keys_taken_back_and_done_again(grid):
    page = grid("olga", "cy")
    assert cells(page)[1] == "333.34"
    pinned(page, "0.04万", "合同已签")
    awaited(page, 1, "400")
    page.keyboard.press("Control+z")
    awaited(page, 1, "333.34")
    page.keyboard.press("Control+y")
    awaited(page, 1, "400")
    page.keyboard.press("Control+z")
    awaited(page, PIN, "")
    assert cells(page)[1] == "333.34"


def test_a_conflict_is_told_at_once_and_nothing_is_kept(grid):
    page = grid("olga", "bo")
    pinned(page, "2亿", "试试")
    page.wait_for_selector(".refused")
    assert "“Bo”定为 200,000,000，超过整个目标 1,000.01" in page.inner_text(".refused")
    assert cells(page)[1] == "666.67" and cells(page)[PIN] == ""


def test_what_is_kept_anyway_can_be_taken_back(grid):
    page = grid("olga", "bo")
    pinned(page, "2亿", "先放着")
    page.click(".refused .button >> nth=0")
    awaited(page, PIN, "2.00 亿")
    assert cells(page)[1] == "—"
    page.focus(".treegrid")
    page.keyboard.press("Control+z")
    awaited(page, 1, "666.67")
    assert cells(page)[PIN] == ""


def test_escape_gives_an_edit_up(grid):
    page = grid("olga", "bo")
    for key in ["Home", *["ArrowRight"] * PIN, "Enter", "7", "Escape"]:
        page.keyboard.press(key)
    assert (
        cells(page)[PIN] == "" and page.evaluate("document.activeElement.className") == "treegrid"
    )


def test_enter_on_a_number_opens_where_it_comes_from(grid):
    page = grid("ada", "bo")
    page.keyboard.press("Home")
    page.keyboard.press("Enter")
    page.wait_for_selector(".explained")
    assert "666.67" in page.inner_text(".explained")
    page.keyboard.press("Escape")
    page.wait_for_selector(".explained", state="detached")
    assert page.locator(".tg-row").count() == 4


def test_a_pasted_block_is_shown_first_and_only_its_rows_come_again(grid):
    page = grid("olga", "cy")
    for key in ["Home", *["ArrowRight"] * PIN]:
        page.keyboard.press(key)
    page.evaluate(
        "() => { const clipboardData = new DataTransfer();"
        " clipboardData.setData('text/plain', '1\t0.5');"
        " document.querySelector('.treegrid').dispatchEvent("
        "   new ClipboardEvent('paste', { clipboardData, bubbles: true })); }"
    )
    page.wait_for_selector("[data-paste-form]")
    assert page.locator(".pasted tr").count() == 2
    page.keyboard.type("一起改")
    with page.expect_response(lambda one: "grid.json" in one.url) as answer:
        page.keyboard.press("Enter")
    awaited(page, PIN, "1")
    told = answer.value.json()
    assert told["is_part"] and 0 < len(told["rows"]) < 8
    page.keyboard.press("Control+z")
    awaited(page, PIN, "")
