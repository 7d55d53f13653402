"""From one day's pipeline to another's, every yuan is accounted for and opens to its deal."""

from datetime import date, datetime
from decimal import Decimal

import pytest

from salesops.kernel.period import period
from salesops.selling.flow import (
    BUCKETS,
    LABELS,
    Change,
    Flow,
    History,
    Move,
    Part,
    Sum,
    flow,
    moved,
    state,
)

START, END = datetime(2026, 4, 1), datetime(2026, 7, 1)
QUARTER = period("2026Q2")
BEFORE, DURING, AFTER = datetime(2026, 3, 1), datetime(2026, 5, 5), datetime(2026, 8, 1)
MAY, SEPTEMBER = date(2026, 5, 20), date(2026, 9, 1)
OPEN = Move(BEFORE, "报价")


def deal(*moves: Move, close: date = MAY, amount: int = 100, changes: tuple[Change, ...] = ()):
    return History("D1", moves, Decimal(amount), close, changes)


def told(history: History, window: object = QUARTER) -> dict[str, int]:
    parts = flow([history], START, END, window).parts  # type: ignore[arg-type]
    return {bucket: int(part.amount) for bucket, found in parts.items() for part in found}


def pushed(before: date, after: date, at: datetime = DURING) -> tuple[Change, ...]:
    return (Change(at, "expected_close_on", before, after),)


def resized(before: int, after: int, at: datetime = DURING) -> tuple[Change, ...]:
    return (Change(at, "amount", Decimal(before), Decimal(after)),)


WON, LOST = Move(DURING, "赢单", "won"), Move(DURING, "输单", "lost")


@pytest.mark.parametrize(
    ("history", "movements"),
    [
        (deal(OPEN), {"opening": 100, "closing": 100}),
        (deal(Move(DURING, "报价")), {"new": 100, "closing": 100}),
        (deal(Move(DURING, "报价"), Move(datetime(2026, 6, 1), "赢单", "won")),
         {"new": 100, "won": 100}),
        (deal(OPEN, WON), {"opening": 100, "won": 100}),
        (deal(OPEN, LOST), {"opening": 100, "lost": 100}),
        (deal(OPEN, WON, amount=130, changes=resized(100, 130)),
         {"opening": 100, "grown": 30, "won": 130}),
        (deal(OPEN, amount=60, changes=resized(100, 60)),
         {"opening": 100, "shrunk": 40, "closing": 60}),
        (deal(OPEN, close=SEPTEMBER, changes=pushed(MAY, SEPTEMBER)),
         {"opening": 100, "pushed_out": 100}),
        (deal(OPEN, close=SEPTEMBER, amount=150,
              changes=(*pushed(MAY, SEPTEMBER), *resized(100, 150))),
         {"opening": 100, "pushed_out": 100}),
        (deal(OPEN, changes=pushed(SEPTEMBER, MAY)), {"pulled_in": 100, "closing": 100}),
        (deal(OPEN, WON, close=SEPTEMBER), {"pulled_in": 100, "won": 100}),
        (deal(OPEN, LOST, close=SEPTEMBER), {}),
        (deal(OPEN, close=SEPTEMBER), {}),
        (deal(Move(datetime(2026, 1, 1), "报价"), Move(BEFORE, "输单", "lost"),
              Move(DURING, "报价")), {"reopened": 100, "closing": 100}),
        (deal(Move(BEFORE, "赢单", "won"), LOST), {"reopened": 100, "lost": 100}),
        (deal(OPEN, Move(AFTER, "赢单", "won"), amount=900, changes=resized(100, 900, AFTER)),
         {"opening": 100, "closing": 100}),
        (deal(Move(AFTER, "报价")), {}),
        (deal(), {}),
    ],
)  # fmt: skip
def test_a_deal_moves_through_its_buckets(history: History, movements: dict[str, int]) -> None:
    assert told(history) == movements


def test_without_a_window_no_deal_is_pulled_in_or_pushed_out() -> None:
    history = deal(OPEN, close=SEPTEMBER, changes=pushed(MAY, SEPTEMBER))
    assert told(history, None) == {"opening": 100, "closing": 100}


def test_what_happens_at_the_first_moment_belongs_to_the_period_and_at_the_last_to_the_next() -> (
    None
):
    assert told(deal(Move(START, "报价"))) == {"new": 100, "closing": 100}
    assert told(deal(Move(END, "报价"))) == {}
    assert told(deal(OPEN, amount=50, changes=resized(100, 50, END))) == {
        "opening": 100, "closing": 100,
    }  # fmt: skip


def test_a_deal_without_an_amount_is_counted_with_nothing() -> None:
    history = History("D1", (OPEN,), None, MAY, ())
    told = flow([history], START, END, QUARTER)
    assert (told.count("closing"), told.total("closing")) == (1, Decimal(0))


def test_every_figure_opens_to_its_deals() -> None:
    deals = [
        History("D1", (OPEN,), Decimal(70), MAY),
        History("D2", (OPEN, WON), Decimal(30), MAY),
    ]
    told = flow(deals, START, END)
    assert told.parts["opening"] == (Part("D1", Decimal(70)), Part("D2", Decimal(30)))
    assert (told.total("opening"), told.total("won"), told.count("closing")) == (100, 30, 1)


def test_the_state_of_a_deal_is_what_it_was_before_later_changes() -> None:
    history = deal(OPEN, Move(DURING, "谈判"), amount=3, changes=(*resized(1, 2), *resized(2, 3)))
    assert state(history, DURING).amount == 1
    assert (state(history, AFTER).amount, state(history, AFTER).stage) == (3, "谈判")
    assert state(history, BEFORE).status is None


def test_deals_that_changed_their_stage_are_grouped_by_where_from_and_where_to() -> None:
    deals = [deal(OPEN, Move(DURING, "谈判")), deal(OPEN), deal(OPEN, WON)]
    assert moved(deals, START, END) == {("报价", "谈判"): Sum(1, Decimal(100))}


def test_every_bucket_has_a_name_in_both_languages() -> None:
    assert set(LABELS["zh"]) == set(LABELS["en"]) == set(BUCKETS) == set(flow([], START, END).parts)
    assert isinstance(flow([], START, END), Flow)
