"""A customer nobody works on goes back to the pool, in working days and never by surprise."""

from datetime import date, timedelta

import pytest

from salesops.selling.pool import (
    Claimant,
    Owned,
    Pooled,
    PoolRule,
    due,
    holding,
    may_claim,
    rule_for,
)
from salesops.selling.replaying import Spell, replay
from salesops.selling.workdays import IsWorkday, workday_after, workdays_between

# China, February 2026: the festival from the 15th to the 23rd, the 14th and 28th made up.
CLOSED = {date(2026, 2, 15) + timedelta(days=n) for n in range(9)}
MADE_UP = {date(2026, 2, 14), date(2026, 2, 28)}
RULE = PoolRule("全国", recycle_after_workdays=5, warn_before_workdays=2)


def works(day: date) -> bool:
    return day in MADE_UP or (day.weekday() < 5 and day not in CLOSED)


def everybody(_owner_id: str) -> IsWorkday:
    return works


def feb(day: int) -> date:
    return date(2026, 2, day)


def test_five_working_days_reach_over_a_festival_and_its_made_up_days() -> None:
    assert workday_after(feb(11), 5, works) == feb(25)  # 12, 13, 14 (Saturday), 24, 25
    assert workdays_between(feb(11), feb(25), works) == 4
    assert workday_after(feb(11), 0, works) == feb(11)


def test_a_calendar_without_work_is_a_mistake() -> None:
    with pytest.raises(ValueError, match="no working day"):
        workday_after(feb(1), 1, lambda _: False)


@pytest.mark.parametrize(
    ("today", "state"),
    [(11, "stays"), (13, "stays"), (14, "warn"), (20, "warn"), (25, "warn"), (26, "recycle")],
)
def test_a_customer_is_warned_about_and_then_recycled(today: int, state: str) -> None:
    verdict = due(Owned("A1", claimed_on=feb(11)), RULE, feb(today), works)
    assert (verdict.state, verdict.contact_by) == (state, feb(25))


def test_a_customer_never_contacted_is_as_old_as_its_claim() -> None:
    fresh = Owned("A1", claimed_on=feb(25), last_contact_on=None)
    assert due(fresh, RULE, feb(26), works).state == "stays"


def test_a_contact_starts_the_clock_again_and_an_older_one_does_not_turn_it_back() -> None:
    claimed = Owned("A1", feb(2), last_contact_on=feb(11))
    assert due(claimed, RULE, feb(26), works).contact_by == feb(25)
    reclaimed = Owned("A1", feb(11), last_contact_on=feb(2))
    assert due(reclaimed, RULE, feb(26), works).contact_by == feb(25)


def test_a_new_rule_takes_nothing_on_its_first_day() -> None:
    rule = PoolRule("新规则", recycle_after_workdays=5, starts_on=feb(11))
    old = Owned("A1", claimed_on=date(2020, 1, 1))
    assert due(old, rule, feb(11), works).state == "stays"
    assert due(old, rule, feb(26), works).state == "recycle"


def test_a_customer_that_has_bought_is_kept_unless_the_rule_says_otherwise() -> None:
    won = Owned("A1", claimed_on=date(2025, 1, 1), won_on=date(2025, 3, 1))
    assert due(won, RULE, feb(26), works).state == "stays"
    strict = PoolRule("严格", recycle_after_workdays=5, keeps_won=False)
    assert due(won, strict, feb(26), works).state == "recycle"
    assert due(Owned("A1", feb(2), won_on=feb(11)), strict, feb(25), works).contact_by == feb(25)


def test_a_rule_without_a_limit_or_for_others_takes_nothing_back() -> None:
    old = Owned("A1", date(2020, 1, 1), klass="C", region_path=("中国", "华东"))
    assert due(old, PoolRule("不回收"), feb(26), works).state == "stays"
    for_others = PoolRule("A类", recycle_after_workdays=1, classes=frozenset({"A"}))
    assert due(old, for_others, feb(26), works).state == "stays"


def test_the_first_pool_for_class_and_region_is_the_customers() -> None:
    south = PoolRule("华南", regions=frozenset({"华南"}))
    a_class = PoolRule("A类", classes=frozenset({"A"}))
    rules = [south, a_class]
    assert rule_for(rules, Owned("A1", feb(1), klass="B", region_path=("中国", "华南"))) == south
    assert rule_for(rules, Owned("A1", feb(1), klass="A", region_path=("中国", "华东"))) == a_class
    assert rule_for(rules, Owned("A1", feb(1), klass="B")) is None


def test_a_verdict_says_since_when_and_until_when_in_both_languages() -> None:
    verdict = due(Owned("A1", feb(2), last_contact_on=feb(11)), RULE, feb(26), works)
    assert verdict.reason.reason("zh").startswith("自 2026-02-11 联系后 5 个工作日没有联系")
    assert "since the contact on 2026-02-11" in verdict.reason.reason("en")
    warned = due(Owned("A1", feb(11)), RULE, feb(25), works)
    assert warned.reason.remedy("zh") == "请在 2026-02-25 前联系客户并记录"


CLAIMING = PoolRule(
    "华东", holding_cap=2, claims_per_day=3, cool_down_workdays=2, regions=frozenset({"华东"})
)
POOLED = Pooled("A1", last_owner_id="bo", returned_on=feb(13))
EAST = ("中国", "华东", "上海")


@pytest.mark.parametrize(
    ("claimant", "today", "code"),
    [
        (Claimant("cy", ("中国", "华南")), 26, "out_of_region"),
        (Claimant("cy", EAST, holding=2), 26, "cap_reached"),
        (Claimant("cy", EAST, holding=1, claims_today=3), 26, "daily_limit"),
        (Claimant("bo", EAST), 13, "cooling_down"),
        (Claimant("bo", EAST), 23, "cooling_down"),
    ],
)
def test_a_claim_is_refused_with_its_reason(claimant: Claimant, today: int, code: str) -> None:
    refusal = may_claim(CLAIMING, claimant, POOLED, feb(today), works)
    assert refusal and refusal.code == code
    assert refusal.reason("zh") and refusal.remedy("en")


def test_the_cool_down_ends_and_binds_only_the_last_owner() -> None:
    assert may_claim(CLAIMING, Claimant("bo", EAST), POOLED, feb(24), works) is None
    assert may_claim(CLAIMING, Claimant("cy", EAST), POOLED, feb(13), works) is None
    refusal = may_claim(CLAIMING, Claimant("bo", EAST), POOLED, feb(14), works)
    assert refusal and "2026-02-24 起才能再次领取" in refusal.reason("zh")


def test_nothing_hinders_where_the_rule_sets_no_limit() -> None:
    claimant = Claimant("bo", holding=999, claims_today=99)
    assert may_claim(PoolRule("自由"), claimant, POOLED, feb(13), works) is None


def test_customers_who_have_bought_do_not_fill_the_cap() -> None:
    owned = [
        Owned("A1", feb(1), region_path=EAST),
        Owned("A2", feb(1), won_on=feb(3), region_path=EAST),
        Owned("A3", feb(1), region_path=("中国", "华南")),
    ]
    assert holding(owned, CLAIMING) == 1


def test_a_replay_says_whom_the_rule_would_have_cost_a_win() -> None:
    history = [
        Spell("A1", "bo", feb(2), contacts=(feb(5),), wins=(date(2026, 3, 20),)),
        Spell("A2", "bo", feb(2), contacts=(feb(5),), ended_on=date(2026, 3, 1)),
        Spell("A3", "bo", feb(2), contacts=(feb(5),), ended_on=feb(12)),
        Spell("A4", "bo", feb(2), wins=(feb(4),)),
        Spell("A5", "cy", feb(2), contacts=(feb(9), feb(13), feb(27)), ended_on=feb(28)),
        Spell("A6", "cy", date(2026, 4, 1)),
    ]
    told = replay(history, RULE, feb(1), date(2026, 4, 1), everybody)
    assert told.spells == 5
    assert [(r.spell.account_id, r.recycled_on) for r in told.recycled] == [
        ("A1", feb(13)),
        ("A2", feb(13)),
    ]
    assert [r.spell.account_id for r in told.later_won] == ["A1"]
    assert "2 个客户被回收，其中 1 个" in told.said().reason("zh")


def test_neglect_counts_on_the_days_on_which_the_owner_works() -> None:
    def rests_on_the_third(day: date) -> bool:
        return works(day) and day != feb(3)

    history = [Spell("A1", "bo", feb(2)), Spell("A2", "cy", feb(2))]
    period = (feb(1), date(2026, 4, 1))
    told = replay(history, RULE, *period, {"bo": works, "cy": rests_on_the_third}.__getitem__)
    first, second = told.recycled
    assert (first.spell.owner_id, second.spell.owner_id) == ("bo", "cy")
    assert second.recycled_on > first.recycled_on


def test_a_win_after_claiming_again_counts_for_the_same_owner_only() -> None:
    lost = Spell("A1", "bo", feb(2), ended_on=feb(20))
    again = Spell("A1", "bo", date(2026, 3, 2), wins=(date(2026, 3, 4),))
    other = Spell("A1", "cy", date(2026, 3, 2), wins=(date(2026, 3, 4),))
    period = (feb(1), date(2026, 3, 1), everybody)
    assert len(replay([lost, again], RULE, *period).later_won) == 1
    assert len(replay([lost, other], RULE, *period).later_won) == 0
