"""REST: conversion by cohort, the stages in three meanings, and what goes with failure there."""

from __future__ import annotations

from datetime import date
from typing import Any

from ninja import Router, Schema

from salesops.causal.proportions import Difference
from salesops.insights.stages import Weakness, stage_findings
from salesops.insights.stages_told import factor_name
from salesops.process.competing import Curve
from salesops.process.conversion import Cohort
from salesops.process.said import cohort_told
from salesops.web.access import ledger_for
from salesops.web.language import spoken
from salesops.web.process import conversion_seen as data
from salesops.web.process.weak import weaknesses_of
from salesops.web.signed_in import SignedIn

router = Router(tags=["process"])


class ChanceOut(Schema):
    """The estimate by a day: shares 0 to 1 that sum to one, with the interval of winning."""

    days: float
    won: float
    low: float
    high: float
    lost: float
    open: float


class CohortOut(Schema):
    """Deals that began together; `is_ripe` says that nearly all wins have had their time.

    `period_share` is the wins of the month ÷ the deals created in it, which are different deals.
    """

    name: str
    entered: int
    won: int
    lost: int
    open: int
    won_so_far: float
    chance: ChanceOut
    is_ripe: bool
    period_share: float | None


class StageOut(Schema):
    """A stage: reached at all, in order, or passed; and what became of who entered it."""

    stage: str
    any: int
    ordered: int
    furthest: int
    advanced: int
    lost: int
    open: int
    median_days: float | None


class ConversionOut(Schema):
    """Conversion of the deals one may see, open ones counted (Aalen–Johansen)."""

    as_of: date
    sentence: str
    ripe_after_days: float | None
    chances: list[ChanceOut]
    cohorts: list[CohortOut]
    stages: list[StageOut]


class DifferenceOut(Schema):
    """Two shares and their difference with its interval; associated, which is not caused."""

    first: float
    first_cases: int
    second: float
    second_cases: int
    difference: float
    low: float
    high: float


class FactorOut(Schema):
    """What goes with going on: those with it against those without."""

    factor: str
    value: str
    words: str
    is_found: bool
    goes_with: DifferenceOut


class WeakOut(Schema):
    """A stage, the last half year against the year before, and its factors."""

    stage: str
    against_usual: DifferenceOut
    factors: list[FactorOut]


class StageFindingOut(Schema):
    """A factor that goes with failure and has become more usual."""

    key: str
    claim: str
    impact: str
    suggestion: str


class WeaknessesOut(Schema):
    """Every stage, and what of it deserves attention."""

    as_of: date
    findings: list[StageFindingOut]
    stages: list[WeakOut]


@router.get("/process/conversion", response=ConversionOut)
def conversion(request: SignedIn, by: str = "", of: str = "", pipeline: str = "") -> Any:
    """How likely deals are won, or leads (`of=leads`) become deals.

    By month, team, area, product line or person, and leads also by `leads.source`.
    """
    ledger, whose = ledger_for(request.user), data.of_of(of)
    found = data.seen(ledger, data.by_of(by, whose), whose)
    lines = data.stage_lines(ledger, data.pipeline_of(pipeline)) if whose == "deals" else []
    return {
        "as_of": ledger.as_of, "sentence": cohort_told(found.cohorts.all, spoken(), whose),
        "ripe_after_days": found.cohorts.ripe_after,
        "chances": [_chance(found.cohorts.all.curve, day) for day in (7, 14, 30, 60, 90, 180)],
        "cohorts": [_cohort(row, found) for row in found.cohorts.rows],
        "stages": [_stage(line) for line in lines],
    }  # fmt: skip


def _chance(curve: Curve, day: float) -> dict[str, float]:
    at = curve.at(day)
    return {
        "days": at.days if day == float("inf") else day, "won": at.won, "low": at.low,
        "high": at.high, "lost": at.lost, "open": at.remaining,
    }  # fmt: skip


def _cohort(row: Cohort, found: data.Seen) -> dict[str, Any]:
    month = found.months.get(row.name)
    period = month.period_share if month else None
    chance = _chance(row.curve, row.curve.points[-1].days if row.curve.points else 0.0)
    return {
        "name": row.name, "entered": row.entered, "won": row.won, "lost": row.lost,
        "open": row.open, "won_so_far": float(row.share), "is_ripe": row.is_ripe,
        "chance": chance, "period_share": None if period is None else float(period),
    }  # fmt: skip


def _stage(line: data.StageLine) -> dict[str, Any]:
    reached, went = line.reached, line.entrants
    return {
        "stage": reached.stage, "any": reached.any, "ordered": reached.ordered,
        "furthest": reached.furthest, "advanced": went.advanced, "lost": went.lost,
        "open": went.open, "median_days": line.stay.median if line.stay else None,
    }  # fmt: skip


@router.get("/process/stages", response=WeaknessesOut)
def stages(request: SignedIn, pipeline: str = "") -> Any:
    """What goes with success and failure in each stage, with sizes, intervals and what is new."""
    ledger, language = ledger_for(request.user), spoken()
    found = weaknesses_of(ledger, data.pipeline_of(pipeline))
    findings = [
        {
            "key": one.key, "claim": one.claim.in_(language), "impact": f"{one.impact:f}",
            "suggestion": one.suggestion.in_(language),
        }
        for one in stage_findings(found)
    ]  # fmt: skip
    return {"as_of": ledger.as_of, "findings": findings, "stages": [_weak(one) for one in found]}


def _weak(one: Weakness) -> dict[str, Any]:
    return {
        "stage": one.stage, "against_usual": _difference(one.against_usual),
        "factors": [
            {
                "factor": factor.name, "value": str(factor.value), "is_found": factor.is_found,
                "words": factor_name(factor.name, factor.value, spoken()),
                "goes_with": _difference(factor.goes_with),
            }
            for factor in one.factors
        ],
    }  # fmt: skip


def _difference(told: Difference) -> dict[str, Any]:
    return {
        "first": told.first.value, "first_cases": told.first.cases, "second": told.second.value,
        "second_cases": told.second.cases, "difference": told.value, "low": told.low,
        "high": told.high,
    }  # fmt: skip
