"""Alerts reach those who lead the node, wait for somebody to say what it was, and open why."""

import re
from decimal import Decimal

import pytest
from django.test import Client

from salesops.web.access import Owner
from salesops.web.crm.models import Task
from salesops.web.imports.actions import import_file
from salesops.web.targets.models import Quota
from salesops.web.tracking.models import Fate
from salesops.web.workspace.actions import take_snapshot
from salesops.web.workspace.models import AuditEntry
from tests.doors.reading import read
from tests.doors.world import AS_OF

pytestmark = pytest.mark.django_db
TEAM = "销售部/一组/甲队"
KEY = f"missed_target:people.team_path:{TEAM}:2025-01"


@pytest.fixture
def missed(home, tmp_path):
    """After a January of half his target, four months in which Bo sold nothing of 1,000 each."""
    rows = [f"2025,bo,EAST,泵,2025-{n:02}-01,2025-{n + 1:02}-01,1000" for n in range(7, 11)]
    head = "plan,person_id,region_id,product_line,starts_on,ends_before,amount"
    file = tmp_path / "quotas.csv"
    file.write_text("\n".join([head, *rows, ""]), encoding="utf-8")
    import_file(actor=Owner(), table="quotas", source=file)
    take_snapshot(actor=Owner(), as_of=AS_OF)


def say(browser, **said):
    return browser.post("/tracking/dispose", {"key": KEY, "disposition": "team", **said})


@pytest.mark.parametrize("name", ["ada", "olga", "eve", "fay"])
def test_a_month_without_sales_is_a_miss_of_all_and_a_run_of_them_alarms(signed_in, missed, name):
    page = read(signed_in(name).get("/tracking"))
    assert f"{TEAM} 已连续 5 个月未达标，共少 ¥5,000" in page
    assert page.count(">0.0%<") == 4 and "一年内也会有" in page


def test_somebody_of_another_team_is_told_of_no_alert_and_cannot_decide_over_one(signed_in, missed):
    browser = signed_in("cy")
    assert TEAM not in read(browser.get("/tracking"))
    assert say(browser).status_code == 403
    page = read(browser.get("/why", {"node": TEAM, "from": "2025-07", "until": "2025-10"}))
    assert "4,000" not in page and "目标 ¥0，实际 ¥0" in page
    assert not Fate.objects.exists()


def test_an_alert_waits_until_somebody_says_what_it_was(signed_in, missed, user):
    browser = signed_in("ada")
    assert "还没有人说明原因" in read(browser.get("/tracking"))
    say(browser, note="甲队在等新人")
    page = read(browser.get("/tracking"))
    assert "甲队在等新人" in page and "还没有人说明原因" not in page
    fate = Fate.objects.get()
    assert (fate.key, fate.disposition, fate.decided_by) == (KEY, "team", user("ada"))
    assert AuditEntry.objects.get(action="dispose_alert").table == "fates"


def test_saying_anew_over_what_somebody_else_said_tells_what_they_said(signed_in, missed):
    say(signed_in("ada"), note="甲队在等新人")
    say(signed_in("olga"), note="指标定高了", disposition="target", version="1")
    page = read(say(signed_in("ada"), note="我的看法", version="1"), 422)
    assert "我的看法" in page and "甲队在等新人" in page
    assert Fate.objects.get().note == "指标定高了"


@pytest.mark.parametrize(
    "said", [{"key": "missed_target:people.team_path:没有:2025-07"}, {"key": "x"},
             {"disposition": ""}, {"disposition": "luck"}],
)  # fmt: skip
def test_what_cannot_be_noted_is_refused_in_a_sentence(signed_in, missed, said):
    page = read(say(signed_in("ada"), **said), 422)
    assert 'role="alert"' in page and not Fate.objects.exists()


def test_why_splits_what_is_missing_and_every_part_opens_a_question(signed_in, missed):
    page = read(signed_in("ada").get("/why", {"node": TEAM, "from": "2025-07", "until": "2025-10"}))
    assert "比目标少 ¥4,000" in page and "各项之和等于缺口" in page
    asked = re.search(r'href="(/ask\?[^"]+)"', page)
    assert asked
    read(signed_in("ada").get(asked.group(1)))


@pytest.mark.parametrize(
    "query",
    ["by=accounts.name", "until=soon", "from=2025-10&until=2025-01", "from=1900-01",
     "until=2031-01"],
)  # fmt: skip
def test_an_address_nobody_can_mean_is_not_found(signed_in, query):
    assert signed_in("ada").get(f"/why?{query}").status_code == 404


def test_a_proposed_step_becomes_somebodys_task(signed_in, missed):
    answer = signed_in("ada").post("/why/step", {"title": "安排新人课程", "details": "四个月"})
    task = Task.objects.get()
    assert answer.url == f"/tasks/{task.pk}" and task.owner_id == "ada"
    assert signed_in("eve").post("/why/step", {"title": "?"}).status_code == 403


def test_the_same_through_rest_sums_to_what_is_missing(missed, token):
    keys = token("ada", "targets:read", "targets:write")
    found = Client().get("/api/v1/tracking", headers=keys).json()
    assert [alert["key"] for alert in found["alerts"]] == [KEY]
    query = {"node": TEAM, "since": "2025-07", "until": "2025-10"}
    why = Client().get("/api/v1/why", query, headers=keys).json()
    causes = sum(Decimal(cause["amount"]) for cause in why["causes"])
    assert causes == Decimal(why["missing"]) == Decimal("-4000")
    body = {"key": KEY, "disposition": "team", "note": "缺人"}
    kept = Client().post("/api/v1/tracking/disposition", body, "application/json", headers=keys)
    assert (kept.status_code, kept.json()["disposition"]) == (200, "team")


def test_rest_keeps_a_stranger_out_of_alerts(missed, token):
    keys = token("cy", "targets:read")
    found = Client().get("/api/v1/tracking", headers=keys).json()
    assert found["alerts"] == [] and TEAM not in [node["node"] for node in found["nodes"]]


def test_the_end_of_the_period_stands_beside_attainment_and_adds_up(signed_in, missed, token):
    page = read(signed_in("ada").get("/tracking/forecast", {"span": "month", "until": "2025-10"}))
    assert "2025-10-01 – 2025-10-31" in page and TEAM in page
    keys = token("ada", "targets:read")
    query = {"span": "year", "until": "2025-09"}
    found = Client().get("/api/v1/tracking/forecast", query, headers=keys).json()
    (team,) = found["nodes"]
    assert (found["starts_on"], found["ends_before"]) == ("2025-01-01", "2026-01-01")
    assert (team["node"], team["target"], team["booked"], team["due"]) == (
        TEAM, "6000.0000", "1000.0000", "5000.0000",
    )  # fmt: skip
    assert team["low"] >= 1000 and team["attainment"] == pytest.approx(1 / 6)
    assert team["end"] == pytest.approx(found["everybody"]["end"])


def test_a_forecast_shows_nobody_of_another_team(signed_in, missed):
    page = read(signed_in("cy").get("/tracking/forecast"))
    assert TEAM not in page and "5,000" not in page
    assert signed_in("cy").get("/tracking/forecast?span=week").status_code == 404


def test_quotas_of_quarters_are_tracked_over_their_quarters(signed_in, home, tmp_path, token):
    head = "plan,person_id,region_id,product_line,starts_on,ends_before,amount"
    cy, bo = "2025,cy,SOUTH,阀", "2025,bo,EAST,泵"
    rows = [f"{cy},2025-01-01,2025-04-01,250", f"{cy},2025-10-01,2026-01-01,900",
            f"{bo},2024-11-29,2025-03-01,4000"]  # fmt: skip
    file = tmp_path / "quotas.csv"
    file.write_text("\n".join([head, *rows, ""]), encoding="utf-8")
    # The month's quotas of the world give way to those of quarters.
    Quota.objects.all().delete()
    import_file(actor=Owner(), table="quotas", source=file)
    take_snapshot(actor=Owner(), as_of=AS_OF)
    page = read(signed_in("olga").get("/tracking", {"by": "people.person_id"}))
    assert "25Q1" in page and "25Q4" in page and "24-11-29" in page and "200.0%" in page
    found = Client().get(
        "/api/v1/tracking", {"by": "people.person_id"}, headers=token("olga", "targets:read")
    ).json()  # fmt: skip
    bo, cy = found["nodes"]
    assert [(m["month"], m["actual"]) for m in bo["months"]] == [("2024-11-29", "1000.0000")]
    assert (cy["months"][0]["target"], cy["months"][0]["actual"]) == ("250.0000", "500.0000")
    assert cy["running"]["ends_before"] == "2026-01-01" and cy["missed_in_a_row"] == 0
