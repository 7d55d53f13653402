"""Numbers and days of a plan that cannot be meant: each at its place, with what is allowed."""

from collections.abc import Iterator, Mapping
from dataclasses import fields, is_dataclass
from decimal import Decimal
from typing import Any

from salesops.incentives import words as w
from salesops.incentives.labels import place_labels
from salesops.incentives.modifiers import Band, Cap, Gate, Multiplier
from salesops.incentives.payment import Draw
from salesops.incentives.plan import Payee, Plan, Relief, Version
from salesops.incentives.rules import (
    Bonus,
    Commission,
    Holdback,
    Objectives,
    Paying,
    Pool,
    Promise,
    Returns,
    Spiff,
    Windfall,
)
from salesops.kernel.problem import Problem, Wording

OUT_OF_RANGE = Wording(
    "plan_out_of_range",
    zh=("“{place_zh}”是 {amount}，应在 {least} 到 {most} 之间", "改成这个范围里的数"),
    en=("{place_en} is {amount}, not from {least} to {most}", "Write a number in that range"),
)
ENDS_EARLY = Wording(
    "plan_ends_early",
    zh=("“{place_zh}”是 {ends_before}，不在起点 {starts_on} 之后", "改正其中一个"),
    en=("{place_en} is {ends_before}, not after its start {starts_on}", "Correct one of the two"),
)
COMPONENTS = (Commission, Bonus, Spiff, Objectives, Pool, Promise)
Limits = tuple[Decimal | int, Decimal | int | None]
SHARE: Limits = (0, 1)
SOME: Limits = (0, None)
LEAST = Decimal("0.0001")
"""The least that is more than nothing."""
BOUNDS: Mapping[type, Mapping[str, Limits]] = {
    Plan: {"year_starts_in": (1, 12), "carry_limit": SOME, "payment_cap": SOME},
    Draw: {"amount": SOME, "periods": (1, None), "forgiven_in": SOME},
    Version: {"target_pay": SOME},
    Payee: {"target_pay": SOME},
    Paying: {"threshold": SOME, "weight": SHARE, "instalments": (1, None)},
    Bonus: {"at_least": SOME},
    Spiff: {"at_least": SOME},
    Objectives: {"most": SOME},
    Gate: {"at_least": SOME},
    Band: {"starts": SOME, "factor": SOME},
    Cap: {"at_most": SOME},
    Holdback: {"share": SHARE, "periods": (1, None)},
    Returns: {"share": SHARE, "months": (1, None)},
    Windfall: {"above": SOME, "attainment_share": SHARE, "pay_share": SHARE},
}
FILLED: Mapping[type, tuple[str, ...]] = {
    Plan: ("name",), Paying: ("basis", "roles"), Multiplier: ("bands",),
}  # fmt: skip
"""What must not be empty."""


def bound_problems(plan: Plan) -> Iterator[Problem]:
    """Everything of a plan that lies outside what can be meant."""
    for of, place in _parts(plan):
        before = f"{place}." if place else ""
        for kind in type(of).__mro__:
            for name, limits in BOUNDS.get(kind, {}).items():
                yield from _within(getattr(of, name), _limits(of, limits), before + name)
            for name in FILLED.get(kind, ()):
                at = before + name
                if not getattr(of, name):
                    yield Problem(w.MISSING, values={"field": at, **place_labels(at)})
        yield from _days(of, before)
        yield from _nameless(of, before)
    for code, rate in plan.plan_rates.items():
        yield from _within(rate, (LEAST, None), f"plan_rates.{code}")
    for code, rates in plan.payment_rates.items():
        for span, rate in rates.items():
            yield from _within(rate, (LEAST, None), f"payment_rates.{code}.{span}")


def _parts(of: Any, place: str = "") -> Iterator[tuple[Any, str]]:
    """Every dataclass of a plan with its place."""
    yield of, place
    for field in fields(of):
        held, here = getattr(of, field.name), f"{place}.{field.name}" if place else field.name
        if is_dataclass(held):
            yield from _parts(held, here)
        elif isinstance(held, tuple):
            for number, one in enumerate(held):
                if is_dataclass(one):
                    yield from _parts(one, f"{here}[{number}]")


def _nameless(of: object, before: str) -> Iterator[Problem]:
    """Shares and weights of nobody and nothing."""
    named = {"shares": of.shares} if isinstance(of, Pool) else {}
    named |= {"objectives": of.objectives} if isinstance(of, Objectives) else {}
    for name, shares in named.items():
        if "" in shares or not shares:
            yield Problem(w.MISSING, values={"field": before + name, **place_labels(before + name)})


def _limits(of: object, limits: Limits) -> Limits:
    """A cap of no attainment at all leaves no tier to pay by."""
    return (LEAST, None) if isinstance(of, Cap) and of.of == "attainment" else limits


def _within(value: Decimal | int | None, limits: Limits, place: str) -> Iterator[Problem]:
    least, most = limits
    if value is None or (value >= least and (most is None or value <= most)):
        return
    values = {"field": place, "amount": value, "least": least, **place_labels(place)}
    yield Problem(OUT_OF_RANGE, values={**values, "most": "∞" if most is None else most})


def _days(of: object, before: str) -> Iterator[Problem]:
    if isinstance(of, Plan) and of.versions:
        yield from _ordered("ends_before", of.versions[-1].starts_on, of.ends_before)
    if isinstance(of, (Relief, Payee, *COMPONENTS)):
        yield from _ordered(f"{before}ends_before", of.starts_on, of.ends_before)
    if isinstance(of, Band):
        yield from _ordered(f"{before}ends", of.starts, of.ends)


def _ordered(place: str, start: Any, end: Any) -> Iterator[Problem]:
    """Something has to end after it starts, where both are said."""
    if start is not None and end is not None and end <= start:
        values = {"field": place, "starts_on": start, "ends_before": end, **place_labels(place)}
        yield Problem(ENDS_EARLY, values=values)
