"""Which stages cases reached, in three meanings side by side, and what became of entrants."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from salesops.process.competing import Outcome

Path = tuple[str, ...]


@dataclass(frozen=True)
class Reached:
    """How many cases reached a stage.

    `any`: were in it at all. `ordered`: were in every stage up to it, in that order. `furthest`:
    were in it or in a later one, so that skipped stages count as passed.
    """

    stage: str
    any: int
    ordered: int
    furthest: int


@dataclass(frozen=True)
class Entrants:
    """What became of the cases that entered a stage: each counts once however often it came."""

    stage: str
    entered: int
    advanced: int
    lost: int

    @property
    def open(self) -> int:
        """Those of which it is not decided yet."""
        return self.entered - self.advanced - self.lost

    @property
    def decided(self) -> int:
        """Those that went on or were lost."""
        return self.advanced + self.lost


def reached(paths: Mapping[Path, int], stages: Sequence[str]) -> list[Reached]:
    """The three counts for each of the stages, in their order, the won stage last among them.

    `paths` counts cases by the stages they entered, the first at their creation included; stages
    that are not listed, such as lost, are passed over.
    """
    place = {stage: n for n, stage in enumerate(stages)}
    counts = [[0, 0, 0] for _ in stages]
    for path, cases in paths.items():
        visited = [place[stage] for stage in path if stage in place]
        far, run = max(visited, default=-1), in_order(visited)
        for n, count in enumerate(counts):
            count[0] += cases * (n in visited)
            count[1] += cases * (n < run)
            count[2] += cases * (n <= far)
    return [Reached(stage, *count) for stage, count in zip(stages, counts, strict=True)]


def in_order(visited: Iterable[int]) -> int:
    """How many of the stages 0, 1, 2… are found in this order, other visits between them or not."""
    run = 0
    for stage in visited:
        run += stage == run
    return run


def entrants(
    paths: Mapping[Path, int], stages: Sequence[str], lost: Iterable[str]
) -> list[Entrants]:
    """What became of those that entered each stage: on to a later one, lost after it, or open."""
    ends, found = frozenset(lost), []
    for n, stage in enumerate(stages):
        later, row = frozenset(stages[n + 1 :]), [0, 0, 0]
        for path, cases in paths.items():
            if stage in path:
                rest = path[path.index(stage) + 1 :]
                went_on = any(step in later for step in rest)
                row[0] += cases
                row[1] += cases * went_on
                row[2] += cases * (not went_on and any(step in ends for step in rest))
        found.append(Entrants(stage, *row))
    return found


@dataclass(frozen=True)
class StageTime:
    """Days a case spent in a stage by its first visit, its latest finished one, and all of them.

    `is_open` says it is still there, so that all of them together are not all yet.
    """

    stage: str
    first: float
    latest: float | None
    cumulative: float
    is_open: bool

    @property
    def outcome(self) -> Outcome:
        """As an observation: those still there are censored."""
        return "open" if self.is_open else "won"


Visit = tuple[str, float, float | None]
"""Stage, day it was entered, day it was left; None where the case is still there."""


def stage_times(visits: Sequence[Visit], now: float) -> list[StageTime]:
    """The times of one case by stage in order of first visit; an open visit lasts until now."""
    by_stage: dict[str, list[tuple[float, bool]]] = {}
    for stage, entered, left in visits:
        spent = (now if left is None else left) - entered
        by_stage.setdefault(stage, []).append((spent, left is None))
    return [
        StageTime(
            stage,
            times[0][0],
            next((days for days, is_open in reversed(times) if not is_open), None),
            sum(days for days, _ in times),
            any(is_open for _, is_open in times),
        )
        for stage, times in by_stage.items()
    ]


def usual_order(moves: Iterable[tuple[str, int, float]]) -> list[str]:
    """Stages by when cases first enter them, from (stage, cases, mean place among the moves).

    A guess for files that do not say the order; ties by name, so it is always the same.
    """
    return [stage for stage, _, _ in sorted(moves, key=lambda move: (move[2], move[0]))]


def days_between(first: datetime, last: datetime) -> float:
    """Days with their fraction from one moment to another."""
    return (last - first).total_seconds() / 86_400
