"""Taking back what was just done to a deal, and doing the same to many."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.http import Http404
from django.utils import timezone
from django.utils.dateparse import parse_datetime

from salesops.kernel.problem import Problem
from salesops.web import changing
from salesops.web.access import Actor, require
from salesops.web.boundary import WRITERS, writable
from salesops.web.crm.actions.deals import change_deal, kept, move_deal, typed_wrongly
from salesops.web.crm.models import Deal
from salesops.web.crm.problems import NOTHING_TO_UNDO, TOO_MANY_AT_ONCE
from salesops.web.ids import new_id
from salesops.web.people.models import User
from salesops.web.problems import Refused, refused
from salesops.web.workspace.models import AuditEntry

UNDOABLE = ("move_deal", "change_deal", "give_deal")
MINUTES = 10
MOST = 1000


def undo(*, actor: Actor, deal_id: str, version: int) -> Deal:
    """Take back the last change of a deal, if it was the actor's own and just now.

    Nothing is erased: the deal goes back with a step and a row of its own. Raises Refused,
    Conflict or Http404.
    """
    deal = writable(actor, Deal, deal_id)
    with transaction.atomic():
        deal = changing.locked(Deal, deal.pk, version)
        entry = _last(actor, deal)
        if entry is None:
            raise refused(NOTHING_TO_UNDO, minutes=MINUTES)
        changed = changing.apply(deal, _before(entry))
        deal.pushes = int(entry.details.get("pushes", deal.pushes))
        kept(actor, deal, changed, "undo", {"undoes": entry.action}, _entered(entry))
    return deal


def may_take_back(actor: Actor, deal: Deal) -> bool:
    """Whether `undo` would take back what was done to the deal last."""
    is_new = deal.changed_at >= timezone.now() - timedelta(minutes=MINUTES)
    return is_new and _last(actor, deal) is not None


def _last(actor: Actor, deal: Deal) -> AuditEntry | None:
    """The entry of the deal's newest version, if the actor may take it back."""
    mine = AuditEntry.objects.filter(
        table="deals", record_id=deal.pk, action__in=UNDOABLE,
        actor=actor if isinstance(actor, User) else None,
        at__gte=timezone.now() - timedelta(minutes=MINUTES),
    )  # fmt: skip
    entry = mine.order_by("-id").first()
    return entry if entry and entry.details.get("version") == deal.version else None


def _before(entry: AuditEntry) -> dict[str, Any]:
    fields = changing.columns(Deal)
    return {
        name: fields[name].to_python(before)
        for name, (before, _after) in entry.changes.items()
        if name in fields
    }


def _entered(entry: AuditEntry) -> datetime | None:
    return parse_datetime(entry.details.get("entered_stage_at") or "")


@dataclass(frozen=True)
class Result:
    """What became of one deal of many: its new version, or what is against it."""

    deal_id: str
    version: int | None = None
    problem: Problem | None = None
    missing: bool = False
    errors: Mapping[str, str] | None = None

    @property
    def is_done(self) -> bool:
        """Whether the deal is as it was wanted."""
        return self.version is not None


@dataclass(frozen=True)
class Bulk:
    """What became of many deals; `bulk_id` takes all of it back."""

    bulk_id: str
    results: Sequence[Result]

    @property
    def done(self) -> int:
        """How many were changed."""
        return sum(result.is_done for result in self.results)


def change_deals(
    *,
    actor: Actor,
    deals: Sequence[tuple[str, int | None]],
    values: Mapping[str, object],
    stage: str | None = None,
    said: Mapping[str, str] | None = None,
) -> Bulk:
    """Do the same to many deals, each on its own: one that cannot be changed stops no other.

    `said` is what a move to a closed stage asks for. Raises Refused when there are too many.
    """
    require(actor, *WRITERS)
    if len(deals) > MOST:
        raise refused(TOO_MANY_AT_ONCE, most=MOST)
    bulk_id = new_id("B")
    results = [
        _one(actor, deal_id, version, values, stage, said or {}, bulk_id)
        for deal_id, version in deals
    ]
    return Bulk(bulk_id, results)


def _one(
    actor: Actor,
    deal_id: str,
    version: int | None,
    values: Mapping[str, object],
    stage: str | None,
    said: Mapping[str, str],
    bulk_id: str,
) -> Result:
    told: dict[str, Any] = {"deal_id": deal_id, "version": version, "values": values}
    told |= {"actor": actor, "details": {"bulk": bulk_id}}
    try:
        deal = move_deal(**told, stage=stage, **_said(said)) if stage else change_deal(**told)
        return Result(deal_id, deal.version)
    except Refused as refusal:
        return Result(deal_id, problem=refusal.problem)
    except ValidationError as error:
        return Result(deal_id, errors=typed_wrongly(error))
    except Http404:
        return Result(deal_id, missing=True)


def _said(said: Mapping[str, str]) -> dict[str, Any]:
    return {name: said[name] for name in ("lost_reason", "competitor", "reason") if name in said}


def undo_bulk(*, actor: Actor, bulk_id: str) -> Bulk:
    """Take back what was done to many at once, where nobody has changed the deal since."""
    require(actor, *WRITERS)
    mine = AuditEntry.objects.filter(
        table="deals", action__in=UNDOABLE, details__bulk=bulk_id,
        actor=actor if isinstance(actor, User) else None,
        at__gte=timezone.now() - timedelta(minutes=MINUTES),
    )  # fmt: skip
    ids = list(dict.fromkeys(mine.order_by("id").values_list("record_id", flat=True)[: 2 * MOST]))
    if not ids:
        raise refused(NOTHING_TO_UNDO, minutes=MINUTES)
    return Bulk(bulk_id, [_back(actor, deal_id) for deal_id in ids])


def _back(actor: Actor, deal_id: str) -> Result:
    try:
        deal = writable(actor, Deal, deal_id)
        return Result(deal_id, undo(actor=actor, deal_id=deal_id, version=deal.version).version)
    except Refused as refusal:
        return Result(deal_id, problem=refusal.problem)
    except Http404:
        return Result(deal_id, missing=True)
