"""The page on which each region's and team's λ is set, with both shares beside the targets."""

from collections.abc import Mapping
from decimal import Decimal
from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.forms import ValidationError as Unfit
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from salesops.planning.allocate import Conflict
from salesops.planning.mixes import Mixed, family, mixes_of
from salesops.planning.worked import Worked
from salesops.web.access import require
from salesops.web.signed_in import SignedIn
from salesops.web.targets.actions.inputs import set_stance
from salesops.web.targets.forms import rows_typed
from salesops.web.targets.held import PLANNERS, goal_seen, plan_seen
from salesops.web.targets.models import Goal, Stance
from salesops.web.targets.refusing import why_not
from salesops.web.targets.shown import may_edit, plain
from salesops.web.targets.weighing import COLUMNS, column_label
from salesops.web.targets.working import worked


@login_required
@require_http_methods(["GET", "POST"])
def page(request: SignedIn, plan_id: str) -> HttpResponse:
    """λ of every node that has others below it; one of them open, to be changed."""
    require(request.user, *PLANNERS)
    plan = plan_seen(request.user, plan_id)
    goal = goal_seen(plan, request.GET.get("metric", ""))
    context: dict[str, Any] = {"plan": plan, "goal": goal}
    against: dict[str, Any] = {}
    if request.method == "POST":
        against = why_not(lambda: _keep(request, goal))
        if not against:
            messages.success(request, _("Saved."))
            return redirect(request.get_full_path())
        context |= against
    context |= _shown(request, goal)
    return render(request, "targets/mix.html", context, status=422 if against else 200)


def _keep(request: SignedIn, goal: Goal) -> None:
    """Keep the weights typed for the node; all empty, those above it hold again."""
    typed = {} if request.POST.get("do") == "inherit" else dict(rows_typed(request.POST, "w_"))
    mix = {name: value for name, value in typed.items() if value != "0"}
    if typed and not mix:
        raise Unfit(_("Let at least one number count."))
    version = request.POST.get("version", "")
    set_stance(
        actor=request.user, plan_id=goal.plan_id, metric=goal.metric,
        key=request.GET.get("node", ""), values={"mix": mix},
        reason=request.POST.get("reason", ""),
        version=int(version) if version.isdecimal() and len(version) < 10 else None,
    )  # fmt: skip


def _shown(request: SignedIn, goal: Goal) -> dict[str, Any]:
    stances = {one.node.key: one for one in goal.stances.select_related("node")}
    parents = {key: one.node.parent_key for key, one in stances.items()}
    families = [key for key in parents if key in set(parents.values())]
    own = {key: _numbers(one.mix) for key, one in stances.items() if one.mix}
    mixes = mixes_of(parents, own, _numbers(goal.weights))
    asked = request.GET.get("node", "")
    key = asked if asked in families else next(iter(families), "")
    found = worked_or_none(goal)
    rows = [_row(stances, mixes[one], one, parents) for one in families]
    return {
        "rows": rows, "may_edit": may_edit(request.user, goal.plan),
        "chosen": next((row for row in rows if row["key"] == key), None),
        "stance": stances.get(key), "fields": _fields(request, goal, mixes.get(key), stances),
        "columns": [column_label(name) for name in mixes[key].mix] if key else [],
        "parts": _parts(found, key, stances, mixes[key].mix) if key and found else [],
    }  # fmt: skip


def worked_or_none(goal: Goal) -> Worked | None:
    """The goal worked out; None while something contradicts itself."""
    try:
        return worked(goal)
    except (Conflict, ValueError):
        return None


def _numbers(values: Mapping[str, object]) -> dict[str, Decimal]:
    return {name: Decimal(str(value)) for name, value in values.items() if value not in (None, "")}


def _row(
    stances: Mapping[str, Stance], mixed: Mixed, key: str, parents: Mapping[str, str]
) -> dict[str, Any]:
    depth, here = 0, key
    while (here := parents.get(here, "")) in parents and depth < 6:
        depth += 1
    told = [(column_label(n), float(part)) for n, part in mixed.influence().items()]
    origin = stances[mixed.origin].node.name if mixed.origin else ""
    return {"key": key, "name": stances[key].node.name, "depth": depth, "mix": told,
            "is_own": mixed.origin == key, "origin": origin}  # fmt: skip


def _fields(
    request: SignedIn, goal: Goal, mixed: Mixed | None, stances: Mapping[str, Stance]
) -> list[tuple[str, str, str]]:
    """A field a column: as typed, else the weight that holds now."""
    told = (name for one in stances.values() for name in one.weights)
    names = dict.fromkeys([*(mixed.mix if mixed else ()), *goal.weights, *COLUMNS, *told])
    posted = request.POST if request.method == "POST" else None
    kept = {n: plain(v) for n, v in (mixed.mix if mixed else {}).items()}
    return [
        (n, column_label(n), (posted.get(f"w_{n}", "") if posted else kept.get(n)) or "")
        for n in names
    ]


def _parts(
    found: Worked, key: str, stances: Mapping[str, Stance], mix: Mapping[str, Decimal]
) -> list[dict[str, Any]]:
    """The children with a share a column, the mix of them, and the target."""
    return [
        {"name": stances[one.node].node.name, "share": float(one.share), "target": one.target,
         "held": one.held,
         "shares": [None if one.shares.get(n) is None else float(one.shares[n] or 0) for n in mix]}
        for one in family(found, key)
    ]  # fmt: skip
