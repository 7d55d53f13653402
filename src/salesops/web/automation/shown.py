"""Rules and what they did, as a page or an answer shows them to somebody."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from salesops.kernel.problem import Language
from salesops.selling import automation
from salesops.selling.automation import filled
from salesops.selling.rule_words import OPERATORS, TABLES, VERBS, does, sentence, word
from salesops.selling.rulebook import from_dict
from salesops.web.access import Actor
from salesops.web.automation import catalogue, problems
from salesops.web.automation.doing import verb
from salesops.web.automation.models import Firing, Rule
from salesops.web.automation.rehearsing import Would
from salesops.web.crm.models import Account
from salesops.web.notices.records import address, names
from salesops.web.people.models import Person

# What these say names nobody but colleagues, so whoever may not see the record may read it.
HARMLESS = frozenset(
    wording.code
    for wording in (
        problems.TASK_MADE, problems.ASSIGNED, problems.NOT_ASSIGNED, problems.NOTIFIED,
        problems.FIELD_SET, problems.ALREADY_SO, problems.QUEUED, problems.RECORD_GONE,
        problems.NOBODY, problems.NO_USER, problems.MAY_NOT_SEE, problems.UNKNOWN_WEBHOOK,
        problems.BROKE, problems.NOT_SETTABLE, automation.IN_THE_CHAIN,
        automation.CHAIN_TOO_LONG,
    )
)  # fmt: skip


def person_name(person_id: str) -> str:
    """What a person is called."""
    found = Person.objects.filter(pk=person_id).first()
    return found.name if found else person_id


def field_name(table: str) -> Any:
    """What fields of the table are called."""
    return lambda name: catalogue.label(table, name)


def value_name(table: str, condition: automation.Condition) -> automation.Condition:
    """The condition with its value as people say it."""
    fields = {one.name: one for one in catalogue.fields(table)}
    field = fields.get(condition.field)
    if field is None or condition.value is None:
        return condition
    value = str(condition.value)
    if isinstance(condition.value, int) and field.kind == "number":
        return automation.Condition(condition.field, condition.operator, f"{condition.value:,}")
    said = (
        person_name(value) if field.is_person else dict(field.choices).get(value, condition.value)
    )
    return automation.Condition(condition.field, condition.operator, said)


def said(rule: automation.Rule, language: Language) -> str:
    """The rule as one sentence."""
    table = rule.when.table
    conditions = tuple(value_name(table, one) for one in rule.conditions)
    worded = automation.Rule(rule.name, rule.when, conditions, rule.actions, rule.is_active)
    return sentence(worded, field_name(table), person_name, language)


def rule_said(row: Rule, language: Language) -> str:
    """A kept rule as one sentence; nothing where it can no longer be read."""
    rule, _faults = from_dict({**row.definition, "name": row.name})
    return said(rule, language) if rule else ""


def firings(actor: Actor, rows: Sequence[Firing], language: Language) -> list[dict[str, Any]]:
    """What was done or stopped; whoever may not see a record gets its id and no more."""
    known = _names(actor, {(row.table, row.record_id) for row in rows})
    shown = []
    for row in rows:
        name = known.get((row.table, row.record_id))
        results = [_result(one, language, sees=name is not None) for one in row.results]
        why = _result({**row.why, "ok": False}, language, sees=name is not None)
        shown.append(
            {
                "row": row, "name": name, "table": word(TABLES.get(row.table, ("", "")), language),
                "address": address(row.table, row.record_id) if name is not None else "",
                "results": results, "why": why["words"] if row.why else "",
            }
        )  # fmt: skip
    return shown


def _names(actor: Actor, wanted: Iterable[tuple[str, str]]) -> dict[tuple[str, str], str]:
    by_table: dict[str, set[str]] = {}
    for table, pk in wanted:
        by_table.setdefault(table, set()).add(pk)
    return {
        (table, pk): name
        for table, ids in by_table.items()
        for pk, name in names(actor, table, ids).items()
    }


def _result(told: Mapping[str, Any], language: Language, *, sees: bool) -> dict[str, Any]:
    is_fit = sees or told.get("code") in HARMLESS
    return {
        "ok": bool(told.get("ok")),
        "do": word(VERBS.get(str(told.get("do")), ("", "")), language),
        "words": str(told.get(language, "")) if is_fit else "",
    }


def woulds(
    actor: Actor, table: str, rows: Sequence[Would], language: Language
) -> list[dict[str, Any]]:
    """What a rehearsal found, with names and words for whoever may see the records."""
    known = names(actor, table, {row.record_id for row in rows})
    return [
        {
            "at": row.at,
            "record_id": row.record_id,
            "name": known.get(row.record_id),
            "address": address(table, row.record_id) if row.record_id in known else "",
            "actions": [_would(one, row, table, language, sees=row.record_id in known)
                        for one in row.actions],
        }
        for row in rows
    ]  # fmt: skip


def _would(
    action: automation.Action, row: Would, table: str, language: Language, *, sees: bool
) -> str:
    if not sees:
        return word(VERBS[verb(action)], language)
    record = {**row.record, **_named(row.record)}
    words = {name: catalogue.shown(value) for name, value in record.items()}
    return filled(does(action, field_name(table), person_name, language), words)


def _named(record: Mapping[str, object]) -> dict[str, object]:
    """What messages may name beside the record's fields."""
    account = Account.objects.filter(pk=record.get("account_id") or "").first()
    name = account.name if account else record.get("name", "")
    return {"owner_name": person_name(str(record.get("owner_id") or "")), "account_name": name}


def operators(kind: str, when: str, language: Language) -> list[tuple[str, str]]:
    """What may be asked of a field of this kind by a rule that waits so."""
    wanted = [*FITTING.get(kind, FITTING["text"])]
    if when == "changed":
        wanted += ["changed", "changed_to", "changed_from"]
    return [(name, word(OPERATORS[name], language)) for name in wanted]


_EMPTY = ("is_empty", "is_not_empty")
FITTING: Mapping[str, tuple[str, ...]] = {
    "text": ("is", "is_not", "contains", *_EMPTY),
    "choice": ("is", "is_not", *_EMPTY),
    "number": ("is", "is_not", "at_least", "at_most", *_EMPTY),
    "day": ("older_than_days", "at_least", "at_most", "is", *_EMPTY),
    "moment": ("older_than_days", "at_least", "at_most", *_EMPTY),
    "flag": ("is", "is_not"),
    "list": ("contains", *_EMPTY),
}
