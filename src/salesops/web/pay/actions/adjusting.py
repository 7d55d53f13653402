"""Adjustments: proposed with a reason, approved or rejected by somebody else, never on own pay."""

from decimal import Decimal

from django.db import transaction
from django.http import Http404
from django.utils import timezone

from salesops.web import changing
from salesops.web.access import Actor
from salesops.web.ids import new_id
from salesops.web.pay.actions.runs import other_eyes
from salesops.web.pay.held import is_own, require_runner
from salesops.web.pay.models import Adjustment, Dispute
from salesops.web.pay.periods import first_day, pay_period
from salesops.web.pay.problems import (
    NO_AMOUNT,
    NO_PERIOD,
    NO_SUCH_REASON,
    NOT_NOW,
    NOT_ON_PLAN,
    OWN_PAY,
    TEXT_NEEDED,
)
from salesops.web.pay_plans.in_force import on
from salesops.web.people.models import Person, User
from salesops.web.problems import refused
from salesops.web.text import clean_text

Status = Adjustment.Status
CENT = Decimal("0.01")


def propose_adjustment(
    *, actor: Actor, person_id: str, period: str, amount: Decimal, reason: str, text: str,
    dispute: Dispute | None = None,
) -> Adjustment:  # fmt: skip
    """Propose to add an amount to somebody's pay, or take it off; nothing is paid yet.

    It belongs to the plan the person was on at the end of the period. Raises Refused.
    """
    require_runner(actor)
    if is_own(actor, person_id):
        raise refused(OWN_PAY)
    if dispute is None and pay_period(period) is None:
        raise refused(NO_PERIOD, field="period", period=period[:20])
    person = _checked(person_id, period, amount, reason, text)
    plan_id, plan_name, currency = _plan(person, period, dispute)
    made = Adjustment(
        adjustment_id=new_id("ADJ"), person=person, plan=plan_id, plan_name=plan_name,
        period=period.strip(), amount=amount, currency=currency, reason=reason, text=text,
        dispute=dispute, proposed_by=actor if isinstance(actor, User) else None,
        proposed_by_name=actor.name,
    )  # fmt: skip
    with transaction.atomic():
        changing.made(actor, "propose_adjustment", made)
    return made


def _checked(person_id: str, period: str, amount: Decimal, reason: str, text: str) -> Person:
    if not amount.is_finite() or not amount or amount != amount.quantize(CENT):
        raise refused(NO_AMOUNT, field="amount", unit=CENT)
    if reason not in Adjustment.Reason.values:
        known = ", ".join(Adjustment.Reason.values)
        raise refused(NO_SUCH_REASON, field="reason", reason=reason[:40], known=known)
    if not clean_text(text):
        raise refused(TEXT_NEEDED, field="text")
    person = Person.objects.filter(pk=person_id.replace("\0", "")).first()
    if person is None:
        raise refused(NOT_ON_PLAN, field="person_id", name=person_id[:80], period=period)
    return person


def _plan(person: Person, period: str, dispute: Dispute | None) -> tuple[str, str, str]:
    """The plan an adjustment belongs to: the disputed statement's, else the period's."""
    if dispute:
        statement = dispute.statement
        return statement.plan, statement.plan_name, statement.currency
    span = pay_period(period)
    last = span.ends_before.toordinal() - 1 if span else first_day(period).toordinal()
    held = on(first_day(period).fromordinal(last), [person.pk]) or on(
        first_day(period), [person.pk]
    )
    under = held.get(person.pk)
    if under is None:
        raise refused(NOT_ON_PLAN, field="person_id", name=person.name, period=period)
    plan = under.version.pay_plan
    return plan.pk, plan.name, under.version.text.currency


def approve_adjustment(
    *, actor: Actor, adjustment_id: str, version: int | None = None
) -> Adjustment:
    """Approve what somebody else proposed: from now on it is entitled. Raises Refused."""
    return _decided(actor, adjustment_id, version, Status.APPROVED, "approve_adjustment")


def reject_adjustment(
    *, actor: Actor, adjustment_id: str, version: int | None = None
) -> Adjustment:
    """Turn down what was proposed, oneself or by somebody else. Raises Refused."""
    return _decided(actor, adjustment_id, version, Status.REJECTED, "reject_adjustment")


def _decided(
    actor: Actor, adjustment_id: str, version: int | None, to: str, action: str
) -> Adjustment:
    require_runner(actor)
    pk = adjustment_id.replace("\0", "")[:32]
    if not Adjustment.objects.filter(pk=pk).exists():
        raise Http404
    with transaction.atomic():
        one = changing.locked(Adjustment, pk, version)
        if one.status != Status.PROPOSED:
            raise refused(NOT_NOW, name=one.pk, status=one.get_status_display())
        if to == Status.APPROVED:
            other_eyes(actor, one.proposed_by_id, one.proposed_by_name, one.person_id)
        elif is_own(actor, one.person_id):
            raise refused(OWN_PAY)
        values = {
            "status": to, "decided_by_id": actor.pk if isinstance(actor, User) else None,
            "decided_by_name": actor.name, "decided_at": timezone.now(),
        }  # fmt: skip
        changing.change(actor=actor, record=one, values=values, action=action)
    return one
