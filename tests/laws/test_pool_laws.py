"""Laws of the pool: the clock only moves on, a replay is what would have happened day by day."""

from dataclasses import replace
from datetime import date, timedelta

from hypothesis import given
from hypothesis import strategies as st

from salesops.selling.pool import Owned, PoolRule, due
from salesops.selling.replaying import Spell, replay
from salesops.selling.workdays import DAY, workday_after, workdays_between

START = date(2026, 1, 1)
END = date(2026, 3, 1)
DAYS = st.dates(START, END - DAY)
RESTS = st.frozensets(DAYS, max_size=20)
RULES = st.builds(
    PoolRule,
    name=st.just("规则"),
    recycle_after_workdays=st.integers(1, 8),
    warn_before_workdays=st.integers(0, 4),
    keeps_won=st.booleans(),
)
SPELLS = st.builds(
    Spell,
    account_id=st.just("A1"),
    owner_id=st.just("bo"),
    claimed_on=DAYS,
    contacts=st.lists(DAYS, max_size=6).map(tuple),
    wins=st.lists(DAYS, max_size=1).map(tuple),
    ended_on=st.none() | DAYS,
)
ORDER = {"stays": 0, "warn": 1, "recycle": 2}


def works_but(rests: frozenset[date]):
    return lambda day: day.weekday() < 5 and day not in rests


def as_known_in_the_morning_of(spell: Spell, day: date) -> Owned:
    contacts = [d for d in spell.contacts if d < day]
    wins = [d for d in spell.wins if d < day]
    return Owned(
        "A1", spell.claimed_on, max(contacts, default=None), max(wins, default=None)
    )  # fmt: skip


@given(DAYS, st.integers(0, 30), RESTS)
def test_counting_forward_and_counting_between_agree(
    day: date, count: int, rests: frozenset[date]
) -> None:
    works = works_but(rests)
    assert workdays_between(day, workday_after(day, count, works) + DAY, works) == count


@given(SPELLS, RULES, RESTS)
def test_left_alone_a_customer_is_first_warned_about_then_recycled_and_never_unrecycled(
    spell: Spell, rule: PoolRule, rests: frozenset[date]
) -> None:
    customer = Owned("A1", spell.claimed_on)
    days = [spell.claimed_on + timedelta(days=n) for n in range(40)]
    states = [ORDER[due(customer, rule, day, works_but(rests)).state] for day in days]
    assert states == sorted(states)
    assert states[0] < 2
    assert states[-1] == 2
    if rule.warn_before_workdays:
        assert 1 in states


@given(SPELLS, RULES, RESTS, DAYS)
def test_one_more_contact_never_brings_the_recycling_nearer(
    spell: Spell, rule: PoolRule, rests: frozenset[date], contact: date
) -> None:
    works = works_but(rests)
    before = due(Owned("A1", spell.claimed_on), rule, END, works).contact_by
    after = due(Owned("A1", spell.claimed_on, contact), rule, END, works).contact_by
    assert before and after and after >= before


@given(SPELLS, RULES, RESTS)
def test_a_replay_takes_a_customer_on_the_day_the_rule_would_have(
    spell: Spell, rule: PoolRule, rests: frozenset[date]
) -> None:
    works = works_but(rests)
    told = replay([spell], rule, START, END, lambda _owner: works)
    began = replace(rule, starts_on=START)
    last = min(END, spell.ended_on or END)
    days = [spell.claimed_on + timedelta(days=n) for n in range((last - spell.claimed_on).days)]
    taken = [
        day
        for day in days
        if due(as_known_in_the_morning_of(spell, day), began, day, works).state == "recycle"
    ]
    assert [one.recycled_on for one in told.recycled] == taken[:1]


@given(st.lists(SPELLS, max_size=5), RULES, RESTS)
def test_a_longer_limit_recycles_no_more_and_costs_no_more_wins(
    spells: list[Spell], rule: PoolRule, rests: frozenset[date]
) -> None:
    longer = replace(rule, recycle_after_workdays=(rule.recycle_after_workdays or 0) + 1)
    short, long = (
        replay(spells, r, START, END, lambda _owner: works_but(rests)) for r in (rule, longer)
    )
    assert len(long.recycled) <= len(short.recycled)
    assert len(short.later_won) <= len(short.recycled) <= short.spells
