"""The grid of a plan in a real browser: moved and edited by keys, taken back, explained."""

import os
import socket
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.doors import test_browser
from tests.doors.shell import PROGRAM

pytestmark = pytest.mark.requires("chromium")
chrome = test_browser.chrome
open_page = test_browser.open_page
PIN = 4
"""The column of pins: after the name, the target, the share and one weight."""


@pytest.fixture(scope="module")
def address(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """A served workspace of its own, with the draft of a plan."""
    home = tmp_path_factory.mktemp("served") / "workspace"
    kept = {k: v for k, v in os.environ.items() if not k.startswith(("SALESOPS_", "DJANGO_"))}
    env = {**kept, "SALESOPS_HOME": str(home)}
    script = Path(__file__).with_name("town_with_plan.py")
    subprocess.run([sys.executable, script, home], env=env, check=True)
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    serving = subprocess.Popen(
        [*PROGRAM, "serve", "--port", str(port)],
        env=env, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
    )  # fmt: skip
    try:
        test_browser.await_health(f"http://127.0.0.1:{port}/health", serving)
        yield f"http://127.0.0.1:{port}"
    finally:
        serving.terminate()
        serving.wait(timeout=30)


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
