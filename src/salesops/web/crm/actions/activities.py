"""Activities: written down, corrected and taken back; customers, leads and deals remember them."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from salesops.selling.contact import direction_code, kind_code, outcome_code
from salesops.selling.doings import NOT_YOURS_TO_CHANGE, Flaw, activity_flaw
from salesops.web import boundary, changing
from salesops.web.access import Actor
from salesops.web.crm.about import about, person_for
from salesops.web.crm.contacted import recount, remember
from salesops.web.crm.models import Activity
from salesops.web.ids import new_id
from salesops.web.problems import refused

CHANGEABLE = ("kind", "direction", "outcome", "summary", "minutes", "contact_id", "person_id")


@dataclass(frozen=True)
class Said:
    """What somebody tells of one call, visit, mail, message or meeting."""

    kind: str
    direction: str = "outbound"
    happened_at: datetime | None = None
    outcome: str = ""
    summary: str = ""
    minutes: int | None = None
    is_automatic: bool = False


def log_activity(
    *,
    actor: Actor,
    said: Said,
    given: Mapping[str, str | None],
    person_id: str | None = None,
) -> Activity:
    """Write down what was done, about the records `given` by id.

    Raises Http404 for a record the actor may not see, Refused and ValidationError.
    """
    require_writer(actor)
    now = timezone.now()
    found = about(actor, given, needed=False)
    kind = kind_code(said.kind)
    at = changing.moment(said.happened_at, "happened_at") if said.happened_at else now
    refuse(activity_flaw(kind, timezone.localtime(at), timezone.localtime(now), found.ids.values()))
    activity = Activity(
        activity_id=new_id("V"),
        kind=kind,
        direction=direction_code(said.direction),
        happened_at=at,
        outcome=outcome_code(said.outcome),
        summary=said.summary,
        minutes=said.minutes,
        is_automatic=said.is_automatic,
        person_id=person_for(actor, person_id),
        shard=f"{timezone.localtime(at):%Y-%m}",
        **found.ids,
    )
    with transaction.atomic():
        changing.made(actor, "log_activity", activity)
        remember(activity)
    return activity


def correct_activity(
    *, actor: Actor, activity_id: str, version: int | None, values: Mapping[str, object]
) -> Activity:
    """Change what was written down; what customers, leads and deals remember follows.

    Raises Http404, Refused, Conflict and ValidationError.
    """
    _own(actor, activity_id)
    with transaction.atomic():
        activity = changing.locked(Activity, activity_id, version)
        before = activity.happened_at
        wanted, at = _coded(values), _moment(values, before)
        _check(actor, activity, wanted, at)
        changed = changing.change(
            actor=actor, record=activity, values={**wanted, "happened_at": at},
            action="correct_activity", more={"shard": f"{timezone.localtime(at):%Y-%m}"},
        )  # fmt: skip
        if changed:
            recount(activity, before)
    return activity


def _coded(values: Mapping[str, object]) -> dict[str, object]:
    codes = {"kind": kind_code, "direction": direction_code, "outcome": outcome_code}
    return {
        name: codes[name](str(value or "")) if name in codes else value
        for name, value in values.items()
        if name in CHANGEABLE
    }


def _moment(values: Mapping[str, object], before: datetime) -> datetime:
    said = values.get("happened_at")
    return changing.moment(said, "happened_at") if isinstance(said, datetime) else before


def _check(actor: Actor, activity: Activity, wanted: Mapping[str, object], at: datetime) -> None:
    contact_id = wanted.get("contact_id")
    if contact_id and contact_id != activity.contact_id:
        about(actor, {"account_id": activity.account_id, "contact_id": str(contact_id)})
    if wanted.get("person_id", activity.person_id) != activity.person_id:
        person_for(actor, str(wanted["person_id"] or ""))
    kind = str(wanted.get("kind", activity.kind))
    # A kind that a source named in its own words may stay as it is.
    known = kind if kind != activity.kind else "call"
    of = (activity.account_id, activity.lead_id, activity.deal_id, activity.contact_id)
    refuse(activity_flaw(known, timezone.localtime(at), timezone.localtime(timezone.now()), of))


def remove_activity(*, actor: Actor, activity_id: str, version: int | None) -> None:
    """Take back what was written down by mistake; the audit keeps all of it."""
    _own(actor, activity_id)
    with transaction.atomic():
        activity = changing.locked(Activity, activity_id, version)
        gone = {
            name: (getattr(activity, name), None)
            for name, field in changing.columns(Activity).items()
            if field.editable and getattr(activity, name) not in (None, "", {})
        }
        changing.note(actor, "remove_activity", activity, gone)
        activity.delete()
        activity.pk = activity_id
        recount(activity, activity.happened_at)


def _own(actor: Actor, activity_id: str) -> Activity:
    """The activity, if it is the actor's to change: theirs, or somebody's of theirs."""
    activity = boundary.writable(actor, Activity, activity_id)
    if activity.person_id and not boundary.covers(actor, activity.person_id):
        raise refused(NOT_YOURS_TO_CHANGE)
    return activity


def require_writer(actor: Actor) -> None:
    """Refuse whoever only reads. Raises PermissionDenied."""
    if not boundary.may_write(actor):
        raise PermissionDenied(_("Your role does not allow this."))


def refuse(flaw: Flaw | None) -> None:
    """Raise the flaw as a refusal, if there is one."""
    if flaw is not None:
        raise refused(flaw.wording, field=flaw.field, **dict(flaw.values))
