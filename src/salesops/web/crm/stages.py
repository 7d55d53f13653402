"""Pipelines and stages as they are read: where new deals start, and what a name means or meant."""

from collections.abc import Mapping, Sequence
from typing import Any

from salesops.web.crm.models import Pipeline, Stage
from salesops.web.crm.problems import NO_SUCH_PIPELINE, NO_SUCH_STAGE
from salesops.web.prepared import Prepared, Rows, columns, record
from salesops.web.problems import refused
from salesops.web.together import Sought, at_once

FORMER = "former_names"
"""Where a pipeline keeps what its stages were called before, each with the stage's id."""


def in_use() -> list[Pipeline]:
    """The pipelines deals may be in, in their order."""
    found: list[Pipeline] = at_once(in_use_sought())[0]
    return found


def in_use_sought() -> Sought:
    """`in_use`, to be asked for together with what else is wanted."""
    return Sought([(_pipelines,), (_stages,)], _in_use)


def _in_use(pipelines: Rows, stages: Rows) -> list[Pipeline]:
    found = {row["pipeline_id"]: record(Pipeline, row) for row in pipelines}
    held: dict[str, list[Stage]] = {pk: [] for pk in found}
    for row in stages:
        if row["pipeline_id"] in held:
            held[row["pipeline_id"]].append(_stage(row, found))
    for pk, pipeline in found.items():
        _know(pipeline, held[pk])
    return list(found.values())


_pipelines = Prepared(lambda: Pipeline.objects.filter(is_active=True).values(*columns(Pipeline)))
_stages = Prepared(lambda: Stage.objects.filter(pipeline__is_active=True).values(*columns(Stage)))


def _stage(row: Mapping[str, Any], pipelines: Mapping[str, Pipeline]) -> Stage:
    stage = record(Stage, row)
    stage.pipeline = pipelines[row["pipeline_id"]]
    return stage


def _know(pipeline: Pipeline, stages: list[Stage]) -> None:
    """Let `pipeline.stages.all()` give what was read, as after `prefetch_related`."""
    every = pipeline.stages.all()
    every._result_cache = stages  # noqa: SLF001 - what prefetching does
    every._prefetch_done = True  # type: ignore[attr-defined]  # noqa: SLF001
    pipeline._prefetched_objects_cache = {"stages": every}  # type: ignore[attr-defined]  # noqa: SLF001


def pipeline_of(pipeline_id: str) -> Pipeline:
    """The pipeline of this id. Raises Refused."""
    found = Pipeline.objects.filter(pk=pipeline_id.replace("\0", "")).first()
    if found is None:
        raise refused(NO_SUCH_PIPELINE, field="pipeline_id", pipeline=pipeline_id)
    return found


def stage_named(pipeline: Pipeline, name: str) -> Stage:
    """The pipeline's stage of this name, or that once had it. Raises Refused."""
    found = meant(pipeline, name)
    if found is None:
        names = "、".join(stage.name for stage in pipeline.stages.all())
        raise refused(
            NO_SUCH_STAGE, field="stage", pipeline=pipeline.name, stage=name, stages=names
        )
    return found


def meant(pipeline: Pipeline, name: str) -> Stage | None:
    """The stage a name means now, or meant before it was given another."""
    stages = list(pipeline.stages.all())
    now = next((stage for stage in stages if stage.name == name), None)
    former = pipeline.extra.get(FORMER, {}).get(name)
    return now or next((stage for stage in stages if stage.pk == former), None)


def present_names(pipelines: Sequence[Pipeline]) -> Mapping[tuple[str, str], str]:
    """What each name a stage ever had means now, by pipeline: history keeps the old ones."""
    found: dict[tuple[str, str], str] = {}
    for pipeline in pipelines:
        names = {stage.pk: stage.name for stage in pipeline.stages.all()}
        for old, stage_id in pipeline.extra.get(FORMER, {}).items():
            if stage_id in names:
                found[pipeline.pk, old] = names[stage_id]
        found.update({(pipeline.pk, name): name for name in names.values()})
    return found
