"""The numbers in which both sides meet, taken over as pins and taken back."""

from collections.abc import Collection, Mapping, Sequence
from decimal import Decimal

from django.db import transaction

from salesops.planning.both_sides import holding
from salesops.web import changing
from salesops.web.access import Actor
from salesops.web.problems import Faulty, refused
from salesops.web.targets.held import goal_seen, held_draft, touch
from salesops.web.targets.models import Goal, Stance
from salesops.web.targets.problems import (
    NOTHING_TAKEN_OVER,
    REASON_TO_TAKE_OVER,
    TAKEN_OVER_BEFORE,
)
from salesops.web.targets.reconciling import meeting
from salesops.web.targets.shown import plain
from salesops.web.targets.working import goal_problems
from salesops.web.text import clean_text

KEPT = ("pin", "reason", "taken_over", "version")


def take_over(
    *, actor: Actor, plan_id: str, metric: str, reason: str,
    locked: Collection[str] = (), least: Mapping[str, Decimal] | None = None,
) -> int:  # fmt: skip
    """Pin everybody with nobody below to the reconciled number; gives how many were pinned.

    Raises Faulty with every conflict, and Refused.
    """
    with transaction.atomic():
        plan = held_draft(actor, plan_id)
        goal = goal_seen(plan, metric)
        why = clean_text(reason)[:1000]
        if not why:
            raise refused(REASON_TO_TAKE_OVER, field="reason")
        if goal.stances.exclude(taken_over=None).exists():
            raise refused(TAKEN_OVER_BEFORE)
        found = meeting(goal, locked, least or {})
        pins = {key: found.amount(key, units) for key, units in holding(found.done).items()}
        stances = list(goal.stances.filter(node__key__in=pins).select_related("node"))
        for stance in stances:
            pin = pins[stance.node.key]
            before = {"pin": plain(stance.pin), "reason": stance.reason}
            stance.taken_over = {"pin": plain(pin), "before": before}
            stance.pin, stance.reason, stance.version = pin, why, stance.version + 1
        details = {"metric": metric, "nodes": len(stances), "reason": why,
                   "locked": sorted(locked)}  # fmt: skip
        _keep(actor, goal, stances, "take_over_targets", details)
        if faults := [p for p in goal_problems(goal) if p.severity == "error"]:
            raise Faulty(faults)
    return len(stances)


def undo_take_over(*, actor: Actor, plan_id: str, metric: str) -> tuple[int, int]:
    """Put back what stood there before; gives how many, and how many somebody changed since.

    A pin that was changed since stays as it is. Raises Refused.
    """
    with transaction.atomic():
        plan = held_draft(actor, plan_id)
        goal = goal_seen(plan, metric)
        stances = list(goal.stances.exclude(taken_over=None).select_related("node"))
        if not stances:
            raise refused(NOTHING_TAKEN_OVER)
        back = sum(_given_back(stance) for stance in stances)
        details = {"metric": metric, "nodes": back, "changed_since": len(stances) - back}
        _keep(actor, goal, stances, "undo_take_over", details)
    return back, len(stances) - back


def _given_back(stance: Stance) -> bool:
    """Let go of what was taken over; whether the number was still that."""
    taken, stance.taken_over = stance.taken_over or {}, None
    stance.version += 1
    if plain(stance.pin) != taken["pin"]:
        return False
    before = taken["before"]
    stance.pin = None if before["pin"] is None else Decimal(before["pin"])
    stance.reason = before["reason"]
    return True


def _keep(
    actor: Actor, goal: Goal, stances: Sequence[Stance], action: str, details: dict[str, object]
) -> None:
    Stance.objects.bulk_create(
        stances, batch_size=2000, update_conflicts=True, unique_fields=["id"], update_fields=KEPT
    )
    touch(goal.plan)
    changing.note(actor, action, goal.plan, details=details)
