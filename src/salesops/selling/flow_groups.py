"""The flow of the pipeline split by owner, team, stage or pipeline: the parts make up the whole."""

from collections import defaultdict
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal

from salesops.kernel.period import Period
from salesops.selling.flow import Flow, History, flow, state


@dataclass(frozen=True)
class Group:
    """The flow of the deals of one owner, team, stage or pipeline."""

    name: str
    told: Flow

    @property
    def size(self) -> Decimal:
        """What the group is sorted by: the larger of what it began and ended with."""
        return max(self.told.total("opening"), self.told.total("closing"))

    @property
    def is_empty(self) -> bool:
        """Whether nothing of it stood, came or went."""
        return not any(self.told.parts.values())


def groups(
    histories: Iterable[History],
    named: Callable[[History], str],
    starts_at: datetime,
    ends_at: datetime,
    window: Period | None,
) -> list[Group]:
    """One flow a group, largest first; each deal stands in one, so they sum to the whole."""
    apart: dict[str, list[History]] = defaultdict(list)
    for history in histories:
        apart[named(history)].append(history)
    found = [
        Group(name, flow(members, starts_at, ends_at, window)) for name, members in apart.items()
    ]
    kept = [group for group in found if not group.is_empty]
    return sorted(kept, key=lambda group: (-group.size, group.name))


def stage_then(history: History, starts_at: datetime, ends_at: datetime) -> str:
    """The stage a deal began the time in, or, where it came in later, ended it in."""
    before = state(history, starts_at)
    return before.stage if before.status == "open" else state(history, ends_at).stage
