"""What a rule would have done last month: the audit's events once more, and nothing is written.

A record is shown to the rule as it stood after each event: today's, with what came later undone.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta

from salesops.selling import automation
from salesops.web.automation.catalogue import FIELDS
from salesops.web.automation.events import changes_of, kind_of, values_of
from salesops.web.automation.looking import candidates
from salesops.web.notices.records import MODELS
from salesops.web.workspace.models import AuditEntry

DAYS = 30
MOST_EVENTS = 20_000
MOST_RECORDS = 5_000
PART = 500


@dataclass(frozen=True)
class Would:
    """One firing that would have been: when, on which record, what it would have done."""

    at: datetime | date
    record_id: str
    record: dict[str, object]
    actions: tuple[automation.Action, ...]


@dataclass(frozen=True)
class Rehearsal:
    """All of them, newest first, how many events were looked at, and whether there were more."""

    woulds: tuple[Would, ...]
    looked_through: int
    is_cut: bool = False
    is_daily: bool = False

    @property
    def records(self) -> int:
        """On how many records it would have acted."""
        return len({one.record_id for one in self.woulds})


def rehearsed(rule: automation.Rule, now: datetime, days: int = DAYS) -> Rehearsal:
    """What the rule, in use, would have done in the days before now."""
    in_use = replace(rule, is_active=True)
    if rule.when.kind == "daily":
        return _daily(in_use, now.date())
    since = now - timedelta(days=days)
    entries = list(
        AuditEntry.objects.filter(table=rule.when.table, at__gte=since)
        .exclude(record_id="")
        .order_by("-id")[: MOST_EVENTS + 1]
    )
    shown = entries[:MOST_EVENTS]
    woulds = [
        Would(event.at, event.told.record_id, dict(event.told.record), firing.actions)
        for event in _events(rule.when.table, shown)
        for firing in automation.rehearsed([in_use], [(event.at.date(), event.told)])
    ]
    return Rehearsal(tuple(woulds), len(shown), len(entries) > MOST_EVENTS)


@dataclass(frozen=True)
class Past:
    """An event with its moment."""

    at: datetime
    told: automation.Event


def _events(table: str, entries: Sequence[AuditEntry]) -> Iterator[Past]:
    """The entries as events, newest first, each with the record as it then was."""
    standing = _present(table, {entry.record_id for entry in entries})
    for entry in entries:
        record = standing.get(entry.record_id)
        if record is None:
            continue
        changes = changes_of(entry)
        event = automation.Event(
            kind_of(entry), table, entry.record_id, dict(record), changes, tuple(entry.chain)
        )
        yield Past(entry.at, event)
        record.update({name: was for name, (was, _) in changes.items() if name in record})


def _present(table: str, ids: set[str]) -> dict[str, dict[str, object]]:
    wanted = sorted(ids)
    found: dict[str, dict[str, object]] = {}
    for start in range(0, len(wanted), PART):
        records = MODELS[table]._default_manager.in_bulk(wanted[start : start + PART])  # noqa: SLF001 - Django documents it
        found |= {str(pk): values_of(table, record) for pk, record in records.items()}
    return found


def _daily(rule: automation.Rule, today: date) -> Rehearsal:
    """What it would do today: what was the case on days gone by nobody has kept."""
    table = rule.when.table
    records = list(candidates(rule, today).order_by("pk")[: MOST_RECORDS + 1])
    events = [
        (today, automation.Event("daily", table, str(one.pk), values_of(table, one)))
        for one in records[:MOST_RECORDS]
    ]
    by_id = {event.record_id: dict(event.record) for _, event in events}
    woulds = tuple(
        Would(today, firing.record_id, by_id[firing.record_id], firing.actions)
        for firing in automation.rehearsed([rule], events)
    )
    return Rehearsal(woulds, len(events), len(records) > MOST_RECORDS, is_daily=True)


def known_fields(table: str) -> Sequence[str]:
    """The fields messages may name, beside those of people."""
    return (*FIELDS[table], "owner_name", "account_name")
