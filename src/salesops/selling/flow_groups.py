"""The flow of the pipeline split by owner, team, stage or pipeline: the parts make up the whole."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from decimal import Decimal

from salesops.selling.flow import BUCKETS, Bucket, Flow, Part, State, Sums


@dataclass(frozen=True)
class Group:
    """The flow of the deals of one owner, team, stage or pipeline."""

    name: str
    told: Flow

    @property
    def size(self) -> Decimal:
        """What the group is sorted by: the larger of what it began and ended with."""
        return max(self.told.total("opening"), self.told.total("closing"))


def groups(
    whole: Flow, named: Callable[[str], str], summed: Mapping[str, Sums] | None = None
) -> list[Group]:
    """The flow of each group by its deals' ids, largest first.

    Each deal stands in one group, so the groups sum to the whole; `summed` splits the deals that
    the whole does not tell one by one.
    """
    sums = summed or {}
    apart: dict[str, dict[Bucket, list[Part]]] = {name: _nothing() for name in sums}
    for bucket, parts in whole.parts.items():
        for part in parts:
            apart.setdefault(named(part.deal_id), _nothing())[bucket].append(part)
    found = [
        Group(name, Flow({b: tuple(parts) for b, parts in mine.items()}, sums.get(name, {})))
        for name, mine in apart.items()
    ]
    return sorted(found, key=lambda group: (-group.size, group.name))


def _nothing() -> dict[Bucket, list[Part]]:
    return {bucket: [] for bucket in BUCKETS}


def stage_then(before: State, after: State) -> str:
    """The stage a deal began the time in, or, where it came in later, ended it in."""
    return before.stage if before.status == "open" else after.stage
