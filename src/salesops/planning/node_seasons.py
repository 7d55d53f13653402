"""Seasons node by node: which profile each goes by, how much is its own, the days in it."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation
from fractions import Fraction

from salesops.kernel.problem import Problem, Wording
from salesops.planning import allocate_words as w
from salesops.planning.goal import Goal
from salesops.planning.season_history import MonthlySales, histories, months_from
from salesops.planning.seasons import (
    BELIEF,
    YEAR,
    DayWeight,
    a_day,
    normalised,
    over_days,
    ratio_to_trend,
    seasons_by_node,
    working_days,
)
from salesops.planning.tree import Tree

PLACES = Decimal("0.000001")

SEASON_UNFIT = Wording(
    "node_season_unfit",
    zh=(
        "“{node}”的季节指数要 {periods} 个，都不小于零，且不全是零",
        "逐月填写；1 是平均的月份，不卖的月份写 0",
    ),
    en=(
        '"{node}" needs {periods} indices of zero or more, not all of them zero',
        "Give one a month: 1 is an average month, 0 sells nothing",
    ),
)
NO_SEASON_HISTORY = Wording(
    "no_season_history",
    zh=("账本里没有完整一年的历史，看不出季节", "请先导入至少十二个月的订单，或手工填写"),
    en=(
        "The ledger has no whole year of history to see a season in",
        "Import twelve months, or type",
    ),
)


@dataclass(frozen=True)
class Profile:
    """A node's indices as they were given or seen, and after how many years by place in the year.

    `years` is empty where somebody typed them.
    """

    indices: Sequence[Decimal]
    years: Sequence[int] = ()

    @property
    def own_share(self) -> Fraction | None:
        """How much of it is the node's own history, n ÷ (n + k); the rest is the parent's."""
        if not self.years:
            return None
        n = Fraction(sum(self.years), len(self.years))
        return n / (n + BELIEF)


def season_problem(node: str, told: Sequence[object], periods: int) -> Problem | None:
    """What is wrong with indices that somebody gave a node."""
    try:
        numbers = [Decimal(str(value)) for value in told]
        fits = all(n.is_finite() and n >= 0 for n in numbers) and any(numbers)
    except InvalidOperation:
        fits = False
    if fits and len(told) == periods:
        return None
    return Problem(SEASON_UNFIT, values={"node": node, "periods": periods})


def season_problems(node: str, told: Sequence[object], labels: Sequence[str]) -> Iterator[Problem]:
    """What is wrong with a goal's indices, month by month; an empty one is a missing one."""
    if len(told) > len(labels):
        values = {"node": node, "count": len(told), "periods": len(labels)}
        yield Problem(w.SEASON_LENGTH, values=values)
    texts = [str(index) if index is not None else "" for index in told][: len(labels)]
    texts += [""] * (len(labels) - len(texts))
    if missing := [label for label, text in zip(labels, texts, strict=True) if not text]:
        yield Problem(w.SEASON_MISSING, values={"node": node, "periods": ", ".join(missing)})
    numbers = {label: Decimal(t) for label, t in zip(labels, texts, strict=True) if t}
    for label, number in numbers.items():
        if number < 0:
            yield Problem(w.NEGATIVE_SEASON, values={"node": node, "period": label})
    if not missing and not any(numbers.values()):
        yield Problem(w.ZERO_SEASON, values={"node": node})


def season_for(
    indices: Sequence[object], days: Sequence[Fraction], after: int = 0
) -> list[Fraction | None] | None:
    """Indices of the months from `after` on, × working days where given, mean exactly 1.

    Without indices all days are alike; None where there are neither.
    """
    told = [Fraction(str(index)) if index not in (None, "") else None for index in indices][after:]
    if days:
        return over_days(told or [Fraction(1)] * len(days), days)
    known = [index for index in told if index is not None]
    if not told or len(known) < len(told) or not any(known) or min(known) < 0:
        return told or None
    return [*normalised(known)]


def profiles_seen(
    tree: Tree, sales: MonthlySales, goal: Goal, weight: DayWeight | None
) -> Mapping[str, Profile] | Problem:
    """Every node's profile from its own history, drawn to its parent's; for the goal's months.

    With the weight of days, what was sold a working day is compared, so that a holiday that moves
    is counted in the year in which it falls.
    """
    if not sales.amounts:
        return Problem(NO_SEASON_HISTORY)
    known, start = histories(sales, goal.starts_on.month)
    if weight is not None:
        days = working_days(months_from(start, max(map(len, known.values()))), weight)
        known = {node: a_day(history, days) for node, history in known.items()}
    seasons = seasons_by_node(tree, known)
    if None in seasons[tree.nodes[0].name] or len(seasons[tree.nodes[0].name]) < YEAR:
        return Problem(NO_SEASON_HISTORY)
    found = {}
    for name, indices in seasons.items():
        years = ratio_to_trend(known.get(name, ())).years
        told = [_rounded(indices[n % YEAR]) for n in range(goal.periods)]
        found[name] = Profile(told, [years[n % YEAR] for n in range(goal.periods)])
    return found


def _rounded(index: object) -> Decimal:
    exact = Fraction(str(index)) if not isinstance(index, Fraction) else index
    return (Decimal(exact.numerator) / Decimal(exact.denominator)).quantize(PLACES)
