"""Laws of automation: it always comes to an end, and a rule survives being written down."""

import json
from datetime import date

from hypothesis import given
from hypothesis import strategies as st

from salesops.selling.automation import (
    Assign,
    CallWebhook,
    Condition,
    CreateTask,
    Event,
    Notify,
    Rule,
    SetField,
    When,
    met,
    planned,
)
from salesops.selling.comparing import OPERATORS, VALUELESS
from salesops.selling.rulebook import from_dict, to_dict

TODAY = date(2026, 3, 10)
FIELDS = ("stage", "amount", "owner_id")
VALUES = st.sampled_from(["a", "b", "5", 5, True])
TEXTS = st.text(max_size=6)
SETS = st.builds(SetField, st.sampled_from(FIELDS), st.sampled_from(["a", "b"]))
ACTIONS = st.one_of(
    SETS,
    st.builds(CreateTask, TEXTS, st.integers(0, 9), TEXTS),
    st.builds(Assign, TEXTS),
    st.builds(Notify, TEXTS, TEXTS),
    st.builds(CallWebhook, TEXTS),
)


@st.composite
def conditions(draw: st.DrawFn) -> Condition:
    operator = draw(st.sampled_from(OPERATORS))
    if operator in VALUELESS:
        return Condition(draw(st.sampled_from(FIELDS)), operator)
    value = draw(st.integers(0, 9) if operator == "older_than_days" else VALUES)
    return Condition(draw(st.sampled_from(FIELDS)), operator, value)


WHENS = st.builds(
    When, st.sampled_from(["created", "changed", "daily"]), st.sampled_from(["deals", "leads"])
)
NAMES = st.text(min_size=1, max_size=5).filter(lambda name: name.strip() == name)
RULES = st.builds(
    Rule,
    NAMES,
    WHENS,
    st.lists(conditions(), max_size=3).map(tuple),
    st.lists(ACTIONS, min_size=1, max_size=3).map(tuple),
    st.booleans(),
)


@given(RULES)
def test_a_rule_that_is_written_down_reads_as_the_same_rule(rule: Rule) -> None:
    assert from_dict(json.loads(json.dumps(to_dict(rule)))) == (rule, [])


@given(st.lists(SETS, min_size=1, max_size=6))
def test_rules_that_set_each_other_off_come_to_an_end(sets: list[SetField]) -> None:
    rules = [Rule(f"r{n}", When("changed", "deals"), (), (one,)) for n, one in enumerate(sets)]
    waiting = [Event("changed", "deals", "D1", {}, {"stage": ("", "a")})]
    chains: list[tuple[str, ...]] = []
    while waiting:
        event = waiting.pop()
        for firing in planned(rules, event, TODAY).firings:
            chains.append(firing.chain)
            changes = {a.field: ("", a.value) for a in firing.actions if isinstance(a, SetField)}
            waiting.append(Event("changed", "deals", "D1", changes, changes, firing.chain))
    assert all(len(chain) <= 3 and len(set(chain)) == len(chain) for chain in chains)
    assert len(chains) == len(set(chains)) >= len(rules)


@given(st.lists(RULES, max_size=6), st.lists(st.sampled_from("abcd"), max_size=4).map(tuple))
def test_every_rule_that_holds_fires_or_is_stopped_with_a_reason(
    rules: list[Rule], chain: tuple[str, ...]
) -> None:
    event = Event("changed", "deals", "D1", {"stage": "a"}, {"stage": ("b", "a")}, chain)
    plan = planned(rules, event, TODAY)
    held = [
        rule.name
        for rule in rules
        if rule.is_active
        and rule.when == When("changed", "deals")
        and all(met(condition, event, TODAY) for condition in rule.conditions)
    ]
    assert sorted([f.rule for f in plan.firings] + [s.rule for s in plan.stops]) == sorted(held)


@given(st.sampled_from(FIELDS), VALUES)
def test_nothing_is_at_least_at_most_or_older_than_anything_when_empty(
    field: str, value: object
) -> None:
    event = Event("changed", "deals", "D1", {field: None})
    for operator in ("at_least", "at_most", "older_than_days", "contains"):
        assert not met(Condition(field, operator, value), event, TODAY)  # type: ignore[arg-type]
