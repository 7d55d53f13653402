"""What is done to one deal: opened, changed, moved, given to somebody else."""

from collections.abc import Mapping
from datetime import date, datetime
from decimal import Decimal

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone

from salesops.selling.moves import Move, is_push, objection, shared_anew
from salesops.web import changing
from salesops.web.access import Actor, require
from salesops.web.boundary import WRITERS, covers, found, writable
from salesops.web.changing import Diff
from salesops.web.crm.actions.pipelines import default_pipeline
from salesops.web.crm.actions.steps import add_changes, add_steps, person_of
from salesops.web.crm.keys import deal_keys, shard_of
from salesops.web.crm.models import Account, Contact, Deal, Lead, Pipeline, Stage
from salesops.web.crm.problems import (
    BAD_AMOUNT,
    NO_OWNER,
    NO_SUCH_FIELD,
    NO_SUCH_PERSON,
    NO_SUCH_PRODUCT,
    NOT_COVERED,
    OTHER_CUSTOMERS_CONTACT,
    STARTS_CLOSED,
)
from salesops.web.crm.stages import meant, pipeline_of, stage_named
from salesops.web.ids import new_id
from salesops.web.market.models import Product
from salesops.web.people.models import Person
from salesops.web.problems import Refused, refused
from salesops.web.process.enforcing import check_move, enter_deal
from salesops.web.workspace.company import home_currency

EDITABLE = (
    "name", "account_id", "contact_id", "owner_id", "amount", "currency", "product_id",
    "expected_close_on", "competitor", "next_step", "lost_reason",
)  # fmt: skip
"""What may be changed without moving the deal."""

AT_OPENING = (*EDITABLE, "lead_id", "created_on")


def open_deal(
    *,
    actor: Actor,
    values: Mapping[str, object],
    pipeline_id: str | None = None,
    stage: str | None = None,
    deal_id: str | None = None,
    at: datetime | None = None,
) -> Deal:
    """A new deal, and the step by which it enters its first stage.

    Without a pipeline it starts in the default one, without a stage in the first open one,
    without an owner with whoever acts. Raises Refused, ValidationError or Http404.
    """
    require(actor, *WRITERS)
    pipeline = pipeline_of(pipeline_id) if pipeline_id else default_pipeline()
    first = _first(pipeline, stage)
    when = at or timezone.now()
    given = _owned(actor, values)
    _check(actor, None, given, AT_OPENING)
    deal = Deal(
        deal_id=deal_id or new_id("D"), pipeline=pipeline, stage=first.name,
        status=first.kind, entered_stage_at=when,
    )  # fmt: skip
    for name, value in changing.cleaned(Deal, given).items():
        setattr(deal, name, value)
    deal.created_on = deal.created_on or timezone.localtime(when).date()
    deal.currency = deal.currency or home_currency()
    deal.shard = shard_of(deal.created_on)
    deal.search_text = deal_keys(deal.name, deal.pk)["search_text"]
    with transaction.atomic():
        changing.made(actor, "open_deal", deal)
        add_steps(actor, [deal.pk], deal.stage, when)
        enter_deal(deal, when)
    return deal


def _first(pipeline: Pipeline, stage: str | None) -> Stage:
    if stage:
        named = stage_named(pipeline, stage)
        if named.kind != Stage.Kind.OPEN:
            raise refused(STARTS_CLOSED, field="stage", stage=named.name)
        return named
    return pipeline.stages.filter(kind=Stage.Kind.OPEN).order_by("position", "id")[0]


def _owned(actor: Actor, values: Mapping[str, object]) -> dict[str, object]:
    """The values with an owner: the named one, whoever acts, or the customer's."""
    if values.get("owner_id"):
        return dict(values)
    account = Account.objects.filter(pk=str(values.get("account_id") or "")).first()
    owner = person_of(actor) or (account.owner_id if account else None)
    if owner is None:
        raise refused(NO_OWNER, field="owner_id")
    return {**values, "owner_id": owner}


def change_deal(
    *,
    actor: Actor,
    deal_id: str,
    values: Mapping[str, object],
    version: int | None = None,
    action: str = "change_deal",
    details: Mapping[str, object] | None = None,
) -> Deal:
    """Change what a deal says, each change of amount, date and owner written down beside it.

    Raises Refused, Conflict, ValidationError or Http404.
    """
    deal = writable(actor, Deal, deal_id)
    # Outside the transaction: an attempt at somebody else's record stays on record.
    _check(actor, deal, values, EDITABLE)
    with transaction.atomic():
        deal = changing.locked(Deal, deal.pk, version)
        changed = changing.apply(deal, values)
        if changed:
            kept(actor, deal, changed, action, details)
    return deal


def give_deal(*, actor: Actor, deal_id: str, owner_id: str, version: int | None = None) -> Deal:
    """Give a deal to somebody the actor may give it to; what was done with it stays as it was."""
    return change_deal(
        actor=actor, deal_id=deal_id, version=version, values={"owner_id": owner_id},
        action="give_deal",
    )  # fmt: skip


def move_deal(
    *,
    actor: Actor,
    deal_id: str,
    stage: str,
    version: int | None = None,
    lost_reason: str = "",
    competitor: str = "",
    reason: str = "",
    closed_on: date | None = None,
    pipeline_id: str | None = None,
    values: Mapping[str, object] | None = None,
    details: Mapping[str, object] | None = None,
) -> Deal:
    """Move a deal into a stage of its pipeline or another, and write the step.

    Won or lost sets the day it closed, lost asks for a reason, opening again asks why. `values`
    are changed with it. Raises Refused, Conflict, ValidationError or Http404.
    """
    deal = writable(actor, Deal, deal_id)
    _check(actor, deal, values or {}, EDITABLE)
    with transaction.atomic():
        deal = changing.locked(Deal, deal.pk, version)
        pipeline = pipeline_of(pipeline_id) if pipeline_id else deal.pipeline or default_pipeline()
        target = stage_named(pipeline, stage)
        move = _move(deal, target, lost_reason, competitor, reason)
        problem = objection(move)
        if problem:
            raise Refused(problem)
        check_move(deal, pipeline, target.name, values)
        day = closed_on or _closed(deal, move) or timezone.localdate()
        said = {"reason": reason} if reason else {}
        changed = changing.apply(deal, {**(values or {}), **_after(move, pipeline, day)})
        kept(actor, deal, changed, "move_deal", {**said, **(details or {})})
        enter_deal(deal, timezone.now())
    return deal


def _closed(deal: Deal, move: Move) -> date | None:
    """A deal that goes on among stages of one end stays closed since the day it closed."""
    return deal.closed_on if move.from_kind == move.to_kind else None


def _move(deal: Deal, target: Stage, lost_reason: str, competitor: str, reason: str) -> Move:
    here = meant(deal.pipeline, deal.stage) if deal.pipeline else None
    return Move(
        deal.stage, deal.status, target.name, target.kind,  # type: ignore[arg-type]  # choices of the same words
        lost_reason, competitor or deal.competitor, reason,
        is_same=here is not None and here.pk == target.pk,
    )  # fmt: skip


def _after(move: Move, pipeline: Pipeline, day: date) -> dict[str, object]:
    """What a deal says once the move is made."""
    return {
        "pipeline_id": pipeline.pk,
        "stage": move.to_stage,
        "status": move.to_kind,
        "closed_on": None if move.to_kind == "open" else day,
        "lost_reason": move.lost_reason if move.to_kind == "lost" else "",
        "competitor": move.competitor,
    }


def kept(
    actor: Actor,
    deal: Deal,
    changed: Diff,
    action: str,
    details: Mapping[str, object] | None = None,
    entered_at: datetime | None = None,
) -> None:
    """Write a changed deal, what follows from the change, and its audit row.

    The row keeps what is needed to undo it. `entered_at` is when the deal had come into the
    stage it goes back to.
    """
    now = timezone.now()
    before = {"entered_stage_at": deal.entered_stage_at, "pushes": deal.pushes}
    if "stage" in changed or "pipeline_id" in changed:
        deal.entered_stage_at = entered_at or now
        add_steps(actor, [deal.pk], deal.stage, now)
    if is_push(*_days(changed)):
        deal.pushes += 1
    if "amount" in changed:
        _share_anew(deal)
    deal.search_text = deal_keys(deal.name, deal.pk)["search_text"]
    names = [name for name in changed if name in changing.columns(Deal)]
    changing.keep(deal, names, "entered_stage_at", "pushes", "search_text")
    add_changes(actor, deal, changed, now)
    undone = {"version": deal.version, **before}
    changing.note(actor, action, deal, changed, details={**undone, **(details or {})})


def _days(changed: Diff) -> tuple[date | None, date | None]:
    before, after = changed.get("expected_close_on", (None, None))
    return before, after  # type: ignore[return-value]  # a DateField's values


def _share_anew(deal: Deal) -> None:
    """Lines with amounts go on summing to the deal's."""
    lines = list(deal.lines.all())
    amounts = [line.amount for line in lines if line.amount is not None]
    if not amounts or deal.amount is None or sum(amounts) == deal.amount:
        return
    for line, amount in zip(lines, shared_anew(amounts, deal.amount), strict=True):
        line.amount = amount
        line.save(update_fields=["amount"])


def _check(
    actor: Actor, deal: Deal | None, values: Mapping[str, object], allowed: tuple[str, ...]
) -> None:
    """Whether these values may be given by this actor. Raises Refused or Http404."""
    unknown = next((name for name in values if name not in allowed), None)
    if unknown:
        raise refused(NO_SUCH_FIELD, field=unknown, fields="、".join(allowed))
    _check_amount(values.get("amount"))
    account_id = values.get("account_id", deal.account_id if deal else None)
    if values.get("account_id"):
        found(actor, Account, str(values["account_id"]))
    if values.get("contact_id"):
        contact = found(actor, Contact, str(values["contact_id"]))
        if contact.account_id != account_id:
            raise refused(OTHER_CUSTOMERS_CONTACT, field="contact_id", contact=contact.name)
    if values.get("lead_id"):
        found(actor, Lead, str(values["lead_id"]))
    _check_product(values.get("product_id"))
    _check_owner(actor, deal, values)


def _check_amount(amount: object) -> None:
    if isinstance(amount, Decimal) and (not amount.is_finite() or amount < 0):
        raise refused(BAD_AMOUNT, field="amount", value=amount)


def _check_product(product_id: object) -> None:
    if product_id and not Product.objects.filter(pk=str(product_id)).exists():
        raise refused(NO_SUCH_PRODUCT, field="product_id", product=product_id)


def _check_owner(actor: Actor, deal: Deal | None, values: Mapping[str, object]) -> None:
    if "owner_id" not in values:
        return
    owner_id = values["owner_id"]
    if not owner_id:
        raise refused(NO_OWNER, field="owner_id")
    person = Person.objects.filter(pk=str(owner_id).replace("\0", "")).first()
    if person is None:
        raise refused(NO_SUCH_PERSON, field="owner_id", person=owner_id)
    is_same = deal is not None and deal.owner_id == person.pk
    if not is_same and not covers(actor, person.pk):
        raise refused(NOT_COVERED, field="owner_id", person=person.name)


def typed_wrongly(error: ValidationError) -> Mapping[str, str]:
    """What is wrong with each field, as the first sentence of each."""
    if not hasattr(error, "error_dict"):
        return {"": error.messages[0]}
    return {name: messages[0] for name, messages in error.message_dict.items()}
