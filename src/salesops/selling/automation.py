"""When this happens and that holds, do those: which rules fire on an event, and which are stopped.

Nothing is done here. Whoever does the actions of a firing passes `firing.chain` on, so that the
events they cause know which rules led to them.
"""

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Literal

from salesops.kernel.problem import Problem, Wording
from salesops.selling.comparing import TESTS, Operator, as_text, is_older, is_same

Kind = Literal["created", "changed", "daily"]

LONGEST_CHAIN = 3
OWNER, MANAGER = "owner", "manager"

IN_THE_CHAIN = Wording(
    "in_the_chain",
    zh=("规则“{rule}”未再执行：变更由它引起（{chain}）", "如规则互相触发，请收紧其中一条的条件"),
    en=(
        'The rule "{rule}" did not act again: it led to this change itself ({chain})',
        "If rules set each other off, narrow the conditions of one of them",
    ),
    severity="warning",
)  # fmt: skip
CHAIN_TOO_LONG = Wording(
    "chain_too_long",
    zh=("规则“{rule}”未执行：已有 {length} 条规则相继触发（{chain}）", "请合并规则，或由人来做"),
    en=(
        'The rule "{rule}" did not act: {length} rules have set one another off ({chain})',
        "Merge these rules, or leave the last step to a person",
    ),
    severity="warning",
)  # fmt: skip
FIRED_BEFORE = Wording(
    "fired_before",
    zh=("规则“{rule}”已经对这条记录执行过", "记录变更后会重新判断"),
    en=('The rule "{rule}" has already acted on this record', "It looks again once it changes"),
    severity="warning",
)


@dataclass(frozen=True)
class Event:
    """Something that happened to a record, or the start of a day it lives through.

    `record` holds its fields as they are now, `changes` what each changed field was and became;
    values are text, numbers, days, truth, lists of those, or nothing. `chain` names the rules
    that led to the event, oldest first; a person's doing has none.
    """

    kind: Kind
    table: str
    record_id: str
    record: Mapping[str, object]
    changes: Mapping[str, tuple[object, object]] = field(default_factory=dict)
    chain: tuple[str, ...] = ()


@dataclass(frozen=True)
class Condition:
    """One thing that must hold of a field; `value` is absent where the operator needs none."""

    field: str
    operator: Operator
    value: object = None


@dataclass(frozen=True)
class CreateTask:
    """A task for the owner, their manager or a person by id, due in working days."""

    title: str
    due_in_workdays: int = 1
    assignee: str = OWNER


@dataclass(frozen=True)
class Assign:
    """A new owner: a person by id, or, when empty, whoever the assignment rules find."""

    person_id: str = ""


@dataclass(frozen=True)
class Notify:
    """A message to the owner, their manager or a person by id; `{field}` is filled in."""

    message: str
    to: str = OWNER


@dataclass(frozen=True)
class SetField:
    """A field of the record becomes the value."""

    field: str
    value: str


@dataclass(frozen=True)
class CallWebhook:
    """The event goes to a webhook by its name."""

    webhook: str


Action = CreateTask | Assign | Notify | SetField | CallWebhook
ACTIONS: Mapping[str, type[Action]] = {
    "create_task": CreateTask,
    "assign": Assign,
    "notify": Notify,
    "set_field": SetField,
    "call_webhook": CallWebhook,
}


@dataclass(frozen=True)
class When:
    """The kind of event a rule waits for, and of which table."""

    kind: Kind
    table: str


@dataclass(frozen=True)
class Rule:
    """One rule: all conditions must hold; actions are done in order. Names are unique."""

    name: str
    when: When
    conditions: tuple[Condition, ...] = ()
    actions: tuple[Action, ...] = ()
    is_active: bool = True


@dataclass(frozen=True)
class Firing:
    """A rule that acts on a record, and the chain that what it does belongs to."""

    rule: str
    table: str
    record_id: str
    actions: tuple[Action, ...]
    chain: tuple[str, ...]


@dataclass(frozen=True)
class Stop:
    """A rule that held but was kept from acting, and why."""

    rule: str
    why: Problem


@dataclass(frozen=True)
class Plan:
    """What an event sets off: in the order of the rules."""

    firings: tuple[Firing, ...] = ()
    stops: tuple[Stop, ...] = ()


Fired = frozenset[tuple[str, str, str]]
"""Which (rule, table, record id) a daily rule has acted on since the record last changed."""


def planned(rules: Iterable[Rule], event: Event, today: date, fired: Fired = frozenset()) -> Plan:
    """What the event sets off, and which rules held but were stopped.

    A rule acts once in a chain, so never on what it caused itself, directly or through others,
    and no chain has more than three rules. A daily rule acts once on a record until it changes.
    """
    held = [rule for rule in rules if holds(rule, event, today)]
    whys = [_stopped(rule, event, fired) for rule in held]
    firings = [
        Firing(rule.name, event.table, event.record_id, rule.actions, (*event.chain, rule.name))
        for rule, why in zip(held, whys, strict=True)
        if not why
    ]
    stops = [Stop(rule.name, why) for rule, why in zip(held, whys, strict=True) if why]
    return Plan(tuple(firings), tuple(stops))


def rehearsed(rules: Sequence[Rule], events: Iterable[tuple[date, Event]]) -> list[Firing]:
    """What rules would have done to past events, each with its day; daily ones once a record."""
    fired: set[tuple[str, str, str]] = set()
    firings: list[Firing] = []
    for day, event in events:
        new = planned(rules, event, day, frozenset(fired)).firings
        if event.kind == "daily":
            fired |= {(one.rule, one.table, one.record_id) for one in new}
        else:
            fired = {key for key in fired if key[1:] != (event.table, event.record_id)}
        firings += new
    return firings


def _stopped(rule: Rule, event: Event, fired: Fired) -> Problem | None:
    values = {"rule": rule.name, "chain": " → ".join(event.chain), "length": len(event.chain)}
    if rule.name in event.chain:
        return Problem(IN_THE_CHAIN, values=values)
    if len(event.chain) >= LONGEST_CHAIN:
        return Problem(CHAIN_TOO_LONG, values=values)
    if event.kind == "daily" and (rule.name, event.table, event.record_id) in fired:
        return Problem(FIRED_BEFORE, values=values)
    return None


def holds(rule: Rule, event: Event, today: date) -> bool:
    """Whether the rule waits for the event and all its conditions hold."""
    waits = rule.is_active and rule.when == When(event.kind, event.table)
    return waits and all(met(condition, event, today) for condition in rule.conditions)


def met(condition: Condition, event: Event, today: date) -> bool:
    """Whether one condition holds; an empty field is at least, at most and older than nothing."""
    was, now = event.changes.get(condition.field, (None, None))
    is_changed = condition.field in event.changes
    if condition.operator == "changed":
        return is_changed
    if condition.operator == "changed_to":
        return is_changed and is_same(now, condition.value)
    if condition.operator == "changed_from":
        return is_changed and is_same(was, condition.value)
    value = event.record.get(condition.field)
    if condition.operator == "older_than_days":
        return is_older(value, condition.value, today)
    return TESTS[condition.operator](value, condition.value)


def filled(text: str, record: Mapping[str, object]) -> str:
    """The text with each `{field}` of the record filled in; what it has not stays as it is.

    Never `str.format`: a text typed into a rule could reach into objects with it.
    """
    return re.sub(r"\{(\w+)\}", lambda m: as_text(record[m[1]]) if m[1] in record else m[0], text)
