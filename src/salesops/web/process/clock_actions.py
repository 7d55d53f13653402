"""What is done to clocks: paused with a reason, resumed; and the hours a team works by."""

from collections.abc import Sequence
from datetime import date, datetime
from zoneinfo import ZoneInfo

from django.db import transaction
from django.utils import timezone

from salesops.kernel.hours import hours_read, hours_written
from salesops.kernel.worktime import Hours
from salesops.web import changing
from salesops.web.access import EDITORS, Actor, require
from salesops.web.boundary import writable
from salesops.web.crm.models import Deal, Lead
from salesops.web.people.models import Team
from salesops.web.problems import refused
from salesops.web.process.models import CasePause, TeamHours
from salesops.web.process.problems import (
    ALREADY_PAUSED,
    DAY_BOTH,
    HOURS_UNCLEAR,
    NO_SUCH_TEAM,
    NOT_PAUSED,
    PAUSE_NEEDS_REASON,
    ZONE_UNKNOWN,
)
from salesops.web.text import clean_text

RECORDS: dict[str, type[Lead] | type[Deal]] = {"lead": Lead, "deal": Deal}


def _held(actor: Actor, kind: str, case_id: str) -> Lead | Deal:
    model = RECORDS.get(kind, Lead)
    return writable(actor, model, case_id)


def pause_clock(*, actor: Actor, kind: str, case_id: str, reason: str) -> CasePause:
    """Let the owner's clocks of a lead or deal stand still; the customer's goes on.

    Raises Http404 for a record the actor may not see, and Refused.
    """
    record = _held(actor, kind, case_id)
    said = clean_text(reason)
    if not said:
        raise refused(PAUSE_NEEDS_REASON, field="reason")
    with transaction.atomic():
        changing.locked(type(record), record.pk, None)
        if CasePause.objects.filter(case_kind=kind, case_id=record.pk, ended_at=None).exists():
            raise refused(ALREADY_PAUSED)
        pause = CasePause(
            case_kind=kind, case_id=record.pk, began_at=timezone.now(), reason=said[:300]
        )
        pause.save(force_insert=True)
        changing.note(actor, "pause_clock", record, {"paused": (None, said)})
    return pause


def resume_clock(*, actor: Actor, kind: str, case_id: str, at: datetime | None = None) -> CasePause:
    """Let the clocks run on. Raises Http404 and Refused."""
    record = _held(actor, kind, case_id)
    with transaction.atomic():
        changing.locked(type(record), record.pk, None)
        pause = CasePause.objects.filter(case_kind=kind, case_id=record.pk, ended_at=None).first()
        if pause is None:
            raise refused(NOT_PAUSED)
        pause.ended_at = max(at or timezone.now(), pause.began_at)
        changing.keep(pause, ["ended_at"])
        changing.note(actor, "resume_clock", record, {"paused": (pause.reason, None)})
    return pause


def set_team_hours(
    *, actor: Actor, team_id: str, time_zone: str, hours: str, closed: Sequence[date] = (),
    worked: Sequence[date] = (), confirmed_until: date | None = None,
) -> TeamHours | None:  # fmt: skip
    """The hours a team works by, on the clock of its zone; none are the company's again.

    `closed` and `worked` are single days on which it does not work, or works all the same,
    whatever the company's calendar says. Raises Refused.
    """
    require(actor, *EDITORS)
    team = Team.objects.filter(pk=team_id.replace("\0", "")).first()
    if team is None:
        raise refused(NO_SUCH_TEAM, field="team_id")
    if both := set(closed) & set(worked):
        raise refused(DAY_BOTH, field="closed", day=min(both))
    with transaction.atomic():
        there = TeamHours.objects.filter(team=team).first()
        before = _said(there)
        if not hours.strip():
            if there:
                there.delete()
                changing.note(actor, "set_team_hours", team, {"hours": (before, None)})
            return None
        wanted, zone = _hours(hours), _zone(time_zone)
        kept = there or TeamHours(team=team)
        kept.time_zone, kept.windows = zone, [list(window) for window in wanted.windows]
        days = {**dict.fromkeys(closed, False), **dict.fromkeys(worked, True)}
        kept.days = {day.isoformat(): works for day, works in sorted(days.items())}
        kept.confirmed_until = confirmed_until
        kept.save()
        changing.note(actor, "set_team_hours", team, {"hours": (before, _said(kept))})
    return kept


def _said(hours: TeamHours | None) -> str | None:
    if hours is None:
        return None
    windows = Hours(tuple((opens, closes) for opens, closes in hours.windows))
    days = [f"{day} {'+' if works else '-'}" for day, works in sorted(hours.days.items())]
    until = f"→ {hours.confirmed_until}" if hours.confirmed_until else ""
    return " ".join(filter(None, [hours_written(windows), hours.time_zone, *days, until]))


def _hours(text: str) -> Hours:
    try:
        return hours_read(text)
    except ValueError:
        raise refused(HOURS_UNCLEAR, field="hours", text=text[:80]) from None


def _zone(text: str) -> str:
    try:
        return str(ZoneInfo(text.strip()))
    except (ValueError, KeyError, OSError):
        raise refused(ZONE_UNKNOWN, field="time_zone", zone=text[:80]) from None
