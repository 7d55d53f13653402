"""What a period will come to, node by node of a tree, each coherent with the nodes above."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal
from math import isfinite
from pathlib import Path
from statistics import fmean, pstdev

from salesops.forecast.models import Ahead, Node
from salesops.forecast.period_end import Known, PeriodEnd, interval, period_end
from salesops.forecast.pipeline import OpenDeals, chances, expected
from salesops.forecast.reconcile import Normal, of_the_same_months, reconciled
from salesops.forecast.shares import tree_ahead
from salesops.insights.panel import MONTH, Row
from salesops.insights.planned import planned
from salesops.kernel.period import DAY, Period, month_count, month_later
from salesops.ledger.ledger import Ledger
from salesops.metrics.question import Question, answer

HISTORY, CONVERSION_MONTHS = 36, 12
TOP = "*"


@dataclass(frozen=True)
class Expected:
    """One node's period: booked so far, target, and where it will end nine times in ten.

    `due` is the part of the target that should be booked by now. `end` is None where nothing can
    be said. `ahead` says how the node's own history was read.
    """

    node: Node
    target: Decimal
    booked: Decimal
    due: Decimal
    end: PeriodEnd | None
    ahead: Ahead


@dataclass(frozen=True)
class Expectations:
    """Every node of the tree; whether quotas for longer than the period were spread over days."""

    nodes: Mapping[Node, Expected]
    spread: bool


@dataclass(frozen=True)
class _Asked:
    ledger: Ledger
    levels: Sequence[str]
    until: date
    period: Period
    cache: Path | None

    @property
    def running(self) -> date:
        """The first day of the first month that is not over."""
        return (self.until + DAY).replace(day=1)

    def rows(
        self, metrics: Sequence[str], by: Sequence[str], starts_on: date, end: date
    ) -> list[Row]:
        question = Question(tuple(metrics), tuple(by), (), starts_on, end)
        return list(answer(self.ledger, question, self.cache).rows)

    def node(self, row: Mapping[str, object]) -> Node:
        return tuple(str(row[level] or "") for level in self.levels)


def expectations(
    ledger: Ledger, levels: Sequence[str], until: date, period: Period, cache: Path | None = None
) -> Expectations:
    """Every node of the tree made by the levels, such as area, team and seller; () is the top.

    Each node is forecast from its own months and the open deals that should close by the
    period's end, then all are reconciled: the company's own forecast stands whichever levels it
    is cut by. `until` is the last day with figures; the period is of whole months and ends after
    it. Open deals are known for the ledger's day only.
    """
    asked = _Asked(ledger, levels, until, period, cache)
    months = _months(asked)
    elapsed, deals = _elapsed(asked), _deals(asked)
    plan = planned(ledger, levels, until, period, cache)
    booked, target, due = _booked(asked), _upwards(plan.target), _upwards(plan.due)
    coming = month_count(Period(asked.running, period.ends_before))
    every = {(), *months, *target, *booked}
    read = tree_ahead({node: months.get(node, ()) for node in sorted(every)}, coming)
    own = {
        node: period_end(Known(float(booked.get(node, 0)), read[node], elapsed, deals.get(node)))
        for node in read
    }
    coherent = _coherent(own)
    nothing = Decimal(0)
    nodes = {
        node: Expected(
            node, target.get(node, nothing), booked.get(node, nothing), due.get(node, nothing),
            _end(coherent[node], float(booked.get(node, 0))), read[node],
        )
        for node in read
    }  # fmt: skip
    return Expectations(nodes, plan.spread)


def _end(figure: Normal, booked: float) -> PeriodEnd | None:
    """The interval; it does not reach below what is booked, which returns alone take back."""
    end = interval(figure)
    return end and replace(end, low=max(end.low, min(booked, end.mean)))


def _coherent(own: Mapping[Node, Normal]) -> dict[Node, Normal]:
    named = {node: "/".join((TOP, *node)) for node in own}
    parents = {named[node]: (named[node[:-1]] if node else None) for node in own}
    alone = {named[node]: figure for node, figure in own.items()}
    firm = {TOP: replace(own[()], variance=0.0)} if own and isfinite(own[()].variance) else {}
    found = of_the_same_months(parents, alone, reconciled(parents, alone | firm))
    return {node: found[name] for node, name in named.items()}


def _upwards(sums: Mapping[Node, Decimal]) -> dict[Node, Decimal]:
    """The sums of every node of the tree, from those of its leaves."""
    found: dict[Node, Decimal] = defaultdict(Decimal)
    for leaf, amount in sums.items():
        for depth in range(len(leaf) + 1):
            found[leaf[:depth]] += amount
    return found


def _months(asked: _Asked) -> dict[Node, list[float]]:
    """Every node's whole months, oldest first, from its first sale on; a month without is 0."""
    end, start = asked.running, month_later(asked.running, -HISTORY)
    by_month: dict[str, dict[Node, Decimal]] = defaultdict(dict)
    for row in asked.rows(("net_revenue",), (*asked.levels, MONTH), start, end):
        by_month[row[MONTH]][asked.node(row)] = row["net_revenue"] or Decimal(0)
    names = [f"{month_later(start, n):%Y-%m}" for n in range(HISTORY)]
    rolled = {name: _upwards(by_month.get(name, {})) for name in names}
    nodes = sorted({node for sums in rolled.values() for node in sums})
    found = {}
    for node in nodes:
        series = [float(rolled[name].get(node, 0)) for name in names]
        first = next((n for n, value in enumerate(series) if value), len(series))
        found[node] = series[first:]
    return found


def _booked(asked: _Asked) -> dict[Node, Decimal]:
    """What the period has brought up to the day."""
    rows = asked.rows(("net_revenue",), asked.levels, asked.period.starts_on, asked.until + DAY)
    return _upwards({asked.node(row): row["net_revenue"] or Decimal(0) for row in rows})


def _elapsed(asked: _Asked) -> float:
    """How much of the running month is usually done by now: by its quotas, else by the days."""
    first, end = asked.running, month_later(asked.running)
    if asked.until < first:
        return 0.0
    rows = asked.rows(("expected_quota", "quota"), ("quotas.ends_before",), first, end)
    month = [row for row in rows if (row["quotas.ends_before"] or end) <= end]
    due, whole = (sum(row[name] or 0 for row in month) for name in ("expected_quota", "quota"))
    if due and whole:
        return min(float(due / whole), 1.0)
    return asked.until.day / (end - first).days


def _deals(asked: _Asked) -> dict[Node, Normal]:
    """What open deals should still bring each node, in net revenue; none beyond two months.

    Further ahead most of what will be sold is no deal yet, and a view that misses it is no view.
    Deals are worth what won deals have been worth in net revenue, with that ratio's own spread.
    """
    far = month_count(Period(asked.running, asked.period.ends_before)) > 2
    if far or asked.until != asked.ledger.as_of:
        return {}
    worth = _worth(asked)
    chance = _chances(asked)
    if worth is None or not chance:
        return {}
    by = (*asked.levels, "deals.stage", "deals.expected_close_on")
    start = month_later(asked.running, -HISTORY)
    rows = asked.rows(("open_pipeline", "open_deals"), by, start, asked.until + DAY)
    due: dict[Node, list[OpenDeals]] = defaultdict(list)
    for row in rows:
        closes, count = row["deals.expected_close_on"], row["open_deals"]
        if count and closes and asked.until < closes < asked.period.ends_before:
            amount = float(row["open_pipeline"] or 0)
            some = OpenDeals(row["deals.stage"], amount, amount * amount / count)
            for depth in range(len(asked.levels) + 1):
                due[asked.node(row)[:depth]].append(some)
    return {node: _in_revenue(expected(some, chance), worth) for node, some in due.items()}


def _in_revenue(deals: Normal, worth: tuple[float, float]) -> Normal:
    ratio, spread = worth
    return Normal(deals.mean * ratio, deals.variance * ratio**2 + (deals.mean * spread) ** 2)


def _chances(asked: _Asked) -> dict[str, float]:
    start, end = month_later(asked.running, -CONVERSION_MONTHS), asked.until + DAY
    by = ("steps.case_kind", "steps.to_stage")
    rows = asked.rows(("stage_entries",), by, start, end)
    entered = {
        row["steps.to_stage"]: float(row["stage_entries"])
        for row in rows
        if row["steps.case_kind"] == "deal" and row["stage_entries"]
    }
    (won,) = asked.rows(("won_deals",), (), start, end)
    return chances(entered, float(won["won_deals"] or 0)) if entered else {}


def _worth(asked: _Asked) -> tuple[float, float] | None:
    """Net revenue ÷ amount of won deals by month: its mean and spread; None if not to be had."""
    end, start = asked.running, month_later(asked.running, -CONVERSION_MONTHS)
    rows = asked.rows(("net_revenue", "won_amount"), (MONTH,), start, end)
    ratios = [
        float(row["net_revenue"] / row["won_amount"])
        for row in rows
        if row["net_revenue"] and row["won_amount"]
    ]
    return (fmean(ratios), pstdev(ratios)) if len(ratios) >= 6 else None
