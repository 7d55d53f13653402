"""The duty that watches deadlines: whoever owes is warned, and a breach is told to those above.

Nobody has to open a record for it; what was told of is remembered, so that it is told once.
"""

from collections.abc import Mapping
from datetime import datetime

from django.db import transaction
from django.utils import timezone

from salesops.process.deadlines import due_at
from salesops.process.warning import ESCALATED, MISSED, NEAR, Telling, tellings, words
from salesops.process.watching import Watched, watched
from salesops.selling.letters import OPERATIONS
from salesops.web.access import Owner
from salesops.web.changing import table_of
from salesops.web.crm.models import Task
from salesops.web.notices.actions import About, notify
from salesops.web.notices.addressing import manager_of
from salesops.web.people.models import Person
from salesops.web.process.calendars import calendar_for
from salesops.web.process.clocks import TABLES, cases
from salesops.web.process.enforcing import MARK
from salesops.web.process.models import Alarm, ProcessVersion
from salesops.web.process.versions import named

SYSTEM = Owner("SalesOps")


def watch_deadlines(now: datetime) -> int:
    """A duty: warn of what is nearly due, tell of what was missed; gives how many were told of."""
    start_waiting(now)
    wanted = list(tellings(watched(cases(SYSTEM), now), now))
    told = {
        (a.clock, a.case_id, a.began_at): a
        for a in Alarm.objects.filter(case_id__in=[one.watched.case.case_id for one in wanted])
    }
    return sum(_tell(one, told, now) for one in wanted)


def _tell(telling: Telling, told: dict[tuple[str, str, datetime], Alarm], now: datetime) -> bool:
    """Tell of one step of one clock, unless that was done."""
    case = telling.watched.case
    alarm = told.get((case.kind, case.case_id, case.began_at)) or Alarm(
        clock=case.kind, case_id=case.case_id, began_at=case.began_at
    )
    name = f"{telling.step}_at"
    if getattr(alarm, name):
        return False
    alarm.due_at = telling.watched.due_at
    setattr(alarm, name, now)
    with transaction.atomic():
        alarm.save()
        _notify(telling, alarm, now)
    return True


def _notify(telling: Telling, alarm: Alarm, now: datetime) -> None:
    one, case = telling.watched, telling.watched.case
    to = case.owner_id or OPERATIONS
    about = About(table_of(TABLES[case.kind]), case.case_id, f"{telling.step}:{alarm.pk}")
    if telling.step == "warned":
        notify(to=to, kind="deadline_near", words=words(NEAR, one), about=about, at=now)
        return
    told = notify(to=to, kind="deadline_missed", words=words(MISSED, one), about=about, at=now)
    if not told.notices and to != OPERATIONS:
        # Whoever owned it has left, or never signs in: somebody has to know.
        said = words(ESCALATED, one, _name(case.owner_id))
        notify(to=OPERATIONS, kind="deadline_missed", words=said, about=about, at=now)
    _escalate(one, alarm, about, now)


def _escalate(one: Watched, alarm: Alarm, about: About, now: datetime) -> None:
    """Tell whoever leads them; one of the two clocks of a lead is enough."""
    owner_id = one.case.owner_id
    if one.case.kind == "customer" and owner_id is not None:
        return
    manager = manager_of(owner_id, timezone.localtime(now).date()) if owner_id else None
    if manager is None:
        return
    above = About(about.table, about.record_id, f"above:{alarm.pk}")
    said = words(ESCALATED, one, _name(owner_id))
    notify(to=manager, kind="deadline_missed", words=said, about=above, at=now)


def _name(person_id: str | None) -> str:
    return Person.objects.filter(pk=person_id).values_list("name", flat=True).first() or "?"


def start_waiting(now: datetime) -> int:
    """Let the clocks of tasks run that waited for others which are done; gives how many began."""
    waiting = Task.objects.filter(
        done_at__isnull=True, due_at__isnull=True, made_by_rule__startswith=MARK
    )
    found = list(waiting)
    codes = {task.made_by_rule.removeprefix(MARK).split(":")[0] for task in found}
    known = named(codes)
    return sum(_start(task, known, now) for task in found)


def _start(task: Task, known: Mapping[str, ProcessVersion], now: datetime) -> bool:
    code, _, rest = task.made_by_rule.removeprefix(MARK).partition(":")
    stage_key, _, key = rest.partition(":")
    version = known.get(code)
    stage = version.process.stage(stage_key) if version else None
    said = next((one for one in stage.tasks if one.key == key), None) if stage else None
    if said is None or said.limit is None:
        return False
    before = [f"{MARK}{code}:{stage_key}:{one}" for one in said.after]
    of_case = Task.objects.filter(deal=task.deal_id, lead=task.lead_id, made_by_rule__in=before)
    others = list(of_case.filter(made_at__lte=now).order_by("made_at"))
    if len({o.made_by_rule for o in others if o.done_at}) < len(before) or any(
        o.done_at is None for o in others
    ):
        return False
    began = max([o.done_at for o in others if o.done_at], default=task.made_at)
    task.due_at = due_at(began, said.limit, calendar_for(task.owner_id)).at
    task.changed_at = now
    task.save(update_fields=["due_at", "changed_at"])
    return True
