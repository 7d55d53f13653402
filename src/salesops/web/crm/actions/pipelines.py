"""What is done to pipelines and their stages: made, renamed, reordered, taken out of use."""

from collections.abc import Mapping, Sequence

from django.db import IntegrityError, transaction
from django.db.models import F
from django.utils import timezone

from salesops.kernel.problem import Language
from salesops.selling.stages import FIRST_NAME, Draft, first_stages, objections
from salesops.web import changing
from salesops.web.access import EDITORS, Actor, Owner, require
from salesops.web.crm.actions.steps import add_steps
from salesops.web.crm.models import Deal, Pipeline, Stage
from salesops.web.crm.problems import (
    LAST_PIPELINE,
    MOVES_TO_OTHER_KIND,
    PIPELINE_IN_USE,
    STAGE_IN_USE,
    STAGE_KIND_IN_USE,
)
from salesops.web.crm.stages import FORMER, in_use, pipeline_of
from salesops.web.ids import new_id
from salesops.web.problems import Refused, refused
from salesops.web.text import clean_text
from salesops.web.workspace.models import Workspace

FIRST = "main"
SYSTEM = Owner("SalesOps")


def default_pipeline(among: Sequence[Pipeline] | None = None) -> Pipeline:
    """The pipeline new deals start in; a company that has none yet gets its first.

    `among` are the pipelines in use, where whoever asks has read them already.
    """
    every = in_use() if among is None else among
    found = next((one for one in every if one.is_default), next(iter(every), None))
    if found is not None:
        return _completed(found)
    try:
        return make_pipeline(
            actor=SYSTEM, name=FIRST_NAME[_language()], stages=first_stages(_language()),
            is_default=True, pipeline_id=FIRST,
        )  # fmt: skip
    except IntegrityError:  # somebody else opened the first board in the same moment
        return Pipeline.objects.get(pk=FIRST)


def _language() -> Language:
    workspace = Workspace.objects.first()
    return "en" if workspace and workspace.language.startswith("en") else "zh"


def _completed(pipeline: Pipeline) -> Pipeline:
    """An import may have taught a pipeline some stages only: it gets those of the missing kinds."""
    stages = pipeline.stages.all()
    kinds, names = {stage.kind for stage in stages}, {stage.name for stage in stages}
    if kinds >= set(Stage.Kind.values):
        return pipeline
    missing = [
        draft for draft in first_stages(_language())
        if draft.kind not in kinds and draft.name not in names
    ]  # fmt: skip
    if not missing:
        return pipeline
    with transaction.atomic():
        for at, draft in enumerate(missing, len(names)):
            _stage(pipeline, at, draft).save()
        told = {"stages": (None, _told(missing))}
        changing.note(SYSTEM, "complete_pipeline", pipeline, told)
    return Pipeline.objects.get(pk=pipeline.pk)


def make_pipeline(
    *,
    actor: Actor,
    name: str,
    stages: Sequence[Draft],
    is_default: bool = False,
    pipeline_id: str | None = None,
) -> Pipeline:
    """A new pipeline with its stages. Raises Refused or ValidationError."""
    require(actor, *EDITORS)
    wanted = _whole(stages)
    pipeline = Pipeline(
        pipeline_id=pipeline_id or new_id("P"),
        name=clean_text(name),
        is_default=is_default,
        position=Pipeline.objects.count(),
    )
    pipeline.full_clean(validate_unique=False)
    with transaction.atomic():
        pipeline.save(force_insert=True)
        if is_default:
            Pipeline.objects.exclude(pk=pipeline.pk).update(is_default=False)
        Stage.objects.bulk_create(_stage(pipeline, at, draft) for at, draft in enumerate(wanted))
        told = {"name": (None, pipeline.name), "stages": (None, _told(wanted))}
        changing.note(actor, "make_pipeline", pipeline, told)
    return pipeline


def change_pipeline(
    *, actor: Actor, pipeline_id: str, version: int | None, values: Mapping[str, object]
) -> Pipeline:
    """Its name, its place, whether it is in use, whether new deals start in it. Raises Refused."""
    require(actor, *EDITORS)
    with transaction.atomic():
        pipeline = changing.locked(Pipeline, pipeline_of(pipeline_id).pk, version)
        changed = changing.apply(pipeline, _kept_values(values))
        if not changed:
            return pipeline
        _may_stand(pipeline)
        if pipeline.is_default:
            Pipeline.objects.exclude(pk=pipeline.pk).update(is_default=False)
        changing.keep(pipeline, changed)
        changing.note(actor, "change_pipeline", pipeline, changed)
    return pipeline


def _kept_values(values: Mapping[str, object]) -> Mapping[str, object]:
    kept = ("name", "is_active", "is_default", "position")
    return {name: value for name, value in values.items() if name in kept}


def _may_stand(pipeline: Pipeline) -> None:
    """New deals need a place to start, and open ones a board to stand on."""
    has_default = Pipeline.objects.filter(is_default=True, is_active=True).exclude(pk=pipeline.pk)
    if not pipeline.is_active and not has_default.exists():
        raise refused(LAST_PIPELINE, pipeline=pipeline.name)
    count = Deal.objects.filter(pipeline=pipeline, status=Deal.Status.OPEN).count()
    if not pipeline.is_active and count:
        raise refused(PIPELINE_IN_USE, pipeline=pipeline.name, count=count)


def set_stages(
    *,
    actor: Actor,
    pipeline_id: str,
    version: int | None,
    stages: Sequence[Draft],
    move_to: Mapping[int, int] | None = None,
) -> Pipeline:
    """The pipeline's stages as they shall be, in order; those not named are removed.

    A renamed stage stays the stage it was: deals in it follow, steps already made keep the name
    under which they were made. A stage in use goes only when `move_to` says, by id, where its
    deals go. Raises Refused.
    """
    require(actor, *EDITORS)
    wanted = _whole(stages)
    with transaction.atomic():
        pipeline = changing.locked(Pipeline, pipeline_of(pipeline_id).pk, version)
        standing = {stage.pk: stage for stage in pipeline.stages.all()}
        before = [_drafted(stage) for stage in standing.values()]
        _check_kinds(pipeline, standing, wanted)
        named = {draft.stage_id for draft in wanted}
        gone = [stage for stage in standing.values() if stage.pk not in named]
        _write(pipeline, standing, wanted)
        for stage in gone:
            _remove(actor, pipeline, stage, (move_to or {}).get(stage.pk))
        changing.keep(pipeline, ["extra"])
        told = {"stages": (_told(before), _told(wanted))}
        changing.note(actor, "set_stages", pipeline, told)
    return Pipeline.objects.get(pk=pipeline.pk)


def _whole(stages: Sequence[Draft]) -> list[Draft]:
    from dataclasses import replace

    wanted = [replace(draft, name=clean_text(draft.name)) for draft in stages]
    for problem in objections(wanted):
        raise Refused(problem)
    return wanted


def _stage(pipeline: Pipeline, at: int, draft: Draft) -> Stage:
    return Stage(
        pipeline=pipeline, name=draft.name, position=at, kind=draft.kind,
        probability=draft.chance, limit_workdays=draft.limit_workdays,
    )  # fmt: skip


def _drafted(stage: Stage) -> Draft:
    return Draft(stage.name, stage.kind, stage.probability, stage.limit_workdays, stage.pk)  # type: ignore[arg-type]  # a choice of the same words


def _told(stages: Sequence[Draft]) -> list[dict[str, object]]:
    return [
        {"name": s.name, "kind": str(s.kind), "chance": str(s.chance), "limit": s.limit_workdays}
        for s in stages
    ]


def _in(pipeline: Pipeline, stage: Stage) -> int:
    return Deal.objects.filter(pipeline=pipeline, stage=stage.name).count()


def _check_kinds(
    pipeline: Pipeline, standing: Mapping[int, Stage], wanted: Sequence[Draft]
) -> None:
    """A stage with deals in it keeps its kind: else they would be won or lost unseen."""
    for draft in wanted:
        stage = standing.get(draft.stage_id or 0)
        if stage and stage.kind != draft.kind and (count := _in(pipeline, stage)):
            raise refused(STAGE_KIND_IN_USE, stage=stage.name, count=count)


def _write(pipeline: Pipeline, standing: Mapping[int, Stage], wanted: Sequence[Draft]) -> None:
    former = dict(pipeline.extra.get(FORMER, {}))
    there = [(standing.get(draft.stage_id or 0), draft) for draft in wanted]
    renamed = [(stage, draft.name) for stage, draft in there if stage and stage.name != draft.name]
    _rename(pipeline, renamed, former)
    for at, (stage, draft) in enumerate(there):
        former.pop(draft.name, None)  # whoever takes a name has it
        if stage:
            _rewrite(stage, at, draft)
        else:
            _stage(pipeline, at, draft).save()
    pipeline.extra = {**pipeline.extra, FORMER: former}


def _rewrite(stage: Stage, at: int, draft: Draft) -> None:
    stage.position, stage.kind, stage.probability = at, draft.kind, draft.chance
    stage.limit_workdays = draft.limit_workdays
    stage.save(update_fields=["position", "kind", "probability", "limit_workdays"])


def _rename(
    pipeline: Pipeline, renamed: Sequence[tuple[Stage, str]], former: dict[str, int]
) -> None:
    """Names may swap, so each stage first takes a name nobody has."""
    deals = Deal.objects.filter(pipeline=pipeline)
    for stage, _name in renamed:
        former[stage.name] = stage.pk
        aside = f"\x1f{stage.pk}"
        deals.filter(stage=stage.name).update(stage=aside)
        Stage.objects.filter(pk=stage.pk).update(name=aside)
    now = timezone.now()
    for stage, name in renamed:
        Stage.objects.filter(pk=stage.pk).update(name=name)
        deals.filter(stage=f"\x1f{stage.pk}").update(
            stage=name, version=F("version") + 1, changed_at=now
        )
        stage.name = name


def _remove(actor: Actor, pipeline: Pipeline, stage: Stage, target_id: int | None) -> None:
    count = _in(pipeline, stage)
    target = pipeline.stages.filter(pk=target_id).first() if target_id else None
    if count and (target is None or target.pk == stage.pk):
        raise refused(STAGE_IN_USE, stage=stage.name, count=count)
    if target is not None and target.kind != stage.kind:
        raise refused(MOVES_TO_OTHER_KIND, stage=stage.name, target=target.name)
    if count and target is not None:
        _empty(actor, pipeline, stage, target)
    if target is not None:
        former = {**pipeline.extra.get(FORMER, {}), stage.name: target.pk}
        pipeline.extra = {**pipeline.extra, FORMER: former}
    stage.delete()


def _empty(actor: Actor, pipeline: Pipeline, stage: Stage, target: Stage) -> None:
    """Move every deal of the stage, each with its step."""
    now = timezone.now()
    deals = Deal.objects.filter(pipeline=pipeline, stage=stage.name)
    add_steps(actor, list(deals.values_list("pk", flat=True)), target.name, now)
    deals.update(stage=target.name, entered_stage_at=now, version=F("version") + 1, changed_at=now)
