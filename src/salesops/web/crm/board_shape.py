"""What a board consists of: columns by stage with their cards and sums."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from salesops.selling.standing import Clock, Total
from salesops.web.crm.models import Deal, Pipeline, Stage


@dataclass(frozen=True)
class Card:
    """One deal as a card shows it."""

    deal: Deal
    clock: Clock
    is_overdue: bool


@dataclass(frozen=True)
class Column:
    """One stage: its first cards, where the next ones start, and sums over all of its deals."""

    stage: Stage
    cards: Sequence[Card]
    next: str | None
    total: Total
    has_chance: bool

    @property
    def is_open(self) -> bool:
        """Whether deals in it are still to be won."""
        return self.stage.kind == Stage.Kind.OPEN


@dataclass(frozen=True)
class Board:
    """A pipeline's columns; closed ones hold what closed since the month began."""

    pipeline: Pipeline
    columns: Sequence[Column]
    total: Total
    currency: str
    may_move: bool
    since: date

    @property
    def is_empty(self) -> bool:
        """Whether there is no deal at all to be shown."""
        return not any(column.total.count for column in self.columns)
