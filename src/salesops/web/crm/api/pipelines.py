"""REST: pipelines and their stages."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal
from typing import Any, Literal

from ninja import Router, Schema, Status

from salesops.selling.stages import Draft, first_stages
from salesops.web.access import EDITORS, require
from salesops.web.boundary import ALL_SEEING, WRITERS
from salesops.web.crm.actions.pipelines import (
    change_pipeline,
    default_pipeline,
    make_pipeline,
    set_stages,
)
from salesops.web.crm.models import Pipeline
from salesops.web.crm.stages import FORMER
from salesops.web.language import spoken
from salesops.web.signed_in import SignedIn

router = Router(tags=["pipelines"])


class StageIn(Schema):
    """One stage; with `stage_id` it is one that exists, under whatever name it has now."""

    stage_id: int | None = None
    name: str
    kind: Literal["open", "won", "lost"] = "open"
    probability: Decimal | None = None
    limit_workdays: int | None = None


class PipelineIn(Schema):
    """A new pipeline; without stages it gets the usual ones."""

    name: str
    is_default: bool = False
    stages: list[StageIn] = []


class PipelineChange(Schema):
    """What may be said of a pipeline; what is left out stays."""

    version: int
    name: str | None = None
    is_active: bool | None = None
    is_default: bool | None = None
    position: int | None = None


class StagesIn(Schema):
    """All stages in order; `move_to` says by id where the deals of a removed one go."""

    version: int
    stages: list[StageIn]
    move_to: dict[int, int] = {}


class PipelineOut(Schema):
    """A pipeline with its stages; `former_names` are what they were called before."""

    pipeline_id: str
    name: str
    is_default: bool
    is_active: bool
    version: int
    stages: list[StageIn]
    former_names: dict[str, int]


@router.get("/pipelines", response=list[PipelineOut])
def pipelines(request: SignedIn) -> Any:
    """Every pipeline, the default first."""
    require(request.user, *ALL_SEEING, *WRITERS, *EDITORS)
    default_pipeline()
    every = Pipeline.objects.prefetch_related("stages")
    return [_shown(one) for one in every.order_by("-is_default", "position", "name")]


@router.post("/pipelines", response={201: PipelineOut})
def add(request: SignedIn, body: PipelineIn) -> Any:
    """Another pipeline."""
    stages = _drafts(body.stages) or first_stages(spoken())
    made = make_pipeline(
        actor=request.user, name=body.name, stages=stages, is_default=body.is_default
    )
    return Status(201, _shown(made))


@router.patch("/pipelines/{pipeline_id}", response=PipelineOut)
def change(request: SignedIn, pipeline_id: str, body: PipelineChange) -> Any:
    """Its name, its place, whether it is in use and whether new deals start in it."""
    told = body.dict(exclude_unset=True)
    values = {n: v for n, v in told.items() if n != "version" and v is not None}
    changed = change_pipeline(
        actor=request.user, pipeline_id=pipeline_id, version=body.version, values=values
    )
    return _shown(changed)


@router.put("/pipelines/{pipeline_id}/stages", response=PipelineOut)
def stages(request: SignedIn, pipeline_id: str, body: StagesIn) -> Any:
    """Its stages in order: those without an id are new, those left out are removed."""
    changed = set_stages(
        actor=request.user, pipeline_id=pipeline_id, version=body.version,
        stages=_drafts(body.stages), move_to=body.move_to,
    )  # fmt: skip
    return _shown(changed)


def _drafts(stages: Sequence[StageIn]) -> list[Draft]:
    return [Draft(s.name, s.kind, s.probability, s.limit_workdays, s.stage_id) for s in stages]


def _shown(pipeline: Pipeline) -> dict[str, Any]:
    stages = [
        {
            "stage_id": s.pk, "name": s.name, "kind": s.kind, "probability": s.probability,
            "limit_workdays": s.limit_workdays,
        }
        for s in pipeline.stages.all()
    ]  # fmt: skip
    return {
        "pipeline_id": pipeline.pk, "name": pipeline.name, "is_default": pipeline.is_default,
        "is_active": pipeline.is_active, "version": pipeline.version, "stages": stages,
        "former_names": pipeline.extra.get(FORMER, {}),
    }  # fmt: skip
