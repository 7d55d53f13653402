"""The company's own settings: who may change them, what stands in the audit, what follows."""

from datetime import date, timedelta
from decimal import Decimal

import pytest
from django.core.exceptions import PermissionDenied
from django.utils import timezone

from salesops.web.access import Owner, current_snapshot
from salesops.web.administration import actions, backups, snapshots
from salesops.web.administration.actions import DayTold
from salesops.web.administration.models import Backup, DutyRun
from salesops.web.problems import Refused
from salesops.web.workdays import company_calendar, company_hours, company_zone
from salesops.web.workspace.actions import Choices, set_up, take_snapshot
from salesops.web.workspace.models import AuditEntry, CalendarDay, ExchangeRate, Snapshot
from salesops.web.workspace.refreshing import unseen_changes
from tests.doors.world import AS_OF

pytestmark = pytest.mark.django_db

TUESDAY = date(2025, 3, 4)
PAGES = {
    "/admin": {"olga", "adam"},
    "/admin/company": {"adam"},
    "/admin/calendar": {"olga", "adam"},
    "/admin/rates": {"olga", "adam", "fay"},
    "/admin/duties": {"olga", "adam"},
    "/admin/backups": {"adam"},
}


@pytest.mark.parametrize("page", PAGES)
def test_pages_of_administration_open_for_those_they_are_for(home, signed_in, page):
    for name in ("ada", "bo", "cy", "olga", "fay", "eve", "adam"):
        expected = 200 if name in PAGES[page] else 403
        assert signed_in(name).get(page).status_code == expected, name


def test_a_card_is_shown_for_every_page_that_exists_and_no_other(home, signed_in):
    shown = signed_in("adam").get("/admin").content.decode()
    assert 'href="/admin/backups"' in shown and 'href="/imports"' in shown
    assert 'href="/admin/company"' not in signed_in("olga").get("/admin").content.decode()


def last(action: str) -> AuditEntry:
    return AuditEntry.objects.filter(action=action).first()


def test_what_changes_in_the_settings_is_on_record_from_what_to_what(home, user):
    set_up(actor=user("adam"), choices=Choices(name="新公司", currency="CNY"), today=AS_OF)
    assert last("set_up").changes == {"name": ["测试公司", "新公司"]}
    assert unseen_changes()


def test_settings_that_stay_as_they_were_are_not_on_record(home, user):
    before = AuditEntry.objects.count()
    set_up(actor=user("adam"), choices=Choices(name="测试公司"), today=AS_OF)
    assert AuditEntry.objects.count() == before


def test_the_company_page_keeps_what_was_typed_when_it_is_refused(home, signed_in):
    form = {"name": "新公司", "currency": "YUAN", "fiscal_start_month": 4, "pattern": "445",
            "language": "en"}  # fmt: skip
    browser = signed_in("adam")
    refused = browser.post("/admin/company", form)
    assert refused.status_code == 422 and "新公司" in refused.content.decode()
    assert browser.post("/admin/company", {**form, "currency": "usd"}).status_code == 302
    assert last("set_up").changes["currency"] == ["CNY", "USD"]


def test_a_day_becomes_a_holiday_and_the_figures_follow(home, user):
    assert company_calendar()(TUESDAY)
    told = [DayTold(TUESDAY, is_workday=False, holiday="厂庆")]
    assert actions.set_days(actor=user("olga"), days=told) == 1
    assert not company_calendar()(TUESDAY)
    changes = last("set_days").changes
    assert changes["2025-03-04 is_workday"] == [True, False]
    assert changes["2025-03-04 holiday"] == ["", "厂庆"]
    assert unseen_changes()
    assert actions.set_days(actor=user("olga"), days=told) == 0


def test_nobody_but_operations_and_administrators_changes_the_calendar(home, user):
    for name in ("ada", "bo", "fay", "eve"):
        with pytest.raises(PermissionDenied):
            actions.set_days(actor=user(name), days=[DayTold(TUESDAY, is_workday=False)])
        with pytest.raises(PermissionDenied):
            actions.confirm_until(actor=user(name), day=TUESDAY)
        with pytest.raises(PermissionDenied):
            actions.set_hours(actor=user(name), windows="09:00-17:00", time_zone="Asia/Shanghai")


def test_a_day_outside_the_calendar_is_refused(home, user):
    for day in (date(1900, 1, 1), date(2999, 1, 1)):
        with pytest.raises(Refused, match="outside"):
            actions.set_days(actor=user("olga"), days=[DayTold(day, is_workday=False)])


def test_days_past_what_is_confirmed_are_provisional(home, user):
    actions.confirm_until(actor=user("olga"), day=date(2025, 6, 30))
    assert actions.confirmed_until() == date(2025, 6, 30)
    assert not CalendarDay.objects.get(day=date(2025, 7, 1)).is_confirmed
    actions.confirm_until(actor=user("olga"), day=date(2025, 12, 31))
    assert last("confirm_calendar").changes == {"confirmed_until": ["2025-06-30", "2025-12-31"]}


def test_hours_with_lunch_hold_for_whoever_counts_in_working_time(home, user):
    assert company_hours().minutes == 540
    actions.set_hours(actor=user("olga"), windows="09:00-12:00 13:30-18:00", time_zone="Asia/Tokyo")
    assert company_hours().minutes == 450 and str(company_zone()) == "Asia/Tokyo"
    assert last("set_hours").changes["time_zone"] == ["Asia/Shanghai", "Asia/Tokyo"]


@pytest.mark.parametrize(
    ("windows", "zone"),
    [("18:00-09:00", "Asia/Shanghai"), ("", "Asia/Shanghai"), ("09:00-17:00", "Moon/Base"),
     ("09:00-17:00", "../../etc/passwd")],
)  # fmt: skip
def test_hours_and_zones_that_do_not_exist_are_refused(home, user, windows, zone):
    with pytest.raises(Refused):
        actions.set_hours(actor=user("olga"), windows=windows, time_zone=zone)


def test_the_calendars_page_changes_a_span_of_days_at_once(home, signed_in):
    form = {"do": "day", "day": "2025-03-03", "through": "2025-03-07", "is_workday": "no",
            "holiday": "停产"}  # fmt: skip
    assert signed_in("olga").post("/admin/calendar", form).status_code == 302
    assert CalendarDay.objects.filter(holiday="停产", is_workday=False).count() == 5
    wrong = {**form, "through": "2025-03-01"}
    assert signed_in("olga").post("/admin/calendar", wrong).status_code == 422


@pytest.mark.parametrize("asked", ["", "?year=2025", "?day=2025-03-04", "?year=0000&day=x",
                                   "?year=9999", "?day=9999-12-31"])  # fmt: skip
def test_every_year_can_be_looked_at(home, signed_in, asked):
    assert signed_in("olga").get(f"/admin/calendar{asked}").status_code == 200


def test_programs_read_the_calendar_and_editors_change_it(home, client, token):
    asked = "/api/v1/calendar?from=2025-03-01&before=2025-03-08"
    found = client.get(asked, headers=token("bo")).json()
    assert len(found["items"]) == 7 and found["next"] is None
    assert found["items"][3] == {"day": "2025-03-04", "is_workday": True, "holiday": "",
                                 "is_confirmed": True}  # fmt: skip
    told = {"days": [{"day": "2025-03-04", "is_workday": False, "holiday": "厂庆"}]}

    def change(who: str, body: object) -> object:
        keys = token(who, "read", "write")
        return client.patch("/api/v1/calendar", body, "application/json", headers=keys)

    assert change("bo", told).status_code == 403
    assert change("olga", told).json() == {"changed": 1}
    assert change("olga", {"days": []}).status_code == 409
    assert client.get(asked, headers=token("bo")).json()["items"][3]["holiday"] == "厂庆"


def test_a_long_time_is_read_a_thousand_days_at_a_time(home, client, token):
    asked = "/api/v1/calendar?from={}&before=2025-01-01"
    first = client.get(asked.format("2020-01-01"), headers=token("bo")).json()
    assert len(first["items"]) == 1000
    rest = client.get(asked.format(first["next"]), headers=token("bo")).json()
    assert len(rest["items"]) == 827 and rest["next"] is None


def test_a_rate_holds_from_its_day_and_may_be_corrected(home, user):
    day = date(2025, 1, 1)
    for rate in ("7.1", "7.25"):
        actions.put_rate(actor=user("fay"), currency="usd", starts_on=day, rate=Decimal(rate))
    assert ExchangeRate.objects.get(currency="USD").rate == Decimal("7.25")
    assert last("put_rate").changes == {"rate": ["7.1", "7.25"]}


@pytest.mark.parametrize(
    ("currency", "rate"),
    [("CNY", "1"), ("US", "7"), ("美元元", "7"), ("USD", "0"), ("USD", "-7"), ("USD", "NaN"),
     ("USD", "1E30"), ("USD", "7.123456789"), ("USD", "Infinity")],
)  # fmt: skip
def test_a_rate_that_means_nothing_is_refused(home, user, currency, rate):
    with pytest.raises(Refused):
        actions.put_rate(actor=user("olga"), currency=currency, starts_on=AS_OF, rate=Decimal(rate))


def taken(days_ago: int) -> Snapshot:
    """Another snapshot, taken so long ago."""
    as_of = AS_OF - timedelta(days=days_ago)
    before = current_snapshot()
    snapshot = take_snapshot(actor=Owner(), as_of=as_of)
    snapshot.made_at = timezone.now() - timedelta(days=days_ago)
    snapshot.is_current = False
    snapshot.save()
    before.is_current = True
    before.save()
    return snapshot


def test_old_snapshots_are_thrown_away_with_their_files_and_the_current_one_never(home, user):
    old, older, recent = taken(400), taken(401), taken(3)
    actions.set_upkeep(actor=user("adam"), nightly_backups=7, snapshot_days=30, snapshot_months=6)
    now = timezone.now()
    assert snapshots.superseded(now) == sorted([old.pk, older.pk])
    assert snapshots.prune_nightly(now) is True
    snapshots.run_prune.call()
    left = set(Snapshot.objects.values_list("pk", flat=True))
    assert recent.pk in left and current_snapshot().pk in left and old.pk not in left
    assert not (home / "snapshots" / old.pk).exists()
    assert (home / "snapshots" / recent.pk).exists()
    assert last("prune_snapshots").details["count"] == 2
    assert snapshots.prune_nightly(now) is False


def test_only_administrators_say_what_stays(home, user):
    for name in ("olga", "ada", "eve"):
        with pytest.raises(PermissionDenied):
            actions.set_upkeep(
                actor=user(name), nightly_backups=0, snapshot_days=1, snapshot_months=None
            )


def made(home, name: str, days_ago: int = 0, *, by_night: bool = False) -> Backup:
    """A backup as the worker leaves it; what is in the file matters nothing here."""
    (home / "backups").mkdir(exist_ok=True)
    (home / "backups" / name).write_bytes(b"backup")
    at = timezone.now() - timedelta(days=days_ago)
    return Backup.objects.create(
        name=name, made_at=at, made_by_name="worker", by_night=by_night, size=6,
        state=Backup.State.DONE, progress=1, verified_at=at,
    )  # fmt: skip


def test_a_backup_asked_for_on_the_page_waits_in_line(home, signed_in):
    browser = signed_in("adam")
    assert "every 1s" not in browser.get("/admin/backups").content.decode()
    assert browser.post("/admin/backups/make").status_code == 302
    assert Backup.objects.get().state == Backup.State.WAITING
    assert "every 1s" in browser.get("/admin/backups").content.decode()
    assert last("ask_backup").actor_name == "adam"


def test_a_backup_is_downloaded_on_record_and_thrown_away(home, signed_in):
    browser, name = signed_in("adam"), made(home, "salesops-1.tar.zst").pk
    assert name in browser.get("/admin/backups").content.decode()
    answer = browser.get(f"/admin/backups/{name}")
    assert b"".join(answer.streaming_content) == b"backup"
    assert (last("download_backup").actor_name, last("download_backup").subject) == ("adam", name)
    assert browser.post(f"/admin/backups/{name}/remove").status_code == 302
    assert not (home / "backups" / name).exists() and not Backup.objects.exists()
    assert last("remove_backup").subject == name


def test_nobody_else_makes_or_takes_a_backup(home, signed_in, user):
    name = made(home, "salesops-2.tar.zst").pk
    for who in ("ada", "bo", "cy", "olga", "fay", "eve"):
        browser = signed_in(who)
        assert browser.post("/admin/backups/make").status_code == 403
        assert browser.get(f"/admin/backups/{name}").status_code == 403
        assert browser.post(f"/admin/backups/{name}/remove").status_code == 403
    assert (home / "backups" / name).exists() and Backup.objects.count() == 1
    (home / "backups" / name).unlink()


@pytest.mark.parametrize("name", ["..%2Fsecret_key", "x.tar.zst", "%2E%2E", "secret_key"])
def test_no_other_file_is_given_away(home, signed_in, name):
    assert signed_in("adam").get(f"/admin/backups/{name}").status_code in (404, 400)


def test_of_the_nights_backups_so_many_stay(home, user):
    actions.set_upkeep(
        actor=user("adam"), nightly_backups=2, snapshot_days=30, snapshot_months=None
    )
    for days in (3, 2, 1):
        made(home, f"night-{days}.tar.zst", days, by_night=True)
    made(home, "by-hand.tar.zst", 9)
    backups.throw_away_old()
    left = {path.name for path in (home / "backups").glob("*.tar.zst")}
    assert left == {"night-1.tar.zst", "night-2.tar.zst", "by-hand.tar.zst"}
    assert set(Backup.objects.values_list("pk", flat=True)) == left
    for name in left:
        (home / "backups" / name).unlink()


def test_the_nights_backup_is_put_in_line(home):
    assert backups.nightly_backup(timezone.now()) is True
    assert Backup.objects.get().by_night


def test_no_nightly_backup_is_made_where_none_is_to_stay(home, user):
    actions.set_upkeep(
        actor=user("adam"), nightly_backups=0, snapshot_days=30, snapshot_months=None
    )
    assert backups.nightly_backup(timezone.now()) is False
    assert not Backup.objects.exists()


def test_a_backup_that_cannot_be_made_says_why(home, user, monkeypatch):
    name = backups.ask_backup(actor=user("adam"), now=timezone.now()).pk
    (home / "backups").mkdir(exist_ok=True)
    (home / "backups" / name).write_text("in the way")
    backups.run_backup.call(name, user("adam").pk)
    made = Backup.objects.get()
    assert made.state == Backup.State.FAILED and name in made.failure
    (home / "backups" / name).unlink()


def test_a_duty_that_fails_is_shown_with_what_went_wrong(home, signed_in):
    DutyRun.objects.create(
        name="refresh_figures", known_since=timezone.now(), last_run_at=timezone.now(),
        failures=3, last_error="OSError: the disk is full",
    )  # fmt: skip
    shown = signed_in("adam").get("/admin/duties").content.decode()
    assert "the disk is full" in shown
