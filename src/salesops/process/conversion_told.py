"""Everything a file says about conversion, as the doors show it."""

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from salesops.kernel.problem import Language
from salesops.process.competing import Curve, naive
from salesops.process.conversion import Beside, Cohort, Cohorts, ages, beside, cohorts
from salesops.process.conversion_file import Case, Words, counts
from salesops.process.reached import entrants, reached, usual_order
from salesops.process.said import cohort_told, why_they_differ

Row = dict[str, Any]


@dataclass(frozen=True)
class Told:
    """The whole, the chance by day, every cohort and group, the stages, and what to say of it."""

    as_of: datetime
    whole: Row
    days: Sequence[Row]
    cohorts: Sequence[Row]
    groups: Sequence[Row]
    stages: Sequence[Row]
    sentences: Sequence[str]

    def record(self) -> Row:
        """All of it under its names."""
        return {
            "as_of": self.as_of, **self.whole, "by_day": self.days, "cohorts": self.cohorts,
            "groups": self.groups, "stages": self.stages, "sentences": self.sentences,
        }  # fmt: skip

    def tables(self) -> Iterator[tuple[Sequence[str], Sequence[Row]]]:
        """The parts that have rows, each with its columns."""
        for rows in (self.days, self.cohorts, self.groups, self.stages):
            if rows:
                yield list(rows[0]), rows


def told(
    cases: Sequence[Case], as_of: datetime, days: Sequence[int], said: Words, language: Language
) -> Told:
    """Conversion of the cases as of a moment."""
    found = cohorts(counts(cases, as_of), ages({c.month for c in cases}, as_of.date()))
    both = _beside(cases)
    groups = cohorts(counts(cases, as_of, by_group=True), {}).rows if cases[0].group else ()
    return Told(
        as_of,
        _whole(cases, found, as_of),
        [_at(found.all.curve, day) for day in days],
        [_cohort(row, both[row.name]) for row in found.rows],
        [{"group": row.name, **_row(row), **_times(row.curve)} for row in groups],
        stages_told(cases, said),
        _sentences(found, both, language),
    )


def _beside(cases: Sequence[Case]) -> Mapping[str, Beside]:
    entered = Counter(case.month for case in cases)
    wins = Counter((c.month, f"{c.end:%Y-%m}") for c in cases if c.end and c.outcome == "won")
    return {row.month: row for row in beside(entered, wins)}


def _whole(cases: Sequence[Case], found: Cohorts, as_of: datetime) -> Row:
    tally = Counter((case.days(as_of), case.outcome) for case in cases)
    wrong = naive(tally)
    names = ("one_minus_km", "won_of_all", "won_of_closed")
    return {
        "cases": len(cases),
        **_row(found.all, entered=False),
        "ripe_after_days": found.ripe_after,
        **_times(found.all.curve),
        "not_to_be_shown": {n: round(float(w), 6) for n, w in zip(names, wrong, strict=True)},
    }


def _row(cohort: Cohort, *, entered: bool = True) -> Row:
    last = cohort.curve.last
    return {
        **({"entered": cohort.entered} if entered else {}),
        "won": cohort.won, "lost": cohort.lost, "open": cohort.open,
        "won_so_far": round(float(cohort.share), 6), **_estimate(last),
    }  # fmt: skip


def _times(curve: Curve) -> Row:
    return {
        "median_days_to_win": curve.days_until(0.5),
        "median_days_to_close": curve.days_until_closed(),
    }


def _estimate(point: Any) -> Row:
    names = ("p_won", "low", "high", "p_lost", "p_open")
    values = (point.won, point.low, point.high, point.lost, point.remaining)
    return {name: round(float(value), 6) for name, value in zip(names, values, strict=True)}


def _at(curve: Curve, day: int) -> Row:
    return {"day": day, **_estimate(curve.at(day))}


def _cohort(row: Cohort, both: Beside) -> Row:
    period = both.period_share
    return {
        "cohort": row.name, **_row(row), "is_ripe": row.is_ripe,
        "period_share": None if period is None else round(float(period), 6),
    }  # fmt: skip


def stages_told(cases: Sequence[Case], said: Words) -> list[Row]:
    """The stages with three meanings of reached and what became of who entered; none for rows."""
    paths = Counter(case.path for case in cases if case.path)
    if not paths:
        return []
    names = list(said.stages) or _in_usual_order(paths, said)
    lost = {step for path in paths for step in path if step.lower() in said.lost}
    rows = zip(reached(paths, names), entrants(paths, names, lost), strict=True)
    return [
        {
            "stage": r.stage, "any": r.any, "ordered": r.ordered, "furthest": r.furthest,
            "advanced": e.advanced, "lost": e.lost,
            # Who is won is not open, wherever it stays.
            "open": None if r.stage.lower() in said.won else e.open,
        }
        for r, e in rows
    ]  # fmt: skip


def _in_usual_order(paths: Mapping[tuple[str, ...], int], said: Words) -> list[str]:
    places: dict[str, list[int]] = {}
    for path, cases in paths.items():
        for stage in dict.fromkeys(path):
            if stage.lower() not in said.lost:
                seen = places.setdefault(stage, [0, 0])
                seen[0] += cases
                seen[1] += cases * path.index(stage)
    return usual_order((stage, n, total / n) for stage, (n, total) in places.items())


def _sentences(found: Cohorts, both: Mapping[str, Beside], language: Language) -> list[str]:
    """What is known of all cases, and of the month whose two figures are furthest apart."""
    apart = [
        (abs(row.period_share - row.cohort_share), row)
        for row in both.values()
        if row.period_share is not None and row.cohort_share is not None
    ]
    told = [cohort_told(found.all, language)]
    if apart:
        _, row = max(apart, key=lambda pair: (pair[0], pair[1].month))
        is_ripe = next(c.is_ripe for c in found.rows if c.name == row.month)
        told.append(f"{row.month}: " + why_they_differ(row, language, is_ripe=is_ripe))
    return told
