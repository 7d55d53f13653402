"""The board in a real browser: a card goes by mouse, by finger and by keys, and comes back."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.doors import test_browser, towns
from tests.doors.served import served

pytestmark = pytest.mark.requires("chromium")
chrome = test_browser.chrome
open_page = test_browser.open_page


@pytest.fixture(scope="module")
def served_home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder of the served workspace."""
    return tmp_path_factory.mktemp("served") / "workspace"


@pytest.fixture(scope="module")
def address(town_folder: Path, served_home: Path) -> Iterator[str]:
    """A served workspace of its own, with deals."""
    shell = towns.copied(town_folder, served_home)
    shell.python(Path(__file__).with_name("dealing.py"))
    with served(shell) as address:
        yield address


@pytest.fixture
def board(open_page, address):
    """Somebody's board, and what its console complains about."""

    def opened(name="bo", **size):
        page = open_page(name, **size)
        page.goto(f"{address}/deals/board")
        page.wait_for_selector("#deal-D1, #deal-D5")
        return page

    return opened


def lane(page, name):
    return page.locator(f'[data-lane][data-name="{name}"]')


def lane_of(page, deal):
    return page.evaluate(
        "id => document.getElementById(id).closest('[data-lane]').dataset.name", f"deal-{deal}"
    )


def settled(page, deal, version):
    page.wait_for_selector(f'#deal-{deal}[data-version="{version}"]')


def version_of(page, deal):
    return int(page.get_attribute(f"#deal-{deal}", "data-version"))


def middle(page, selector):
    box = page.locator(selector).bounding_box()
    return box["x"] + box["width"] / 2, box["y"] + min(box["height"] / 2, 60)


def drag(page, deal, name):
    page.mouse.move(*middle(page, f"#deal-{deal}"))
    page.mouse.down()
    x, y = middle(page, f'[data-lane][data-name="{name}"]')
    page.mouse.move(x, y, steps=8)
    assert page.locator(".dealcard.ghost").count() == 1
    page.mouse.up()


def test_a_mouse_drags_a_card_and_the_sums_follow(board):
    page = board()
    before = version_of(page, "D1")
    drag(page, "D1", "需求确认")
    settled(page, "D1", before + 1)
    assert lane_of(page, "D1") == "需求确认"
    assert "¥10.0 万" in lane(page, "需求确认").locator("header").inner_text()
    assert lane(page, "初步接触").locator("[data-lane-count]").inner_text() == "3"
    page.reload()
    assert lane_of(page, "D1") == "需求确认"
    assert page.complaints == []


def test_what_was_dragged_can_be_undone_for_a_while(board):
    page = board()
    before, stage = version_of(page, "D2"), lane_of(page, "D2")
    drag(page, "D2", "商务谈判")
    settled(page, "D2", before + 1)
    page.click(".toast button")
    settled(page, "D2", before + 2)
    assert lane_of(page, "D2") == stage
    assert page.complaints == []


def test_keys_lift_a_card_carry_it_and_drop_it_and_it_is_said_aloud(board):
    page = board()
    before = version_of(page, "D3")
    page.focus("#deal-D3")
    page.keyboard.press("Space")
    assert "三号泵站" in page.inner_text("[data-live-region]")
    page.keyboard.press("ArrowRight")
    page.keyboard.press("ArrowRight")
    assert "方案报价" in page.inner_text("[data-live-region]")
    page.keyboard.press("Space")
    settled(page, "D3", before + 1)
    assert lane_of(page, "D3") == "方案报价"
    assert page.evaluate("document.activeElement.id") == "deal-D3"
    assert page.complaints == []


def test_escape_puts_a_lifted_card_back(board):
    page = board()
    before, stage = version_of(page, "D4"), lane_of(page, "D4")
    page.focus("#deal-D4")
    for key in ("Space", "ArrowRight", "Escape"):
        page.keyboard.press(key)
    assert lane_of(page, "D4") == stage and version_of(page, "D4") == before
    assert page.evaluate("document.activeElement.id") == "deal-D4"


def test_lost_asks_why_beside_the_board_and_cancel_puts_the_card_back(board):
    page = board()
    before, stage = version_of(page, "D4"), lane_of(page, "D4")
    drag(page, "D4", "输单")
    page.click("[data-ask-cancel]")
    assert lane_of(page, "D4") == stage
    drag(page, "D4", "输单")
    page.click("[data-ask] button.primary")
    assert page.inner_text("[data-ask-error]") != ""
    page.check("[data-ask] input[value=price]")
    page.click("[data-ask] button.primary")
    settled(page, "D4", before + 1)
    assert lane_of(page, "D4") == "输单"
    assert page.complaints == []


def test_the_second_of_two_people_sees_where_the_first_put_the_card(board):
    bo, ada = board("bo"), board("ada")
    before = version_of(ada, "D2")
    drag(ada, "D2", "方案报价")
    settled(ada, "D2", before + 1)
    drag(bo, "D2", "商务谈判")
    bo.wait_for_selector(".toast.bad >> text=ada")
    settled(bo, "D2", before + 1)
    assert lane_of(bo, "D2") == "方案报价"


def test_a_finger_rests_on_a_card_and_drags_it_on_a_phone(chrome, address):
    context = chrome.new_context(
        viewport={"width": 390, "height": 844}, has_touch=True, is_mobile=True
    )
    page = context.new_page()
    page.goto(f"{address}/sign-in")
    page.fill("#id_username", "cy")
    page.fill("#id_password", test_browser.PASSWORD)
    page.tap("button.primary")
    page.wait_for_url(f"{address}/")
    page.goto(f"{address}/deals/board")
    page.wait_for_selector("#deal-D5")
    assert page.evaluate("document.documentElement.scrollWidth") <= 390
    finger = context.new_cdp_session(page)
    x, y = middle(page, "#deal-D5")

    def touch(kind, *points):
        told = [{"x": px, "y": py} for px, py in points]
        finger.send("Input.dispatchTouchEvent", {"type": kind, "touchPoints": told})

    touch("touchStart", (x, y))
    page.wait_for_selector(".dealcard.ghost")
    touch("touchMove", (x + 20, y))
    touch("touchMove", (384, y))
    page.wait_for_function(
        "() => document.querySelector('[data-lane].over')?.dataset.name === '需求确认'"
    )
    touch("touchEnd")
    settled(page, "D5", 2)
    assert lane_of(page, "D5") == "需求确认"
    context.close()
