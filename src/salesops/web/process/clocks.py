"""The clocks of leads, deals and tasks as records have them: what is due, whose, since when."""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from decimal import Decimal

from django.db.models import QuerySet

from salesops.process.calendars import Calendar
from salesops.process.clocks import Clock, customers_clock
from salesops.process.deadlines import Pause
from salesops.process.definition import Said, Stage
from salesops.process.definition import Task as Doing
from salesops.process.limits import DAY_AND_NIGHT, Limit
from salesops.process.watching import Case
from salesops.web.access import Actor
from salesops.web.boundary import seen
from salesops.web.crm.lead_moves import OPEN
from salesops.web.crm.models import Deal, Lead, Pipeline, Step, Task
from salesops.web.process.calendars import calendars_for, company
from salesops.web.process.called import names_by
from salesops.web.process.enforcing import MARK
from salesops.web.process.models import CasePause, ProcessVersion
from salesops.web.process.versions import (
    codes_of,
    company_language,
    holding,
    leads_version,
    named,
    stage_of,
    version_of_lead,
)

CHUNK = 5_000
TABLES: Mapping[str, type[Lead] | type[Deal] | type[Task]] = {
    "customer": Lead,
    "owner": Lead,
    "assign": Lead,
    "stage": Deal,
    "task": Task,
}
CASES = {"leads": "lead", "deals": "deal", "tasks": "task"}


@dataclass
class Desk:
    """The calendars and pauses of the cases at hand, each looked up once."""

    whole: Calendar
    calendars: dict[str | None, Calendar] = field(default_factory=dict)
    pauses: Mapping[tuple[str, str], tuple[Pause, ...]] = field(default_factory=dict)

    def of(self, person_id: str | None) -> Calendar:
        """The calendar of a person."""
        return self.calendars.get(person_id, self.whole)


def desk_for(persons: Iterable[str | None]) -> Desk:
    """A desk for cases of these people."""
    whole, found = company(), defaultdict(list)
    for one in CasePause.objects.all():
        found[one.case_kind, one.case_id].append(Pause(one.began_at, one.ended_at))
    pauses = {key: tuple(every) for key, every in found.items()}
    return Desk(whole, calendars_for(set(persons), whole), pauses)


def cases(actor: Actor, *, person_id: str | None = None) -> list[Case]:
    """Every clock that runs, of what the actor sees; of one person's where that is named."""
    leads = seen(actor, Lead).filter(status__in=OPEN, first_contacted_at__isnull=True)
    deals = seen(actor, Deal).filter(status=Deal.Status.OPEN, entered_stage_at__isnull=False)
    tasks = seen(actor, Task).filter(done_at__isnull=True, due_at__isnull=False)
    tasks = tasks.filter(made_by_rule__startswith=MARK)
    if person_id is not None:
        leads, deals = leads.filter(owner_id=person_id), deals.filter(owner_id=person_id)
        tasks = tasks.filter(owner_id=person_id)
    rows = list(leads), list(deals), list(tasks)
    desk = desk_for(record.owner_id for every in rows for record in every)
    return [*lead_cases(rows[0], desk), *deal_cases(rows[1], desk), *task_cases(rows[2], desk)]


def lead_limits(version: ProcessVersion | None) -> tuple[Limit, Limit | None]:
    """How soon a lead is to be contacted, and how soon given to somebody, if that is said."""
    if version is None:
        return DAY_AND_NIGHT, None
    contact, owner = version.process.doing("contact"), version.process.doing("owner")
    limit = contact[1].limit if contact else None
    return limit or DAY_AND_NIGHT, owner[1].limit if owner else None


def versions_of(kind: str, ids: list[str]) -> dict[str, ProcessVersion]:
    """The version each of many cases goes by, where there are several to go by."""
    codes: dict[str, str] = {}
    for at in range(0, len(ids), CHUNK):
        codes |= codes_of(kind, ids[at : at + CHUNK])
    known = named(set(codes.values()))
    return {case: known[code] for case, code in codes.items() if code in known}


def lead_cases(leads: Iterable[Lead], desk: Desk) -> list[Case]:
    """The customer's clock of each lead, and the owner's, or the one that finds an owner."""
    every = [lead for lead in leads if lead.received_at]
    newest = leads_version()
    kept = versions_of(Step.Kind.LEAD, [lead.pk for lead in every]) if newest else {}
    found = []
    for lead in every:
        contact, assign = lead_limits(kept.get(lead.pk, newest))
        found.append(_lead(lead, "customer", lead.received_at, contact, desk))
        if lead.owner_id and lead.assigned_at:
            found.append(_lead(lead, "owner", lead.assigned_at, contact, desk))
        elif not lead.owner_id and assign:
            found.append(_lead(lead, "assign", lead.received_at, assign, desk))
    return found


def _lead(lead: Lead, kind: str, began: datetime | None, limit: Limit, desk: Desk) -> Case:
    pauses = desk.pauses.get(("lead", lead.pk), ()) if kind == "owner" else ()
    calendar = desk.of(lead.owner_id) if kind == "owner" else desk.whole
    assert began is not None  # noqa: S101 - those without were left out
    return Case(
        kind, lead.pk, str(lead), lead.owner_id, began, limit, calendar, pauses=pauses,  # type: ignore[arg-type]  # one of the words
    )  # fmt: skip


def deal_cases(deals: Iterable[Deal] | QuerySet[Deal], desk: Desk) -> list[Case]:
    """The clock of each deal's stage, where its version or pipeline says how long it may stay."""
    every = list(deals)
    pipelines = {one.pk: one for one in Pipeline.objects.prefetch_related("stages")}
    newest = {pk: holding(pk) for pk in pipelines}
    any_held = any(newest.values())
    kept = versions_of(Step.Kind.DEAL, [deal.pk for deal in every]) if any_held else {}
    limits: dict[tuple[int | None, str, str], Limit | None] = {}
    said = _called(pipelines, newest)
    found = []
    for deal in every:
        pipeline = pipelines.get(deal.pipeline_id or "")
        if pipeline is None or deal.entered_stage_at is None:
            continue
        version = kept.get(deal.pk)
        if version is None or version.pipeline_id != pipeline.pk:
            version = newest[pipeline.pk]
        key = (version.pk if version else None, pipeline.pk, deal.stage)
        if key not in limits:
            limits[key] = _stage_limit(version, pipeline, deal.stage)
        if limit := limits[key]:
            names = said[pipeline.pk].get(deal.stage, Said(deal.stage))
            found.append(_deal(deal, limit, desk, names))
    return found


def _called(
    pipelines: Mapping[str, Pipeline], versions: Mapping[str, ProcessVersion | None]
) -> dict[str, dict[str, Said]]:
    """What the stages of each pipeline are called in both languages: in the company's, as here."""
    found: dict[str, dict[str, Said]] = {}
    own = company_language()
    for pk, pipeline in pipelines.items():
        zh, en = names_by(versions[pk], pipeline, "zh"), names_by(versions[pk], pipeline, "en")
        found[pk] = {
            name: Said(name, en.get(name, "")) if own == "zh" else Said(zh.get(name, ""), name)
            for name in {**zh, **en}
        }
    return found


def _deal(deal: Deal, limit: Limit, desk: Desk, stage: Said) -> Case:
    assert deal.entered_stage_at is not None  # noqa: S101 - those without were left out
    return Case(
        "stage", deal.pk, str(deal), deal.owner_id, deal.entered_stage_at, limit,
        desk.of(deal.owner_id), stage, pauses=desk.pauses.get(("deal", deal.pk), ()),
    )  # fmt: skip


def _stage_limit(version: ProcessVersion | None, pipeline: Pipeline, name: str) -> Limit | None:
    stage: Stage | None = stage_of(version.process, pipeline, name) if version else None
    if stage is not None:
        return stage.limit
    own = next((one for one in pipeline.stages.all() if one.name == name), None)
    days = own.limit_workdays if own else None
    return Limit(Decimal(days), "working_days") if days else None


def task_cases(tasks: Iterable[Task], desk: Desk) -> list[Case]:
    """The clock of each task a process gave out."""
    every = list(tasks)
    known = named(code_of(task) for task in every)
    return [
        Case(
            "task", task.pk, task.title, task.owner_id, task.made_at, None,
            desk.of(task.owner_id), _task_said(task, known), task.due_at,
        )
        for task in every
    ]  # fmt: skip


def _task_said(task: Task, known: Mapping[str, ProcessVersion]) -> Said:
    """What a task is called in both languages, unless somebody called it otherwise."""
    asked = asked_by(task, known)
    name = asked[1].name if asked else Said()
    return name if task.title in (name.zh, name.en) else Said(task.title)


def code_of(task: Task) -> str:
    """The code of the version by which a task was given out."""
    return task.made_by_rule.removeprefix(MARK).partition(":")[0]


def asked_by(task: Task, known: Mapping[str, ProcessVersion]) -> tuple[Stage, Doing] | None:
    """The stage and the task of a known version that a task stands for; None where none does."""
    code, _, rest = task.made_by_rule.removeprefix(MARK).partition(":")
    stage_key, _, key = rest.partition(":")
    stage = known[code].process.stage(stage_key) if code in known else None
    said = next((one for one in stage.tasks if one.key == key), None) if stage else None
    return (stage, said) if stage and said else None


def pauses_of(kind: str, case_id: str) -> tuple[Pause, ...]:
    """The times in which the clocks of a lead or deal stood still."""
    found = CasePause.objects.filter(case_kind=kind, case_id=case_id)
    return tuple(Pause(one.began_at, one.ended_at) for one in found)


def customers_clocks(leads: Iterable[Lead], now: datetime) -> dict[str, Clock]:
    """The customer's clock of each of these leads, by the limit of the version it goes by."""
    every = [lead for lead in leads if lead.received_at]
    newest, calendar = leads_version(), company()
    kept = versions_of(Step.Kind.LEAD, [lead.pk for lead in every]) if newest else {}
    found = {}
    for lead in every:
        limit, _ = lead_limits(kept.get(lead.pk, newest))
        closed_at = None if lead.status in OPEN else lead.converted_at or lead.changed_at
        answered = lead.first_contacted_at
        clock = customers_clock(lead.received_at, answered, now, limit, calendar,
                                closed_at=closed_at)  # fmt: skip
        if clock:
            found[lead.pk] = clock
    return found


def contact_limit(lead: Lead) -> tuple[Limit, Calendar]:
    """How soon the lead is to be contacted, and on which calendar that is reckoned."""
    limit, _ = lead_limits(version_of_lead(lead))
    return limit, company()
