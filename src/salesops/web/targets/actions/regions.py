"""Regions of a plan's tree: put between the company and its teams, filled, moved, taken out."""

from collections.abc import Mapping, Sequence

from django.db import transaction

from salesops.planning.tree_moves import depth_first, is_within
from salesops.web import changing
from salesops.web.access import Actor
from salesops.web.ids import new_id
from salesops.web.market.models import Region
from salesops.web.problems import refused
from salesops.web.targets.actions.inputs import stand
from salesops.web.targets.held import held_draft, touch
from salesops.web.targets.models import Node, Plan
from salesops.web.targets.past import keys_past
from salesops.web.targets.problems import (
    BELOW_ITSELF,
    BELOW_PERSON,
    NODE_UNKNOWN,
    NOT_A_REGION,
    REGION_NAMELESS,
    REGION_TWICE,
    REGION_UNKNOWN,
    TOP_STAYS,
)
from salesops.web.text import clean_text


def add_region(
    *, actor: Actor, plan_id: str, name: str = "", parent_key: str = "", region_id: str = "",
    children: Sequence[str] = (),
) -> Node:  # fmt: skip
    """A region below a node, the company by default, with these nodes moved below it.

    `region_id` is the sales region that it stands for, if any. Raises Refused.
    """
    with transaction.atomic():
        plan = held_draft(actor, plan_id)
        parent = _node(plan, parent_key) if parent_key else _top(plan)
        if parent.kind == Node.Kind.PERSON:
            raise refused(BELOW_PERSON, field="parent_key", name=parent.name)
        region = _region(plan, region_id) if region_id else None
        called = clean_text(name)[:200] or (region.name if region else "")
        if not called:
            raise refused(REGION_NAMELESS, field="name")
        made = Node.objects.create(
            plan=plan, key=region.pk if region else new_id("R"), parent_key=parent.key,
            name=called, kind=Node.Kind.REGION, region=region, position=parent.position,
        )  # fmt: skip
        for key in children:
            _move(plan, _node(plan, key), made)
        stand(plan)
        _renumber(plan)
        details = {"region": called, "below": parent.name, "nodes": list(children)}
        changing.note(actor, "add_region", plan, details=details)
    return made


def move_node(*, actor: Actor, plan_id: str, key: str, parent_key: str) -> Node:
    """Let a node stand below another, with all below it. Raises Refused."""
    with transaction.atomic():
        plan = held_draft(actor, plan_id)
        node, parent = _node(plan, key), _node(plan, parent_key)
        before = plan.nodes.filter(key=node.parent_key).values_list("name", flat=True).first()
        _move(plan, node, parent)
        _renumber(plan)
        details = {"node": node.name, "from": before or "", "to": parent.name}
        changing.note(actor, "move_node", plan, details=details)
    return node


def drop_region(*, actor: Actor, plan_id: str, key: str) -> None:
    """Take a region out; what stands below it goes to the node above. Raises Refused."""
    with transaction.atomic():
        plan = held_draft(actor, plan_id)
        node = _node(plan, key)
        if node.kind != Node.Kind.REGION or not node.parent_key or node.key in keys_past(plan):
            raise refused(NOT_A_REGION, field="key", name=node.name)
        plan.nodes.filter(parent_key=node.key).update(parent_key=node.parent_key)
        node.delete()
        _renumber(plan)
        changing.note(actor, "drop_region", plan, details={"region": node.name})


def _node(plan: Plan, key: str) -> Node:
    node = plan.nodes.filter(key=key.replace("\0", "")[:200]).first()
    if node is None:
        raise refused(NODE_UNKNOWN, field="key", key=key)
    return node


def _top(plan: Plan) -> Node:
    node = plan.nodes.filter(parent_key="").first()
    if node is None:
        raise refused(NODE_UNKNOWN, field="parent_key", key="")
    return node


def _region(plan: Plan, region_id: str) -> Region:
    region = Region.objects.filter(pk=region_id.replace("\0", "")[:200]).first()
    if region is None:
        raise refused(REGION_UNKNOWN, field="region_id", id=region_id)
    if plan.nodes.filter(key=region.pk).exists():
        raise refused(REGION_TWICE, field="region_id", name=region.name)
    return region


def _move(plan: Plan, node: Node, parent: Node) -> None:
    if not node.parent_key:
        raise refused(TOP_STAYS, field="key", name=node.name)
    if parent.kind == Node.Kind.PERSON:
        raise refused(BELOW_PERSON, field="parent_key", name=parent.name)
    if is_within(_parents(plan), parent.key, node.key):
        raise refused(BELOW_ITSELF, field="parent_key", name=node.name, parent=parent.name)
    node.parent_key = parent.key
    node.save(update_fields=["parent_key"])


def _parents(plan: Plan) -> Mapping[str, str]:
    return dict(plan.nodes.order_by("position", "pk").values_list("key", "parent_key"))


def _renumber(plan: Plan) -> None:
    """Every node stands right before those below it; nothing worked out before holds."""
    places = {key: number for number, key in enumerate(depth_first(_parents(plan)))}
    moved = [node for node in plan.nodes.all() if node.position != places[node.key]]
    for node in moved:
        node.position = places[node.key]
    Node.objects.bulk_update(moved, ["position"], batch_size=500)
    touch(plan)
