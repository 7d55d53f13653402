"""What people say to a plan: the number they offer from below, and comments."""

from decimal import Decimal

from django.db import transaction
from django.http import Http404
from django.utils import timezone

from salesops.web import changing
from salesops.web.access import Actor, require
from salesops.web.boundary import WRITERS
from salesops.web.people.models import User
from salesops.web.problems import refused
from salesops.web.targets.actions.inputs import held_stance
from salesops.web.targets.held import held, nodes_seen, touch
from salesops.web.targets.models import Comment, Node, Plan, Stance
from salesops.web.targets.problems import OFFER_NEGATIVE, OFFERS_CLOSED
from salesops.web.text import clean_text


def offer(
    *, actor: Actor, plan_id: str, metric: str, key: str, amount: Decimal | None,
    reason: str = "", version: int | None = None,
) -> Stance:  # fmt: skip
    """What a person or team says it can do; None takes the answer back, zero is an answer.

    Raises Http404 for a node that is not theirs, Refused once the plan is handed in, Conflict.
    """
    with transaction.atomic():
        require(actor, *WRITERS)
        plan = held(plan_id)
        node = node_of(actor, plan, key)
        if plan.status != Plan.Status.DRAFT:
            raise refused(OFFERS_CLOSED, plan=str(plan))
        if amount is not None and amount < 0:
            raise refused(OFFER_NEGATIVE, field="amount")
        stance = held_stance(plan, metric, key, version)
        values = {"offered": amount} | ({"reason": reason} if reason else {})
        user = actor.pk if isinstance(actor, User) else None
        changing.change(
            actor=actor, record=stance, values=values, action="offer_target",
            more={"offered_by_id": user}, subject=f"{plan} · {node}",
        )  # fmt: skip
        touch(plan)
    return stance


def node_of(actor: Actor, plan: Plan, key: str) -> Node:
    """The node, when the actor may see it. Raises Http404."""
    node = nodes_seen(actor).filter(plan=plan, key=key.replace("\0", "")).first()
    if node is None:
        raise Http404
    return node


def comment(*, actor: Actor, plan_id: str, key: str, text: str) -> Comment:
    """Say something about a node. Raises Http404 and ValidationError."""
    with transaction.atomic():
        plan = held(plan_id)
        node = node_of(actor, plan, key)
        said = Comment(
            node=node, author=actor if isinstance(actor, User) else None, at=timezone.now(),
            text=clean_text(text, multiline=True),
        )  # fmt: skip
        said.full_clean()
        said.save()
        changing.note(actor, "comment_target", plan, subject=f"{plan} · {node}")
    return said
