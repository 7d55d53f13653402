"""What a deal's steps tell: its visits to each stage, who brought it there, how long it stayed."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

Minutes = Callable[[datetime, datetime], int]


@dataclass(frozen=True)
class Entry:
    """One step: into which stage, when, by whom if anybody knows."""

    stage: str
    entered_at: datetime
    person: str = ""
    sequence: int = 0


@dataclass(frozen=True)
class Visit:
    """One stay in one stage; without an end the deal is still there.

    `work_minutes` are those until the end, or until now.
    """

    stage: str
    entered_at: datetime
    left_at: datetime | None
    person: str
    work_minutes: int
    calendar_days: int


def visits(entries: Iterable[Entry], until: datetime, minutes: Minutes) -> list[Visit]:
    """The visits in order; steps of one moment stand in the order they were written."""
    steps = sorted(entries, key=lambda entry: (entry.entered_at, entry.sequence))
    ends: list[datetime | None] = [*(step.entered_at for step in steps), None][1:]
    return [
        Visit(
            step.stage, step.entered_at, end, step.person,
            minutes(step.entered_at, end or until), ((end or until) - step.entered_at).days,
        )
        for step, end in zip(steps, ends, strict=True)
    ]  # fmt: skip


@dataclass(frozen=True)
class Stay:
    """All visits to one stage together: how often, and how long in working minutes."""

    stage: str
    visits: int = 0
    work_minutes: int = 0
    is_here: bool = False


def stays(
    stages: Sequence[str], made: Sequence[Visit], here: str, present: Mapping[str, str]
) -> list[Stay]:
    """One stay a stage, in the pipeline's order; `present` says what a former name means now."""
    times: dict[str, list[int]] = {}
    for visit in made:
        times.setdefault(present.get(visit.stage, visit.stage), []).append(visit.work_minutes)
    return [
        Stay(stage, len(times.get(stage, [])), sum(times.get(stage, [])), stage == here)
        for stage in stages
    ]
