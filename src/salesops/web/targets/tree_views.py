"""The page of a plan's tree: regions by form, and who stands below whom."""

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from salesops.web.access import require
from salesops.web.market.models import Region
from salesops.web.signed_in import SignedIn
from salesops.web.targets.actions.regions import add_region, drop_region, move_node
from salesops.web.targets.held import PLANNERS, plan_seen
from salesops.web.targets.models import Node, Plan
from salesops.web.targets.refusing import why_not
from salesops.web.targets.shown import may_edit

MOST = 2000
"""So many nodes can be chosen from; beyond, only regions and teams."""


@login_required
@require_http_methods(["GET", "POST"])
def page(request: SignedIn, plan_id: str) -> HttpResponse:
    """The regions and teams of the tree, a form for a new region, another to move somebody."""
    require(request.user, *PLANNERS)
    plan = plan_seen(request.user, plan_id)
    context: dict[str, Any] = {"plan": plan}
    against: dict[str, Any] = {}
    if request.method == "POST":
        against = why_not(lambda: _do(request, plan))
        if not against:
            messages.success(request, _("Saved."))
            return redirect(request.get_full_path())
        context |= against
    context |= _shown(request, plan)
    return render(request, "targets/tree.html", context, status=422 if against else 200)


def _do(request: SignedIn, plan: Plan) -> None:
    posted, actor = request.POST, request.user
    key, parent_key = posted.get("key", ""), posted.get("parent_key", "")
    if posted.get("do") == "region":
        add_region(
            actor=actor, plan_id=plan.pk, name=posted.get("name", ""), parent_key=parent_key,
            region_id=posted.get("region_id", ""), children=posted.getlist("children"),
        )  # fmt: skip
    elif posted.get("do") == "drop":
        drop_region(actor=actor, plan_id=plan.pk, key=key)
    else:
        move_node(actor=actor, plan_id=plan.pk, key=key, parent_key=parent_key)


def _shown(request: SignedIn, plan: Plan) -> dict[str, Any]:
    nodes = list(plan.nodes.order_by("position", "pk"))
    depths: dict[str, int] = {}
    below: dict[str, int] = {}
    for node in nodes:
        depths[node.key] = depths.get(node.parent_key, -1) + 1
        below[node.parent_key] = below.get(node.parent_key, 0) + 1
    families = [node for node in nodes if node.kind != Node.Kind.PERSON]
    rows = [
        {"key": n.key, "name": n.name, "kind": n.get_kind_display(), "depth": min(depths[n.key], 6),
         "below": below.get(n.key, 0), "is_region": n.kind == Node.Kind.REGION and n.parent_key}
        for n in families
    ]  # fmt: skip
    taken = {node.key for node in nodes}
    return {
        "rows": rows, "may_edit": may_edit(request.user, plan),
        "movable": [n for n in (nodes if len(nodes) <= MOST else families) if n.parent_key],
        "regions": Region.objects.exclude(pk__in=taken).order_by("name")[:MOST],
        "typed": request.POST, "children": request.POST.getlist("children"),
    }  # fmt: skip
