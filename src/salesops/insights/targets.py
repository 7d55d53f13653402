"""Who is behind, for how long and how badly: attainment by node and month, and alerts."""

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal
from functools import cached_property
from typing import Any

from salesops.causal.shrinking import spread
from salesops.insights.alarms import Track, false_alarm_rate, track
from salesops.insights.finding import Finding, Said
from salesops.insights.panel import MONTH, Where
from salesops.kernel.figures import short
from salesops.kernel.period import DAY, Period, month_later
from salesops.ledger.ledger import Ledger
from salesops.metrics.question import Question, answer
from salesops.metrics.recorded import recorded_from

HISTORY, WATCHED = 36, 12
PLAIN_SIGMA, LEAST_SIGMA, FEWEST_MONTHS = 0.15, 0.02, 6
LIKELIEST, UNLIKELIEST = 0.95, 0.3


@dataclass(frozen=True)
class MonthSeen:
    """One node in one month, or whatever period its quota is for.

    `expected` is the part of the target that is due by now. Where the period was over before
    anybody's first sale on record, `is_recorded` is False: nothing is known of it, which is not
    that nothing was sold.
    """

    period: Period
    target: Decimal
    actual: Decimal
    expected: Decimal
    is_recorded: bool = True

    @property
    def month(self) -> str:
        """What the period is called: 2025-10, 2025Q4, else the day it begins on."""
        first, end = self.period.starts_on, self.period.ends_before
        if first.day == 1 and end == month_later(first):
            return f"{first:%Y-%m}"
        if first.day == 1 and first.month % 3 == 1 and end == month_later(first, 3):
            return f"{first.year}Q{first.month // 3 + 1}"
        return first.isoformat()

    @property
    def is_month(self) -> bool:
        """Whether it is a calendar month."""
        return self.period.starts_on.day == 1 and self.period.ends_before == month_later(
            self.period.starts_on
        )

    @property
    def error(self) -> float:
        """Actual ÷ target − 1; a month without sales is −1, never 0."""
        return float(self.actual / self.target) - 1 if self.target > 0 else 0.0

    @property
    def pace(self) -> float | None:
        """Actual as a share of what is due by now; None before anything is."""
        return float(self.actual / self.expected) if self.expected > 0 else None


@dataclass(frozen=True)
class Tracked:
    """A node's months that have a target, oldest first; the running month stands apart.

    A month without a target is neither made nor missed: it is left out and breaks no run. But a
    node is over when it has had no target for longer than its last one was for: whoever left
    is missing nothing.
    """

    node: str
    months: tuple[MonthSeen, ...]
    running: MonthSeen | None = None
    is_over: bool = False

    @property
    def is_monthly(self) -> bool:
        """Whether all its targets are a month's."""
        return all(month.is_month for month in self.months)

    @cached_property
    def recorded(self) -> Sequence[MonthSeen]:
        """Those of its months of which sales are on record."""
        return [month for month in self.months if month.is_recorded]

    @cached_property
    def sigma(self) -> float:
        """The standard deviation of the node's own monthly errors, before the months watched."""
        before = [month.error for month in self.recorded[:-WATCHED]]
        return max(spread(before), LEAST_SIGMA) if len(before) >= FEWEST_MONTHS else PLAIN_SIGMA

    @cached_property
    def hit_rate(self) -> float:
        """The share of earlier months that made it; a half where there are too few to say."""
        before = self.recorded[:-WATCHED]
        if len(before) < FEWEST_MONTHS:
            return 0.5
        made = sum(month.error >= 0 for month in before) / len(before)
        return min(max(made, UNLIKELIEST), LIKELIEST)

    @cached_property
    def track(self) -> Track:
        """Run and severity over the months watched; none of a node without a target any more."""
        if self.is_over:
            return track([], self.sigma)
        return track([month.error for month in self.recorded[-WATCHED:]], self.sigma)


def tracked(ledger: Ledger, dimension: str, until: date, where: Where = ()) -> list[Tracked]:
    """Every node of the dimension, such as `people.team_path`, with three years of its months.

    Where quotas are for quarters or other periods, each is looked at over its own.
    """
    found = _seen(ledger, dimension, until, where)
    since = recorded_from(ledger, "orders")
    return [_since(node, since) for node in found]


def _since(node: Tracked, since: date | None) -> Tracked:
    """The node with those of its periods marked that were over before anything was on record."""

    def marked(month: MonthSeen) -> MonthSeen:
        return replace(month, is_recorded=since is not None and month.period.ends_before > since)

    running = marked(node.running) if node.running else None
    return replace(node, months=tuple(map(marked, node.months)), running=running)


def _seen(ledger: Ledger, dimension: str, until: date, where: Where) -> list[Tracked]:
    first = until.replace(day=1)
    end = month_later(first)
    spans = _spans(ledger, dimension, where, month_later(first, -HISTORY), end)
    if not all(_in_a_month(span) for _, span in spans):
        return _by_period(ledger, dimension, until, where, spans)
    metrics = ("net_revenue", "quota", "expected_quota")
    asked = Question(metrics, (dimension, MONTH), where, month_later(first, -HISTORY), end)
    months: dict[str, dict[str, MonthSeen]] = defaultdict(dict)
    for row in answer(ledger, asked).rows:
        if row[dimension] and row["quota"]:
            seen = _month(row)
            months[row[dimension]][seen.month] = seen
    return [_tracked(node, list(months[node].values()), until) for node in sorted(months)]


def _month(row: Any) -> MonthSeen:
    quota, sold, due = (row[n] or Decimal(0) for n in ("quota", "net_revenue", "expected_quota"))
    first = _first(row[MONTH])
    return MonthSeen(Period(first, month_later(first)), quota, sold, due)


def _tracked(node: str, months: Sequence[MonthSeen], until: date) -> Tracked:
    """The periods that are over by the day, and the last of those that are not."""
    ordered = sorted(months, key=lambda month: month.period)
    past = tuple(month for month in ordered if month.period.ends_before <= until + DAY)
    running = [month for month in ordered if month.period.ends_before > until + DAY]
    last = ordered[-1].period
    is_over = last.ends_before + last.days * DAY <= until
    return Tracked(node, past, running[-1] if running else None, is_over)


Spans = Mapping[tuple[str, Period], tuple[Decimal, Decimal]]
"""By node and period: the quota, and what of it is due."""
QUOTA_SPAN = ("quotas.starts_on", "quotas.ends_before")


def _spans(ledger: Ledger, dimension: str, where: Where, start: date, end: date) -> Spans:
    """The quotas of so many months by the periods they are for."""
    wanted = ("quota", "expected_quota")
    asked = Question(wanted, (dimension, *QUOTA_SPAN), where, start, end)
    found: dict[tuple[str, Period], tuple[Decimal, Decimal]] = {}
    for row in answer(ledger, asked).rows:
        first, last = (row[name] for name in QUOTA_SPAN)
        if row[dimension] and row["quota"] and first:
            span = Period(first, last or month_later(first))
            found[row[dimension], span] = (row["quota"], row["expected_quota"] or Decimal(0))
    return found


def _in_a_month(span: Period) -> bool:
    return span.ends_before <= month_later(span.starts_on.replace(day=1))


def _by_period(
    ledger: Ledger, dimension: str, until: date, where: Where, spans: Spans
) -> list[Tracked]:
    """Every node over the periods of its own quotas, those that have begun by the day."""
    seen: dict[str, list[MonthSeen]] = defaultdict(list)
    for period in sorted({span for _, span in spans if span.starts_on <= until}):
        asked = Question(
            ("net_revenue",), (dimension,), where, period.starts_on, period.ends_before
        )
        sold = {row[dimension]: row["net_revenue"] for row in answer(ledger, asked).rows}
        for (node, span), (target, due) in spans.items():
            if span == period:
                actual = sold.get(node) or Decimal(0)
                seen[node].append(MonthSeen(period, target, actual, due))
    return [_tracked(node, seen[node], until) for node in sorted(seen)]


def missed_targets(ledger: Ledger, dimension: str, until: date) -> list[Finding]:
    """Nodes that have missed long enough and badly enough, dearest first."""
    found = [
        _finding(ledger, dimension, node)
        for node in tracked(ledger, dimension, until)
        if node.track.alarms()
    ]
    return sorted(found, key=lambda finding: finding.impact)


def _finding(ledger: Ledger, dimension: str, node: Tracked) -> Finding:
    run = node.recorded[-node.track.run :]
    impact = sum((month.actual - month.target for month in run), Decimal(0))
    rate = false_alarm_rate(round(node.hit_rate, 2))
    span = Period(run[0].period.starts_on, run[-1].period.ends_before)
    return Finding(
        # The first missed month names it: next month it is the same finding, a month older.
        key=f"missed_target:{dimension}:{node.node}:{run[0].month}",
        kind="missed_target",
        claim=_claim(node, impact, ledger.currency),
        impact=impact,
        grade="B",
        suggestion=Said(
            "请查看原因分析，并标注：市场、产品、团队、目标定错或数据有误。",
            "Look at the causes and say which it was: market, product, team, target or data.",
        ),
        step="task",
        questions=tuple(_questions(dimension, node.node, span)),
        false_alarm_rate=rate,
        evidence=(_rate_said(rate, node), _severity_said(node)),
    )


def _claim(node: Tracked, impact: Decimal, currency: str) -> Said:
    count, monthly = node.track.run, node.is_monthly
    return Said(
        f"{node.node} 已连续 {count} 个{'月' if monthly else '期间'}未达标，"
        f"共少 {short(-impact, 'money', currency)}",
        f"{node.node} has missed its target {count} {'months' if monthly else 'periods'} in a row, "
        f"by {short(-impact, 'money', currency, 'en')} in all",
    )


def _rate_said(rate: float, node: Tracked) -> Said:
    if not node.is_monthly:
        return Said(
            f"如果一切照旧，这样的节点在 {WATCHED} 个期间内也会有 {rate:.1%} 的概率报警",
            f"Going on as it always has, a node like this alarms within {WATCHED} periods "
            f"with a chance of {rate:.1%}",
        )
    return Said(
        f"如果一切照旧，这样的节点一年内也会有 {rate:.1%} 的概率报警",
        f"Going on as it always has, a node like this alarms in {rate:.1%} of years",
    )


def _severity_said(node: Tracked) -> Said:
    severity, sigma = node.track.severity, node.sigma
    return Said(
        f"累计偏差 {severity:.1f} 个标准差（该节点月度误差 σ = {sigma:.1%}）",
        f"The misses add up to {severity:.1f} σ, of the node's own monthly error of {sigma:.1%}",
    )


def _questions(dimension: str, node: str, span: Period) -> Iterator[Question]:
    where: Where = ((dimension, (node,)),)
    metrics: Sequence[tuple[str, ...]] = (
        ("net_revenue", "quota", "attainment"),
        ("net_revenue", "quota"),
    )
    by: Sequence[tuple[str, ...]] = ((MONTH,), ("regions.region_id", "products.line"))
    for asked, laid_out in zip(metrics, by, strict=True):
        yield Question(asked, laid_out, where, span.starts_on, span.ends_before)


def _first(month: str) -> date:
    return date.fromisoformat(f"{month}-01")
