"""How the open pipeline of one day became that of another: what came in, went out, grew, shrank.

The identity holds exactly, for every deal and so for the whole:
opening + new + reopened + pulled in + grown - shrunk - pushed out - won - lost = closing.
"""

from collections.abc import Iterable, Mapping, MutableMapping
from dataclasses import dataclass, field
from datetime import date, datetime
from decimal import Decimal
from itertools import chain
from typing import Literal, NamedTuple, TypeVar

from salesops.kernel.period import Period
from salesops.kernel.problem import Language

Key = TypeVar("Key")
Status = Literal["open", "won", "lost"]
Bucket = Literal[
    "opening", "new", "reopened", "pulled_in", "grown", "shrunk", "pushed_out", "won", "lost",
    "closing",
]  # fmt: skip

IN: tuple[Bucket, ...] = ("new", "reopened", "pulled_in", "grown")
OUT: tuple[Bucket, ...] = ("shrunk", "pushed_out", "won", "lost")
ENDS: tuple[Bucket, Bucket] = ("opening", "closing")
BUCKETS: tuple[Bucket, ...] = ("opening", *IN, *OUT, "closing")

LABELS: Mapping[Language, Mapping[Bucket, str]] = {
    "zh": {
        "opening": "期初", "new": "新增", "reopened": "重新打开", "pulled_in": "移入本期",
        "grown": "金额增加", "shrunk": "金额减少", "pushed_out": "移出本期", "won": "赢单",
        "lost": "输单", "closing": "期末",
    },
    "en": {
        "opening": "Opening", "new": "New", "reopened": "Reopened", "pulled_in": "Pulled in",
        "grown": "Grown", "shrunk": "Shrunk", "pushed_out": "Pushed out", "won": "Won",
        "lost": "Lost", "closing": "Closing",
    },
}  # fmt: skip


@dataclass(frozen=True)
class Move:
    """A deal enters a stage, which is open, won or lost; entering at its creation is a move."""

    entered_at: datetime
    stage: str
    status: Status = "open"


@dataclass(frozen=True)
class Change:
    """The amount or the expected close of a deal was one thing and became another."""

    at: datetime
    field: Literal["amount", "expected_close_on"]
    before: Decimal | date | None
    after: Decimal | date | None


@dataclass(frozen=True)
class History:
    """A deal with what it is now, its moves in order, and the changes that led to what it is."""

    deal_id: str
    moves: tuple[Move, ...]
    amount: Decimal | None = None
    expected_close_on: date | None = None
    changes: tuple[Change, ...] = ()


class Part(NamedTuple):
    """A deal with what it adds to a bucket; never below zero, amounts below zero apart."""

    deal_id: str
    amount: Decimal


class Sum(NamedTuple):
    """So many deals, and what they come to."""

    deals: int = 0
    amount: Decimal = Decimal(0)

    def and_also(self, other: "Sum") -> "Sum":
        """Both together."""
        return Sum(self.deals + other.deals, self.amount + other.amount)


Sums = Mapping[Bucket, Sum]


@dataclass(frozen=True)
class Flow:
    """Every bucket with its deals; each deal stands at most once in each.

    `summed` are deals of each bucket that are not told one by one.
    """

    parts: Mapping[Bucket, tuple[Part, ...]]
    summed: Sums = field(default_factory=dict)

    def total(self, bucket: Bucket) -> Decimal:
        """The amount of one bucket; what goes out counts as it is written, without a sign."""
        return sum((part.amount for part in self.parts[bucket]), self._summed(bucket).amount)

    def count(self, bucket: Bucket) -> int:
        """How many deals a bucket has."""
        return len(self.parts[bucket]) + self._summed(bucket).deals

    def _summed(self, bucket: Bucket) -> Sum:
        return self.summed.get(bucket, Sum())


@dataclass(frozen=True)
class State:
    """What a deal was at a moment; no status before its first move."""

    status: Status | None
    stage: str
    amount: Decimal
    close_on: date | None


def flow(
    histories: Iterable[History],
    starts_at: datetime,
    ends_at: datetime,
    window: Period | None = None,
) -> Flow:
    """The flow of the pipeline from one moment to another, for deals to close within the window.

    Without a window every open deal belongs to the pipeline and none is pulled in or pushed out.
    Deals are compared at the two moments; what happened at a moment belongs after it. A deal
    that is won counts with its last amount, having grown or shrunk to it before; one that was
    pushed out counts with what it had brought to the opening.
    """
    parts: dict[Bucket, list[Part]] = {bucket: [] for bucket in BUCKETS}
    for history in histories:
        before, after = state(history, starts_at), state(history, ends_at)
        for bucket, amount in movements(before, after, window):
            parts[bucket].append(Part(history.deal_id, amount))
    return Flow({bucket: tuple(found) for bucket, found in parts.items()})


def state(history: History, at: datetime) -> State:
    """What the deal was just before the moment: today's values with later changes undone."""
    past = [move for move in history.moves if move.entered_at < at]
    last = past[-1] if past else None
    amount = _as_of(history, "amount", at)
    close = _as_of(history, "expected_close_on", at)
    if last and last.status == "won":
        close = last.entered_at.date()  # a deal that is won closes on the day it was
    return State(
        last.status if last else None,
        last.stage if last else "",
        amount if isinstance(amount, Decimal) else Decimal(0),
        close if isinstance(close, date) else None,
    )


def _as_of(history: History, field: str, at: datetime) -> Decimal | date | None:
    later = [change for change in history.changes if change.field == field and change.at >= at]
    if later:
        return later[0].before
    return history.amount if field == "amount" else history.expected_close_on


def movements(before: State, after: State, window: Period | None) -> list[tuple[Bucket, Decimal]]:
    """The buckets of a deal that was the one and became the other, with what it adds to each.

    Deals that were and became the same may be asked about together, by the sum of their amounts.
    """
    is_in = before.status == "open" and _closes_within(before, window)
    is_still_in = after.status == "open" and _closes_within(after, window)
    if is_in:
        opening: list[tuple[Bucket, Decimal]] = [("opening", before.amount)]
        return opening + _onward(before, after, is_still_in=is_still_in)
    entered = _entered(before, after, window)
    if entered is None:
        return []
    return [(entered, after.amount), (_whereto(after), after.amount)]


def _onward(before: State, after: State, *, is_still_in: bool) -> list[tuple[Bucket, Decimal]]:
    """What became of a deal that stood in the opening."""
    if after.status == "open" and not is_still_in:
        return [("pushed_out", before.amount)]
    change = after.amount - before.amount
    size: list[tuple[Bucket, Decimal]] = []
    if change:
        size = [("grown", change) if change > 0 else ("shrunk", -change)]
    return [*size, (_whereto(after), after.amount)]


def _whereto(after: State) -> Bucket:
    return after.status if after.status in ("won", "lost") else "closing"


def _entered(before: State, after: State, window: Period | None) -> Bucket | None:
    """How a deal that was not in the opening came in, if it did; it may be gone again."""
    if after.status is None or before.status == after.status != "open":
        return None
    if not _closes_within(after, window):
        return None
    if before.status is None:
        return "new"
    return "pulled_in" if before.status == "open" else "reopened"


def _closes_within(state: State, window: Period | None) -> bool:
    return window is None or (state.close_on is not None and state.close_on in window)


def moved(
    histories: Iterable[History], starts_at: datetime, ends_at: datetime
) -> Mapping[tuple[str, str], Sum]:
    """The deals open at both moments in different stages, by (stage then, stage now)."""
    found: dict[tuple[str, str], Sum] = {}
    for history in histories:
        before, after = state(history, starts_at), state(history, ends_at)
        if is_moved(before, after):
            add(found, (before.stage, after.stage), Sum(1, after.amount))
    return found


def is_moved(before: State, after: State) -> bool:
    """Whether a deal stayed open and went to another stage."""
    return before.status == after.status == "open" and before.stage != after.stage


def add(found: MutableMapping[Key, Sum], key: Key, more: Sum) -> None:
    """Add deals to those already summed under a key."""
    found[key] = found.get(key, Sum()).and_also(more)


def closing_by_deal(told: Flow) -> dict[str, Decimal]:
    """What each deal comes to by its movements; for deals that are gone, nothing."""
    amounts: dict[str, Decimal] = {}
    signed = chain(
        ((part, 1) for bucket in ("opening", *IN) for part in told.parts[bucket]),
        ((part, -1) for bucket in OUT for part in told.parts[bucket]),
    )
    for part, sign in signed:
        amounts[part.deal_id] = amounts.get(part.deal_id, Decimal(0)) + sign * part.amount
    return amounts
