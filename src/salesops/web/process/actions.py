"""What is done to processes: drafted, changed, dropped, published, begun, learnt."""

from collections.abc import Mapping
from datetime import date, datetime

from django.db import transaction
from django.utils import timezone

from salesops.kernel.problem import Problem
from salesops.process.definition import Process, Stage
from salesops.process.definition_checks import objections
from salesops.process.definition_file import Fields, draft_of, process_of, process_written
from salesops.process.quiz import Marked, marked, quiz
from salesops.process.standard import standard
from salesops.selling.stages import Draft
from salesops.web import changing
from salesops.web.access import EDITORS, Actor, require
from salesops.web.crm.actions.pipelines import SYSTEM, set_stages
from salesops.web.crm.models import Pipeline
from salesops.web.crm.models import Stage as CrmStage
from salesops.web.crm.problems import STAGE_IN_USE
from salesops.web.crm.stages import pipeline_of
from salesops.web.language import spoken
from salesops.web.people.models import User
from salesops.web.problems import Faulty, refused
from salesops.web.process.models import ProcessVersion, QuizResult
from salesops.web.process.problems import (
    NO_SUCH_VERSION,
    NOT_A_DRAFT,
    NOTHING_PUBLISHED,
    STARTS_BEFORE,
)
from salesops.web.process.versions import company_language, holding, meant_of

State = ProcessVersion.State


def draft_process(
    *, actor: Actor, pipeline_id: str, definition: Fields | None = None
) -> ProcessVersion:
    """The pipeline's draft: the one there is, else a copy of its newest version or the default.

    A definition, as plain values, becomes what the draft says. Raises Refused.
    """
    require(actor, *EDITORS)
    with transaction.atomic():
        pipeline = pipeline_of(pipeline_id)
        draft = draft_of_pipeline(pipeline)
        if not pipeline.versions.filter(state=State.DRAFT).exists():
            draft.save(force_insert=True)
            changing.note(actor, "draft_process", draft, details=changing.MADE)
    if definition is None:
        return draft
    return save_draft(actor=actor, version_id=draft.pk, definition=definition)


def draft_of_pipeline(pipeline: Pipeline) -> ProcessVersion:
    """The pipeline's draft; without one, what would be drafted, not kept yet."""
    newest = pipeline.versions.order_by("-number").first()
    if newest is not None and newest.state == State.DRAFT:
        return newest
    return ProcessVersion(
        pipeline=pipeline, number=newest.number + 1 if newest else 1,
        definition=newest.definition if newest else process_written(standard()),
    )  # fmt: skip


def version_of(version_id: int) -> ProcessVersion:
    """The version of this id. Raises Refused."""
    found = ProcessVersion.objects.filter(pk=version_id).first()
    if found is None:
        raise refused(NO_SUCH_VERSION, field="version_id")
    return found


def _draft(version_id: int, version: int | None) -> ProcessVersion:
    found = version_of(version_id)
    held = changing.locked(ProcessVersion, str(found.pk), version)
    if held.state != State.DRAFT:
        raise refused(NOT_A_DRAFT, number=held.number)
    return held


def save_draft(
    *, actor: Actor, version_id: int, definition: Fields, version: int | None = None
) -> ProcessVersion:
    """What a draft says from now on; it need not be whole yet. Raises Refused and Conflict."""
    require(actor, *EDITORS)
    read = draft_of(definition)
    if not isinstance(read, Process):
        raise Faulty(read)
    with transaction.atomic():
        draft = _draft(version_id, version)
        text = process_written(read)
        if text != draft.definition:
            before, draft.definition = draft.process, text
            changing.keep(draft, ["definition"])
            told = {"stages": (_names(before), _names(read))}
            changing.note(actor, "save_process", draft, told)
    return draft


def _names(process: Process) -> list[str]:
    return [stage.name.in_("zh") for stage in process.stages]


def drop_draft(*, actor: Actor, version_id: int) -> None:
    """Throw a draft away. Raises Refused."""
    require(actor, *EDITORS)
    with transaction.atomic():
        draft = _draft(version_id, None)
        changing.note(actor, "drop_process", draft)
        draft.delete()


def publish_process(
    *,
    actor: Actor,
    version_id: int,
    starts_on: date | None = None,
    version: int | None = None,
    move_to: Mapping[int, str] | None = None,
) -> ProcessVersion:
    """Let a draft hold from a day on, today unless told; cases that began before keep theirs.

    On that day the pipeline takes over its stages of deals. A stage with deals in it goes only
    when `move_to` says, by the stage's id, into which of the new stages, by key, they move.
    Raises Faulty with everything that is wrong, Refused and Conflict.
    """
    require(actor, *EDITORS)
    with transaction.atomic():
        draft = _draft(version_id, version)
        if wrong := objections(draft.process):
            raise Faulty(wrong)
        day = starts_on or timezone.localdate()
        _check_day(draft, day)
        _check_leaving(draft, move_to or {})
        draft.state, draft.starts_on = State.PUBLISHED, day
        draft.published_by_name = actor.username if isinstance(actor, User) else actor.name
        draft.extra = {**draft.extra, "move_to": {str(k): v for k, v in (move_to or {}).items()}}
        changing.keep(draft, ["state", "starts_on", "published_by_name", "extra"])
        changing.note(actor, "publish_process", draft, {"starts_on": (None, day)})
        if day <= timezone.localdate():
            _begin(draft)
    return draft


def _check_day(draft: ProcessVersion, day: date) -> None:
    today = timezone.localdate()
    published = draft.pipeline.versions.filter(state=State.PUBLISHED).order_by("-starts_on").first()
    before = published.starts_on if published and published.starts_on else None
    if day < today or (before and day < before):
        since = f"v{published.number} {before}" if published and before else str(today)
        raise refused(STARTS_BEFORE, field="starts_on", day=day, before=since)


def _check_leaving(draft: ProcessVersion, move_to: Mapping[int, str]) -> None:
    keys = {stage.key for stage in draft.process.of("deal")}
    for stage, count in leaving(draft.pipeline, draft.process):
        if count and move_to.get(stage.pk) not in keys:
            raise refused(STAGE_IN_USE, field=f"move_{stage.pk}", stage=stage.name, count=count)


def leaving(pipeline: Pipeline, process: Process) -> list[tuple[CrmStage, int]]:
    """The pipeline's stages that the process has no more, each with how many deals are in it."""
    kept = set(matched(pipeline, process).values())
    return [
        (stage, pipeline.deals.filter(stage=stage.name).count())
        for stage in pipeline.stages.all()
        if stage.pk not in kept
    ]


def matched(pipeline: Pipeline, process: Process) -> dict[str, int]:
    """The pipeline's stage, by id, that each of the process's stages of deals is, by key.

    By its name, or the one under which the version that holds knew the same key.
    """
    before = holding(pipeline.pk)
    found: dict[str, int] = {}
    for stage in process.of("deal"):
        there = meant_of(pipeline, stage)
        if there is None and before and (old := before.process.stage(stage.key)):
            there = meant_of(pipeline, old)
        if there is not None and there.pk not in found.values():
            found[stage.key] = there.pk
    return found


def begin_processes(now: datetime) -> int:
    """A duty: let every published version whose day has come take over; gives how many did."""
    waiting = ProcessVersion.objects.filter(
        state=State.PUBLISHED, begun_at__isnull=True, starts_on__lte=timezone.localtime(now).date()
    )
    done = 0
    for version in waiting.order_by("starts_on", "number"):
        with transaction.atomic():
            _begin(version)
        done += 1
    return done


def _begin(version: ProcessVersion) -> None:
    """The pipeline's stages become the process's; first all are there, then the old ones go."""
    pipeline, process = version.pipeline, version.process
    stages, ids = process.of("deal"), matched(pipeline, process)
    old = [stage for stage in pipeline.stages.all() if stage.pk not in ids.values()]
    wanted = [_drafted(stage, ids.get(stage.key)) for stage in stages]
    aside = [Draft(s.name, s.kind, s.probability, s.limit_workdays, s.pk) for s in old]  # type: ignore[arg-type]
    made = set_stages(actor=SYSTEM, pipeline_id=pipeline.pk, version=None, stages=[*wanted, *aside])
    if old:
        names = {stage.name: stage.pk for stage in made.stages.all()}
        by_key = {s.key: names[draft.name] for s, draft in zip(stages, wanted, strict=True)}
        moved = {int(pk): by_key[key] for pk, key in version.extra.get("move_to", {}).items()
                 if key in by_key}  # fmt: skip
        whole = [_drafted(stage, by_key[stage.key]) for stage in stages]
        set_stages(actor=SYSTEM, pipeline_id=pipeline.pk, version=None, stages=whole, move_to=moved)
    version.begun_at = timezone.now()
    version.save(update_fields=["begun_at"])


def _drafted(stage: Stage, stage_id: int | None) -> Draft:
    limit = stage.limit
    workdays = int(limit.amount) if limit and limit.unit == "working_days" else None
    name = stage.name.in_(company_language())
    return Draft(name, stage.kind, stage.chance, workdays, stage_id)


def whole_problems(definition: Fields) -> list[Problem]:
    """Everything that keeps plain values from being published."""
    found = process_of(definition)
    return [] if isinstance(found, Process) else found


def take_quiz(*, actor: User, pipeline_id: str, answers: Mapping[str, str]) -> Marked:
    """Answer the quiz of the version that holds; the result is kept. Raises Refused."""
    version = holding(pipeline_of(pipeline_id).pk)
    if version is None:
        raise refused(NOTHING_PUBLISHED)
    found = marked(quiz(version.process, spoken(), actor.pk), answers)
    QuizResult.objects.create(
        user=actor, version=version, taken_at=timezone.now(), right=found.right,
        asked=found.asked, is_passed=found.is_passed,
    )  # fmt: skip
    changing.note(actor, "take_quiz", version, details={"right": found.right, "asked": found.asked})
    return found
