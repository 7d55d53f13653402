"""Automation rules as data: read from TOML or JSON with every fault named, and written back."""

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import MISSING, asdict, fields
from typing import get_args

from salesops.kernel.problem import Language, Problem, Where, Wording
from salesops.selling.automation import (
    ACTIONS,
    Action,
    CallWebhook,
    Condition,
    CreateTask,
    Kind,
    Notify,
    Rule,
    When,
)
from salesops.selling.comparing import NUMERIC, OPERATORS, VALUELESS

KINDS: tuple[Kind, ...] = get_args(Kind)
Catalogue = Mapping[str, Collection[str]]
"""The fields of each table that rules may speak of."""

UNKNOWN_KEY = Wording(
    "unknown_key",
    zh=("“{place}”中没有名为“{value}”的项", "可用的项：{known}"),
    en=('"{place}" has nothing called "{value}"', "It may have: {known}"),
)
MISSING_KEY = Wording(
    "missing_key",
    zh=("“{place}”缺少“{value}”", "请补上这一项"),
    en=('"{place}" lacks "{value}"', "Add it"),
)
UNKNOWN_TABLE = Wording(
    "unknown_table",
    zh=("没有名为“{value}”的记录类型", "可用的类型：{known}"),
    en=('There are no records called "{value}"', "There are: {known}"),
)
UNKNOWN_FIELD = Wording(
    "unknown_field",
    zh=("{table} 没有名为“{value}”的字段", "可用的字段：{known}"),
    en=('{table} has no field "{value}"', "It has: {known}"),
)
UNKNOWN_CHOICE = Wording(
    "unknown_choice",
    zh=("“{place}”不能是“{value}”", "可以是：{known}"),
    en=('"{place}" cannot be "{value}"', "It can be: {known}"),
)
WRONG_VALUE = Wording(
    "wrong_value",
    zh=("“{place}”的值“{value}”不合要求", "需要：{wanted}"),
    en=('The value "{value}" of "{place}" will not do', "Wanted: {wanted}"),
)

_RULE_KEYS = ("name", "when", "conditions", "actions", "is_active")
_CONDITION_KEYS = ("field", "operator", "value")


def from_dict(
    data: Mapping[str, object], catalogue: Catalogue | None = None
) -> tuple[Rule | None, list[Problem]]:
    """The rule in the data, or everything that is wrong with it.

    With a catalogue, tables and fields must be in it. Nothing is guessed or left out silently.
    """
    problems = [*_rule_faults(data, catalogue)]
    if problems:
        return None, problems
    when = _mapping(data["when"])
    rule = Rule(
        name=str(data["name"]).strip(),
        when=When(when["kind"], str(when["table"])),  # type: ignore[arg-type]
        conditions=tuple(
            Condition(**each)  # type: ignore[arg-type]
            for each in _mappings(data.get("conditions", ()))
        ),
        actions=tuple(_action(each) for each in _mappings(data.get("actions", ()))),
        is_active=bool(data.get("is_active", True)),
    )
    return rule, []


def to_dict(rule: Rule) -> dict[str, object]:
    """The rule as plain values that TOML and JSON can hold; `from_dict` reads the same rule."""
    return {
        "name": rule.name,
        "is_active": rule.is_active,
        "when": asdict(rule.when),
        "conditions": [
            {name: value for name, value in asdict(one).items() if value is not None}
            for one in rule.conditions
        ],
        "actions": [{"do": _verb(one), **asdict(one)} for one in rule.actions],
    }


def _verb(action: Action) -> str:
    return next(verb for verb, kind in ACTIONS.items() if isinstance(action, kind))


def _action(data: Mapping[str, object]) -> Action:
    rest = {name: value for name, value in data.items() if name != "do"}
    return ACTIONS[str(data["do"])](**rest)  # type: ignore[arg-type]


def _mapping(value: object) -> Mapping[str, object]:
    return value if isinstance(value, Mapping) else {}


def _mappings(value: object) -> list[Mapping[str, object]]:
    return [_mapping(one) for one in value] if isinstance(value, list | tuple) else []


def _rule_faults(data: Mapping[str, object], catalogue: Catalogue | None) -> Iterator[Problem]:
    yield from _keys(data, "rule", _RULE_KEYS, ("name", "when", "actions"))
    if not isinstance(data.get("name", ""), str) or not str(data.get("name", "-")).strip():
        yield _fault(WRONG_VALUE, "name", data.get("name"), wanted="文字 / text")
    if not isinstance(data.get("is_active", True), bool):
        yield _fault(WRONG_VALUE, "is_active", data["is_active"], wanted="true, false")
    for name in ("conditions", "actions"):
        value = data.get(name, [])
        if not isinstance(value, list | tuple) or not all(isinstance(v, Mapping) for v in value):
            yield _fault(WRONG_VALUE, name, value, wanted="列表 / a list")
    if "actions" in data and not data["actions"]:
        yield _fault(MISSING_KEY, "rule", "actions")
    table = _mapping(data.get("when", {})).get("table")
    yield from _when_faults(data, catalogue)
    for one in _mappings(data.get("conditions", ())):
        yield from _condition_faults(one, str(table), catalogue)
    for one in _mappings(data.get("actions", ())):
        yield from _action_faults(one, str(table), catalogue)


def _when_faults(data: Mapping[str, object], catalogue: Catalogue | None) -> Iterator[Problem]:
    if "when" not in data:
        return
    when = _mapping(data["when"])
    yield from _keys(when, "when", ("kind", "table"), ("kind", "table"))
    if "kind" in when and when["kind"] not in KINDS:
        yield _fault(UNKNOWN_CHOICE, "kind", when["kind"], known=_listed(KINDS))
    if "table" in when and catalogue is not None and when["table"] not in catalogue:
        yield _fault(UNKNOWN_TABLE, "table", when["table"], known=_listed(catalogue))


def _condition_faults(
    data: Mapping[str, object], table: str, catalogue: Catalogue | None
) -> Iterator[Problem]:
    operator = data.get("operator")
    needs_value = operator not in VALUELESS
    needed = _CONDITION_KEYS if needs_value else _CONDITION_KEYS[:2]
    yield from _keys(data, "conditions", _CONDITION_KEYS, needed)
    if "operator" in data and operator not in OPERATORS:
        yield _fault(UNKNOWN_CHOICE, "operator", operator, known=_listed(OPERATORS))
    if operator in NUMERIC and "value" in data and not _is_whole(data["value"]):
        yield _fault(WRONG_VALUE, "value", data["value"], wanted="天数 / a number of days")
    yield from _field_faults(data, table, catalogue)


def _action_faults(
    data: Mapping[str, object], table: str, catalogue: Catalogue | None
) -> Iterator[Problem]:
    verb = data.get("do")
    if verb not in ACTIONS:
        yield _fault(UNKNOWN_CHOICE, "do", verb, known=_listed(ACTIONS))
        return
    own = fields(ACTIONS[str(verb)])
    needed = [one.name for one in own if one.default is MISSING]
    yield from _keys(data, str(verb), ("do", *(one.name for one in own)), needed)
    for one in own:
        value = data.get(one.name, one.default)
        if one.name in data and not _fits(value, one.type):
            wanted = "整数 / a whole number" if one.type is int else "文字 / text"
            yield _fault(WRONG_VALUE, one.name, value, wanted=wanted)
    yield from _field_faults(data, table, catalogue)


def _fits(value: object, type_: object) -> bool:
    return _is_whole(value) if type_ is int else isinstance(value, str)


def _is_whole(value: object) -> bool:
    return isinstance(value, int) and not isinstance(value, bool) and value >= 0


def _field_faults(
    data: Mapping[str, object], table: str, catalogue: Catalogue | None
) -> Iterator[Problem]:
    known = catalogue.get(table) if catalogue else None
    if known is not None and "field" in data and data["field"] not in known:
        yield _fault(UNKNOWN_FIELD, "field", data["field"], table=table, known=_listed(known))


def _keys(
    data: Mapping[str, object], place: str, known: Sequence[str], needed: Sequence[str]
) -> Iterator[Problem]:
    for name in data:
        if name not in known:
            yield _fault(UNKNOWN_KEY, place, name, known=_listed(known))
    for name in needed:
        if name not in data:
            yield _fault(MISSING_KEY, place, name)


def _listed(names: Collection[str]) -> str:
    return ", ".join(names)


def _fault(wording: Wording, place: str, value: object, **values: object) -> Problem:
    return Problem(wording, Where(column=place, value=str(value)), {"place": place, **values})


def _templates(texts: Mapping[str, str]) -> tuple[Rule, ...]:
    """The rules most teams begin with, in the words of one language."""
    is_open = Condition("status", "is", "open")
    return (
        Rule(
            texts["first_contact"], When("created", "leads"), (),
            (CreateTask(texts["call_lead"], 1), Notify(texts["new_lead"])),
        ),
        Rule(
            texts["big_deal"], When("changed", "deals"),
            (Condition("amount", "changed"), Condition("amount", "at_least", 500_000), is_open),
            (Notify(texts["look_at_deal"], "manager"),),
        ),
        Rule(
            texts["overdue"], When("daily", "deals"),
            (is_open, Condition("expected_close_on", "older_than_days", 0)),
            (Notify(texts["deal_overdue"]), CreateTask(texts["set_date"], 1)),
        ),
        Rule(
            texts["handover"], When("changed", "deals"),
            (Condition("status", "changed_to", "won"),),
            (CreateTask(texts["hand_over"], 1), CreateTask(texts["check_in"], 10)),
        ),
        Rule(
            texts["lost"], When("changed", "deals"),
            (Condition("status", "changed_to", "lost"), Condition("lost_reason", "is_empty")),
            (CreateTask(texts["say_why"], 2),),
        ),
        Rule(
            texts["key_account"], When("changed", "accounts"),
            (Condition("klass", "changed_to", "A"),),
            (CreateTask(texts["visit"], 5), Notify(texts["now_key"], "manager")),
        ),
        Rule(
            texts["pass_on"], When("changed", "deals"),
            (Condition("status", "changed_to", "won"),),
            (CallWebhook("erp"),), is_active=False,
        ),
    )  # fmt: skip


TEMPLATES: Mapping[Language, tuple[Rule, ...]] = {
    "zh": _templates(
        {
            "first_contact": "新线索尽快首次联系",
            "call_lead": "首次联系线索：{name}",
            "new_lead": "新线索：{name}（{company}），来源 {source}",
            "big_deal": "大额商机通知经理",
            "look_at_deal": "商机“{name}”金额变为 {amount}",
            "overdue": "商机过了预计成交日",
            "deal_overdue": "商机“{name}”预计 {expected_close_on} 成交，已过期",
            "set_date": "更新预计成交日：{name}",
            "handover": "赢单后交接与回访",
            "hand_over": "向售后交接：{name}",
            "check_in": "成交后首次回访：{name}",
            "lost": "输单要写明原因",
            "say_why": "填写输单原因：{name}",
            "key_account": "客户升为 A 类",
            "visit": "安排拜访：{name}",
            "now_key": "客户“{name}”升为 A 类",
            "pass_on": "赢单推送到 ERP",
        }
    ),
    "en": _templates(
        {
            "first_contact": "Contact new leads soon",
            "call_lead": "First contact with {name}",
            "new_lead": "New lead: {name} ({company}), from {source}",
            "big_deal": "Tell the manager of big deals",
            "look_at_deal": 'The deal "{name}" is now {amount}',
            "overdue": "Deals past their expected close",
            "deal_overdue": 'The deal "{name}" was expected to close on {expected_close_on}',
            "set_date": "Set a new expected close: {name}",
            "handover": "Hand over and check in after a win",
            "hand_over": "Hand over to after-sales: {name}",
            "check_in": "First check-in after the sale: {name}",
            "lost": "Say why a deal was lost",
            "say_why": "Enter why it was lost: {name}",
            "key_account": "A customer becomes class A",
            "visit": "Arrange a visit: {name}",
            "now_key": 'The customer "{name}" is now class A',
            "pass_on": "Pass wins on to the ERP",
        }
    ),
}
