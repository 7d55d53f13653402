"""The questions that open each cause of a shortfall to the ledger's rows."""

from collections.abc import Mapping, Sequence
from datetime import date

from salesops.causal.shortfall import Part
from salesops.insights.panel import LINE, MONTH, REGION, TEAM, USUAL_MONTHS, Asked, Where
from salesops.kernel.period import month_later
from salesops.metrics.comparison import Kind
from salesops.metrics.question import Question

# Kind of cause → the metrics, and what to lay them out by.
LAYOUTS: Mapping[str, tuple[tuple[str, ...], tuple[str, ...]]] = {
    "above_potential": (("net_revenue", "quota", "attainment"), (MONTH,)),
    "size": (("market_size", "market_own_revenue", "market_share"), (MONTH, LINE)),
    "share": (("observed_share",), (MONTH, LINE, "share_observations.competitor")),
    "volume": (("net_revenue", "quota", "attainment"), (LINE, REGION)),
    "price": (("average_price", "units", "net_revenue"), (LINE, "products.name")),
    "vacancy": (("net_revenue", "quota", "attainment"), ("people.name", MONTH)),
    "ramp": (("net_revenue", "quota", "attainment"), ("people.name", "people.hired_on")),
    "activity": (("activity_count",), (TEAM, MONTH)),
    "conversion": (("win_rate", "closed_deals"), (TEAM,)),
    "activity_or_conversion": (("net_revenue", "quota", "attainment"), (TEAM,)),
}
ELSE = (("net_revenue", "quota", "attainment"), (REGION, LINE))
# Answered by the market, not by the node's own rows: a team's filter would close the table.
OF_THE_MARKET = ("size", "share")
# Compared with peers, so asked without the node's filter.
OF_EVERYBODY = ("volume", "activity", "conversion", "activity_or_conversion")
COMPARED = ("size", "price")


def questions(asked: Asked, kind: str, parts: Sequence[Part]) -> tuple[Question, ...]:
    """What to ask the ledger to see the cause for oneself; every figure of it opens to rows."""
    metrics, by = LAYOUTS.get(kind, ELSE)
    starts_on, end = asked.period.starts_on, asked.period.ends_before
    if kind == "above_potential":
        starts_on, end = month_later(starts_on, -USUAL_MONTHS), starts_on
    if kind == "share":
        starts_on = month_later(starts_on, -USUAL_MONTHS)
    where = _where(asked, kind, parts)
    compare: Kind | None = "last_year" if kind in COMPARED else None
    main = Question(metrics, by, where, starts_on, end, compare)
    return (main, *_beside(kind, where, starts_on, end))


def _where(asked: Asked, kind: str, parts: Sequence[Part]) -> Where:
    node = () if kind in (*OF_THE_MARKET, *OF_EVERYBODY) else asked.where
    places = tuple(sorted({part.place for part in parts if part.place}))
    lines = tuple(sorted({part.line for part in parts if part.line}))
    found: Where = node
    if places and kind not in OF_EVERYBODY:
        found = _with(found, REGION, places)
    return _with(found, LINE, lines) if lines else found


def _with(where: Where, dimension: str, values: tuple[str, ...]) -> Where:
    return (*(pair for pair in where if pair[0] != dimension), (dimension, values))


def _beside(kind: str, where: Where, starts_on: date, end: date) -> tuple[Question, ...]:
    """A second question where one table does not tell the story."""
    if kind == "share":
        by = (MONTH, "competitor_events.competitor", "competitor_events.kind")
        return (Question(("competitor_moves",), by, where, starts_on, end),)
    return ()
