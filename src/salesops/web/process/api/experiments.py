"""REST: experiments designed, started, ended, and what may be said of them."""

from __future__ import annotations

from datetime import date, datetime
from math import isfinite
from typing import Any, Literal

from ninja import Router, Schema

from salesops.causal.experiments import Tally
from salesops.reports import trial as told
from salesops.reports.pen import Pen
from salesops.web.access import NoLedger, require
from salesops.web.language import spoken
from salesops.web.process import experiment_actions as actions
from salesops.web.process.experiment_models import Experiment
from salesops.web.process.trials import look, outlook
from salesops.web.signed_in import SignedIn

router = Router(tags=["process"])


class DesignIn(Schema):
    """An experiment to be made; shares are 0 to 1, `effect` in points of the success rate."""

    name: str
    control: str
    treatment: str
    source: str = ""
    goal: Literal["converted", "won"] = "converted"
    horizon_days: int = 30
    base_rate: float
    effect: float
    share: float = 0.5


class DesignChange(Schema):
    """What of a design that has not begun becomes otherwise; `version` is the one that was read."""

    version: int | None = None
    name: str | None = None
    control: str | None = None
    treatment: str | None = None
    source: str | None = None
    goal: Literal["converted", "won"] | None = None
    horizon_days: int | None = None
    base_rate: float | None = None
    effect: float | None = None
    share: float | None = None


class ExperimentOut(Schema):
    """An experiment as it was designed, and how far it has come."""

    experiment_id: str
    name: str
    control: str
    treatment: str
    source: str
    goal: str
    horizon_days: int
    base_rate: float
    effect: float
    share: float
    status: str
    started_at: datetime | None
    stopped_at: datetime | None
    conclusion: str
    version: int


class ArmOut(Schema):
    """One arm: leads assigned, those whose days are over, and of these who succeeded."""

    assigned: int
    decided: int
    succeeded: int
    rate: float | None


class VerdictOut(Schema):
    """What may be said now, at any time: `kind` is worked, did_not or cannot_tell."""

    as_of: date
    kind: str
    sentence: str
    because: str
    method: str
    difference: float | None
    low: float | None
    high: float | None
    decided: int
    planned: int
    split_is_broken: bool
    control: ArmOut
    treatment: ArmOut


class NeedsOut(Schema):
    """Leads in both arms and weeks a design needs; `fixed` for a single look at the end.

    `detectable` is the smallest improvement (0 to 1) that half a year's leads would find.
    """

    leads: int | None
    fixed: int | None
    weeks: float | None
    leads_a_week: float
    rate_now: float | None
    detectable: float | None


class SeenOut(Schema):
    """An experiment with its verdict, or before it has started with what it needs."""

    experiment: ExperimentOut
    needs: NeedsOut | None
    verdict: VerdictOut | None


class VersionIn(Schema):
    """The version that was read."""

    version: int | None = None


class StopIn(VersionIn):
    """How it ends: what is done from now on."""

    conclusion: str = ""


@router.get("/process/experiments", response=list[ExperimentOut])
def experiments(request: SignedIn) -> Any:
    """All experiments, the newest first."""
    require(request.user, *actions.READERS)
    return list(Experiment.objects.all())


@router.post("/process/experiments", response=ExperimentOut)
def design(request: SignedIn, body: DesignIn) -> Any:
    """Design an experiment on the leads that will arrive once it is started."""
    return actions.design_experiment(actor=request.user, values=body.dict())


@router.get("/process/experiments/{experiment_id}", response=SeenOut)
def experiment(request: SignedIn, experiment_id: str) -> Any:
    """One experiment and its verdict, which holds however often one asks."""
    one = actions.experiment_seen(request.user, experiment_id)
    verdict = _verdict(request, one)
    needs = None if verdict else _needs(request, one)
    return {"experiment": one, "needs": needs, "verdict": verdict}


@router.patch("/process/experiments/{experiment_id}", response=ExperimentOut)
def change(request: SignedIn, experiment_id: str, body: DesignChange) -> Any:
    """Change the design of an experiment that has not begun."""
    told = body.dict(exclude_unset=True, exclude_none=True)
    return actions.change_experiment(
        actor=request.user, experiment_id=experiment_id, version=told.pop("version", None),
        values=told,
    )  # fmt: skip


@router.post("/process/experiments/{experiment_id}/start", response=ExperimentOut)
def start(request: SignedIn, experiment_id: str, body: VersionIn) -> Any:
    """Start it: from now on every lead that arrives is put into an arm, by its hash."""
    return actions.start_experiment(
        actor=request.user, experiment_id=experiment_id, version=body.version
    )


@router.post("/process/experiments/{experiment_id}/stop", response=ExperimentOut)
def stop(request: SignedIn, experiment_id: str, body: StopIn) -> Any:
    """End it: no more leads join, those in it go on to be counted."""
    return actions.stop_experiment(
        actor=request.user, experiment_id=experiment_id, version=body.version,
        conclusion=body.conclusion,
    )  # fmt: skip


def _needs(request: SignedIn, one: Experiment) -> dict[str, Any] | None:
    try:
        found = outlook(request.user, one.design, one.source, one.wanted)
    except NoLedger:
        return None
    needed = found.needed
    return {
        "leads": needed.leads, "fixed": needed.fixed, "weeks": needed.weeks,
        "leads_a_week": found.leads_a_week, "rate_now": found.rate_now,
        "detectable": found.detectable,
    }  # fmt: skip


def _verdict(request: SignedIn, one: Experiment) -> dict[str, Any] | None:
    try:
        seen = look(request.user, one)
    except NoLedger:
        return None
    if seen is None:
        return None
    found, pen = seen.result, Pen(spoken(), "CNY")
    low, high = (value if isfinite(value) else None for value in (found.low, found.high))
    return {
        "as_of": seen.as_of, "kind": found.kind, "sentence": told.verdict(found, pen),
        "because": told.because(found, one.design, pen), "method": told.honesty(pen),
        "difference": found.difference, "low": low, "high": high, "decided": found.decided,
        "planned": found.planned, "split_is_broken": found.split_is_broken,
        "control": _arm(seen.control), "treatment": _arm(seen.treatment),
    }  # fmt: skip


def _arm(arm: Tally) -> dict[str, Any]:
    return {
        "assigned": arm.assigned, "decided": arm.decided, "succeeded": arm.succeeded,
        "rate": arm.rate,
    }  # fmt: skip
