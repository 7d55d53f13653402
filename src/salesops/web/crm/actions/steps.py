"""Steps and changes as they are written: one row a move, one a change of amount, date or owner."""

from collections.abc import Sequence
from datetime import datetime

from django.utils import timezone

from salesops.web.access import Actor
from salesops.web.audit import plain
from salesops.web.changing import Diff
from salesops.web.crm.keys import shard_of
from salesops.web.crm.models import Deal, DealChange, Step
from salesops.web.people.models import User
from salesops.web.process.versions import codes_for_deals

FOLLOWED = ("amount", "expected_close_on", "owner_id", "currency")
"""The fields whose changes the pipeline's flow is told of."""


def person_of(actor: Actor) -> str | None:
    """The person who acts, where the actor is one."""
    return actor.person_id if isinstance(actor, User) else None


def add_steps(actor: Actor, deal_ids: Sequence[str], to_stage: str, at: datetime) -> None:
    """Write that these deals entered a stage at the moment."""
    now, shard, codes = timezone.now(), shard_of(timezone.localtime(at)), codes_for_deals(deal_ids)
    Step.objects.bulk_create(
        Step(
            case_kind=Step.Kind.DEAL, case_id=deal_id, to_stage=to_stage, entered_at=at,
            person_id=person_of(actor), shard=shard, changed_at=now,
            process_version=codes.get(deal_id, ""),
        )
        for deal_id in deal_ids
    )  # fmt: skip


def add_changes(actor: Actor, deal: Deal, changed: Diff, at: datetime) -> None:
    """Write down each change of amount, expected close or owner."""
    DealChange.objects.bulk_create(
        DealChange(
            deal=deal, at=at, field=name, before=_text(before), after=_text(after),
            person_id=person_of(actor),
        )
        for name, (before, after) in changed.items()
        if name in FOLLOWED
    )  # fmt: skip


def _text(value: object) -> str:
    return "" if value is None else str(plain(value))
