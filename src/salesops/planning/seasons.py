"""Seasons: how strong each period of a year is, by node, by working days, exactly normalised.

Fractions throughout: an index that was rounded before it was normalised no longer sums up.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from fractions import Fraction

from salesops.kernel.period import Period
from salesops.planning.tree import Tree

DayWeight = Callable[[date], Fraction]
History = Sequence[Decimal | Fraction | None]

DAY = timedelta(days=1)
YEAR = 12
# How many years of its own a node needs to be believed half, its parent the other half.
BELIEF = 2


@dataclass(frozen=True)
class Observed:
    """The mean ratio to trend at each place in the year, and of how many years; None of none."""

    ratios: Sequence[Fraction | None]
    years: Sequence[int]


def normalised(indices: Sequence[Fraction | Decimal]) -> list[Fraction]:
    """The indices times the one factor with which they sum to their number (mean 1), exactly.

    ValueError where they sum to nothing or one is negative.
    """
    exact = [Fraction(index) for index in indices]
    whole = sum(exact, Fraction(0))
    if not exact or whole <= 0 or min(exact) < 0:
        raise ValueError("seasonal indices must be at least 0, and one of them above")
    return [index * len(exact) / whole for index in exact]


def ratio_to_trend(history: History, length: int = YEAR) -> Observed:
    """How a history of whole periods swings around its straight trend, place by place in the year.

    The trend is the least-squares line through the means of whole years, which no season bends;
    with less than two whole years it is the mean of what is known. Months without sales are 0,
    months nobody knows are None.
    """
    known = [(n, Fraction(value)) for n, value in enumerate(history) if value is not None]
    trend = _trend(history, known, length)
    ratios: list[list[Fraction]] = [[] for _ in range(length)]
    for n, value in known:
        if (expected := trend(n)) > 0:
            ratios[n % length].append(value / expected)
    means = [sum(told, Fraction(0)) / len(told) if told else None for told in ratios]
    return Observed(means, [len(told) for told in ratios])


def _trend(
    history: History, known: Sequence[tuple[int, Fraction]], length: int
) -> Callable[[int], Fraction]:
    years = {
        start: _mean([Fraction(value) for value in year if value is not None])
        for start in range(0, len(history) - length + 1, length)
        if None not in (year := history[start : start + length])
    }
    if len(years) < 2:
        level = _mean([value for _, value in known])
        return lambda _: level
    middle = _mean([Fraction(start) + Fraction(length - 1, 2) for start in years])
    level = _mean(list(years.values()))
    away = {start + Fraction(length - 1, 2) - middle: mean for start, mean in years.items()}
    rise = sum((x * (mean - level) for x, mean in away.items()), Fraction(0))
    slope = rise / sum(x * x for x in away)
    return lambda n: level + slope * (n - middle)


def _mean(values: Sequence[Fraction]) -> Fraction:
    return sum(values, Fraction(0)) / max(1, len(values))


def shrunken(
    own: Observed, parent: Sequence[Fraction], belief: Fraction | int = BELIEF
) -> list[Fraction]:
    """A node's indices drawn to its parent's: own counts n ÷ (n + belief) after n years."""
    found = []
    for ratio, years, above in zip(own.ratios, own.years, parent, strict=True):
        share = Fraction(years) / (years + Fraction(belief)) if years else Fraction(0)
        found.append(share * (ratio or 0) + (1 - share) * above)
    return normalised(found)


def seasons_by_node(
    tree: Tree,
    history: Mapping[str, History],
    length: int = YEAR,
    belief: Fraction | int = BELIEF,
) -> Mapping[str, Sequence[Fraction | None]]:
    """Every node's seasonal indices from its own history, shrunken to its parent's.

    A node without a history has the sum of those below it, and without that, nothing of its own.
    The top has no parent to be drawn to; a place in the year nobody has seen is None there, so
    that the plan's check names it.
    """
    known = _histories(tree, history)
    found: dict[str, Sequence[Fraction | None]] = {}
    for place, node in enumerate(tree.nodes):
        observed = ratio_to_trend(known[place], length)
        parent = tree.parents[place]
        above = found.get(tree.nodes[parent].name, ()) if parent >= 0 else ()
        whole = [index for index in above if index is not None]
        if len(whole) == length:
            found[node.name] = shrunken(observed, whole, belief)
        elif parent < 0:
            seen = [ratio for ratio in observed.ratios if ratio is not None]
            found[node.name] = normalised(seen) if len(seen) == length else observed.ratios
    return found


def _histories(tree: Tree, history: Mapping[str, History]) -> Sequence[History]:
    found: list[History] = [history.get(node.name, ()) for node in tree.nodes]
    for place in reversed(range(len(found))):
        below = [found[child] for child in tree.children[place] if found[child]]
        if not found[place] and below:
            found[place] = _summed(below)
    return found


def _summed(histories: Sequence[History]) -> History:
    """Period by period; unknown only where nobody knows anything."""
    sums: list[Fraction | None] = []
    for n in range(max(map(len, histories))):
        told = [h[n] for h in histories if n < len(h)]
        known = [Fraction(value) for value in told if value is not None]
        sums.append(sum(known, Fraction(0)) if known else None)
    return sums


def day_weight(
    is_workday: Callable[[date], bool],
    festival_offset: Callable[[date], int] = lambda _: 0,
    around: Mapping[int, Fraction] | None = None,
) -> DayWeight:
    """What a day counts for: a working day 1, a day of rest 0, and around Spring Festival as told.

    `festival_offset` is the number of days since the nearest festival, negative before it;
    `around` weighs days by it, so that the weeks of standstill move with the festival.
    """

    def weight(day: date) -> Fraction:
        if around and (told := around.get(festival_offset(day))) is not None:
            return told
        return Fraction(is_workday(day))

    return weight


def festival_weights(
    daily: Mapping[date, Decimal],
    is_workday: Callable[[date], bool],
    festival_offset: Callable[[date], int],
    window: range,
) -> Mapping[int, Fraction]:
    """What a day around Spring Festival sold against an ordinary working day, by its offset."""
    ordinary = [
        Fraction(amount)
        for day, amount in daily.items()
        if is_workday(day) and festival_offset(day) not in window
    ]
    usual = sum(ordinary, Fraction(0)) / max(1, len(ordinary))
    found: dict[int, list[Fraction]] = {}
    for day, amount in daily.items():
        if usual and festival_offset(day) in window:
            found.setdefault(festival_offset(day), []).append(Fraction(amount) / usual)
    return {offset: sum(told, Fraction(0)) / len(told) for offset, told in sorted(found.items())}


def working_days(months: Iterable[Period], weight: DayWeight) -> list[Fraction]:
    """How many full working days each period has."""
    return [sum(map(weight, _days(month)), Fraction(0)) for month in months]


def _days(month: Period) -> Iterable[date]:
    return (month.starts_on + n * DAY for n in range(month.days))


def a_day(history: History, days: Sequence[Fraction]) -> History:
    """What was sold a working day in each period; unknown where nobody worked."""
    return [
        None if value is None or not worked else Fraction(value) / worked
        for value, worked in zip(history, days, strict=True)
    ]


def over_days(
    indices: Sequence[Fraction | Decimal | None], days: Sequence[Fraction]
) -> list[Fraction | None]:
    """Indices of a working day made indices of the plan's periods: × days, mean 1 again."""
    weighed = [
        None if index is None else Fraction(index) * worked
        for index, worked in zip(indices, days, strict=False)
    ]
    known = [index for index in weighed if index is not None]
    if len(known) < len(weighed) or not any(known) or min(known) < 0:
        return weighed
    return [*normalised(known)]
