"""The deadlines somebody sees: their own or their team's, late ones first, each explained."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.http import Http404

from salesops.process.answering import Wait, median_wait, share_in_time
from salesops.process.explaining import Stretch, stretches
from salesops.process.watching import Case, State, Watched, watched
from salesops.web.access import Actor
from salesops.web.boundary import found, seen
from salesops.web.crm.models import Deal, Lead, Task
from salesops.web.people.models import Person, User
from salesops.web.process.clocks import (
    TABLES,
    cases,
    deal_cases,
    desk_for,
    lead_cases,
    lead_limits,
    task_cases,
)
from salesops.web.process.models import ProcessVersion
from salesops.web.process.versions import leads_version

STATES: Sequence[State] = ("late", "warned", "paused", "running")
MOST_SHOWN = 60
LOOKED_BACK = timedelta(days=90)


@dataclass(frozen=True)
class Board:
    """What is due, by how it stands: the most pressing of each, and how many there are."""

    shown: Mapping[State, Sequence[Watched]]
    counts: Mapping[State, int]
    names: Mapping[str, str]


def board(actor: Actor, whose: str, now: datetime) -> Board:
    """The deadlines of the actor alone (`mine`) or of everybody they see (`team`).

    What became late last comes first: it can still be mended. Everything else by when it is due.
    """
    own = actor.person_id if isinstance(actor, User) else None
    if whose == "mine" and own is None:
        every: list[Watched] = []
    else:
        every = watched(cases(actor, person_id=own if whose == "mine" else None), now)
    by_state: dict[State, list[Watched]] = {state: [] for state in STATES}
    for one in every:
        by_state[one.state].append(one)
    by_state["late"].sort(key=lambda one: one.due_at, reverse=True)
    for state in STATES[1:]:
        by_state[state].sort(key=lambda one: one.due_at)
    shown = {state: rows[:MOST_SHOWN] for state, rows in by_state.items()}
    counts = {state: len(rows) for state, rows in by_state.items()}
    ids = {one.case.owner_id for rows in shown.values() for one in rows if one.case.owner_id}
    return Board(shown, counts, dict(Person.objects.filter(pk__in=ids).values_list("pk", "name")))


def case_of(actor: Actor, kind: str, case_id: str) -> Case:
    """One clock of a record the actor sees. Raises Http404 for any other, or one that is over."""
    if kind not in TABLES:
        raise Http404
    record: Lead | Deal | Task = found(actor, TABLES[kind], case_id)
    desk = desk_for([record.owner_id])
    if isinstance(record, Lead):
        every = lead_cases([record] if record.first_contacted_at is None else [], desk)
    elif isinstance(record, Deal):
        every = deal_cases([record] if record.status == Deal.Status.OPEN else [], desk)
    else:
        every = task_cases([record] if _runs(record) else [], desk)
    case = next((one for one in every if one.kind == kind), None)
    if case is None:
        raise Http404
    return case


def _runs(task: Task) -> bool:
    return task.done_at is None and task.due_at is not None


@dataclass(frozen=True)
class Explained:
    """A clock with every stretch of its time up to when it is due, or as long as it is paused."""

    watched: Watched
    stretches: Sequence[Stretch]


def explained(actor: Actor, kind: str, case_id: str, now: datetime) -> Explained:
    """Why something is due when it is. Raises Http404."""
    case = case_of(actor, kind, case_id)
    one = watched([case], now)[0]
    if case.limit is None:
        return Explained(one, ())
    end = max(now if one.state == "paused" else one.due_at, case.began_at)
    return Explained(one, stretches(case.began_at, end, case.limit, case.calendar, case.pauses))


@dataclass(frozen=True)
class Answering:
    """How leads of the last quarter were answered, those nobody answered among them."""

    in_time: int
    told: int
    median: timedelta | None
    waiting: int


def answering(actor: Actor, now: datetime) -> Answering:
    """Of the leads that came in ninety days, as far as the actor sees them, in hours that pass."""
    since = now - LOOKED_BACK
    leads = seen(actor, Lead).filter(received_at__gte=since, received_at__lte=now)
    rows = leads.values_list("received_at", "first_contacted_at")
    waits = [Wait(max((b or now) - a, timedelta()), b is not None) for a, b in rows if a]
    version: ProcessVersion | None = leads_version()
    limit = lead_limits(version)[0]
    length = timedelta(microseconds=limit.microseconds)
    if limit.unit == "working_days":
        length = timedelta(days=int(limit.amount))
    in_time, told = share_in_time(waits, length)
    waiting = sum(not wait.is_answered for wait in waits)
    return Answering(in_time, told, median_wait(waits), waiting)
