"""What is done to rules: written, switched, put in order, taken away. Only editors do."""

from collections.abc import Mapping, Sequence

from django.db import transaction

from salesops.kernel.problem import Problem, Wording
from salesops.selling import automation
from salesops.selling.automation import Assign, CallWebhook, CreateTask, Notify, SetField
from salesops.selling.rulebook import from_dict, to_dict
from salesops.web import audit, changing
from salesops.web.access import EDITORS, Actor, require
from salesops.web.automation import problems as said
from salesops.web.automation.catalogue import FIELDS, SETTABLE
from salesops.web.automation.models import Rule, Webhook
from salesops.web.automation.setting import GIVE
from salesops.web.crm.actions.leads import RULE as ASSIGNMENT
from salesops.web.crm.pooling import WARNING
from salesops.web.people.models import Person, User
from salesops.web.problems import Faulty, refused
from salesops.web.text import clean_text

RESERVED = frozenset({ASSIGNMENT, WARNING})
MOST_NAME = 200


def read_rule(definition: Mapping[str, object]) -> automation.Rule:
    """The rule in the data, checked against what there is. Raises Faulty."""
    clean = {**definition, "name": clean_text(str(definition.get("name") or ""))[:MOST_NAME]}
    rule, problems = from_dict(clean, FIELDS)
    if rule is None:
        raise Faulty(problems)
    faults = list(_faults(rule))
    if faults:
        raise Faulty(faults)
    return rule


def _faults(rule: automation.Rule) -> list[Problem]:
    found = []
    if rule.name in RESERVED:
        found.append(Problem(said.RULE_NAME_RESERVED, values={"name": rule.name}))
    for action in rule.actions:
        found += _action_faults(action, rule.when.table)
    return found


def _action_faults(action: automation.Action, table: str) -> list[Problem]:
    if isinstance(action, CreateTask):
        return [*_empty(said.EMPTY_TITLE, action.title), *_unknown(action.assignee)]
    if isinstance(action, Notify):
        return [*_empty(said.EMPTY_MESSAGE, action.message), *_unknown(action.to)]
    if isinstance(action, Assign):
        return _assign_faults(action, table)
    if isinstance(action, SetField):
        known = SETTABLE.get(table, ())
        values = {"table": table, "value": action.field, "known": "、".join(known)}
        return [] if action.field in known else [Problem(said.NOT_SETTABLE, values=values)]
    return _hook_faults(action)


def _hook_faults(action: CallWebhook) -> list[Problem]:
    if not action.webhook:
        return [Problem(said.EMPTY_HOOK)]
    is_there = Webhook.objects.filter(name=action.webhook).exists()
    return [] if is_there else [Problem(said.UNKNOWN_WEBHOOK, values={"value": action.webhook})]


def _assign_faults(action: Assign, table: str) -> list[Problem]:
    if table not in GIVE:
        return [Problem(said.NOT_GIVEN, values={"table": table})]
    if not action.person_id:
        return [] if table == "leads" else [Problem(said.NO_PERSON_NAMED)]
    return _unknown(action.person_id)


def _empty(wording: Wording, text: str) -> list[Problem]:
    return [] if text.strip("\0 ") else [Problem(wording)]


def _unknown(whom: str) -> list[Problem]:
    if whom in (automation.OWNER, automation.MANAGER):
        return []
    is_there = Person.objects.filter(pk=whom.replace("\0", "")).exists()
    return [] if is_there else [Problem(said.UNKNOWN_PERSON, values={"value": whom})]


def set_rule(
    *,
    actor: Actor,
    definition: Mapping[str, object],
    description: str = "",
    rule_id: int | None = None,
    version: int | None = None,
) -> Rule:
    """A new rule, or other words for one. Raises Faulty, Refused or Conflict."""
    require(actor, *EDITORS)
    rule = read_rule(definition)
    with transaction.atomic():
        row = _held(rule_id, version) if rule_id else _blank(actor)
        if Rule.objects.filter(name=rule.name).exclude(pk=row.pk).exists():
            raise refused(said.RULE_NAME_TAKEN, field="name", name=rule.name)
        values = {
            "name": rule.name, "description": clean_text(description)[:500],
            "definition": to_dict(rule), "is_active": rule.is_active,
        }  # fmt: skip
        return _written(actor, row, values)


def _blank(actor: Actor) -> Rule:
    last = Rule.objects.order_by("-position").values_list("position", flat=True).first()
    position = 0 if last is None else last + 1
    return Rule(position=position, made_by=actor if isinstance(actor, User) else None)


def _held(rule_id: int, version: int | None) -> Rule:
    if not Rule.objects.filter(pk=rule_id).exists():
        raise refused(said.NO_SUCH_RULE)
    return changing.locked(Rule, str(rule_id), version)


def _written(actor: Actor, row: Rule, values: Mapping[str, object]) -> Rule:
    if row.pk:
        changing.change(actor=actor, record=row, values=values, action="set_rule")
        return row
    for name, value in values.items():
        setattr(row, name, value)
    row.save()
    changing.note(actor, "set_rule", row, {n: (None, v) for n, v in values.items()})
    return row


def switch_rule(*, actor: Actor, rule_id: int, is_active: bool) -> Rule:
    """Have the rule act from now on, or no longer."""
    require(actor, *EDITORS)
    with transaction.atomic():
        row = _held(rule_id, None)
        definition = {**row.definition, "is_active": is_active}
        values = {"is_active": is_active, "definition": definition}
        changing.change(actor=actor, record=row, values=values, action="switch_rule")
    return row


def order_rules(*, actor: Actor, ids: Sequence[int]) -> None:
    """Have the rules act in this order. Raises Refused when these are not all of them."""
    require(actor, *EDITORS)
    with transaction.atomic():
        rows = {row.pk: row for row in Rule.objects.select_for_update()}
        if set(ids) != set(rows):
            raise refused(said.RULES_CHANGED)
        before = [row.name for row in rows.values()]
        for position, pk in enumerate(dict.fromkeys(ids)):
            Rule.objects.filter(pk=pk).update(position=position)
        after = [rows[pk].name for pk in ids]
        if before != after:
            changes = {"order": (before, after)}
            audit.note(actor, "order_rules", table="rules", changes=changes)


def remove_rule(*, actor: Actor, rule_id: int) -> None:
    """Take the rule away; what it did stays in the log."""
    require(actor, *EDITORS)
    with transaction.atomic():
        row = _held(rule_id, None)
        changing.note(actor, "remove_rule", row, {"definition": (row.definition, None)})
        row.delete()
