"""Positions over time: half-open, one after another, none beside another."""

from datetime import date

from hypothesis import given
from hypothesis import strategies as st

from salesops.kernel.tenure import Spell, clash, closed, later

JANUARY, MARCH, JUNE = date(2025, 1, 1), date(2025, 3, 1), date(2025, 6, 1)
DAYS = st.dates(date(2025, 1, 1), date(2025, 1, 12))
SPELLS = st.builds(Spell, st.none() | DAYS, st.none() | DAYS)


def test_a_spell_ends_the_day_before_its_end():
    spell = Spell(JANUARY, MARCH)
    assert spell.holds(JANUARY) and not spell.holds(MARCH)
    assert Spell(None, None).holds(JANUARY)


def test_one_that_starts_where_another_ends_does_not_overlap_it():
    assert not Spell(JANUARY, MARCH).overlaps(Spell(MARCH, None))
    assert Spell(JANUARY, JUNE).overlaps(Spell(MARCH, None))


def test_a_spell_without_an_end_ends_where_the_next_starts():
    first, second = Spell(JANUARY, None), Spell(MARCH, None)
    assert closed([second, first]) == [Spell(JANUARY, MARCH), second]
    assert closed([]) == []
    assert clash([first, second], Spell(JANUARY, MARCH)) == Spell(JANUARY, MARCH)


def test_a_gap_between_two_positions_may_be_filled():
    assert clash([Spell(None, JANUARY), Spell(JUNE, None)], Spell(JANUARY, JUNE)) is None


def test_what_begins_after_a_day_is_found():
    assert later([Spell(JANUARY, None), Spell(JUNE, None)], MARCH) == Spell(JUNE, None)
    assert later([Spell(JANUARY, None)], MARCH) is None


@given(SPELLS, SPELLS)
def test_two_spells_overlap_when_a_day_is_in_both(one, other):
    if not (one.lasts and other.lasts):
        return
    days = [date(2024, 12, 31), *(date(2025, 1, day) for day in range(1, 14))]
    shared = any(one.holds(day) and other.holds(day) for day in days)
    assert one.overlaps(other) == other.overlaps(one) == shared
