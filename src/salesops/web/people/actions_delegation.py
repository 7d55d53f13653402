"""Standing in: begun by whoever goes away, their manager, sales operations or an administrator."""

from datetime import date

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from salesops.web import audit
from salesops.web.access import Actor, Owner, managed_teams
from salesops.web.people.absences import Absence, check, cleaned
from salesops.web.people.models import Delegation, Person, Role, User
from salesops.web.people.positions import holding
from salesops.web.people.problems import (
    NO_SUCH_DELEGATION,
    NO_SUCH_PERSON,
    OVER_ALREADY,
    STANDS_IN_ALREADY,
)
from salesops.web.problems import refused


def delegate(*, actor: Actor, absence: Absence, today: date) -> Delegation:
    """Have somebody see and do what is a colleague's, while that one is away; never their pay."""
    absence = cleaned(absence)
    absent = _person(absence.absent_id, "absent_id")
    if not may_decide(actor, absent.pk, today):
        raise PermissionDenied(_("Only they, their manager or sales operations decide this."))
    stand_in = _person(absence.stand_in_id, "stand_in_id")
    check(absence, {person.pk: (person.name, person.left_on) for person in (absent, stand_in)})
    with transaction.atomic():
        list(Person.objects.select_for_update().filter(pk=stand_in.pk))
        beside = Delegation.objects.filter(absent=absent, stand_in=stand_in, revoked_at=None)
        if beside.filter(
            starts_on__lt=absence.ends_before, ends_before__gt=absence.starts_on
        ).exists():
            raise refused(STANDS_IN_ALREADY, field="stand_in_id", name=stand_in.name)
        made = Delegation.objects.create(
            absent=absent, stand_in=stand_in, starts_on=absence.starts_on,
            ends_before=absence.ends_before, reason=absence.reason,
            made_at=timezone.now(), made_by=actor if isinstance(actor, User) else None,
        )  # fmt: skip
        told = {"stand_in_id": (None, stand_in.pk), "starts_on": (None, made.starts_on),
                "ends_before": (None, made.ends_before)}  # fmt: skip
        audit.note(
            actor, "delegate", absent.name, {"reason": made.reason}, table="delegations",
            record_id=str(made.pk), changes=told,
        )  # fmt: skip
    return made


def end_delegation(*, actor: Actor, delegation_id: int, today: date) -> Delegation:
    """End it now: somebody is back early, or it should never have been."""
    with transaction.atomic():
        found = Delegation.objects.select_for_update(of=("self",)).filter(pk=delegation_id).first()
        if found is None or not may_look(actor, found, today):
            raise refused(NO_SUCH_DELEGATION, id=delegation_id)
        if not may_decide(actor, found.absent_id, today):
            raise PermissionDenied(_("Only they, their manager or sales operations decide this."))
        if found.revoked_at or found.ends_before <= today:
            raise refused(OVER_ALREADY)
        found.revoked_at = timezone.now()
        found.save(update_fields=["revoked_at"])
        audit.note(
            actor, "end_delegation", found.absent.name, table="delegations",
            record_id=str(found.pk), changes={"revoked_at": (None, found.revoked_at)},
        )  # fmt: skip
    return found


def may_decide(actor: Actor, absent_id: str, today: date) -> bool:
    """Whether somebody may say who stands in for this person."""
    if isinstance(actor, Owner):
        return True
    if not actor.is_active:
        return False
    if actor.role in (Role.OPS, Role.ADMIN):
        return True
    return absent_id in decides_for(actor, today)


def decides_for(user: User, today: date) -> set[str]:
    """The people somebody may name a stand-in for: themselves, and whom they lead today."""
    own = {user.person_id} if user.person_id else set()
    if user.role == Role.MANAGER:
        led = holding(today).filter(team_id__in=managed_teams(user, today))
        own |= set(led.values_list("person_id", flat=True))
    return own if user.role in (Role.REP, Role.MANAGER) else set()


def may_look(actor: Actor, delegation: Delegation, today: date) -> bool:
    """Whether somebody may know of it: who may decide, and who stands in."""
    stands_in = isinstance(actor, User) and actor.person_id == delegation.stand_in_id
    return stands_in or may_decide(actor, delegation.absent_id, today)


def _person(person_id: str, field: str) -> Person:
    found = Person.objects.filter(pk=person_id).first()
    if found is None:
        raise refused(NO_SUCH_PERSON, field=field, id=person_id)
    return found
