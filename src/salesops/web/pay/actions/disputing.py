"""Statements acknowledged and disputed by whom they pay; disputes answered in time."""

from dataclasses import dataclass
from decimal import Decimal

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.http import Http404
from django.utils import timezone

from salesops.selling.workdays import workday_after
from salesops.web import changing
from salesops.web.access import Actor
from salesops.web.ids import new_id
from salesops.web.pay.actions.adjusting import propose_adjustment
from salesops.web.pay.held import is_own, require_runner, statement_seen
from salesops.web.pay.models import Adjustment, Dispute, PayRun, Statement
from salesops.web.pay.problems import (
    DISPUTED_ALREADY,
    NO_SUCH_PART,
    NOT_NOW,
    OWN_PAY,
    TEXT_NEEDED,
    TOO_LATE,
)
from salesops.web.pay.stating import ANSWER_WITHIN, dispute_until
from salesops.web.pay.telling import tell_answered, tell_opened
from salesops.web.people.models import User
from salesops.web.problems import refused
from salesops.web.text import clean_text
from salesops.web.workdays import company_calendar

Status = Dispute.Status
VERBS = {"accepted": "accept", "rejected": "reject"}


@dataclass(frozen=True)
class Place:
    """What on a statement is disputed; nothing means all of it, `line` counts from 1."""

    period: str = ""
    component: str = ""
    line: int | None = None


def acknowledge_statement(
    *, actor: Actor, statement_id: str, version: int | None = None
) -> Statement:
    """Sign one's own statement as received, by its fingerprint. Raises Refused."""
    seen = _own(actor, statement_id)
    with transaction.atomic():
        statement = changing.locked(Statement, seen.pk, version)
        if statement.status != Statement.Status.ISSUED:
            raise refused(NOT_NOW, name=str(statement), status=statement.get_status_display())
        values = {"status": Statement.Status.ACKNOWLEDGED, "acknowledged_at": timezone.now()}
        changed = changing.apply(statement, values)
        changing.keep(statement, changed)
        about = {"digest": statement.digest}
        changing.note(actor, "acknowledge_statement", statement, changed, details=about)
    return statement


def dispute_statement(
    *, actor: Actor, statement_id: str, text: str, place: Place | None = None
) -> Dispute:
    """Object to a line of one's own statement; the answer is due in working days. Raises Refused.

    It can be done for some working days after the statement was issued, and until the run closes.
    """
    statement, place = _own(actor, statement_id), place or Place()
    if not clean_text(text):
        raise refused(TEXT_NEEDED, field="text")
    today = timezone.localdate()
    with transaction.atomic():
        run = changing.locked(PayRun, statement.run_id, None)
        _disputable(run, statement, place)
        dispute = Dispute(
            dispute_id=new_id("DSP"), statement=statement, period=place.period,
            component=place.component, line=place.line, text=text, opened_on=today,
            due_on=workday_after(today, ANSWER_WITHIN, company_calendar(today)),
            opened_by=actor if isinstance(actor, User) else None,
        )  # fmt: skip
        changing.made(actor, "dispute_statement", dispute)
        tell_opened(dispute)
    return dispute


def _own(actor: Actor, statement_id: str) -> Statement:
    """One's own issued statement. Raises Http404, and PermissionDenied for somebody else's."""
    statement = statement_seen(actor, statement_id)
    if not is_own(actor, statement.person_id) or statement.status == Statement.Status.DRAFT:
        raise PermissionDenied
    return statement


def _disputable(run: PayRun, statement: Statement, place: Place) -> None:
    if run.status != PayRun.Status.ISSUED:
        raise refused(NOT_NOW, name=run.period, status=run.get_status_display())
    last = dispute_until(statement)
    if last and timezone.localdate() > last:
        raise refused(TOO_LATE, day=last)
    if place.component or place.period:
        part = statement.parts.filter(period=place.period, component=place.component).first()
        if part is None or (place.line and not 0 < place.line <= len(part.lines)):
            raise refused(NO_SUCH_PART, field="component")
    same = statement.disputes.filter(
        status=Status.OPEN, period=place.period, component=place.component, line=place.line
    )
    if same.exists():
        raise refused(DISPUTED_ALREADY, field="component")


def accept_dispute(
    *, actor: Actor, dispute_id: str, amount: Decimal, answer: str, version: int | None = None
) -> Dispute:
    """Find for the payee: an adjustment of the amount is proposed, for somebody else to approve.

    Raises Refused.
    """
    with transaction.atomic():
        dispute = _answered(actor, dispute_id, Status.ACCEPTED, answer, version)
        statement = dispute.statement
        propose_adjustment(
            actor=actor, person_id=statement.person_id,
            period=dispute.period or statement.run.period, amount=amount,
            reason=Adjustment.Reason.DISPUTE, text=answer, dispute=dispute,
        )  # fmt: skip
        tell_answered(dispute)
    return dispute


def reject_dispute(
    *, actor: Actor, dispute_id: str, answer: str, version: int | None = None
) -> Dispute:
    """Find against the payee, with the reason. Raises Refused."""
    with transaction.atomic():
        dispute = _answered(actor, dispute_id, Status.REJECTED, answer, version)
        tell_answered(dispute)
    return dispute


def _answered(actor: Actor, dispute_id: str, to: str, answer: str, version: int | None) -> Dispute:
    require_runner(actor)
    pk = dispute_id.replace("\0", "")[:32]
    if not Dispute.objects.filter(pk=pk).exists():
        raise Http404
    if not clean_text(answer):
        raise refused(TEXT_NEEDED, field="answer")
    dispute = changing.locked(Dispute, pk, version)
    if dispute.status != Status.OPEN:
        raise refused(NOT_NOW, name=str(dispute), status=dispute.get_status_display())
    if is_own(actor, dispute.statement.person_id):
        raise refused(OWN_PAY)
    values = {
        "status": to, "answered_by_name": actor.name,
        "answered_by_id": actor.pk if isinstance(actor, User) else None,
        "answered_at": timezone.now(),
    }  # fmt: skip
    changing.change(
        actor=actor, record=dispute, values=values, action=f"{VERBS[to]}_dispute",
        more={"answer": clean_text(answer, multiline=True)},
    )  # fmt: skip
    return dispute
