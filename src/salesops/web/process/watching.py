"""The duty that watches deadlines: whoever owes is warned, and a breach is told to those above.

Nobody has to open a record for it; what was told of is remembered, so that it is told once.
"""

from collections.abc import Mapping, Sequence
from datetime import datetime

from django.db import transaction
from django.utils import timezone

from salesops.process.deadlines import due_at
from salesops.process.warning import (
    ESCALATED,
    MISSED,
    NEAR,
    Step,
    Telling,
    coinciding,
    tellings,
    words,
)
from salesops.process.watching import Watched, watched
from salesops.selling.letters import OPERATIONS
from salesops.web.access import Owner
from salesops.web.changing import table_of
from salesops.web.crm.models import Task
from salesops.web.notices.actions import About, notify
from salesops.web.notices.addressing import manager_of
from salesops.web.people.models import Person
from salesops.web.process.calendars import calendar_for
from salesops.web.process.clocks import TABLES, asked_by, cases, code_of
from salesops.web.process.enforcing import MARK
from salesops.web.process.models import Alarm, ProcessVersion
from salesops.web.process.versions import named

SYSTEM = Owner("SalesOps")


def watch_deadlines(now: datetime) -> int:
    """A duty: warn of what is nearly due, tell of what was missed; gives how many were told of."""
    start_waiting(now)
    wanted = list(tellings(watched(cases(SYSTEM), now), now))
    known = {
        (a.clock, a.case_id, a.began_at): a
        for a in Alarm.objects.filter(case_id__in=[one.watched.case.case_id for one in wanted])
    }
    for one in wanted:
        clock = _clock(one)
        known.setdefault(clock, Alarm(clock=clock[0], case_id=clock[1], began_at=clock[2]))
    fresh = [one for one in wanted if not getattr(known[_clock(one)], f"{one.step}_at")]
    for every in coinciding(fresh):
        _tell(every, [known[_clock(one)] for one in every], now)
    return len(fresh)


def _clock(telling: Telling) -> tuple[str, str, datetime]:
    case = telling.watched.case
    return case.kind, case.case_id, case.began_at


def _tell(every: Sequence[Telling], alarms: Sequence[Alarm], now: datetime) -> None:
    """Tell of one step of a clock, or of two at once."""
    with transaction.atomic():
        for one, alarm in zip(every, alarms, strict=True):
            alarm.due_at = one.watched.due_at
            setattr(alarm, f"{one.step}_at", now)
            alarm.save()
        _notify(every[0].step, [one.watched for one in every], alarms[0].pk, now)


def _notify(step: Step, told: Sequence[Watched], number: int, now: datetime) -> None:
    case = told[0].case
    to = case.owner_id or OPERATIONS
    about = About(table_of(TABLES[case.kind]), case.case_id, f"{step}:{number}")
    if step == "warned":
        notify(to=to, kind="deadline_near", words=words(NEAR, told), about=about, at=now)
        return
    sent = notify(to=to, kind="deadline_missed", words=words(MISSED, told), about=about, at=now)
    if not sent.notices and to != OPERATIONS:
        # Whoever owned it has left, or never signs in: somebody has to know.
        said = words(ESCALATED, told, _name(case.owner_id))
        notify(to=OPERATIONS, kind="deadline_missed", words=said, about=about, at=now)
    _escalate(told, number, about, now)


def _escalate(told: Sequence[Watched], number: int, about: About, now: datetime) -> None:
    """Tell whoever leads them; one of the two clocks of a lead is enough."""
    owner_id = told[0].case.owner_id
    if owner_id is None or all(one.case.kind == "customer" for one in told):
        return
    manager = manager_of(owner_id, timezone.localtime(now).date())
    if manager is None:
        return
    above = About(about.table, about.record_id, f"above:{number}")
    said = words(ESCALATED, told, _name(owner_id))
    notify(to=manager, kind="deadline_missed", words=said, about=above, at=now)


def _name(person_id: str | None) -> str:
    return Person.objects.filter(pk=person_id).values_list("name", flat=True).first() or "?"


def start_waiting(now: datetime) -> int:
    """Let the clocks of tasks run that waited for others which are done; gives how many began."""
    waiting = Task.objects.filter(
        done_at__isnull=True, due_at__isnull=True, made_by_rule__startswith=MARK
    )
    found = list(waiting)
    known = named(map(code_of, found))
    return sum(_start(task, known, now) for task in found)


def _start(task: Task, known: Mapping[str, ProcessVersion], now: datetime) -> bool:
    asked = asked_by(task, known)
    limit = asked[1].limit if asked else None
    if asked is None or limit is None:
        return False
    stage, said = asked
    before = [f"{MARK}{code_of(task)}:{stage.key}:{one}" for one in said.after]
    of_case = Task.objects.filter(deal=task.deal_id, lead=task.lead_id, made_by_rule__in=before)
    others = list(of_case.filter(made_at__lte=now).order_by("made_at"))
    if len({o.made_by_rule for o in others if o.done_at}) < len(before) or any(
        o.done_at is None for o in others
    ):
        return False
    began = max([o.done_at for o in others if o.done_at], default=task.made_at)
    task.due_at = due_at(began, limit, calendar_for(task.owner_id)).at
    task.changed_at = now
    task.save(update_fields=["due_at", "changed_at"])
    return True
