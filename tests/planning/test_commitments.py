"""Commitments of the past: whoever said too little before is believed to say too little again."""

from decimal import Decimal
from fractions import Fraction

from salesops.planning.commitments import Commitment, TrackRecord, blended


def kept(*periods: tuple[int, int]) -> TrackRecord:
    return TrackRecord([Commitment(Decimal(said), Decimal(came)) for said, came in periods])


def test_t39_half_as_much_again_came_so_100000_are_150000_and_135000_beside_120000() -> None:
    record = kept((200_000, 300_000), (250_000, 375_000))
    assert record.quotient == Fraction(3, 2)
    adjusted = record.adjusted(Decimal(100_000))
    assert adjusted == 150_000
    assert blended(adjusted, Fraction(120_000), Fraction(1, 2)) == 135_000


def test_periods_count_by_their_size() -> None:
    # 1 of 1,000 and 100 of 100: 101 came of 1,100, not half of it.
    assert kept((1000, 1), (100, 100)).quotient == Fraction(101, 1100)


def test_one_period_or_nothing_committed_to_says_nothing() -> None:
    assert kept().quotient is None
    assert kept((200, 300)).quotient is None
    assert kept((0, 300), (0, 10)).quotient is None
    assert kept((200, 300)).adjusted(Decimal(100)) is None


def test_a_period_in_which_nothing_came_counts_and_returns_count_as_nothing() -> None:
    assert kept((100, 0), (100, 100)).quotient == Fraction(1, 2)
    assert kept((100, -50), (100, 100)).quotient == Fraction(1, 2)
