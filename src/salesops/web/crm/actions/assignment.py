"""What is done to the rules that say who gets a lead: the whole list is set, in its order."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from django.core.exceptions import ValidationError
from django.db import transaction

from salesops.web import audit
from salesops.web.access import EDITORS, Actor, require
from salesops.web.crm.models import AssignmentRule
from salesops.web.crm.pool_problems import (
    NO_SUCH_RULE,
    RULE_NAME_TAKEN,
    RULE_NAMELESS,
    RULE_OF_NOBODY,
    RULES_CHANGED,
)
from salesops.web.people.models import Person, Team
from salesops.web.problems import refused
from salesops.web.text import clean_text

TOLD = (
    "name", "source", "region_id", "product_line", "method", "candidates", "teams", "cap",
    "is_active",
)  # fmt: skip


@dataclass(frozen=True)
class Draft:
    """One rule as it shall be; without an id it is new."""

    name: str
    method: str = "round_robin"
    candidates: tuple[str, ...] = ()
    teams: tuple[str, ...] = ()
    source: str = ""
    region_id: str | None = None
    product_line: str = ""
    cap: int | None = None
    is_active: bool = True
    rule_id: int | None = None


def drafts() -> list[Draft]:
    """The rules as they are, in their order."""
    return [
        Draft(
            rule.name, rule.method, tuple(rule.candidates), tuple(rule.teams), rule.source,
            rule.region_id, rule.product_line, rule.cap, rule.is_active, rule.pk,
        )
        for rule in AssignmentRule.objects.all()
    ]  # fmt: skip


def edition() -> str:
    """What tells whether the rules are still those somebody has seen."""
    rows = AssignmentRule.objects.order_by("pk").values_list("pk", "version")
    return ".".join(f"{pk}-{version}" for pk, version in rows)


def set_assignment_rules(
    *, actor: Actor, rules: Sequence[Draft], seen_edition: str | None = None
) -> list[AssignmentRule]:
    """Make these the rules, in this order; those left out are gone.

    Whose turn it is stays with a rule that stays. Raises Refused or ValidationError.
    """
    require(actor, *EDITORS)
    with transaction.atomic():
        held = {rule.pk: rule for rule in AssignmentRule.objects.select_for_update()}
        if seen_edition is not None and seen_edition != edition():
            raise refused(RULES_CHANGED)
        wanted = [_model(held, position, draft) for position, draft in enumerate(rules)]
        _check_names(wanted)
        before = [_told(rule) for rule in AssignmentRule.objects.all()]
        _write(held, wanted)
        after = [_told(rule) for rule in wanted]
        if before != after:
            audit.note(
                actor, "set_assignment_rules", table="assignment_rules",
                changes={"rules": (before, after)},
            )  # fmt: skip
    return list(AssignmentRule.objects.all())


def as_model(draft: Draft) -> AssignmentRule:
    """A rule that is not kept, to be tried out. Raises Refused or ValidationError."""
    return _model({}, 0, Draft(**{**draft.__dict__, "rule_id": None}))


def _model(held: Mapping[int, AssignmentRule], position: int, draft: Draft) -> AssignmentRule:
    rule = AssignmentRule()
    if draft.rule_id is not None:
        if draft.rule_id not in held:
            raise refused(NO_SUCH_RULE)
        rule = held[draft.rule_id]
    values = {name: getattr(draft, name) for name in TOLD}
    values["name"] = clean_text(draft.name)
    if not values["name"]:
        raise refused(RULE_NAMELESS, field="name")
    values["candidates"] = _known(Person, draft.candidates)
    values["teams"] = _known(Team, draft.teams)
    if not values["candidates"] and not values["teams"]:
        raise refused(RULE_OF_NOBODY, field="candidates", name=values["name"])
    for name, value in {**values, "position": position}.items():
        setattr(rule, name, value)
    rule.clean_fields()
    return rule


def _known(model: type[Person | Team], ids: Sequence[str]) -> list[str]:
    there = set(model.objects.filter(pk__in=ids).values_list("pk", flat=True))
    if missing := [one for one in ids if one not in there]:
        raise ValidationError({"candidates": f"{missing}"})
    return list(dict.fromkeys(ids))


def _check_names(wanted: Sequence[AssignmentRule]) -> None:
    names = [rule.name for rule in wanted]
    for name in names:
        if names.count(name) > 1:
            raise refused(RULE_NAME_TAKEN, field="name", name=name)


def _write(held: Mapping[int, AssignmentRule], wanted: Sequence[AssignmentRule]) -> None:
    kept = {rule.pk for rule in wanted if rule.pk}
    AssignmentRule.objects.filter(pk__in=set(held) - kept).delete()
    for rule in wanted:
        if rule.pk:
            rule.version += 1
            rule.save(update_fields=[*TOLD_FIELDS, "position", "version"])
        else:
            rule.save()


TOLD_FIELDS = tuple(name.removesuffix("_id") for name in TOLD)


def _told(rule: AssignmentRule) -> dict[str, object]:
    return {name: getattr(rule, name) for name in TOLD}
