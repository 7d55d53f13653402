"""The editor of one rule: its rows with what may be chosen in each, whatever was typed so far."""

from collections.abc import Mapping, Sequence
from typing import Any

from salesops.kernel.problem import Language
from salesops.selling.comparing import VALUELESS
from salesops.selling.drafting import ALL_PARTS, Draft
from salesops.selling.rule_words import KINDS, TABLES, VERBS, word
from salesops.web.automation import catalogue
from salesops.web.automation.catalogue import SETTABLE
from salesops.web.automation.models import Webhook
from salesops.web.automation.people import offered
from salesops.web.automation.rehearsing import known_fields
from salesops.web.automation.setting import GIVE
from salesops.web.automation.shown import operators

FLAGS: Mapping[Language, list[tuple[str, str]]] = {
    "zh": [("true", "是"), ("false", "否")],
    "en": [("true", "yes"), ("false", "no")],
}
SOMEBODY = "?"
WHO: Mapping[Language, list[tuple[str, str]]] = {
    "zh": [("owner", "负责人"), ("manager", "负责人的经理")],
    "en": [("owner", "The owner"), ("manager", "The owner's manager")],
}


def form_of(draft: Draft, language: Language) -> dict[str, Any]:
    """Everything the form shows: choices, rows, and which input each value needs."""
    table = draft.table if draft.table in catalogue.FIELDS else "leads"
    fields = catalogue.fields(table)
    return {
        "draft": draft,
        "kinds": [(name, word(pair, language)) for name, pair in KINDS.items()],
        "tables": [(name, word(pair, language)) for name, pair in TABLES.items()],
        "fields": [(one.name, one.label) for one in fields],
        "conditions": [_condition(row, draft.kind, fields, language) for row in draft.conditions],
        "actions": [_action(row, table, fields, language) for row in draft.actions],
        "names": [(f"{{{name}}}", catalogue.label(table, name)) for name in known_fields(table)],
    }


def _condition(
    row: Mapping[str, str], when: str, fields: Sequence[catalogue.Field], language: Language
) -> dict[str, Any]:
    field = next((one for one in fields if one.name == row.get("field")), None)
    kind = field.kind if field else "text"
    fitting = operators(kind, when, language)
    operator = row.get("operator", "")
    needed = _input(field, operator)
    value = row.get("value", "")
    return {
        **row,
        "shown": offered(value) if needed == "person" else value,
        "operators": fitting,
        "needs_value": operator not in VALUELESS,
        "input": needed,
        "choices": _choices(field, value, language),
        "is_known": field is not None,
    }


def _input(field: catalogue.Field | None, operator: str) -> str:
    """Which input a value needs: a list, people, a day, a number or plain text."""
    if operator == "older_than_days":
        return "number"
    if field is None:
        return "text"
    if field.kind == "flag" or (field.choices and operator != "contains"):
        return "choice"
    if field.is_person:
        return "person"
    return {"day": "date", "moment": "date", "number": "decimal"}.get(field.kind, "text")


def _choices(
    field: catalogue.Field | None, value: str, language: Language
) -> list[tuple[str, str]]:
    if field is None:
        return []
    found = (
        FLAGS[language] if field.kind == "flag" else [(str(a), str(b)) for a, b in field.choices]
    )
    return found if not value or value in dict(found) else [*found, (value, value)]


def _action(
    row: Mapping[str, str], table: str, fields: Sequence[catalogue.Field], language: Language
) -> dict[str, Any]:
    do = row.get("do", "notify")
    blank = dict.fromkeys(ALL_PARTS, "")
    settable = [(one.name, one.label) for one in fields if one.name in SETTABLE.get(table, ())]
    field = next((one for one in fields if one.name == row.get("field")), None)
    whom = row.get("assignee" if do == "create_task" else "to", "") or "owner"
    return {
        **blank,
        **row,
        "verbs": [(name, word(pair, language)) for name, pair in _verbs(table)],
        "who": WHO[language],
        "is_named": whom not in dict(WHO[language]),
        "whom": whom,
        "whom_shown": "" if whom == SOMEBODY else offered(whom),
        "person_shown": offered(row.get("person_id", "")),
        "settable": settable,
        "input": _input(field, "is") if field else "text",
        "choices": _choices(field, row.get("value", ""), language),
        "hooks": list(Webhook.objects.values_list("name", flat=True)),
    }


def _verbs(table: str) -> list[tuple[str, tuple[str, str]]]:
    return [
        (name, pair)
        for name, pair in VERBS.items()
        if (name != "assign" or table in GIVE) and (name != "set_field" or table in SETTABLE)
    ]
