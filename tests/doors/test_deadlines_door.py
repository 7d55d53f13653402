"""Deadlines are found without anybody looking: warned, told, escalated, explained, paused."""

from datetime import UTC, datetime, timedelta
from decimal import Decimal
from zoneinfo import ZoneInfo

import pytest
from django.utils import timezone

from salesops.process.deadlines import due_at
from salesops.process.limits import Limit
from salesops.process.watching import watched
from salesops.web.access import Owner
from salesops.web.crm.actions.activities import Said, log_activity
from salesops.web.crm.actions.leads import assign_lead, receive_lead
from salesops.web.crm.actions.pipelines import default_pipeline
from salesops.web.crm.actions.tasks import finish_task
from salesops.web.crm.models import Deal, Lead, Task
from salesops.web.explore.questions import ask
from salesops.web.notices.models import Notice
from salesops.web.people.models import Person, User
from salesops.web.problems import Refused
from salesops.web.process.calendars import calendar_for
from salesops.web.process.clock_actions import pause_clock, resume_clock, set_team_hours
from salesops.web.process.clocks import cases
from salesops.web.process.deadlines import answering, board, explained
from salesops.web.process.models import Alarm
from salesops.web.process.watching import start_waiting, watch_deadlines
from salesops.web.workspace.actions import take_snapshot
from tests.doors.test_process import deal, plain, published

pytestmark = pytest.mark.django_db
HOUR = timedelta(hours=1)


@pytest.fixture
def lead(user):
    """Bo's lead, received now."""
    return receive_lead(actor=user("bo"), values={"company": "新客"}, lead_id="L1").lead


def kinds(actor, **told):
    return sorted(case.kind for case in cases(actor, **told))


def test_a_lead_runs_by_two_clocks_until_a_contact_of_ours_reaches_them(user, lead):
    assert kinds(user("bo")) == ["customer", "owner"]
    now = timezone.now()
    for direction, outcome, left in (
        ("inbound", "interested", 2), ("outbound", "not_reached", 2), ("outbound", "interested", 0),
    ):  # fmt: skip
        said = Said("call", direction, now, outcome)
        log_activity(actor=user("bo"), said=said, given={"lead_id": "L1"})
        assert len(kinds(user("bo"))) == left


def test_each_sees_the_deadlines_of_whom_they_see(user, lead):
    assert kinds(user("ada")) == ["customer", "owner"]
    assert kinds(user("cy")) == kinds(user("adam")) == []
    assert kinds(user("ada"), person_id="ada") == []
    assert board(user("cy"), "team", timezone.now()).counts["running"] == 0


def told(name):
    return list(Notice.objects.filter(user__username=name).order_by("pk").values_list(
        "kind", flat=True))  # fmt: skip


def test_the_owner_is_warned_before_and_the_manager_told_after_each_once(user, lead):
    came = lead.received_at
    assert watch_deadlines(came + HOUR) == 0
    before = len(told("bo"))
    for hours in (19, 20):
        watch_deadlines(came + hours * HOUR)
    assert told("bo")[before:] == ["deadline_near"]
    assert "deadline_missed" not in told("ada")
    for hours in (25, 26):
        watch_deadlines(came + hours * HOUR)
    assert told("bo")[before:].count("deadline_missed") == 1
    assert told("ada").count("deadline_missed") == 1
    assert told("cy") == []
    assert {a.clock for a in Alarm.objects.filter(breached_at__isnull=False)} == {
        "customer", "owner",
    }  # fmt: skip


def test_one_notice_says_both_clocks_of_a_lead_and_two_where_they_part(user, lead):
    watch_deadlines(lead.received_at + 19 * HOUR)
    both = Notice.objects.filter(user__username="bo", kind="deadline_near").get()
    assert "客户等首次联系，负责人该首次联系" in both.title
    Lead.objects.update(assigned_at=lead.received_at + 12 * HOUR)
    watch_deadlines(lead.received_at + 25 * HOUR)
    watch_deadlines(lead.received_at + 37 * HOUR)
    missed = Notice.objects.filter(user__username="bo", kind="deadline_missed").order_by("pk")
    assert ["客户" in one.title for one in missed] == [True, False]


def test_operations_are_told_when_whoever_owns_it_is_gone(user, lead):
    Person.objects.filter(pk="bo").update(left_on=timezone.localdate())
    User.objects.filter(username="bo").update(is_active=False)
    watch_deadlines(lead.received_at + 25 * HOUR)
    assert told("olga").count("deadline_missed") == 1


def test_what_was_missed_long_ago_is_no_news(user, lead):
    watch_deadlines(lead.received_at + 30 * 24 * HOUR)
    assert "deadline_missed" not in told("ada")
    assert board(user("bo"), "mine", lead.received_at + 720 * HOUR).counts["late"] == 2


def test_reassigning_begins_the_owners_clock_anew_and_not_the_customers(user, lead):
    Lead.objects.filter(pk="L1").update(
        received_at=lead.received_at - 30 * HOUR, assigned_at=lead.assigned_at - 30 * HOUR
    )
    assign_lead(actor=user("ada"), lead_id="L1", version=None, person_id="ada")
    states = {one.case.kind: one.state for one in watched(cases(user("ada")), timezone.now())}
    assert states == {"customer": "late", "owner": "running"}


def test_a_pause_stops_the_owners_clock_only_and_needs_a_reason(user, lead):
    with pytest.raises(Refused):
        pause_clock(actor=user("bo"), kind="lead", case_id="L1", reason=" ")
    pause_clock(actor=user("bo"), kind="lead", case_id="L1", reason="等客户回国")
    with pytest.raises(Refused):
        pause_clock(actor=user("bo"), kind="lead", case_id="L1", reason="又一次")
    later = timezone.now() + 30 * HOUR
    states = {one.case.kind: one.state for one in watched(cases(user("bo")), later)}
    assert states == {"customer": "late", "owner": "paused"}
    assert explained(user("bo"), "owner", "L1", later).stretches[-1].ends_at == later
    resume_clock(actor=user("bo"), kind="lead", case_id="L1", at=later)
    owner = next(one for one in watched(cases(user("bo")), later) if one.case.kind == "owner")
    assert owner.state == "running" and owner.due_at > later + 23 * HOUR
    with pytest.raises(Refused):
        resume_clock(actor=user("bo"), kind="lead", case_id="L1")


def test_a_stage_has_the_limit_of_its_version_on_the_calendar(user):
    published(user)
    deal(user)
    Deal.objects.update(entered_stage_at=datetime(2026, 2, 13, 9, tzinfo=UTC))
    stage = next(one for one in watched(cases(user("bo")), timezone.now())
                 if one.case.kind == "stage")  # fmt: skip
    # The make-up Saturday is the first of three working days, then comes the festival.
    assert f"{stage.due_at:%Y-%m-%d %H:%M}" == "2026-02-25 17:00"
    found = explained(user("ada"), "stage", "D1", timezone.now())
    assert "春节" in [one.said("zh") for one in found.stretches]


def test_a_team_may_work_at_other_hours(user):
    published(user)
    deal(user)
    Deal.objects.update(entered_stage_at=datetime(2026, 6, 12, 9, tzinfo=UTC))
    team = user("bo").person.positions.first().team_id
    with pytest.raises(Refused):
        set_team_hours(actor=user("olga"), team_id=team, hours="all day", time_zone="Asia/Shanghai")
    with pytest.raises(Refused):
        set_team_hours(actor=user("olga"), team_id=team, hours="09:00-10:00", time_zone="Moon")
    set_team_hours(actor=user("olga"), team_id=team, hours="08:00-12:00 13:00-17:00",
                   time_zone="Europe/Berlin")  # fmt: skip
    stage = next(case for case in cases(user("bo")) if case.kind == "stage")
    assert str(stage.calendar.zone) == "Europe/Berlin"
    set_team_hours(actor=user("olga"), team_id=team, hours="", time_zone="")
    stage = next(case for case in cases(user("bo")) if case.kind == "stage")
    assert str(stage.calendar.zone) == "Asia/Shanghai"


def test_a_team_keeps_days_off_of_its_own_and_is_told_when_its_calendar_ends(user, signed_in):
    team = user("bo").person.positions.first().team_id
    soon = timezone.localdate() + timedelta(days=20)
    said = {"team_id": team, "hours": "09:00-12:00 13:00-17:00", "time_zone": "Europe/Berlin",
            "closed": "2026-06-15\n2026-06-16", "worked": "2026-06-13"}  # fmt: skip
    olga = signed_in("olga")
    unclear = olga.post("/deadlines/hours", said | {"closed": "next Monday"})
    assert unclear.status_code == 422 and "next" in unclear.content.decode()
    both = olga.post("/deadlines/hours", said | {"worked": "2026-06-15"})
    assert both.status_code == 422
    done = olga.post("/deadlines/hours", said | {"confirmed_until": soon.isoformat()})
    assert done.status_code == 302
    calendar = calendar_for("bo")
    friday = datetime(2026, 6, 12, 16, tzinfo=ZoneInfo("Europe/Berlin"))
    # An hour on Friday, then Saturday's make-up day: both days off after it are skipped.
    due = due_at(friday, Limit(Decimal(9), "working_hours"), calendar)
    assert due.at == datetime(2026, 6, 17, 10, tzinfo=ZoneInfo("Europe/Berlin"))
    assert calendar.confirmed_until == soon
    page = signed_in("bo").get("/deadlines").content.decode()
    assert f"{soon:%Y-%m-%d}" in page
    assert "2026-06-13" in olga.get("/deadlines/hours", {"team": team}).content.decode()
    assert signed_in("bo").post("/deadlines/hours", said).status_code == 403


def test_rest_says_how_a_lead_stands_by_the_limit_of_its_own_process(user, client, token):
    contact = {"key": "contact", "name": "联系", "limit": "2 hours", "done_by": "contact"}
    published(user, plain(follow_up={"tasks": [contact]}))
    came = timezone.now() - 3 * HOUR
    receive_lead(actor=user("bo"), values={"company": "新客"}, lead_id="L1", received_at=came)
    one = client.get("/api/v1/leads/L1", headers=token("bo")).json()
    every = client.get("/api/v1/leads", headers=token("bo")).json()["items"]
    assert [one["first_response"], every[0]["first_response"]] == ["late", "late"]


def test_the_figure_of_answers_in_time_goes_by_the_limit_of_the_process(user, home):
    def in_time():
        take_snapshot(actor=Owner(), as_of=timezone.localdate())
        return ask(user("olga"), {"metrics": ["answered_in_time"]}).totals["answered_in_time"]

    came = timezone.now() - 4 * HOUR
    receive_lead(actor=user("bo"), values={"company": "新客"}, lead_id="L1", received_at=came)
    Lead.objects.filter(pk="L1").update(first_contacted_at=came + 3 * HOUR, changed_at=came)
    before = in_time()
    contact = {"key": "contact", "name": "联系", "limit": "2 hours", "done_by": "contact"}
    published(user, plain(follow_up={"tasks": [contact]}))
    assert in_time() == before - 1


def test_a_task_that_waits_begins_when_the_one_before_it_is_done(user):
    published(user, plain(evaluation={"tasks": [
        {"key": "a", "name": "甲", "limit": "1 working day"},
        {"key": "b", "name": "乙", "limit": "2 working days", "after": ["a"]},
    ]}))  # fmt: skip
    deal(user)
    first, second = (Task.objects.get(title=title) for title in ("甲", "乙"))
    assert start_waiting(timezone.now()) == 0
    finish_task(actor=user("bo"), task_id=first.pk)
    assert start_waiting(timezone.now()) == 1
    second.refresh_from_db()
    assert second.due_at > timezone.now()


def test_nobodys_lead_waits_for_an_owner_and_operations_are_told(user):
    published(user)
    receive_lead(actor=Owner(), values={"company": "无主"}, lead_id="L9")
    Lead.objects.update(owner=None, assigned_at=None)
    assert kinds(user("olga")) == ["assign", "customer"]
    watch_deadlines(timezone.now() + 25 * HOUR)
    assert told("olga").count("deadline_missed") >= 1


def test_leads_nobody_answered_stand_in_every_figure(user, lead):
    now = lead.received_at + 48 * HOUR
    Lead.objects.create(lead_id="L2", company="二", owner_id="bo", received_at=now - 30 * HOUR,
                        first_contacted_at=now - 29 * HOUR)  # fmt: skip
    found = answering(user("bo"), now)
    assert (found.in_time, found.told, found.waiting) == (1, 2, 1)
    assert answering(user("cy"), now).told == 0


def test_the_page_shows_explains_and_pauses_for_those_who_see_the_record(user, lead, signed_in):
    browser = signed_in("bo")
    assert "新客" in browser.get("/deadlines").content.decode()
    assert "新客" not in signed_in("cy").get("/deadlines?whose=team").content.decode()
    assert "24 小时" in browser.get("/deadlines/owner/L1").content.decode()
    assert signed_in("cy").get("/deadlines/owner/L1").status_code == 404
    assert browser.get("/deadlines/moon/L1").status_code == 404
    browser.post("/deadlines/owner/L1/pause", {"reason": "等资料"})
    assert "已暂停" in browser.get("/deadlines/owner/L1").content.decode()
    browser.post("/deadlines/owner/L1/pause", {"do": "resume"})
    assert "已暂停" not in browser.get("/deadlines/owner/L1").content.decode()
    assert signed_in("cy").post("/deadlines/owner/L1/pause", {"reason": "x"}).status_code == 404
    assert signed_in("eve").post("/deadlines/owner/L1/pause", {"reason": "x"}).status_code == 403
    assert signed_in("bo").get("/deadlines/hours").status_code == 403
    assert "公司" in signed_in("olga").get("/deadlines/hours").content.decode()


def test_rest_tells_explains_pauses_and_resumes(user, lead, client, token):
    bo, cy = (token(name, "process:read", "process:write") for name in ("bo", "cy"))
    found = client.get("/api/v1/deadlines?whose=mine", headers=bo).json()
    assert [one["kind"] for one in found["deadlines"]] == ["customer", "owner"]
    assert client.get("/api/v1/deadlines", headers=cy).json()["deadlines"] == []
    told = client.get("/api/v1/deadlines/owner/L1", headers=bo).json()
    assert told["stretches"][-1]["total_seconds"] == 24 * 3600
    assert client.get("/api/v1/deadlines/owner/L1", headers=cy).status_code == 404
    body, kind = {"kind": "lead", "case_id": "L1", "reason": "等"}, "application/json"
    assert client.post("/api/v1/clocks/pause", body, kind, headers=bo).status_code == 200
    assert client.post("/api/v1/clocks/pause", body, kind, headers=bo).status_code in (409, 422)
    assert client.post("/api/v1/clocks/resume", body, kind, headers=bo).json()["ended_at"]
    assert default_pipeline() is not None
