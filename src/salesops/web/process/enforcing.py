"""What a process does to the moves of leads and deals: refuses, and gives out tasks."""

from collections.abc import Mapping
from datetime import datetime

from django.utils import timezone

from salesops.process.deadlines import due_at
from salesops.process.definition import Stage, Task
from salesops.process.rules import lead_stage, move_objection, needed
from salesops.web.access import Owner
from salesops.web.crm.actions.tasks import add_task
from salesops.web.crm.models import Deal, Lead, Pipeline
from salesops.web.crm.models import Task as CrmTask
from salesops.web.notices.addressing import manager_of
from salesops.web.problems import Refused
from salesops.web.process.calendars import calendar_for
from salesops.web.process.models import ProcessVersion
from salesops.web.process.versions import (
    company_language,
    holding,
    leads_version,
    stage_of,
    version_of_deal,
    version_of_lead,
)

SYSTEM = Owner("SalesOps")
MARK = "process:"


def check_move(
    deal: Deal, pipeline: Pipeline, target: str, values: Mapping[str, object] | None = None
) -> None:
    """Whether the process lets the deal go there, with what is said along. Raises Refused."""
    is_staying = deal.pipeline_id == pipeline.pk
    version = version_of_deal(deal) if is_staying else holding(pipeline.pk)
    if version is None:
        return
    source = stage_of(version.process, pipeline, deal.stage) if is_staying else None
    known = {**known_of(deal), **(values or {})}
    problem = move_objection(
        version.process, source, stage_of(version.process, pipeline, target), known
    )
    if problem:
        raise Refused(problem)


def known_of(record: Deal | Lead) -> dict[str, object]:
    """What is known of a lead or deal, by field."""
    return {field.attname: getattr(record, field.attname) for field in record._meta.concrete_fields}  # noqa: SLF001 - Django documents it


def check_assigned(lead: Lead) -> None:
    """Whether what the next stage asks of a lead is known, before somebody gets it."""
    version = version_of_lead(lead)
    stage = lead_stage(version.process, is_owned=True, is_working=False) if version else None
    if stage and (problem := needed(stage, known_of(lead))):
        raise Refused(problem)


def check_converted(lead: Lead) -> None:
    """Whether all that the stages of leads ask for is known, before it becomes a deal."""
    version = version_of_lead(lead)
    for stage in version.process.of("lead") if version else ():
        if problem := needed(stage, known_of(lead)):
            raise Refused(problem)


def enter_deal(deal: Deal, at: datetime) -> None:
    """Give out the tasks of the stage the deal is in."""
    version = version_of_deal(deal)
    if version is None or deal.pipeline is None:
        return
    stage = stage_of(version.process, deal.pipeline, deal.stage)
    if stage is None:
        return
    about = {"deal_id": deal.pk}
    _give(version, stage, at, deal.owner_id, about)


def enter_lead(lead: Lead, at: datetime) -> None:
    """Give out the tasks of the stage the lead is in."""
    version = leads_version()
    stage = (
        lead_stage(
            version.process, is_owned=lead.owner_id is not None,
            is_working=lead.first_contacted_at is not None,
        )
        if version
        else None
    )  # fmt: skip
    if version is not None and stage is not None:
        _give(version, stage, at, lead.owner_id, {"lead_id": lead.pk})


def mark(version: ProcessVersion, stage: Stage, task: Task) -> str:
    """By which a task given out by a process is known again."""
    return f"{MARK}{version.code}:{stage.key}:{task.key}"


def _give(
    version: ProcessVersion, stage: Stage, at: datetime, owner_id: str | None,
    about: Mapping[str, str | None],
) -> None:  # fmt: skip
    """Every task somebody ticks; one still open from an earlier visit is not given twice."""
    for task in stage.tasks:
        rule = mark(version, stage, task)
        there = CrmTask.objects.filter(made_by_rule=rule, done_at__isnull=True, **about)
        if task.done_by != "hand" or there.exists():
            continue
        who = _whose(task, owner_id)
        calendar = calendar_for(who)
        due = due_at(at, task.limit, calendar).at if task.limit and not task.after else None
        add_task(
            actor=SYSTEM, title=task.name.in_(company_language()), given=about, due_at=due,
            owner_id=who, rule=rule,
        )  # fmt: skip


def _whose(task: Task, owner_id: str | None) -> str | None:
    if task.role == "manager" and owner_id:
        return manager_of(owner_id, timezone.localdate()) or owner_id
    return None if task.role == "ops" else owner_id
