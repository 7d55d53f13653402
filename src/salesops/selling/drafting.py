"""A rule while it is typed: rows of text as a form sends them, from and to a rule as data."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from decimal import Decimal, InvalidOperation
from typing import Any

from salesops.selling.automation import Rule
from salesops.selling.comparing import NUMERIC, VALUELESS
from salesops.selling.rulebook import to_dict

PARTS: Mapping[str, tuple[str, ...]] = {
    "create_task": ("title", "due_in_workdays", "assignee"),
    "assign": ("person_id",),
    "notify": ("message", "to"),
    "set_field": ("field", "value"),
    "call_webhook": ("webhook",),
}
"""What each action is made of."""

BLANK: Mapping[str, Mapping[str, str]] = {
    "create_task": {"title": "", "due_in_workdays": "1", "assignee": "owner"},
    "notify": {"message": "", "to": "owner"},
}
ALL_PARTS = tuple(dict.fromkeys(part for parts in PARTS.values() for part in parts))
MOST_ROWS = 20

ConditionRow = Mapping[str, str]
ActionRow = Mapping[str, str]


@dataclass(frozen=True)
class Draft:
    """A rule as somebody is typing it; everything is text, and nothing need be right yet."""

    name: str = ""
    kind: str = "created"
    table: str = "leads"
    conditions: tuple[ConditionRow, ...] = ()
    actions: tuple[ActionRow, ...] = ({"do": "create_task", **BLANK["create_task"]},)
    is_active: bool = False
    more: Mapping[str, str] = field(default_factory=dict)


def draft_of(rule: Rule) -> Draft:
    """The rule, ready to be changed."""
    told: Mapping[str, Any] = to_dict(rule)
    return Draft(
        rule.name,
        rule.when.kind,
        rule.when.table,
        tuple(_texts(row) for row in told["conditions"]),
        tuple(_texts(row) for row in told["actions"]),
        rule.is_active,
    )


def _texts(row: Mapping[str, object]) -> dict[str, str]:
    return {name: _text(value) for name, value in row.items()}


def _text(value: object) -> str:
    if isinstance(value, bool):
        return str(value).lower()
    return "、".join(map(str, value)) if isinstance(value, list | tuple) else str(value)


def definition(draft: Draft, numbers: Mapping[str, Sequence[str]]) -> dict[str, object]:
    """The draft as data a rule is read from; `numbers` are the fields of each table that count.

    What cannot be read as a number stays as it was typed, for the rulebook to complain about.
    """
    return {
        "name": draft.name,
        "is_active": draft.is_active,
        "when": {"kind": draft.kind, "table": draft.table},
        "conditions": [_condition(row, numbers.get(draft.table, ())) for row in draft.conditions],
        "actions": [_action(row) for row in draft.actions],
    }


def _condition(row: ConditionRow, numbers: Sequence[str]) -> dict[str, object]:
    told: dict[str, object] = {"field": row.get("field", ""), "operator": row.get("operator", "")}
    if row.get("operator") in VALUELESS:
        return told
    text = row.get("value", "").strip()
    counts = row.get("operator") in NUMERIC or row.get("field") in numbers
    return {**told, "value": _number(text) if counts else text}


def _number(text: str) -> object:
    plain = text.replace(",", "").replace("，", "")
    try:
        number = Decimal(plain)
    except InvalidOperation:
        return text
    if number == number.to_integral_value() and abs(number) < 10**15:
        return int(number)
    return plain


def _action(row: ActionRow) -> dict[str, object]:
    verb = row.get("do", "")
    told: dict[str, object] = {"do": verb}
    for part in PARTS.get(verb, ()):
        text = row.get(part, "").strip()
        told[part] = _number(text) if part == "due_in_workdays" else text
    return told


def with_row(draft: Draft, do: str) -> Draft:
    """The draft after one of the buttons of its form: a row more, a row less."""
    what, _, at = do.partition(":")
    if what == "add_condition" and len(draft.conditions) < MOST_ROWS:
        row = {"field": "", "operator": "is", "value": ""}
        return replace(draft, conditions=(*draft.conditions, row))
    if what == "add_action" and len(draft.actions) < MOST_ROWS:
        row = {"do": "notify", **BLANK["notify"]}
        return replace(draft, actions=(*draft.actions, row))
    if what == "drop_condition":
        return replace(draft, conditions=_without(draft.conditions, at))
    if what == "drop_action":
        return replace(draft, actions=_without(draft.actions, at))
    return draft


def _without(rows: tuple[Mapping[str, str], ...], at: str) -> tuple[Mapping[str, str], ...]:
    return tuple(row for number, row in enumerate(rows) if str(number) != at)


def rows_of(
    columns: Mapping[str, Sequence[str]], names: Sequence[str]
) -> tuple[dict[str, str], ...]:
    """Rows from a form's columns, one list of texts for each name; a row ends where one does."""
    lists = [columns.get(name, ()) for name in names]
    keys = [name.partition("-")[2] for name in names]
    rows = zip(*lists, strict=False)
    return tuple(dict(zip(keys, row, strict=True)) for row in rows)[:MOST_ROWS]


CONDITION_COLUMNS = ("c-field", "c-operator", "c-value")
ACTION_COLUMNS = ("a-do", *(f"a-{part}" for part in ALL_PARTS))


def from_columns(columns: Mapping[str, Sequence[str]]) -> Draft:
    """The draft that a form's columns hold."""

    def one(name: str, default: str = "") -> str:
        return (columns.get(name) or (default,))[0]

    blank = {f"a-{part}": "" for part in ALL_PARTS}
    actions = rows_of(columns, ACTION_COLUMNS) if columns.get("a-do") else ()
    return Draft(
        one("name").strip(),
        one("kind", "created"),
        one("table", "leads"),
        rows_of(columns, CONDITION_COLUMNS),
        tuple({**{name[2:]: text for name, text in blank.items()}, **row} for row in actions),
        one("is_active") == "on",
        {"description": one("description")},
    )
