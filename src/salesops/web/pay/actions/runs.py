"""A pay run: calculate, approve, return, issue, close."""

from datetime import datetime
from decimal import Decimal

from django.db import transaction
from django.utils import timezone

from salesops.incentives.review import USUAL_CHANGE
from salesops.incentives.statement import CARRIED, FORGIVEN
from salesops.kernel.period import Period
from salesops.web import changing
from salesops.web.access import Actor, Owner, standing
from salesops.web.pay.held import is_own, require_runner, run_seen
from salesops.web.pay.jobs import run_pay
from salesops.web.pay.models import (
    Adjustment,
    Dispute,
    Entry,
    PayRun,
    Statement,
    StatementPart,
)
from salesops.web.pay.periods import pay_period
from salesops.web.pay.problems import (
    DISPUTES_OPEN,
    EARLIER_OPEN,
    LATER_ISSUED,
    NO_FIGURES,
    NO_PERIOD,
    NOT_BEGUN,
    NOT_NOW,
    OVERLAPS,
    OWN_PAY,
    SAME_EYES,
    STALE,
)
from salesops.web.pay.storing import AT_ONCE, digest_of, last_seen, sealed
from salesops.web.people.models import User
from salesops.web.problems import refused

Status = PayRun.Status
AGAIN = (Status.CALCULATING, Status.FAILED, Status.REVIEW)


def calculate_pay(
    *, actor: Actor, period: str, usual_change: Decimal = USUAL_CHANGE, version: int | None = None
) -> PayRun:
    """Have the worker calculate a period's run, for the first time or again. Raises Refused.

    A pay that differs from the last by more than the usual share of it will be pointed out.
    """
    require_runner(actor)
    span = pay_period(period)
    if span is None:
        raise refused(NO_PERIOD, field="period", period=period[:20])
    now = standing()
    if now is None:
        raise refused(NO_FIGURES)
    if span.starts_on > now.as_of:
        raise refused(NOT_BEGUN, field="period", as_of=now.as_of, period=period)
    _apart(period.strip(), span)
    later = PayRun.objects.filter(starts_on__gt=span.starts_on, issued_at__isnull=False).first()
    if later:
        raise refused(LATER_ISSUED, other=later.period, period=period)
    told = {
        "status": Status.CALCULATING, "usual_change": usual_change, "calculated_by_id": _pk(actor),
        "calculated_by_name": actor.name, "approved_by_id": None, "approved_by_name": "",
    }  # fmt: skip
    with transaction.atomic():
        run = PayRun.objects.filter(period=period.strip()).first()
        if run is None:
            run = PayRun(
                run_id=f"PAY-{period.strip()}", period=period.strip(), starts_on=span.starts_on,
                ends_before=span.ends_before, **told,
            )  # fmt: skip
            changing.made(actor, "start_pay", run)
        else:
            run = _held(run.pk, version, *AGAIN)
            changed = changing.apply(run, told)
            changing.keep(run, changed)
            changing.note(actor, "start_pay", run, changed)
        run_pay.enqueue(run.pk)
    return run


def approve_pay(*, actor: Actor, run_id: str, version: int | None = None) -> PayRun:
    """Approve what was calculated: by somebody else, who is not paid by it. Raises Refused."""
    require_runner(actor)
    with transaction.atomic():
        run = _held(run_seen(actor, run_id).pk, version, Status.REVIEW)
        _other_eyes(actor, run.calculated_by_id, run.calculated_by_name)
        if isinstance(actor, User) and run.statements.filter(person=actor.person_id).exists():
            raise refused(OWN_PAY)
        if run.seen != last_seen():
            raise refused(STALE, period=run.period)
        values = {
            "status": Status.APPROVED, "approved_by_id": _pk(actor),
            "approved_by_name": actor.name, "approved_at": timezone.now(),
        }  # fmt: skip
        changing.change(actor=actor, record=run, values=values, action="approve_pay")
    return run


def return_pay(*, actor: Actor, run_id: str, version: int | None = None) -> PayRun:
    """Put an approved run back into review. Raises Refused."""
    require_runner(actor)
    with transaction.atomic():
        run = _held(run_seen(actor, run_id).pk, version, Status.APPROVED)
        values = {"status": Status.REVIEW, "approved_by_id": None, "approved_by_name": ""}
        changing.change(actor=actor, record=run, values=values, action="return_pay")
    return run


def issue_pay(*, actor: Actor, run_id: str, version: int | None = None) -> PayRun:
    """Issue the statements of an approved run: their entries join the ledger. Raises Refused.

    Nothing is issued that was calculated before something else was, so nothing is paid twice.
    """
    require_runner(actor)
    with transaction.atomic():
        run = _held(run_seen(actor, run_id).pk, version, Status.APPROVED)
        _first_of_all(run)
        if run.seen != last_seen():
            raise refused(STALE, period=run.period)
        now = timezone.now()
        entries = _post(run, now)
        values = {"status": Status.ISSUED, "issued_at": now}
        changed = changing.apply(run, values)
        changing.keep(run, changed)
        about = {"statements": run.people, "entries": entries}
        changing.note(actor, "issue_pay", run, changed, details=about)
        _tell(run)
    return run


def _tell(run: PayRun) -> None:
    from salesops.web.pay.telling import tell_issued

    tell_issued.enqueue(run.pk)


def close_pay(*, actor: Actor, run_id: str, version: int | None = None) -> PayRun:
    """Close an issued run for ever, once every dispute of it is answered. Raises Refused."""
    require_runner(actor)
    with transaction.atomic():
        run = _held(run_seen(actor, run_id).pk, version, Status.ISSUED)
        disputes = Dispute.objects.filter(statement__run=run, status=Dispute.Status.OPEN)
        first = disputes.select_related("statement").first()
        if first:
            count = disputes.count()
            raise refused(DISPUTES_OPEN, period=run.period, count=count, name=str(first))
        values = {"status": Status.CLOSED, "closed_at": timezone.now(), "seal": sealed(run)}
        changing.change(actor=actor, record=run, values=values, action="close_pay")
    return run


def _post(run: PayRun, now: datetime) -> int:
    """Every statement of a run issued, and its entries; how many entries there are.

    What stands behind a part, lines and orders, is not read: it is under the digest already.
    """
    for statement in run.statements.filter(digest=""):
        # Calculated before statements had theirs from the start.
        run.statements.filter(pk=statement.pk).update(digest=digest_of(statement))
    run.statements.update(status=Statement.Status.ISSUED, issued_at=now)
    return len(Entry.objects.bulk_create(_entries(run), batch_size=AT_ONCE))


def _entries(run: PayRun) -> list[Entry]:
    dated = run.ends_before.fromordinal(run.ends_before.toordinal() - 1)
    parts = StatementPart.objects.filter(statement__run=run).exclude(due=0)
    order = ("statement__name", "statement_id", "-period", "pk")
    parts = parts.select_related("statement").defer("lines", "orders").order_by(*order)
    found = [(part.statement, part) for part in parts]
    told = {part.component for _, part in found}
    adjustments = set(Adjustment.objects.filter(pk__in=told).values_list("pk", flat=True))
    return [
        Entry(
            entry_id=f"{run.pk}-{number:06d}", statement=statement, run=run,
            person_id=statement.person_id, plan=statement.plan, plan_from=statement.plan_from,
            plan_name=statement.plan_name, plan_text=part.plan_text, period=part.period,
            component=part.component, kind=kind_of(part, adjustments), amount=part.due,
            currency=statement.currency, posted_in=run.period, posted_on=dated,
        )
        for number, (statement, part) in enumerate(found, 1)
    ]  # fmt: skip


def kind_of(part: StatementPart, adjustments: set[str]) -> str:
    """What kind of entry a part makes."""
    if part.component in adjustments:
        return "adjustment"
    if part.component in (CARRIED, FORGIVEN):
        return part.component
    return "earning" if part.due > 0 else "clawback"


def _held(run_id: str, version: int | None, *states: str) -> PayRun:
    """The run in one of these states, held so that nobody else moves it meanwhile."""
    run = changing.locked(PayRun, run_id, version)
    if run.status not in states:
        raise refused(NOT_NOW, name=run.period, status=run.get_status_display())
    return run


def _apart(name: str, span: Period) -> None:
    """Refuse a period that shares days with another one: a month of a quarter that was paid."""
    shared = PayRun.objects.filter(starts_on__lt=span.ends_before, ends_before__gt=span.starts_on)
    other = shared.exclude(period=name).first()
    if other:
        raise refused(OVERLAPS, field="period", period=name, other=other.period)


def _first_of_all(run: PayRun) -> None:
    """Refuse while an earlier period waits: what it lacks would be paid here and there."""
    waiting = PayRun.objects.filter(starts_on__lt=run.starts_on, issued_at__isnull=True)
    earlier = waiting.order_by("starts_on").first()
    if earlier:
        status = earlier.get_status_display()
        raise refused(EARLIER_OPEN, other=earlier.period, status=status, period=run.period)


def _other_eyes(actor: Actor, before: int | None, name: str) -> None:
    """Refuse whoever did the step before."""
    is_same = _pk(actor) == before if before else isinstance(actor, Owner) and actor.name == name
    if is_same:
        raise refused(SAME_EYES, who=actor.name)


def other_eyes(actor: Actor, before: int | None, name: str, person_id: str) -> None:
    """Refuse whoever did the step before, and whoever it would pay. Raises Refused."""
    _other_eyes(actor, before, name)
    if is_own(actor, person_id):
        raise refused(OWN_PAY)


def _pk(actor: Actor) -> int | None:
    return actor.pk if isinstance(actor, User) else None
