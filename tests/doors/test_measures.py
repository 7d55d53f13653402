"""Courses and campaigns against shortfalls: proposed with an owner, decided over, carried out."""

import re

import pytest
from django.test import Client

from salesops.web.tracking.models import Measure
from salesops.web.workspace.models import AuditEntry
from tests.doors.reading import read

pytestmark = pytest.mark.django_db


def propose(browser, **said):
    told = {"kind": "course", "title": "甲队 · 赢单课程", "owner_id": "bo", "node": "甲队",
            "cause": "conversion", "impact": "-4000", **said}  # fmt: skip
    return browser.post("/tracking/measures/new?node=甲队&from=2025-07&until=2025-10", told)


def go(browser, to, **said):
    measure = Measure.objects.get()
    return browser.post(f"/tracking/measures/{measure.pk}", {"to": to, **said})


def test_a_course_is_proposed_accepted_and_ended_by_whoever_carries_it_out(signed_in):
    ada, bo = signed_in("ada"), signed_in("bo")
    propose(ada)
    page = read(bo.get("/tracking/measures"))
    assert "甲队 · 赢单课程" in page and "¥4,000" in page and 'value="accepted"' not in page
    assert go(bo, "accepted").status_code == 403
    go(ada, "accepted")
    go(bo, "done", outcome="四人通过")
    measure = Measure.objects.get()
    assert (measure.status, measure.outcome, measure.owner_id) == ("done", "四人通过", "bo")
    assert AuditEntry.objects.filter(table="measures").count() == 3
    go(ada, "accepted")
    assert Measure.objects.get().status == "done"


def test_a_measure_leads_back_to_why(signed_in):
    propose(signed_in("ada"))
    address = re.search(r'href="(/why\?[^"]+)"', read(signed_in("ada").get("/tracking/measures")))
    assert address and "2025-07" in address.group(1)


@pytest.mark.parametrize("name", ["bo", "eve", "fay"])
def test_who_only_sells_or_reads_proposes_nothing(signed_in, name):
    assert propose(signed_in(name)).status_code == 403 and not Measure.objects.exists()


def test_somebody_elses_measure_is_neither_seen_nor_moved(signed_in):
    propose(signed_in("ada"))
    assert "赢单课程" not in read(signed_in("cy").get("/tracking/measures"))
    assert go(signed_in("cy"), "done").status_code == 404


@pytest.mark.parametrize("said", [{"kind": "party"}, {"title": " "}, {"owner_id": "cy"}])
def test_what_cannot_be_proposed_is_told(signed_in, said):
    browser = signed_in("ada")
    answer = propose(browser, **said)
    assert answer.url.startswith("/why?") and not Measure.objects.exists()


def test_the_same_through_rest(token):
    keys = token("ada", "targets:read", "targets:write")
    post = {"content_type": "application/json", "headers": keys}
    body = {"kind": "campaign", "title": "华东对比测试", "owner_id": "bo", "impact": "-1.50"}
    made = Client().post("/api/v1/tracking/measures", body, **post)
    told = made.json()
    assert (made.status_code, float(told["impact"]), told["steps"]) == (
        201, -1.5, ["accepted", "rejected"],
    )  # fmt: skip
    address = f"/api/v1/tracking/measures/{told['measure_id']}/step"
    step = {"to": "rejected", "version": told["version"]}
    assert Client().post(address, step, **post).json()["status"] == "rejected"
    assert Client().post(address, {"to": "done"}, **post).status_code == 409
    listed = Client().get("/api/v1/tracking/measures", headers=token("cy", "targets:read")).json()
    assert listed == []
