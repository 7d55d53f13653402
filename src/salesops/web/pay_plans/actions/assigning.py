"""Who is on which plan: put on it, moved, ended, taken off; one plan per person and day."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from salesops.kernel.problem import Problem
from salesops.web import changing
from salesops.web.access import Actor, require
from salesops.web.ids import new_id
from salesops.web.pay_plans.held import (
    DESIGNERS,
    assignment_seen,
    held_plan,
    persons_paid,
)
from salesops.web.pay_plans.models import PayAssignment, PayPlan
from salesops.web.pay_plans.problems import (
    BEGUN,
    ENDS_FIRST,
    NO_SUCH_PERSON,
    ON_ANOTHER,
    TARGET_NEGATIVE,
)
from salesops.web.people.models import Person
from salesops.web.problems import Faulty, refused


@dataclass(frozen=True, kw_only=True)
class Term:
    """From which day, until which, for how much a year at 100 %, and paid in what."""

    starts_on: date
    ends_before: date | None = None
    target_pay: Decimal | None = None
    currency: str = ""


def assign_pay_plan(
    *, actor: Actor, plan_id: str, person_ids: Sequence[str], term: Term
) -> list[PayAssignment]:
    """Put people on a plan; all of them or, with everything that is wrong, nobody.

    Raises Refused and Faulty; PermissionDenied for target pay of people whose pay is not seen.
    """
    require(actor, *DESIGNERS)
    with transaction.atomic():
        plan = held_plan(plan_id)
        persons = _persons(person_ids)
        if term.target_pay is not None:
            _require_pay(actor, person_ids)
        # Whoever is put on two plans at once waits here for the other one.
        held = list(PayAssignment.objects.select_for_update().filter(person__in=persons))
        made = [_assignment(plan, person, term) for person in persons]
        problems = [problem for one in made for problem in _problems(one, held)]
        if problems:
            raise Faulty(problems)
        for one in made:
            changing.made(actor, "assign_pay_plan", one)
    return made


def change_pay_assignment(
    *, actor: Actor, assignment_id: str, term: Term, version: int | None = None
) -> PayAssignment:
    """Other days or another target pay. Raises Refused, Faulty and Conflict."""
    require(actor, *DESIGNERS)
    with transaction.atomic():
        held = _held(actor, assignment_id, version)
        if term.target_pay != held.target_pay:
            _require_pay(actor, [held.person_id])
        values = {
            "starts_on": term.starts_on, "ends_before": term.ends_before,
            "currency": term.currency,
        }  # fmt: skip
        changed = changing.apply(held, values)
        is_target_changed = held.target_pay != term.target_pay
        held.target_pay = term.target_pay
        others = PayAssignment.objects.select_for_update().filter(person=held.person)
        if found := list(_problems(held, list(others.exclude(pk=held.pk)))):
            raise Faulty(found)
        if changed or is_target_changed:
            changing.keep(held, [*changed, "target_pay"])
            told = {"target_pay": "changed"} if is_target_changed else {}
            changing.note(actor, "change_pay_assignment", held, changed, details=told)
    return held


def end_pay_assignment(
    *, actor: Actor, assignment_id: str, ends_before: date, version: int | None = None
) -> PayAssignment:
    """Take a person off a plan from a day on. Raises Refused and Conflict."""
    require(actor, *DESIGNERS)
    with transaction.atomic():
        held = _held(actor, assignment_id, version)
        if ends_before <= held.starts_on:
            raise refused(ENDS_FIRST, field="ends_before", **_days(held, ends_before))
        changing.change(
            actor=actor, record=held, values={"ends_before": ends_before},
            action="end_pay_assignment",
        )  # fmt: skip
    return held


def drop_pay_assignment(*, actor: Actor, assignment_id: str, version: int | None = None) -> None:
    """Take an assignment that has not begun back. Raises Refused."""
    require(actor, *DESIGNERS)
    with transaction.atomic():
        held = _held(actor, assignment_id, version)
        if held.starts_on <= timezone.localdate():
            raise refused(BEGUN, person=held.person.name, starts_on=held.starts_on)
        changing.note(actor, "drop_pay_assignment", held)
        held.delete()


def _held(actor: Actor, assignment_id: str, version: int | None) -> PayAssignment:
    seen = assignment_seen(actor, assignment_id)
    return changing.locked(PayAssignment, seen.pk, version)


def _persons(person_ids: Sequence[str]) -> list[Person]:
    wanted = list(dict.fromkeys(one.replace("\0", "")[:200] for one in person_ids))
    known = Person.objects.in_bulk(wanted)
    missing = [one for one in wanted if one not in known]
    if missing or not wanted:
        raise refused(NO_SUCH_PERSON, field="person_ids", id="、".join(missing[:5]) or "—")
    return [known[one] for one in wanted]


def _require_pay(actor: Actor, person_ids: Sequence[str]) -> None:
    persons = persons_paid(actor)
    if persons is not None and not set(person_ids) <= set(persons):
        raise PermissionDenied(_("Your role does not allow this."))


def _assignment(plan: PayPlan, person: Person, term: Term) -> PayAssignment:
    return PayAssignment(
        assignment_id=new_id("PA"), pay_plan=plan, person=person, starts_on=term.starts_on,
        ends_before=term.ends_before, target_pay=term.target_pay, currency=term.currency.upper(),
    )  # fmt: skip


def _problems(one: PayAssignment, held: Sequence[PayAssignment]) -> list[Problem]:
    """Why a person cannot be on the plan at this time."""
    if one.ends_before is not None and one.ends_before <= one.starts_on:
        return [Problem(ENDS_FIRST, values=_days(one, one.ends_before))]
    found = [
        Problem(ON_ANOTHER, values=_told(one, other))
        for other in held
        if other.person_id == one.person_id and other.overlaps(one.starts_on, one.ends_before)
    ]
    if one.target_pay is not None and one.target_pay <= 0:
        values = {"person": one.person.name, "amount": one.target_pay}
        found.append(Problem(TARGET_NEGATIVE, values=values))
    return found


def _told(one: PayAssignment, other: PayAssignment) -> dict[str, object]:
    until = other.ends_before - timedelta(days=1) if other.ends_before else "…"
    return {
        "person": one.person.name, "plan": other.pay_plan.name, "starts_on": other.starts_on,
        "until": until,
    }  # fmt: skip


def _days(one: PayAssignment, ends_before: date) -> dict[str, object]:
    return {
        "person": one.person.name, "starts_on": one.starts_on, "ends_before": ends_before,
    }  # fmt: skip
