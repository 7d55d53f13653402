"""A lead's way in a real browser: sent by REST, given by rule, called, converted, won, counted.

Bo works it, Ada sees it in her flow, Eve and Fay in the company's figures; Cy, on another team,
finds no trace of it.
"""

import json
import os
import subprocess
import urllib.request
from urllib.parse import quote

import pytest
from django.utils import timezone

from tests.doors import test_browser, test_browser_board
from tests.doors.shell import PROGRAM
from tests.doors.test_browser_board import drag, lane_of, settled

pytestmark = pytest.mark.requires("chromium")
chrome, open_page = test_browser.chrome, test_browser.open_page
address, served_home = test_browser_board.address, test_browser_board.served_home
COMPANY, PERSON, SOURCE = "极光泵业有限公司", "秦先生", "展会扫码"
LEAD = {"lead_id": "EXPO-1", "name": PERSON, "company": COMPANY, "source": SOURCE}
AMOUNT = 86_420


def key_of(page, address):
    """A key to REST, made on the page for keys."""
    page.goto(f"{address}/settings/tokens")
    page.fill("#id_name", "官网表单")
    page.click("label:has(input[value='crm:write'])")
    page.click("form.body .primary")
    return page.get_attribute("input[readonly]", "value")


def send(address, key, lead):
    request = urllib.request.Request(
        f"{address}/api/v1/leads", json.dumps(lead).encode(),
        {"Authorization": f"Bearer {key}", "Content-Type": "application/json"},
    )  # fmt: skip
    with urllib.request.urlopen(request) as answer:
        return json.load(answer)


def give_fairs_to_bo(page, address):
    """A rule, made by operations on the page for rules."""
    page.goto(f"{address}/assignment?rule=new")
    page.fill("#id_name", "展会给小波")
    page.fill("#id_source", SOURCE)
    page.select_option("#rule_people", "bo")
    page.click("form[action$='/assignment/save'] .primary")
    page.wait_for_selector("li >> text=展会给小波")


def take_snapshot(home):
    env = {**os.environ, "SALESOPS_HOME": str(home)}
    command = [*PROGRAM, "snapshot", "--as-of", timezone.localdate().isoformat()]
    subprocess.run(command, env=env, check=True, stdout=subprocess.DEVNULL)


def test_a_lead_becomes_a_won_deal_that_everybody_entitled_sees(open_page, address, served_home):
    olga, bo = open_page("olga"), open_page("bo", width=2000)
    give_fairs_to_bo(olga, address)
    sent = send(address, key_of(olga, address), LEAD)
    assert (sent["lead"]["owner_id"], sent["assigned_by"]) == ("bo", "展会给小波")

    bo.goto(f"{address}/leads")
    bo.locator(f"tr[data-row]:has-text('{PERSON}') a").first.click()
    bo.click("a.button:has-text('记录联系')")
    bo.fill("#doing_summary", "电话约了下周演示")
    bo.select_option("#doing_outcome", "appointment")
    bo.click("#doing .primary")
    bo.wait_for_selector("#story >> text=电话约了下周演示")
    bo.reload()
    assert "✓ 用时" in bo.inner_text(".clockline")

    bo.fill("#id_convert_amount", str(AMOUNT))
    bo.click("#convert .primary")
    bo.wait_for_selector("text=转化结果")
    bo.goto(f"{address}/deals/board")
    card = bo.locator(f".dealcard:has-text('{COMPANY}')").first
    deal = card.get_attribute("id")[5:]
    version = int(card.get_attribute("data-version"))
    drag(bo, deal, "赢单")
    settled(bo, deal, version + 1)
    assert lane_of(bo, deal) == "赢单"

    ada = open_page("ada")
    ada.goto(f"{address}/deals/flow")
    ada.click("td.number[title*='86,420'] a")
    ada.wait_for_selector(f"#side >> text={COMPANY}")

    take_snapshot(served_home)
    year = timezone.localdate().year
    asked = f"/ask?metrics=won_amount&by=people.name&starts_on={year}-01-01"
    for name in ("eve", "fay"):
        page = open_page(name)
        page.goto(f"{address}{asked}&ends_before={year + 1}-01-01")
        assert "86,420" in page.content()

    cy, word = open_page("cy"), quote(COMPANY[:2])
    for path in ("/leads", "/accounts", "/deals", "/deals/board", "/deals/flow", "/activities",
                 "/contacts", "/tasks", "/notices", f"/accounts?q={word}", asked):  # fmt: skip
        assert cy.goto(address + path).status == 200, path
        assert_no_trace(cy.content(), path)
    assert_no_trace(cy.request.get(f"{address}/find?q={word}").text(), "find")
    for path in (f"/deals/{deal}", "/leads/EXPO-1"):
        assert cy.request.get(address + path).status == 404, path
    assert [p.complaints for p in (olga, bo, ada, cy)] == [[], [], [], []]


def assert_no_trace(content, where):
    for secret in (COMPANY, PERSON, "86,420"):
        assert secret not in content, (where, secret)
