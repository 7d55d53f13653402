"""REST: interventions declared, looked at with their effect, concluded and withdrawn."""

from __future__ import annotations

from datetime import date, datetime
from decimal import Decimal
from typing import Any, Literal

from ninja import Field, Query, Router, Schema

from salesops.causal.effect_record import record
from salesops.causal.effects_told import power_told, told
from salesops.causal.guardrails_told import guard_told
from salesops.metrics import METRICS
from salesops.reports.pen import Pen
from salesops.web.access import NoLedger, require
from salesops.web.effects import actions
from salesops.web.effects.looking import Seen, Unfit, look
from salesops.web.effects.models import Intervention
from salesops.web.effects.shown import guard_name, guard_unit, moved_told, piled_told, remedies
from salesops.web.language import spoken
from salesops.web.signed_in import SignedIn

router = Router(tags=["effects"])


class InterventionIn(Schema):
    """What is tried; `treated` maps a team's or person's id to the first day of its first month.

    `compared` are the ids to compare with, all others where it is empty. `worth` is the smallest
    effect worth having, a unit and month.
    """

    name: str
    kind: Literal["plan", "spiff", "award", "other"]
    what: str = ""
    level: Literal["team", "person"] = "team"
    treated: dict[str, date]
    compared: list[str] = []
    metric: str = "net_revenue"
    product_line: str = ""
    higher_is_better: bool = True
    method: Literal["did", "sc", "sdid", "matched"] = "did"
    worth: Decimal = Decimal(0)
    months_before: int = 18
    months_after: int = 6


class PowerQuery(Schema):
    """A design to be rehearsed: these units from this month on."""

    treated: list[str] = Field(max_length=500)
    starts_on: date
    level: Literal["team", "person"] = "team"
    metric: str = "net_revenue"
    product_line: str = ""
    method: Literal["did", "sc", "sdid", "matched"] = "did"
    months_before: int = Field(18, ge=3, le=60)
    months_after: int = Field(6, ge=1, le=36)


class PowerOut(Schema):
    """The smallest effect a unit and month that would be found; none where no size would do."""

    as_of: date
    effect: float | None
    relative: float | None
    treated: int
    units: int
    sentence: str


class InterventionOut(Schema):
    """An intervention as it was declared, and how far it has come."""

    intervention_id: str
    name: str
    kind: str
    what: str
    level: str
    treated: dict[str, date]
    compared: list[str]
    starts_on: date
    metric: str
    product_line: str
    higher_is_better: bool
    method: str
    worth: Decimal
    months_before: int
    months_after: int
    status: str
    known_until: date | None
    is_before_looking: bool
    power: dict[str, Any] | None
    conclusion: str
    made_at: datetime
    version: int


class WatchedOut(Schema):
    """Something watched beside the metric: harmed, held or cannot_tell."""

    name: str
    kind: str
    sentence: str


class EffectOut(Schema):
    """What may be said as of the snapshot; `figures` holds what `salesops effect --json` prints."""

    as_of: date
    snapshot_id: str
    verdict: str
    sentences: list[str]
    watched: list[WatchedOut]
    figures: dict[str, Any]


class InterventionSeenOut(Schema):
    """An intervention with its effect; none before a whole month of it is over.

    `missing` are units without complete figures, because of which nothing can be said.
    """

    intervention: InterventionOut
    effect: EffectOut | None
    missing: list[str]


class ConclusionIn(Schema):
    """What is done now, and the version that was read."""

    conclusion: str
    version: int | None = None


class WithdrawIn(Schema):
    """The version that was read."""

    version: int | None = None


@router.get("/effects", response=list[InterventionOut])
def interventions(request: SignedIn) -> Any:
    """Everything declared, the newest first."""
    require(request.user, *actions.READERS)
    return list(Intervention.objects.all()[:200])


@router.get("/effects/power", response=PowerOut)
def rehearse(request: SignedIn, query: Query[PowerQuery]) -> Any:
    """How large an effect would have to be to be found, rehearsed on the history. Keeps nothing."""
    said = query.dict()
    starts = dict.fromkeys(said.pop("treated"), said.pop("starts_on"))
    one = actions.drafted(request.user, {**said, "name": "-", "kind": "other", "treated": starts})
    found = actions.possible(request.user, one)
    money = METRICS[one.metric].unit in ("money", "price")
    power = found.power
    if power is None:
        return {"as_of": found.as_of, "effect": None, "relative": None, "treated": len(starts),
                "units": 0, "sentence": ""}  # fmt: skip
    sentence = power_told(power, one.declared, spoken(), found.currency if money else None)
    return {"as_of": found.as_of, "effect": power.effect, "relative": power.relative,
            "treated": power.treated, "units": power.units, "sentence": sentence}  # fmt: skip


@router.post("/effects", response=InterventionOut)
def declare(request: SignedIn, body: InterventionIn) -> Any:
    """Declare what is tried, on whom and how it will be judged; that never changes afterwards."""
    return actions.declare_intervention(actor=request.user, values=body.dict())


@router.get("/effects/{intervention_id}", response=InterventionSeenOut)
def intervention(request: SignedIn, intervention_id: str) -> Any:
    """One intervention: what was declared, the verdict, and what was watched beside it."""
    one = actions.intervention_seen(request.user, intervention_id)
    try:
        seen = look(request.user, one)
    except NoLedger:
        seen = None
    missing = seen.missing if isinstance(seen, Unfit) else ()
    effect = _told(one, seen) if isinstance(seen, Seen) else None
    return {"intervention": one, "effect": effect, "missing": list(missing)}


def _told(one: Intervention, seen: Seen) -> dict[str, Any]:
    language, pen = spoken(), Pen(spoken(), seen.currency)
    money = METRICS[one.metric].unit in ("money", "price")
    said = told(seen.effect, language, seen.currency if money else None)
    said += [moved_told(each, language) for each in seen.moved]
    said += [piled_told(each, language) for each in seen.piles]
    said += remedies(seen, pen)
    watched = [
        {"name": guard_name(guard, pen), "kind": guard.kind,
         "sentence": guard_told(guard, guard_unit(guard), seen.currency, language)}
        for guard in seen.guards
    ]  # fmt: skip
    return {"as_of": seen.as_of, "snapshot_id": seen.snapshot_id, "verdict": seen.effect.kind,
            "sentences": said, "watched": watched, "figures": record(seen.effect)}  # fmt: skip


@router.post("/effects/{intervention_id}/conclude", response=InterventionOut)
def conclude(request: SignedIn, intervention_id: str, body: ConclusionIn) -> Any:
    """Say what is done now."""
    return actions.conclude_intervention(
        actor=request.user, intervention_id=intervention_id, conclusion=body.conclusion,
        version=body.version,
    )  # fmt: skip


@router.post("/effects/{intervention_id}/withdraw", response=InterventionOut)
def withdraw(request: SignedIn, intervention_id: str, body: WithdrawIn) -> Any:
    """Take it back; it stays on record."""
    return actions.withdraw_intervention(
        actor=request.user, intervention_id=intervention_id, version=body.version
    )
