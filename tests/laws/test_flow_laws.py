"""Laws of flow: opening plus what came less what went is closing, for each deal and for all."""

from datetime import date, datetime, timedelta
from decimal import Decimal
from operator import itemgetter

from hypothesis import given
from hypothesis import strategies as st

from salesops.kernel.period import Period
from salesops.selling.flow import IN, OUT, Change, History, Move, closing_by_deal, flow, state

FIRST = datetime(2026, 1, 1)
MOMENTS = st.integers(0, 100).map(lambda n: FIRST + timedelta(days=n))
DAYS = st.none() | st.integers(0, 100).map(lambda n: (FIRST + timedelta(days=n)).date())
AMOUNTS = st.none() | st.integers(0, 99999).map(lambda n: Decimal(n) / 100)
STAGES = st.sampled_from([("报价", "open"), ("谈判", "open"), ("赢单", "won"), ("输单", "lost")])
WINDOWS = st.none() | st.tuples(st.integers(0, 60), st.integers(1, 40)).map(
    lambda n: Period(
        FIRST.date() + timedelta(days=n[0]), FIRST.date() + timedelta(days=n[0] + n[1])
    )
)


@st.composite
def histories(draw: st.DrawFn) -> list[History]:
    """Deals whose changes follow from one another, as records keep them."""
    found = []
    for number in range(draw(st.integers(0, 4))):
        moves = sorted(draw(st.lists(st.tuples(MOMENTS, STAGES), max_size=4)), key=itemgetter(0))
        changes, now = [], {"amount": draw(AMOUNTS), "expected_close_on": draw(DAYS)}
        for at in sorted(draw(st.lists(MOMENTS, max_size=4))):
            field = draw(st.sampled_from(sorted(now)))
            new: Decimal | date | None = draw(AMOUNTS if field == "amount" else DAYS)
            changes.append(Change(at, field, now[field], new))  # type: ignore[arg-type]
            now[field] = new  # type: ignore[assignment]
        stages = tuple(Move(at, *stage) for at, stage in moves)  # type: ignore[arg-type]
        found.append(
            History(f"D{number}", stages, now["amount"], now["expected_close_on"], tuple(changes))  # type: ignore[arg-type]
        )
    return found


@given(histories(), MOMENTS, MOMENTS, WINDOWS)
def test_opening_and_what_came_less_what_went_is_closing(
    deals: list[History], one: datetime, other: datetime, window: Period | None
) -> None:
    told = flow(deals, min(one, other), max(one, other), window)
    came = sum((told.total(bucket) for bucket in ("opening", *IN)), Decimal(0))
    went = sum((told.total(bucket) for bucket in OUT), Decimal(0))
    assert came - went == told.total("closing")
    closing = {part.deal_id: part.amount for part in told.parts["closing"]}
    for deal_id, amount in closing_by_deal(told).items():
        assert amount == closing.get(deal_id, 0)


@given(histories(), MOMENTS, MOMENTS, WINDOWS)
def test_each_deal_stands_at_most_once_in_each_bucket_and_no_part_is_below_zero(
    deals: list[History], one: datetime, other: datetime, window: Period | None
) -> None:
    told = flow(deals, min(one, other), max(one, other), window)
    for parts in told.parts.values():
        assert len({part.deal_id for part in parts}) == len(parts)
        assert all(part.amount >= 0 for part in parts)


@given(histories(), st.tuples(MOMENTS, MOMENTS, MOMENTS).map(sorted), WINDOWS)
def test_one_periods_closing_is_the_next_ones_opening(
    deals: list[History], moments: list[datetime], window: Period | None
) -> None:
    first, middle, last = moments
    earlier, later = flow(deals, first, middle, window), flow(deals, middle, last, window)
    assert earlier.parts["closing"] == later.parts["opening"]


@given(histories(), MOMENTS, MOMENTS)
def test_opening_and_closing_are_the_deals_open_then(
    deals: list[History], one: datetime, other: datetime
) -> None:
    start, end = min(one, other), max(one, other)
    told = flow(deals, start, end)
    for bucket, at in (("opening", start), ("closing", end)):
        open_then = [
            (d.deal_id, state(d, at).amount) for d in deals if state(d, at).status == "open"
        ]
        assert list(told.parts[bucket]) == open_then  # type: ignore[index]


@given(histories(), MOMENTS, WINDOWS)
def test_nothing_happens_in_no_time(
    deals: list[History], moment: datetime, window: Period | None
) -> None:
    told = flow(deals, moment, moment, window)
    assert all(not told.parts[bucket] for bucket in (*IN, *OUT))
