"""Where a plan's own words change what a sale pays: tiers, gates, thresholds, bands, caps."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from decimal import ROUND_CEILING, Decimal

from salesops.incentives.explained import number, percent
from salesops.incentives.labels import choice_label, component_name, field_label
from salesops.incentives.periods import LENGTHS
from salesops.incentives.plan import Plan
from salesops.incentives.rules import Accumulate, Bonus, Commission, Component, Pool
from salesops.kernel.problem import Language

YEAR = 12
FINE = Decimal("0.000001")


@dataclass(frozen=True)
class Edge:
    """One edge of a component: an attainment of its interval, or an `amount` sold in it.

    `attainment` is that of a steady year in either case; `field` is the part of the component
    that says it, `place` which one of several, from 0.
    """

    attainment: Decimal
    component: str
    accumulate: Accumulate
    field: str
    place: int | None = None
    amount: Decimal | None = None

    @property
    def times(self) -> int:
        """How often a year comes to it."""
        return YEAR // LENGTHS[self.accumulate]

    def label(self, language: Language) -> str:
        """What a reader of the plan calls it."""
        named = component_name(self.component, language)
        part = field_label(self.field, language, "Bonus")
        which = "" if self.place is None else f" {self.place + 1}"
        at = percent(self.attainment) if self.amount is None else number(self.amount)
        scope = choice_label(self.accumulate, language)
        if language == "zh":
            return f"“{named}”{part}{which}（每{scope}，{at}）"
        return f"{named}, {part.lower()}{which} (each {scope.lower()}, {at})"


def edges(plan: Plan, quota: Decimal) -> list[Edge]:
    """The edges of a plan's last version, amounts placed by a yearly quota, in rising order.

    Single orders and pieces have no place in a year and none here.
    """
    found = [
        edge for component in plan.versions[-1].components for edge in _of(component, quota)
    ]  # fmt: skip
    return sorted(found, key=lambda edge: edge.attainment)


def _of(of: Component, quota: Decimal) -> Iterator[Edge]:
    if of.accumulate == "transaction":
        return
    for field, place, at in _shares(of):
        if at:
            yield Edge(at, of.name, of.accumulate, field, place)
    if isinstance(of, Commission | Pool) and of.tier_unit == "amount" and quota:
        own = quota * LENGTHS[of.accumulate] / YEAR * members(of)
        for place, tier in enumerate(of.tiers):
            if tier.starts:
                # Never below the edge by a rounding.
                at = (tier.starts / own).quantize(FINE, ROUND_CEILING)
                yield Edge(at, of.name, of.accumulate, "tiers", place, tier.starts)


def _shares(of: Component) -> Iterator[tuple[str, int | None, Decimal | None]]:
    """Everything a component says of an attainment."""
    yield "threshold", None, of.threshold
    if isinstance(of, Commission | Pool) and of.tier_unit == "attainment":
        yield from (("tiers", place, tier.starts) for place, tier in enumerate(of.tiers))
    if isinstance(of, Bonus):
        yield "at_least", None, of.at_least
    yield from (("gates", place, gate.at_least) for place, gate in enumerate(of.gates))
    for place, multiplier in enumerate(of.multipliers):
        for band in multiplier.bands:
            yield from (("multipliers", place, at) for at in (band.starts, band.ends))
    for place, matrix in enumerate(of.matrices):
        yield from (("matrices", place, at) for at in (*matrix.rows, *matrix.columns))
    for place, cap in enumerate(of.caps):
        if cap.of == "attainment":
            yield "caps", place, cap.at_most


def members(of: Commission | Pool) -> int:
    """How many people sell towards a component's tiers together."""
    return max(1, len(of.shares)) if isinstance(of, Pool) else 1


def labels(found: Sequence[Edge], language: Language) -> str:
    """Several edges of one place, named together, each once."""
    told = dict.fromkeys(edge.label(language) for edge in found)
    return ("、" if language == "zh" else "; ").join(told)
