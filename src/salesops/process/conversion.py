"""Conversion by cohort beside the period's, and what a change of it is made of."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from fractions import Fraction
from typing import NamedTuple

from salesops.kernel.period import DAY, month_later
from salesops.process.competing import Curve, Outcome, incidence

RIPE_SHARE = 0.9
"""A cohort is ripe when its youngest case is as old as this share of wins takes."""


class Count(NamedTuple):
    """So many cases of a cohort, after so many days, had this outcome; open ones: so far."""

    cohort: str
    days: float
    outcome: Outcome
    cases: int


@dataclass(frozen=True)
class Cohort:
    """The cases that began together, and what became of them up to now.

    `curve` is its Aalen–Johansen estimate, `is_ripe` whether it has had the time wins need.
    """

    name: str
    won: int
    lost: int
    open: int
    curve: Curve
    is_ripe: bool

    @property
    def entered(self) -> int:
        """All cases of the cohort."""
        return self.won + self.lost + self.open

    @property
    def share(self) -> Fraction:
        """Won so far of all that entered."""
        return Fraction(self.won, self.entered) if self.entered else Fraction(0)


@dataclass(frozen=True)
class Cohorts:
    """All cohorts, the curve of all cases together, and how many days most wins take."""

    rows: Sequence[Cohort]
    all: Cohort
    ripe_after: float | None


def cohorts(counts: Iterable[Count], ages: Mapping[str, float]) -> Cohorts:
    """Each cohort with its curve; `ages` are days from the end of a cohort to now.

    A cohort younger than the days by which nine wins in ten come (of all cases, Aalen–Johansen)
    is not ripe: its share so far says little. Without any win none is.
    """
    tallies: dict[str, dict[tuple[float, Outcome], int]] = defaultdict(lambda: defaultdict(int))
    whole: dict[tuple[float, Outcome], int] = defaultdict(int)
    for cohort, days, outcome, cases in counts:
        tallies[cohort][days, outcome] += cases
        whole[days, outcome] += cases
    curve = incidence(whole)
    ripe = curve.days_until(RIPE_SHARE)

    def is_ripe(name: str) -> bool:
        return ripe is not None and ages.get(name, float("inf")) >= ripe

    rows = [_cohort(name, tallies[name], is_ripe(name)) for name in sorted(tallies)]
    everything = _cohort("", whole, all(row.is_ripe for row in rows))
    return Cohorts(rows, everything, ripe)


def _cohort(name: str, tally: Mapping[tuple[float, Outcome], int], is_ripe: bool) -> Cohort:
    totals = {"won": 0, "lost": 0, "open": 0}
    for (_, outcome), cases in tally.items():
        totals[outcome] += cases
    return Cohort(name, **totals, curve=incidence(tally), is_ripe=is_ripe)


def ages(months: Iterable[str], as_of: date) -> dict[str, float]:
    """Days from the last day of each month, such as 2026-03, to the day as of which one looks."""
    return {
        name: float((as_of - month_later(date.fromisoformat(f"{name}-01")) + DAY).days)
        for name in months
    }


@dataclass(frozen=True)
class Beside:
    """A month's wins divided by its new cases, beside what became of those new cases.

    `from_before` are wins of the month whose cases began earlier.
    """

    month: str
    entered: int
    wins: int
    from_before: int
    cohort_wins: int

    @property
    def period_share(self) -> Fraction | None:
        """Wins in the month ÷ cases begun in it: other cases above the line than below it."""
        return Fraction(self.wins, self.entered) if self.entered else None

    @property
    def cohort_share(self) -> Fraction | None:
        """Of the cases begun in the month, those won up to now."""
        return Fraction(self.cohort_wins, self.entered) if self.entered else None


def beside(entered: Mapping[str, int], wins: Mapping[tuple[str, str], int]) -> list[Beside]:
    """Both figures by month, from cases begun by month and wins by (month begun, month won)."""
    return [
        Beside(
            month,
            entered.get(month, 0),
            sum(n for (_, won), n in wins.items() if won == month),
            sum(n for (begun, won), n in wins.items() if won == month and begun < month),
            sum(n for (begun, _), n in wins.items() if begun == month),
        )
        for month in sorted({*entered, *(won for _, won in wins)})
    ]


@dataclass(frozen=True)
class Change:
    """A change of a rate, and for each group what its weight (mix) and its own rate add to it."""

    before: Fraction
    after: Fraction
    mix: Mapping[str, Fraction]
    rate: Mapping[str, Fraction]

    @property
    def total_mix(self) -> Fraction:
        """What harder or easier cases account for."""
        return sum(self.mix.values(), Fraction(0))

    @property
    def total_rate(self) -> Fraction:
        """What doing better or worse with the same cases accounts for."""
        return sum(self.rate.values(), Fraction(0))


def mix_and_rate(
    before: Mapping[str, tuple[int, int]], after: Mapping[str, tuple[int, int]]
) -> Change:
    """The change of won ÷ entered, split exactly by group, from (entered, won) on both sides.

    Of each group (w: its share of the cases, r: its rate, R: the mean of both whole rates):
    mix = (w₁ − w₀)·((r₀ + r₁)/2 − R), rate = (w₀ + w₁)/2·(r₁ − r₀): the symmetrical split, which
    leaves no rest. A group that only one side has moved the mix alone. ValueError for no cases.
    """
    n0, n1 = (sum(entered for entered, _ in side.values()) for side in (before, after))
    if not n0 or not n1:
        raise ValueError("a rate needs cases on both sides")
    whole = [
        Fraction(sum(won for _, won in side.values()), n) for side, n in ((before, n0), (after, n1))
    ]
    mean = sum(whole, Fraction(0)) / 2
    mix: dict[str, Fraction] = {}
    rate: dict[str, Fraction] = {}
    for group in sorted({*before, *after}):
        (e0, g0), (e1, g1) = before.get(group, (0, 0)), after.get(group, (0, 0))
        r0 = Fraction(g0, e0) if e0 else Fraction(g1, e1 or 1)
        r1 = Fraction(g1, e1) if e1 else r0
        w0, w1 = Fraction(e0, n0), Fraction(e1, n1)
        mix[group] = (w1 - w0) * ((r0 + r1) / 2 - mean)
        rate[group] = (w0 + w1) / 2 * (r1 - r0)
    return Change(whole[0], whole[1], mix, rate)


def velocity(
    deals: int, win_rate: Decimal, average_amount: Decimal, cycle_days: Decimal
) -> Decimal | None:
    """Money a day the pipeline brings: deals × win rate × average amount ÷ days of the cycle."""
    return deals * win_rate * average_amount / cycle_days if cycle_days > 0 else None


def coverage(open_amount: Decimal, quota: Decimal, won: Decimal = Decimal(0)) -> Decimal | None:
    """Open amount ÷ (quota − already won); gross with nothing won; None if nothing is missing."""
    missing = quota - won
    return open_amount / missing if missing > 0 else None


@dataclass(frozen=True)
class Slippage:
    """Of what was to close in a period, how much was moved behind its end without closing."""

    due: int
    due_amount: Decimal
    slipped: int
    slipped_amount: Decimal

    @property
    def share(self) -> Fraction | None:
        """By number."""
        return Fraction(self.slipped, self.due) if self.due else None

    @property
    def amount_share(self) -> Decimal | None:
        """By amount."""
        return self.slipped_amount / self.due_amount if self.due_amount else None


def slippage(deals: Iterable[tuple[Decimal, date | None, bool]], ends_before: date) -> Slippage:
    """From deals due in the period at its start: amount, day expected at its end, closed or not."""
    listed = list(deals)
    late = [
        amount
        for amount, expected, is_closed in listed
        if not is_closed and expected is not None and expected >= ends_before
    ]
    whole = sum((amount for amount, _, _ in listed), Decimal(0))
    return Slippage(len(listed), whole, len(late), sum(late, Decimal(0)))


def answered_in_time(waits: Sequence[tuple[float, bool]], limit: float) -> Fraction | None:
    """Answered within the limit ÷ those answered or past it, from (hours, answered or not).

    The never answered stay in: they are below the line as soon as the limit has passed.
    """
    due = [(hours, answered) for hours, answered in waits if answered or hours > limit]
    met = sum(answered and hours <= limit for hours, answered in due)
    return Fraction(met, len(due)) if due else None
