"""What the designed process allows, as reality is compared with it: moves, ends and limits."""

from collections import deque
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property

from salesops.kernel.problem import Language
from salesops.kernel.worktime import HOURS, Hours
from salesops.process.definition import Process
from salesops.process.limits import Limit

Pair = tuple[str, str]


@dataclass(frozen=True)
class Longest:
    """The longest stay in a stage: seconds that pass, or that are worked."""

    seconds: int
    is_worked: bool = False


@dataclass(frozen=True)
class Allowed:
    """Stages in their order, the moves between them, where a case begins and ends, its limits.

    Without `starts` any stage may be the first; without `finals` any may be the last.
    """

    stages: tuple[str, ...]
    edges: frozenset[Pair]
    starts: frozenset[str] = frozenset()
    finals: frozenset[str] = frozenset()
    limits: Mapping[str, Longest] = field(default_factory=dict)

    @cached_property
    def _next(self) -> Mapping[str, tuple[str, ...]]:
        place = {stage: n for n, stage in enumerate(self.stages)}
        found: dict[str, list[str]] = {}
        for source, target in sorted(self.edges, key=lambda edge: (place.get(edge[1], 0), edge[1])):
            found.setdefault(source, []).append(target)
        return {source: tuple(targets) for source, targets in found.items()}

    def between(self, source: str, target: str) -> tuple[str, ...] | None:
        """The stages on the shortest allowed way, both ends left out; None where there is none."""
        ways: dict[str, tuple[str, ...]] = {source: ()}
        waiting = deque([source])
        while waiting:
            here = waiting.popleft()
            for to in self._next.get(here, ()):
                if to == target:
                    return ways[here]
                if to not in ways and to not in self.finals:
                    ways[to] = (*ways[here], to)
                    waiting.append(to)
        return None

    def is_back(self, source: str, target: str) -> bool:
        """Whether a move leads to an earlier stage, or to the same again."""
        place = {stage: n for n, stage in enumerate(self.stages)}
        return place.get(target, 0) <= place.get(source, 0)


def allowed_by(process: Process, of: str, language: Language, hours: Hours = HOURS) -> Allowed:
    """What a process allows leads or deals, its stages called as in the language."""
    stages = [stage for stage in process.stages if stage.of == of]
    names = {stage.key: stage.name.in_(language) for stage in stages}
    edges = {
        (names[source.key], names[target.key])
        for source, target in process.edges()
        if source.key in names and target.key in names
    }
    leaving = {source for source, _ in edges}
    limits = {
        names[stage.key]: longest(stage.limit, hours) for stage in stages if stage.limit is not None
    }
    return Allowed(
        tuple(names.values()),
        frozenset(edges),
        frozenset([names[stages[0].key]] if stages else []),
        frozenset(
            names[stage.key]
            for stage in stages
            # A lost case is over, though it may be opened again.
            if stage.kind == "lost" or names[stage.key] not in leaving
        ),
        limits,
    )


def longest(limit: Limit, hours: Hours = HOURS) -> Longest:
    """A limit in seconds; a working day is all the working hours of one."""
    if limit.unit == "working_days":
        return Longest(int(limit.amount) * hours.minutes * 60, is_worked=True)
    return Longest(int(limit.amount * 3600), is_worked=limit.unit == "working_hours")
