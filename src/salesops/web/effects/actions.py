"""What is done with an intervention: declared once, concluded, withdrawn. Only here is written."""

from collections.abc import Collection, Mapping
from datetime import date
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction

from salesops.web import changing
from salesops.web.access import Actor, NoLedger, require
from salesops.web.effects.looking import Outlook, outlook
from salesops.web.effects.models import Intervention
from salesops.web.effects.panels import MEASURED, names_of
from salesops.web.effects.problems import (
    BOTH_SIDES,
    FEW_OTHERS,
    NO_FIGURES,
    NO_SUCH_INTERVENTION,
    NOBODY_TREATED,
    NOT_A_MONTH,
    NOT_DECLARED,
    NOT_TREATED_FIGURES,
    UNKNOWN_CHOICE,
    UNKNOWN_UNIT,
)
from salesops.web.ids import new_id
from salesops.web.people.models import Role, User
from salesops.web.problems import refused

DECLARERS = (Role.OPS,)
READERS = (Role.OPS, Role.EXECUTIVE, Role.FINANCE)
FIELDS = (
    "name", "kind", "what", "level", "treated", "compared", "metric", "product_line",
    "higher_is_better", "method", "worth", "months_before", "months_after",
)  # fmt: skip
CHOICES: Mapping[str, Collection[str]] = {
    "kind": Intervention.Kind.values, "level": Intervention.Level.values,
    "method": Intervention.Method.values, "metric": MEASURED,
}  # fmt: skip
Status = Intervention.Status


def intervention_seen(actor: Actor, intervention_id: str) -> Intervention:
    """The intervention of this id, for whoever may look at all figures. Raises Refused."""
    require(actor, *READERS)
    found = Intervention.objects.filter(pk=intervention_id.replace("\0", "")[:32]).first()
    if found is None:
        raise refused(NO_SUCH_INTERVENTION, field="intervention_id", id=intervention_id)
    return found


def drafted(actor: Actor, values: Mapping[str, Any]) -> Intervention:
    """What would be declared, not kept. Raises Refused and ValidationError, by field."""
    require(actor, *DECLARERS)
    told = {name: values[name] for name in FIELDS if name in values}
    one = Intervention(intervention_id=new_id("V"), **told)
    for field, known in CHOICES.items():
        if getattr(one, field) not in known:
            said = str(getattr(one, field))[:80]
            raise refused(UNKNOWN_CHOICE, field=field, value=said, known=", ".join(known))
    one.treated = {str(unit): _month(day) for unit, day in dict(one.treated or {}).items()}
    one.compared = [str(unit) for unit in one.compared or []]
    _check_units(one)
    one.starts_on = min(one.starts.values())
    one.made_by_id = actor.pk if isinstance(actor, User) else None
    return one


def _month(day: object) -> str:
    """The first day of a month as text. Raises Refused."""
    try:
        found = day if isinstance(day, date) else date.fromisoformat(str(day))
    except ValueError:
        found = None
    if found is None or found.day != 1 or not 1990 <= found.year <= 2199:
        raise refused(NOT_A_MONTH, field="starts_on", value=str(day)[:40])
    return found.isoformat()


def _check_units(one: Intervention) -> None:
    if not one.treated:
        raise refused(NOBODY_TREATED, field="treated")
    known = names_of(one.level, [*one.treated, *one.compared])
    for field in ("treated", "compared"):
        for unit in getattr(one, field):
            if unit not in known:
                raise refused(UNKNOWN_UNIT, field=field, unit=unit[:80])
    both = set(one.treated) & set(one.compared)
    if both:
        raise refused(BOTH_SIDES, field="compared", unit=known[min(both)])


def declare_intervention(*, actor: Actor, values: Mapping[str, Any]) -> Intervention:
    """Keep what is tried, on whom, and how it will be judged, with what could be found.

    Raises Refused where it could never be judged, and ValidationError by field.
    """
    one = drafted(actor, values)
    one.full_clean(exclude=["made_by"], validate_unique=False)
    found = possible(actor, one)
    one.known_until = found.as_of
    if found.power:
        names = ("effect", "relative", "treated", "units")
        one.power = {name: getattr(found.power, name) for name in names}
    with transaction.atomic():
        changing.made(actor, "declare_intervention", one)
    return one


def possible(actor: Actor, one: Intervention) -> Outlook:
    """What could be found. Raises Refused where nothing could, whatever happens."""
    try:
        found = outlook(actor, one)
    except NoLedger:
        raise refused(NO_FIGURES) from None
    if found.unfit and found.unfit.missing:
        name = names_of(one.level, found.unfit.missing).get(found.unfit.missing[0], "")
        raise refused(NOT_TREATED_FIGURES, field="treated", unit=name)
    if found.unfit:
        raise refused(FEW_OTHERS, field="compared", count=found.unfit.others)
    return found


def conclude_intervention(
    *, actor: Actor, intervention_id: str, conclusion: str, version: int | None = None
) -> Intervention:
    """Say what is done now; the figures stay as they are looked at. Raises Refused, Conflict."""
    require(actor, *DECLARERS)
    if not conclusion.strip():
        raise ValidationError({"conclusion": Intervention._meta.get_field("conclusion").  # noqa: SLF001
                               error_messages["blank"]})  # fmt: skip
    values = {"status": Status.CLOSED, "conclusion": conclusion}
    return _ended(actor, intervention_id, version, values, "conclude_intervention")


def withdraw_intervention(
    *, actor: Actor, intervention_id: str, version: int | None = None
) -> Intervention:
    """Take it back: it stays on record as withdrawn. Raises Refused and Conflict."""
    values = {"status": Status.WITHDRAWN}
    return _ended(actor, intervention_id, version, values, "withdraw_intervention")


def _ended(
    actor: Actor, intervention_id: str, version: int | None, values: Mapping[str, object], did: str
) -> Intervention:
    require(actor, *DECLARERS)
    found = intervention_seen(actor, intervention_id)
    with transaction.atomic():
        one = changing.locked(Intervention, found.pk, version)
        if one.status != Status.DECLARED:
            raise refused(NOT_DECLARED)
        changing.change(actor=actor, record=one, values=values, action=did)
    return one
