"""When this happens and that holds, do those, and never run in circles."""

from datetime import date, datetime
from decimal import Decimal

import pytest

from salesops.selling.automation import (
    CallWebhook,
    Condition,
    CreateTask,
    Event,
    Notify,
    Rule,
    SetField,
    When,
    filled,
    met,
    planned,
    rehearsed,
)

TODAY = date(2026, 3, 10)
DEAL = {
    "name": "泵站改造",
    "stage": "谈判",
    "status": "open",
    "amount": Decimal("500000.00"),
    "expected_close_on": date(2026, 3, 1),
    "tags": ["重点", "续约"],
    "owner_id": "007",
    "next_step": "",
    "is_key": True,
}
CHANGED = Event(
    "changed", "deals", "D1", DEAL, {"stage": ("报价", "谈判"), "amount": (None, "500000")}
)


@pytest.mark.parametrize(
    ("field", "operator", "value", "is_so"),
    [
        ("stage", "is", "谈判", True),
        ("stage", "is", ["报价", "谈判"], True),
        ("stage", "is", "报价", False),
        ("stage", "is_not", "报价", True),
        ("amount", "is", "500000", True),
        ("amount", "is", 500000, True),
        ("owner_id", "is", "7", False),
        ("is_key", "is", True, True),
        ("missing", "is", "", True),
        ("name", "contains", "改造", True),
        ("name", "contains", "", False),
        ("tags", "contains", "续约", True),
        ("tags", "contains", "续", False),
        ("amount", "at_least", 500000, True),
        ("amount", "at_least", "500000.01", False),
        ("amount", "at_most", 500000, True),
        ("expected_close_on", "at_least", "2026-03-01", True),
        ("expected_close_on", "at_most", date(2026, 2, 28), False),
        ("missing", "at_least", 0, False),
        ("missing", "at_most", 0, False),
        ("stage", "changed", None, True),
        ("name", "changed", None, False),
        ("stage", "changed_to", "谈判", True),
        ("status", "changed_to", "open", False),
        ("stage", "changed_from", "报价", True),
        ("amount", "changed_from", "", True),
        ("next_step", "is_empty", None, True),
        ("stage", "is_not_empty", None, True),
        ("expected_close_on", "older_than_days", 8, True),
        ("expected_close_on", "older_than_days", 9, False),
        ("missing", "older_than_days", 0, False),
        ("name", "older_than_days", 0, False),
    ],
)
def test_a_condition_means_what_it_says(
    field: str, operator: str, value: object, is_so: bool
) -> None:
    assert met(Condition(field, operator, value), CHANGED, TODAY) is is_so  # type: ignore[arg-type]


def test_a_moment_is_as_old_as_its_day() -> None:
    event = Event("daily", "leads", "L1", {"received_at": datetime(2026, 3, 8, 23, 59)})
    assert met(Condition("received_at", "older_than_days", 1), event, TODAY)
    assert not met(Condition("received_at", "older_than_days", 2), event, TODAY)


def rule(name: str, *conditions: Condition, kind: str = "changed", table: str = "deals") -> Rule:
    return Rule(name, When(kind, table), conditions, (Notify("{name}"),))  # type: ignore[arg-type]


def test_a_rule_fires_when_all_holds_and_in_the_order_of_the_rules() -> None:
    rules = [
        rule("b", Condition("stage", "changed_to", "谈判")),
        rule("a"),
        rule("x", Condition("stage", "is", "谈判"), Condition("amount", "at_most", 1)),
        rule("y", kind="created"),
        rule("z", table="leads"),
        Rule("off", When("changed", "deals"), (), (CallWebhook("erp"),), is_active=False),
    ]
    plan = planned(rules, CHANGED, TODAY)
    assert [(f.rule, f.record_id, f.chain) for f in plan.firings] == [
        ("b", "D1", ("b",)),
        ("a", "D1", ("a",)),
    ]
    assert plan.stops == ()


def test_a_rule_does_not_act_on_what_it_caused_and_says_so() -> None:
    caused = Event("changed", "deals", "D1", DEAL, {"stage": ("x", "y")}, chain=("a", "b"))
    plan = planned([rule("a"), rule("b"), rule("c")], caused, TODAY)
    assert [(f.rule, f.chain) for f in plan.firings] == [("c", ("a", "b", "c"))]
    assert [(stop.rule, stop.why.code) for stop in plan.stops] == [
        ("a", "in_the_chain"),
        ("b", "in_the_chain"),
    ]
    assert "a → b" in plan.stops[0].why.reason("zh")


def test_a_chain_has_at_most_three_rules() -> None:
    caused = Event("changed", "deals", "D1", DEAL, chain=("a", "b", "c"))
    plan = planned([rule("d")], caused, TODAY)
    assert (plan.firings, plan.stops[0].why.code) == ((), "chain_too_long")
    assert "3 rules" in plan.stops[0].why.reason("en")


def test_a_rule_that_does_not_hold_is_not_reported_as_stopped() -> None:
    caused = Event("changed", "deals", "D1", DEAL, chain=("a",))
    assert planned([rule("a", Condition("stage", "is", "x"))], caused, TODAY).stops == ()


def test_a_daily_rule_acts_once_until_the_record_changes() -> None:
    overdue = rule("逾期", Condition("expected_close_on", "older_than_days", 0), kind="daily")
    every_day = Event("daily", "deals", "D1", DEAL)
    fired = frozenset({("逾期", "deals", "D1")})
    assert len(planned([overdue], every_day, TODAY).firings) == 1
    assert planned([overdue], every_day, TODAY, fired).stops[0].why.code == "fired_before"
    past = [(TODAY, every_day), (TODAY, every_day), (TODAY, CHANGED), (TODAY, every_day)]
    assert len(rehearsed([overdue], past)) == 2


def test_texts_are_filled_from_the_record_and_reach_nothing_else() -> None:
    assert (
        filled("{name}：{amount}，{expected_close_on}", DEAL) == "泵站改造：500000.00，2026-03-01"
    )
    assert filled("{nothing} {name.__class__} {0}", DEAL) == "{nothing} {name.__class__} {0}"


def test_actions_are_done_in_order() -> None:
    actions = (SetField("next_step", "复核"), CreateTask("复核：{name}", 2))
    plan = planned([Rule("r", When("changed", "deals"), (), actions)], CHANGED, TODAY)
    assert plan.firings[0].actions == actions
