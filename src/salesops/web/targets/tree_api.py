"""REST: the tree of a plan, its regions put in and taken out, its nodes moved."""

from __future__ import annotations

from typing import Any

from ninja import Router, Schema, Status

from salesops.web.signed_in import SignedIn
from salesops.web.targets.actions.regions import add_region, drop_region, move_node

router = Router(tags=["plans"])


class RegionIn(Schema):
    """A region below a node, the company by default; `children` are moved below it.

    With `region_id` it stands for that sales region and may go by its name.
    """

    name: str = ""
    parent_key: str = ""
    region_id: str = ""
    children: list[str] = []


class NodePlaceIn(Schema):
    """Which node is to stand below which."""

    key: str
    parent_key: str


class NodeOut(Schema):
    """A place in the tree."""

    key: str
    parent_key: str
    name: str
    kind: str


@router.post("/plans/{path:plan_id}/regions", response={201: NodeOut})
def add(request: SignedIn, plan_id: str, body: RegionIn) -> Any:
    """Put a region into a draft's tree."""
    return Status(201, add_region(actor=request.user, plan_id=plan_id, **body.dict()))


@router.put("/plans/{path:plan_id}/parent", response=NodeOut)
def move(request: SignedIn, plan_id: str, body: NodePlaceIn) -> Any:
    """Let a node of a draft stand below another, with all below it."""
    return move_node(actor=request.user, plan_id=plan_id, **body.dict())


@router.delete("/plans/{path:plan_id}/regions", response={204: None})
def drop(request: SignedIn, plan_id: str, key: str) -> Any:
    """Take a region out of a draft; what stands below it goes to the node above."""
    drop_region(actor=request.user, plan_id=plan_id, key=key)
    return Status(204, None)
