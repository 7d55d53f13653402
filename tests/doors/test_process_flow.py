"""What really happened, through pages, REST and assistants: each reader's own cases, no others."""

import re
from html import unescape

import pytest
from django.utils import timezone

from salesops.web.access import Owner
from salesops.web.crm.actions.leads import receive_lead
from salesops.web.imports.actions import import_file
from salesops.web.workspace.actions import take_snapshot
from tests.doors.test_process import deal, plain, published
from tests.doors.world import AS_OF

pytestmark = pytest.mark.django_db
DEALS = """deal_id,name,account_id,person_id,stage,status,amount,created_on,closed_on
D1,泵站,A1,bo,赢单,won,1000,2025-08-01,2025-08-20
D2,水厂,A1,bo,输单,lost,700,2025-08-01,2025-09-30
D3,阀门,A2,cy,方案报价,open,500,2025-09-01,
D4,泵组,A2,cy,初步接触,open,500,2025-09-01,
"""
STEPS = """case_kind,case_id,to_stage,entered_at,person_id
deal,D1,初步接触,2025-08-01T09:00:00,bo
deal,D1,方案报价,2025-08-04T09:00:00,bo
deal,D1,赢单,2025-08-20T09:00:00,bo
deal,D2,初步接触,2025-08-01T09:00:00,bo
deal,D2,方案报价,2025-08-02T09:00:00,bo
deal,D2,初步接触,2025-08-05T09:00:00,bo
deal,D2,输单,2025-09-30T09:00:00,bo
deal,D3,初步接触,2025-09-01T09:00:00,cy
deal,D3,方案报价,2025-09-21T09:00:00,cy
"""
PAGES = ("/process/live", "/process/conforming", "/process/sides")


@pytest.fixture
def moved(home, tmp_path):
    for table, told in (("deals", DEALS), ("steps", STEPS)):
        file = tmp_path / f"{table}.csv"
        file.write_text(told, encoding="utf-8")
        done = import_file(actor=Owner(), table=table, source=file)
        assert not done.outcome.problems
    take_snapshot(actor=Owner(), as_of=AS_OF)


def text(answer):
    assert answer.status_code == 200
    return re.sub(r"\s+", " ", unescape(re.sub(r"<[^>]+>", " ", answer.content.decode())))


def asked(client, headers, path, **values):
    answer = client.get(f"/api/v1/process/{path}", values, headers=headers)
    assert answer.status_code == 200, answer.content
    return answer.json()


@pytest.mark.parametrize("path", [*PAGES, "/process/conversion", "/process/stages", "/deadlines"])
def test_pages_in_english_call_stages_as_the_process_does(signed_in, user, home, path, tmp_path):
    published(user, plain(after_sales=None, won={"moves": []}))
    stages = {"初步接触": "商机评估", "方案报价": "产品演示", "赢单": "成交"}
    for table, rows in (("deals", DEALS), ("steps", STEPS)):
        file = tmp_path / f"{table}.csv"
        file.write_text(re.sub("|".join(stages), lambda old: stages[old[0]], rows), "utf-8")
        assert not import_file(actor=Owner(), table=table, source=file).outcome.problems
    take_snapshot(actor=Owner(), as_of=AS_OF)
    deal(user, "D9")
    browser = signed_in("olga")
    assert any(name in text(browser.get(path)) for name in stages.values())
    browser.cookies["salesops_language"] = "en"
    told = text(browser.get(path))
    assert not [name for name in (*stages.values(), "输单") if name in told]
    assert "Evaluation" in told or "Demo" in told


def test_states_of_leads_and_stages_in_answers_are_called_in_the_readers_language(
    signed_in, user, home
):
    published(user)
    receive_lead(actor=user("bo"), values={"company": "新客"}, lead_id="L1")
    deal(user, "D9")
    take_snapshot(actor=Owner(), as_of=timezone.localdate())
    browser = signed_in("olga")
    asked_for = "/ask?metrics=stage_visits&by=steps.to_stage"
    assert "新线索" in text(browser.get("/process/live?kind=lead"))
    told = text(browser.get(asked_for))
    assert "新线索" in told and "商机评估" in told
    browser.cookies["salesops_language"] = "en"
    assert "新线索" not in text(browser.get("/process/live?kind=lead"))
    told = text(browser.get(asked_for))
    assert "Evaluation" in told and "商机评估" not in told and "新线索" not in told


@pytest.mark.parametrize(("name", "cases"), [("olga", 3), ("ada", 2), ("bo", 2), ("cy", 1)])
def test_the_map_is_of_the_cases_one_may_see(client, token, moved, name, cases):
    found = asked(client, token(name), "flow")
    assert found["cases"] == cases
    edges = {(e["source"], e["target"]): e for e in found["edges"]}
    assert (("方案报价", "赢单") in edges) == (name != "cy")
    if name == "cy":
        assert edges["初步接触", "方案报价"]["median_seconds"] == 20 * 86_400
        assert found["waiting"][0]["cases"] == 1


def test_the_page_draws_them_and_says_where_they_wait(signed_in, moved):
    page = signed_in("ada").get("/process/live")
    drawn = page.content.decode()
    assert 'class="livemap"' in drawn and "undesigned" in drawn
    told = text(page)
    assert "2 个案例，7 步" in told and "初步接触 ⇄ 方案报价" in told
    assert "阀门" not in told and text(signed_in("cy").get("/process/live")).count("赢单 1") == 0


def test_a_case_that_strayed_is_told_in_plain_words_and_opens(client, signed_in, token, moved):
    told = text(signed_in("ada").get("/process/conforming"))
    assert "2 个中有 1 个按设计的路走" in told
    assert "从“方案报价”退回到“初步接触”" in told and "水厂" in told
    found = asked(client, token("ada"), "conformance")
    assert [one["case_id"] for one in found["strayed"]] == ["D2"]
    assert asked(client, token("cy"), "conformance")["strayed"] == []


def test_each_case_is_judged_by_its_own_version_and_groups_are_told_apart(
    client, token, user, tmp_path
):
    published(user, plain(after_sales=None, won={"moves": []}))
    told = DEALS.replace("方案报价", "产品演示").replace("初步接触", "商机评估")
    told = told.replace("赢单", "成交")
    skipped = "deal,D5,商机评估,2025-08-01T09:00:00,bo\ndeal,D5,成交,2025-08-09T09:00:00,bo\n"
    steps = STEPS.replace("方案报价", "产品演示").replace("初步接触", "商机评估")
    steps = steps.replace("赢单", "成交").splitlines()
    steps = [steps[0] + ",process_version", *(f"{one},main/1" for one in steps[1:]),
             *(f"{one}," for one in skipped.splitlines())]  # fmt: skip
    for table, rows in (("deals", told + "D5,管件,A1,bo,成交,won,5,2025-08-01,2025-08-09\n"),
                        ("steps", "\n".join(steps) + "\n")):  # fmt: skip
        file = tmp_path / f"{table}.csv"
        file.write_text(rows, encoding="utf-8")
        assert not import_file(actor=Owner(), table=table, source=file).outcome.problems
    take_snapshot(actor=Owner(), as_of=AS_OF)
    found = asked(client, token("olga"), "conformance")
    groups = {(g["by"], g["name"]): (g["cases"], g["fitting"]) for g in found["groups"]}
    # D1 and D5 went from evaluation or demo straight to won; going back to evaluation is allowed.
    assert groups["steps.process_version", "main/1"] == (3, 2)
    assert groups["steps.process_version", None] == (1, 0)
    assert {one["case_id"] for one in found["strayed"]} == {"D1", "D5"}
    assert (found["cases"], found["conforming"]) == (4, 2)
    cys = asked(client, token("cy"), "conformance")["groups"]
    assert {g["name"] for g in cys if g["by"] == "people.name"} == {"Cy"}


def test_bottlenecks_weigh_what_was_lost(client, token, moved):
    found = {one["stage"]: one for one in asked(client, token("ada"), "bottlenecks")}
    assert found["初步接触"]["lost_amount"] == "700.0000"
    assert found["初步接触"]["ranks"]["wait"] == 1
    cys = {one["stage"]: one for one in asked(client, token("cy"), "bottlenecks")}
    assert all(one["lost_cases"] == 0 for one in cys.values())


def test_two_groups_are_compared_as_far_as_one_may_see_them(client, signed_in, token, moved):
    found = asked(client, token("ada"), "groups")
    assert (found["groups"], found["cases"]) == (["won", "lost"], [1, 1])
    assert not any(one["share_difference"]["is_notable"] for one in found["differences"])
    assert asked(client, token("cy"), "groups")["cases"] == [0, 0]
    later = asked(client, token("olga"), "groups", by="date", a="2025-08-15")
    assert later["cases"] == [2, 1]
    teams = asked(client, token("olga"), "groups", by="team", a="甲队", b="二组")
    assert teams["cases"] == [2, 1]
    assert "有一组在这段时间里没有案例" in text(signed_in("cy").get("/process/sides"))


def test_what_an_address_says_wrongly_is_as_usual(signed_in, moved):
    browser = signed_in("olga")
    for page in PAGES:
        answer = browser.get(page, {"months": "x", "kind": "?", "team": "\0", "by": "?", "a": "1"})
        assert answer.status_code == 200
        assert browser.get(page, {"kind": "lead", "months": "0"}).status_code == 200


@pytest.mark.parametrize("page", PAGES)
def test_figures_are_not_for_the_administrator(signed_in, moved, page):
    assert "livemap" not in signed_in("adam").get(page).content.decode()
    assert "水厂" not in text(signed_in("adam").get(page))
