"""Pipelines as imports know them: the main one, and the stages it learns from what comes in."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from typing import Any

from django.utils.translation import gettext as _

from salesops.web.crm.models import Pipeline, Stage

MAIN = "main"
ENDS = {Stage.Kind.WON: 1000, Stage.Kind.LOST: 1001}


def main_pipeline() -> Pipeline:
    """The pipeline in which new deals start; made when there is none."""
    found = Pipeline.objects.filter(is_default=True).order_by("position", "name").first()
    if found:
        return found
    made, _new = Pipeline.objects.get_or_create(
        pipeline_id=MAIN, defaults={"name": _("Sales"), "is_default": True}
    )
    return made


def pipeline_named(name: str | None) -> Pipeline:
    """The pipeline of this name, made when there is none; without a name the main one."""
    if not name:
        return main_pipeline()
    found = Pipeline.objects.filter(name=name).first() or Pipeline.objects.filter(pk=name).first()
    if found:
        return found
    is_first = not Pipeline.objects.exists()
    position = Pipeline.objects.count()
    return Pipeline.objects.create(
        pipeline_id=name, name=name, is_default=is_first, position=position
    )


def learn_stages(pipeline: Pipeline, stages: Mapping[str, str]) -> None:
    """Let the pipeline know these stages, and whether a deal there is open, won or lost."""
    known = set(pipeline.stages.values_list("name", flat=True))
    new = [(name, kind) for name, kind in stages.items() if name and name not in known]
    begun = pipeline.stages.filter(kind=Stage.Kind.OPEN).count()
    made = [
        Stage(
            pipeline=pipeline, name=name, kind=kind,
            position=ENDS.get(Stage.Kind(kind), begun + number),
        )
        for number, (name, kind) in enumerate(new)
    ]  # fmt: skip
    Stage.objects.bulk_create(made, ignore_conflicts=True)


def learn_order(steps: Sequence[Mapping[str, Any]]) -> None:
    """Put the open stages of a pipeline nobody has edited in the order in which deals pass them."""
    pipeline = main_pipeline()
    if pipeline.version > 1:
        return
    ranks = _ranks(steps)
    stages = list(pipeline.stages.filter(kind=Stage.Kind.OPEN))
    for position, stage in enumerate(sorted(stages, key=lambda s: ranks.get(s.name, 1e9))):
        stage.position = position
    Stage.objects.bulk_update(stages, ["position"])


def _ranks(steps: Sequence[Mapping[str, Any]]) -> Mapping[str, float]:
    """How far on their way deals are, on average, when they enter a stage."""
    cases: dict[str, list[tuple[Any, str]]] = defaultdict(list)
    for step in steps:
        if step["case_kind"] == "deal":
            cases[step["case_id"]].append((step["entered_at"], step["to_stage"]))
    met: dict[str, list[int]] = defaultdict(list)
    for moves in cases.values():
        for rank, (_at, name) in enumerate(sorted(moves)):
            met[name].append(rank)
    return {name: sum(ranks) / len(ranks) for name, ranks in met.items()}
