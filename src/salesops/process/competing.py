"""How likely a case is won by a day, and how long cases stay: estimates that count open ones.

Cumulative incidence by Aalen and Johansen (1978), survival by Kaplan and Meier (1958). Both are
computed from counts by day and outcome alone, so an engine can do the counting. The arithmetic
is that of `one`: exact with Fraction(1), fast with 1.0.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import accumulate
from math import exp, log, sqrt
from statistics import NormalDist
from typing import Any, Literal

Outcome = Literal["won", "lost", "open"]
Tally = Mapping[tuple[float, Outcome], int]
"""How many cases there are by days since the start and outcome; open ones by days so far."""

OUTCOMES: tuple[Outcome, ...] = ("won", "lost", "open")
CONFIDENCE = 0.95
ROUNDING = 1e-12


@dataclass(frozen=True)
class Point:
    """The estimate just after a day on which something ended.

    `won`, `lost` and `remaining` are shares that sum to one; `low` and `high` are the interval of
    `won`, 0.95 unless asked otherwise.
    """

    days: float
    at_risk: int
    won: Any
    lost: Any
    remaining: Any
    low: float
    high: float
    variance: Any = 0.0


@dataclass(frozen=True)
class Curve:
    """The estimates day by day, and the tally they were made of."""

    points: Sequence[Point]
    cases: int

    def at(self, days: float) -> Point:
        """The estimate as of a day: the last one not after it; nothing has happened before."""
        found = [point for point in self.points if point.days <= days]
        return found[-1] if found else Point(days, self.cases, 0.0, 0.0, 1.0, 0.0, 0.0)

    @property
    def last(self) -> Point:
        """What is known at the end of the observation."""
        return self.at(float("inf"))

    def days_until(self, share: float) -> float | None:
        """The first day by which this share of all wins known of has come; None without wins.

        The 0.9 of it is the ninth decile of the time to win that open cases do not shorten.
        """
        goal = float(self.last.won) * share
        return next((p.days for p in self.points if goal and float(p.won) >= goal - ROUNDING), None)

    def days_until_closed(self, share: float = 0.5) -> float | None:
        """The first day by which this share of all cases has ended, one way or the other.

        Open cases count as far as they are seen (Kaplan–Meier); None while fewer have ended.
        """
        rest = 1 - share + ROUNDING
        return next((p.days for p in self.points if float(p.remaining) <= rest), None)


def tallied(cases: Iterable[tuple[float, Outcome]]) -> Tally:
    """Cases counted by day and outcome."""
    found: dict[tuple[float, Outcome], int] = defaultdict(int)
    for case in cases:
        found[case] += 1
    return found


def incidence(tally: Tally, one: Any = 1.0, confidence: float = CONFIDENCE) -> Curve:
    """The cumulative incidence of winning where losing competes and open cases are censored.

    Aalen–Johansen: P(t) = Σ S(tᵢ₋₁)·wᵢ/nᵢ, S multiplied by 1 − (wᵢ+lᵢ)/nᵢ. What is open on the
    day another ends still counts at risk on it. Variance by the delta method (Marubini and
    Valsecchi 1995), interval on the log(−log) scale, so it stays between 0 and 1.
    """
    cases = sum(tally.values())
    z = NormalDist().inv_cdf(0.5 + confidence / 2)
    points = []
    won, lost, left = one * 0, one * 0, one
    sums = _Sums(one)
    for days, at_risk, wins, losses in _days(tally):
        if not wins + losses:
            continue
        step = one * wins / at_risk
        before, left = left, left * (at_risk - wins - losses) / at_risk
        won, lost = won + before * step, lost + before * losses / at_risk
        variance = sums.after(won, before, at_risk, wins, wins + losses)
        low, high = log_log(float(won), float(variance), z)
        points.append(Point(days, at_risk, won, lost, left, low, high, variance))
    return Curve(points, cases)


class _Sums:
    """The running sums of the variance: each term holds (F(t) − F(tᵢ)), so it opens into three."""

    def __init__(self, one: Any) -> None:
        self.one = one
        self.a = self.b = self.c = self.d = self.e = self.f = one * 0

    def after(self, won: Any, before: Any, at_risk: int, wins: int, ends: int) -> Any:
        """The variance of the incidence after one more day."""
        rest = at_risk - ends
        # With nobody left at risk the estimate moves no more, and F(t) − F(tᵢ) stays 0.
        hazard = self.one * ends / (at_risk * rest) if rest else self.one * 0
        cross = before * wins / at_risk**2
        self.a += hazard
        self.b += hazard * won
        self.c += hazard * won * won
        self.d += before * before * wins * (at_risk - wins) / at_risk**3
        self.e += cross
        self.f += cross * won
        spread = won * won * self.a - 2 * won * self.b + self.c
        return spread + self.d - 2 * (won * self.e - self.f)


def log_log(share: float, variance: float, z: float) -> tuple[float, float]:
    """The interval of a share on the log(−log) scale; the share itself where it is 0 or 1."""
    if not 0 < share < 1 or variance <= 0:
        return share, share
    half = z * sqrt(variance) / (share * log(share))
    return share ** exp(-half), share ** exp(half)


def _days(tally: Tally) -> Iterator[tuple[float, int, int, int]]:
    """Day, how many are at risk on it, and how many are won and lost on it, in order."""
    by_day: dict[float, dict[str, int]] = defaultdict(lambda: dict.fromkeys(OUTCOMES, 0))
    for (days, outcome), count in tally.items():
        by_day[days][outcome] += count
    at_risk = sum(tally.values())
    for days in sorted(by_day):
        here = by_day[days]
        yield days, at_risk, here["won"], here["lost"]
        at_risk -= sum(here.values())


def naive(tally: Tally, one: Any = 1.0) -> tuple[Any, Any, Any]:
    """What must not be shown as conversion: 1 − KM with losses censored, won ÷ all, won ÷ closed.

    Kept beside the right figure so that a page can say how wrong they are.
    """
    totals = {o: sum(n for (_, kind), n in tally.items() if kind == o) for o in OUTCOMES}
    merged: dict[tuple[float, Outcome], int] = defaultdict(int)
    for (days, outcome), count in tally.items():
        merged[days, "won" if outcome == "won" else "open"] += count
    closed = totals["won"] + totals["lost"]
    won = incidence(merged, one).last.won
    return won, one * totals["won"] / sum(totals.values()), one * totals["won"] / (closed or 1)


@dataclass(frozen=True)
class Stay:
    """How long cases stay: the share still there after each day on which one left.

    `median`, `low` and `high` are days, by Brookmeyer and Crowley (1982); None where fewer than
    half have left, or where the interval does not close.
    """

    points: Sequence[tuple[float, int, Any]]
    cases: int
    still_here: int
    median: float | None
    low: float | None
    high: float | None


def stay(times: Iterable[tuple[float, bool]], one: Any = 1.0) -> Stay:
    """The Kaplan–Meier estimate from (days, has it left); who is still there is censored."""
    return stay_of(tallied((days, "won" if left else "open") for days, left in times), one)


def stay_of(tally: Tally, one: Any = 1.0, confidence: float = CONFIDENCE) -> Stay:
    """The same from counts by day, where `won` and `lost` have left and `open` are still there."""
    z = NormalDist().inv_cdf(0.5 + confidence / 2)
    days = [(d, n, won + lost) for d, n, won, lost in _days(tally) if won + lost]
    shares = list(accumulate((one * (n - e) / n for _, n, e in days), lambda a, b: a * b))
    hazards = accumulate(e / (n * (n - e)) if n > e else 0.0 for _, n, e in days)
    bands = [log_log(float(s), float(s) ** 2 * h, z) for s, h in zip(shares, hazards, strict=True)]
    points = [(d, n, s) for (d, n, _), s in zip(days, shares, strict=True)]
    return Stay(
        points,
        sum(tally.values()),
        sum(n for (_, outcome), n in tally.items() if outcome == "open"),
        next((d for d, _, s in points if 2 * s <= one), None),
        next((p[0] for p, band in zip(points, bands, strict=True) if band[0] <= 0.5), None),
        next((p[0] for p, band in zip(points, bands, strict=True) if band[1] <= 0.5), None),
    )
