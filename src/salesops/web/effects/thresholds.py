"""Where results may pile up: at the quota, and wherever the plans of whoever got it jump."""

from collections import defaultdict
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from salesops.causal.bunching import ALPHA, Bunching, bunching
from salesops.incentives.edges import Edge, edges
from salesops.incentives.explained import number, percent
from salesops.incentives.periods import LENGTHS
from salesops.incentives.plan import Plan
from salesops.incentives.rules import Accumulate, Pool
from salesops.kernel.problem import Language
from salesops.ledger.ledger import Ledger
from salesops.metrics.question import Question, answer
from salesops.web.effects.boundaries import Boundary
from salesops.web.effects.in_force import versions_of
from salesops.web.effects.panels import DIMENSIONS
from salesops.web.explore.questions import cache_folder

SAID: Mapping[Accumulate, tuple[str, str]] = {
    "month": ("每月", "each month"), "quarter": ("每季度", "each quarter"),
    "half": ("每半年", "each half-year"), "year": ("每年", "each year"),
}  # fmt: skip
WIDTH, MOST = 0.02, 6
LOWEST, HIGHEST = Decimal("0.5"), Decimal(2)
"""A threshold further away has too few results on one side to draw a curve through."""


@dataclass(frozen=True, order=True)
class Threshold:
    """An attainment of an interval, or an amount sold in it, at which pay jumps."""

    interval: Accumulate
    at: Decimal
    is_amount: bool = False
    is_fiscal: bool = False
    year_starts_in: int = 1

    @property
    def boundary(self) -> Boundary:
        """The ends of its intervals."""
        return Boundary(LENGTHS[self.interval], self.interval, self.is_fiscal, self.year_starts_in)

    def label(self, language: Language) -> str:
        """What a reader calls it."""
        zh, en = SAID[self.interval]
        at = number(self.at) if self.is_amount else percent(self.at)
        return f"{at}（{zh}）" if language == "zh" else f"{at} {en}"


QUOTA = Threshold("month", Decimal(1))


@dataclass(frozen=True)
class Piled:
    """What stands around one threshold; looked at beside `others`, it must stand out the more."""

    threshold: Threshold
    found: Bunching
    others: int

    @property
    def is_found(self) -> bool:
        """Whether chance explains it too seldom, all that was looked at considered (Bonferroni)."""
        return self.found.is_found(ALPHA / self.others)


def piles(ledger: Ledger, persons: Collection[str], first: date, end: date) -> Sequence[Piled]:
    """What stands at each threshold of these people's plans in the months from `first`."""
    at = thresholds(persons, first, end)
    reached = {
        boundary: _reached(ledger, persons, boundary, first, end)
        for boundary in {one.boundary for one in at}
    }
    return [Piled(one, _around(one, reached[one.boundary]), len(at)) for one in at]


def _around(one: Threshold, reached: Sequence[tuple[Decimal, Decimal]]) -> Bunching:
    """Results as a share of the quota, or of the amount that the plan names."""
    shares = [
        sold / (one.at if one.is_amount else quota)
        for sold, quota in reached if one.is_amount or quota > 0
    ]  # fmt: skip
    return bunching(list(map(float, shares)), 1.0 if one.is_amount else float(one.at), WIDTH)


def thresholds(persons: Collection[str], first: date, end: date) -> list[Threshold]:
    """The quota, and the jumps of the plans these people were on; those nearest to the quota.

    Amounts of one product, of one order, or of a team together are not looked at.
    """
    found = {QUOTA}
    for version in versions_of(persons, first, end):
        found |= set(_of_plan(version.text))
    nearest = sorted(found, key=lambda one: (0 if one.is_amount else abs(one.at - 1), one))[:MOST]
    return sorted(nearest)


def _of_plan(plan: Plan) -> Iterator[Threshold]:
    starts_in, is_fiscal = plan.year_starts_in, bool(plan.period_starts)
    for edge in edges(plan, Decimal(1)):
        if _is_seen(edge, plan):
            at = edge.attainment if edge.amount is None else edge.amount
            first = 1 if is_fiscal or edge.accumulate == "month" else starts_in
            yield Threshold(
                edge.accumulate, at.normalize(), edge.amount is not None, is_fiscal, first
            )


def _is_seen(edge: Edge, plan: Plan) -> bool:
    if edge.amount is None:
        return LOWEST <= edge.attainment <= HIGHEST
    of = next(c for c in plan.versions[-1].components if c.name == edge.component)
    return not of.products and not isinstance(of, Pool)


def _reached(
    ledger: Ledger, persons: Collection[str], boundary: Boundary, first: date, end: date
) -> list[tuple[Decimal, Decimal]]:
    """What each of these people sold in each whole interval, and the quota of it."""
    person, period = DIMENSIONS["person"], boundary.dimension
    question = Question(("net_revenue", "quota"), (person, period), (), first, end)
    sums: dict[tuple[str, int], tuple[Decimal, Decimal]] = defaultdict(_nothing)
    rows = answer(ledger, question, cache_folder()).rows
    names = sorted({row[period] for row in rows if row[period]})
    interval_of = _intervals(names[1:-1] if boundary.is_fiscal else names, boundary)
    for row in rows:
        place = interval_of.get(row[period])
        if place is not None and row[person] in persons:
            sold, quota = sums[row[person], place]
            sums[row[person], place] = (
                sold + (row["net_revenue"] or 0), quota + (row["quota"] or 0)
            )  # fmt: skip
    return list(sums.values())


def _nothing() -> tuple[Decimal, Decimal]:
    return Decimal(0), Decimal(0)


def _intervals(names: Sequence[str], boundary: Boundary) -> dict[str, int]:
    """The number of the interval that each period is part of, of whole ones."""
    found: dict[str, int] = {}
    begun: list[str] = []
    for name in names:
        begun.append(name)
        if boundary.is_end(name):
            if len(begun) >= boundary.length:
                found |= dict.fromkeys(begun[-boundary.length :], len(found))
            begun = []
    return found
