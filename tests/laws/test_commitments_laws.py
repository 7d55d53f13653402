"""Laws of commitments against what came."""

from decimal import Decimal
from fractions import Fraction

from hypothesis import given
from hypothesis import strategies as st

from salesops.planning.commitments import Commitment, TrackRecord, blended

amounts = st.integers(1, 10**12).map(lambda cents: Decimal(cents) / 100)
records = st.lists(st.builds(Commitment, amounts, amounts), min_size=2, max_size=8)


@given(records, st.randoms(use_true_random=False), st.integers(1, 10_000))
def test_the_past_adjusted_is_what_came_in_any_order_and_currency(periods, dice, rate) -> None:
    record = TrackRecord(periods)
    assert record.adjusted(record.committed) == record.actual
    mixed = [Commitment(one.committed * rate, one.actual * rate) for one in periods]
    dice.shuffle(mixed)
    assert TrackRecord(mixed).quotient == record.quotient


@given(records, amounts)
def test_whoever_keeps_their_word_is_believed_to_the_cent(periods, offer) -> None:
    honest = TrackRecord([Commitment(one.committed, one.committed) for one in periods])
    assert honest.adjusted(offer) == Fraction(offer)


@given(amounts, amounts, st.fractions(0, 1))
def test_a_blend_lies_between_and_its_parts_are_the_whole(one, other, part) -> None:
    first, second = Fraction(one), Fraction(other)
    assert min(first, second) <= blended(first, second, part) <= max(first, second)
    assert blended(first, second, part) + blended(second, first, part) == first + second
