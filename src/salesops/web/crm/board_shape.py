"""What a board consists of: columns by stage with their cards and sums."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import NamedTuple

from salesops.selling.standing import Clock, Total
from salesops.web.crm.models import Pipeline, Stage


class OnBoard(NamedTuple):
    """What a card says of a deal: read as plain values, as a board has more than a hundred."""

    pk: str
    name: str
    amount: Decimal | None
    currency: str
    expected_close_on: date | None
    stage: str
    status: str
    version: int
    entered_stage_at: datetime | None
    created_on: date | None
    closed_on: date | None
    pushes: int
    owner: str | None
    account: str | None

    @property
    def title(self) -> str:
        """What the deal is called."""
        return self.name or self.pk


@dataclass(frozen=True)
class Card:
    """One deal as a card shows it."""

    deal: OnBoard
    clock: Clock
    is_overdue: bool


@dataclass(frozen=True)
class Column:
    """One stage: its first cards, where the next ones start, and sums over all of its deals."""

    stage: Stage
    cards: Sequence[Card]
    next: str | None
    total: Total

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
