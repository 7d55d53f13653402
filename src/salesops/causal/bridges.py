"""Exact bridges from one figure to another: market and share, price, volume, mix, new and lost."""

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction

from salesops.causal.exact import rounded
from salesops.kernel.money import CENT

NOTHING = Fraction(0)


@dataclass(frozen=True)
class Bridge:
    """From one amount to another in named steps that sum to the difference, to the last digit."""

    start: Decimal
    end: Decimal
    parts: Mapping[str, Decimal]

    def __post_init__(self) -> None:
        """Refuse steps that do not lead there."""
        reached = self.start + sum(self.parts.values(), Decimal(0))
        if reached != self.end:
            raise ValueError(f"the parts lead from {self.start} to {reached}, not to {self.end}")


@dataclass(frozen=True)
class Sold:
    """Units of one product and what all of them are worth together, at one valuation."""

    units: Decimal
    amount: Decimal


def market_bridge(
    planned: Mapping[str, Sold],
    actual: Mapping[str, Sold],
    planned_market: Decimal,
    actual_market: Decimal,
    unit: Decimal = CENT,
) -> Bridge:
    """Planned to actual worth as market size, share, mix and price.

    Market and units are in the same unit of quantity; every product sold was planned. Size and
    share are both valued at the plan's average worth of a unit, which is what makes them add up
    to the quantity variance (Blocher: size = ΔM·s₀·v₀, share = Δs·M₁·v₀). ValueError where
    there was no plan or no market to have a share of.
    """
    units, sold = (_units(side) for side in (planned, actual))
    if not units or not planned_market or not actual_market:
        raise ValueError("a share needs a market, and a budget planned units")
    worth = _amount(planned) / units
    share, planned_share = sold / Fraction(actual_market), units / Fraction(planned_market)
    at_plan = sum((Fraction(a.units) * _price(planned[p]) for p, a in actual.items()), NOTHING)
    steps = {
        "size": (Fraction(actual_market) - Fraction(planned_market)) * planned_share * worth,
        "share": (share - planned_share) * Fraction(actual_market) * worth,
        "mix": at_plan - sold * worth,
        "price": _amount(actual) - at_plan,
    }
    return _bridge(planned, actual, steps, unit)


def price_volume_mix(
    base: Mapping[str, Sold], now: Mapping[str, Sold], unit: Decimal = CENT
) -> Bridge:
    """Base to current amount as price, volume, mix, new and lost products.

    Over the products sold in both: price = q₁(p₁ − p₀); volume = (Q₁ − Q₀)·p̄₀; mix is the rest
    of Σq₁p₀. A product of which only one side sold any units is new or lost, with its whole
    amount.
    """
    kept = [p for p, was in base.items() if was.units and p in now and now[p].units]
    before, after = ({p: side[p] for p in kept} for side in (base, now))
    at_base = sum((Fraction(now[p].units) * _price(base[p]) for p in kept), NOTHING)
    average = _amount(before) / _units(before) if kept and _units(before) else NOTHING
    volume = (_units(after) - _units(before)) * average
    steps = {
        "price": _amount(after) - at_base,
        "volume": volume,
        "mix": at_base - _amount(before) - volume,
        "new": _amount({p: s for p, s in now.items() if p not in kept}),
        "lost": -_amount({p: s for p, s in base.items() if p not in kept}),
    }
    return _bridge(base, now, steps, unit)


def _bridge(
    base: Mapping[str, Sold], now: Mapping[str, Sold], steps: Mapping[str, Fraction], unit: Decimal
) -> Bridge:
    start, end = (sum((s.amount for s in side.values()), Decimal(0)) for side in (base, now))
    amounts = rounded(list(steps.values()), end - start, unit)
    return Bridge(start, end, dict(zip(steps, amounts, strict=True)))


def _units(sold: Mapping[str, Sold]) -> Fraction:
    return sum((Fraction(s.units) for s in sold.values()), NOTHING)


def _amount(sold: Mapping[str, Sold]) -> Fraction:
    return sum((Fraction(s.amount) for s in sold.values()), NOTHING)


def _price(sold: Sold) -> Fraction:
    return Fraction(sold.amount) / Fraction(sold.units) if sold.units else NOTHING
