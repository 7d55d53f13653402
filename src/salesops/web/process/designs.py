"""How the deals of each pipeline are meant to go: by its versions, else stage after stage."""

from collections.abc import Iterator
from dataclasses import replace
from decimal import Decimal
from typing import Literal

import pyarrow as pa

from salesops.process.definition import Process, Said, Stage
from salesops.process.limits import Limit
from salesops.web.crm.models import Pipeline
from salesops.web.crm.stages import in_use, present_names
from salesops.web.process.models import ProcessVersion
from salesops.web.process.versions import PUBLISHED, company_language, holding, meant_of
from salesops.web.workspace.arrow import STRING, table

KINDS: dict[str, Literal["open", "won", "lost"]] = {"open": "open", "won": "won", "lost": "lost"}
Way = tuple[str, str, str]


def design_of(pipeline: Pipeline) -> Process:
    """The process that deals of a pipeline are meant to follow, its stages called as steps are."""
    version = holding(pipeline.pk)
    return of_version(version.process, pipeline) if version else of_pipeline(pipeline)


def process_moves() -> pa.Table:
    """The moves every version allows deals; of the version without a name, what holds today.

    A stage goes by every name it ever had.
    """
    rows = {way for pipeline in in_use() for way in _ways(pipeline)}
    columns = {"process_version": STRING, "from_stage": STRING, "to_stage": STRING}
    return table(sorted(rows), **columns)


def _ways(pipeline: Pipeline) -> Iterator[Way]:
    names = _names(pipeline)
    yield from _ways_of("", design_of(pipeline), names)
    for version in ProcessVersion.objects.filter(pipeline=pipeline, state=PUBLISHED):
        yield from _ways_of(version.code, of_version(version.process, pipeline), names)


def _names(pipeline: Pipeline) -> dict[str, set[str]]:
    """Every name that means a stage, by what the stage is called now."""
    found: dict[str, set[str]] = {}
    for (_pipeline, name), now in present_names([pipeline]).items():
        found.setdefault(now, {now}).add(name)
    return found


def _ways_of(code: str, process: Process, names: dict[str, set[str]]) -> Iterator[Way]:
    stages = process.of("deal")

    def called(stage: Stage) -> set[str]:
        return {n for said in (stage.name.zh, stage.name.en) for n in names.get(said, {said}) if n}

    for stage in stages[:1]:
        yield from ((code, "", name) for name in called(stage))
    for source, target in process.edges():
        if source.of == target.of == "deal":
            yield from ((code, a, b) for a in called(source) for b in called(target))


def of_version(process: Process, pipeline: Pipeline) -> Process:
    """The stages of deals of a published process, called as steps call them."""
    stages = process.of("deal")
    keys, own = {stage.key for stage in stages}, company_language()

    def known(stage: Stage) -> Stage:
        ways = tuple(one.key for one in process.moves(stage) if one.key in keys)
        here = meant_of(pipeline, stage)
        name = here.name if here else stage.name.in_(own)
        return replace(stage, name=Said(name, name), moves=ways)

    return Process(process.name, tuple(known(stage) for stage in stages))


def of_pipeline(pipeline: Pipeline) -> Process:
    """A pipeline as a process: each stage leads to the next and may be lost."""
    stages = list(pipeline.stages.all())
    ways = [one.name for one in stages if one.kind == "open"]
    won = [one.name for one in stages if one.kind == "won"][:1]
    lost = [one.name for one in stages if one.kind == "lost"]
    following = dict(zip(ways, [*ways[1:], *won], strict=False))
    return Process(
        Said(pipeline.name, pipeline.name),
        tuple(
            Stage(
                one.name,
                Said(one.name, one.name),
                kind=KINDS[one.kind],
                limit=Limit(Decimal(one.limit_workdays), "working_days")
                if one.limit_workdays
                else None,
                moves=(*([following[one.name]] if one.name in following else []), *lost)
                if one.kind == "open"
                else (),
            )
            for one in stages
        ),
    )
