"""The page of seasons: which profile each node goes by, the days in its months, editable."""

from collections.abc import Mapping, Sequence
from datetime import date
from fractions import Fraction
from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from salesops.ledger.calendar import spring_festival
from salesops.planning.node_seasons import Profile, season_for
from salesops.planning.seasons import working_days
from salesops.planning.versions import month, months
from salesops.web.access import require
from salesops.web.signed_in import SignedIn
from salesops.web.targets.actions.inputs import set_goal, set_stance
from salesops.web.targets.actions.seasons import fill_seasons, learn_festival
from salesops.web.targets.festival import festivals_seen, kept_weights, weeks, weight_of
from salesops.web.targets.held import PLANNERS, goal_seen, plan_seen
from salesops.web.targets.mix_views import worked_or_none
from salesops.web.targets.models import Goal, Stance
from salesops.web.targets.refusing import why_not
from salesops.web.targets.shown import may_edit
from salesops.web.targets.unfit import whole_goal


@login_required
@require_http_methods(["GET", "POST"])
def page(request: SignedIn, plan_id: str) -> HttpResponse:
    """Every region's and team's season, one of them open to be changed."""
    require(request.user, *PLANNERS)
    plan = plan_seen(request.user, plan_id)
    goal = goal_seen(plan, request.GET.get("metric", ""))
    context: dict[str, Any] = {"plan": plan, "goal": goal}
    against: dict[str, Any] = {}
    if request.method == "POST":
        against = why_not(lambda: messages.success(request, _done(request, goal)))
        if not against:
            return redirect(request.get_full_path())
        context |= against
    context |= _shown(request, goal)
    return render(request, "targets/seasons.html", context, status=422 if against else 200)


def _done(request: SignedIn, goal: Goal) -> str:
    """Do what a button asks for; what was done, in words."""
    posted, do = request.POST, request.POST.get("do", "")
    if do == "history":
        count = fill_seasons(actor=request.user, plan_id=goal.plan_id)
        return _("%(count)s nodes have the season of their history.") % {"count": count}
    if do == "festival":
        learn_festival(actor=request.user, plan_id=goal.plan_id, metric=goal.metric)
        return _("Days around Spring Festival count for what they sold.")
    if do == "calendar":
        set_goal(actor=request.user, plan_id=goal.plan_id, metric=goal.metric,
                 values={"festival": {}})  # fmt: skip
        return _("Saved.")
    if do in ("days", "months"):
        set_goal(actor=request.user, plan_id=goal.plan_id, metric=goal.metric,
                 values={"by_workdays": do == "days"})  # fmt: skip
        return _("Saved.")
    typed = [] if do == "inherit" else _typed(posted, goal)
    node = goal.plan.nodes.filter(key=request.GET.get("node", "").replace("\0", "")).first()
    if node is None or not node.parent_key:
        set_goal(actor=request.user, plan_id=goal.plan_id, metric=goal.metric,
                 values={"seasons": typed})  # fmt: skip
        return _("Saved.")
    version = posted.get("version", "")
    set_stance(
        actor=request.user, plan_id=goal.plan_id, metric=goal.metric, key=node.key,
        values={"seasons": typed}, reason=posted.get("reason", ""),
        version=int(version) if version.isdecimal() and len(version) < 10 else None,
    )  # fmt: skip
    return _("Saved.")


def _typed(posted: QueryDict, goal: Goal) -> list[str]:
    """The indices as typed; none where all fields are empty."""
    told = [str(posted.get(f"m_{n}", "")).strip() for n in range(goal.plan.periods)]
    return told if any(told) else []


def _shown(request: SignedIn, goal: Goal) -> dict[str, Any]:
    stances = {one.node.key: one for one in goal.stances.select_related("node")}
    parents = {key: one.node.parent_key for key, one in stances.items()}
    above = set(parents.values())
    families = [key for key in parents if key in above or stances[key].seasons]
    asked = request.GET.get("node", "")
    key = asked if asked in parents else next(iter(families), "")
    if key and key not in families:
        families.append(key)
    origins = _origins(parents, stances)
    rows = [_row(one, stances, parents, origins[one]) for one in families]
    chosen = next((row for row in rows if row["key"] == key), None)
    return {
        "rows": rows, "chosen": chosen, "stance": stances.get(key),
        "may_edit": may_edit(request.user, goal.plan), **_around(request, goal),
        "months": _months(request, goal, key, stances, origins) if key else [],
    }  # fmt: skip


def _around(request: SignedIn, goal: Goal) -> dict[str, Any]:
    """The weeks around Spring Festival: what they count for, or would as the ledger has them."""
    kept, seen = kept_weights(goal), festivals_seen(request.user, goal)
    weights = kept or (seen.weights if seen else {})
    if not weights:
        return {}
    return {
        "weeks": weeks(weights, goal.plan.starts_on), "festivals": seen.festivals if seen else 0,  # type: ignore[arg-type]
        "is_kept": bool(kept),
    }  # fmt: skip


def _origins(parents: Mapping[str, str], stances: Mapping[str, Stance]) -> dict[str, str]:
    """Whose season each node goes by: its own, that of the nearest node above, or the goal's."""
    found: dict[str, str] = {}
    for key in parents:
        here, walked = key, set()
        while here in parents and not stances[here].seasons and here not in walked:
            walked.add(here)
            here = parents[here]
        found[key] = here if here in parents and stances[here].seasons else ""
    return found


def _row(
    key: str, stances: Mapping[str, Stance], parents: Mapping[str, str], origin: str
) -> dict[str, Any]:
    depth, above = 0, key
    while (above := parents.get(above, "")) in parents and depth < 6:
        depth += 1
    years = stances[key].season_years if origin == key else []
    share = Profile((), years).own_share
    return {
        "key": key, "name": stances[key].node.name, "depth": depth, "is_own": origin == key,
        "is_top": not parents[key], "origin": stances[origin].node.name if origin else "",
        "years": max(years, default=0), "own_share": None if share is None else float(share),
    }  # fmt: skip


def _months(
    request: SignedIn, goal: Goal, key: str, stances: Mapping[str, Stance],
    origins: Mapping[str, str],
) -> list[dict[str, Any]]:  # fmt: skip
    """Month by month: days, festival, index, share of the year, the parent's share, target."""
    plan = goal.plan
    days = _days(goal, plan.starts_on)  # type: ignore[arg-type]
    before = _days(goal, month(plan.starts_on, -12))  # type: ignore[arg-type]
    parent = stances[key].node.parent_key
    own = _shares(goal, stances, origins[key], days)
    theirs = _shares(goal, stances, origins.get(parent, ""), days)
    kept = stances[origins[key]].seasons if origins[key] else goal.seasons
    posted = request.POST if request.method == "POST" else None
    found = worked_or_none(goal)
    sold = found.cells[found.place(key)].sum(axis=1) if found else None
    return [
        {
            "n": n, "name": f"{first:%Y-%m}", "days": float(days[n]), "before": float(before[n]),
            "festival": _festival(first, ends), "share": own[n], "theirs": theirs[n],
            "value": posted.get(f"m_{n}", "") if posted else kept[n] if n < len(kept) else "",
            "target": found.money(sold[n]) if found and sold is not None else None,
        }
        for n, (first, ends) in enumerate(months(plan.starts_on, plan.periods))  # type: ignore[arg-type]
    ]  # fmt: skip


def _days(goal: Goal, starts_on: date) -> Sequence[Fraction]:
    whole = whole_goal(goal)
    firsts = type(whole)(**{**vars(whole), "starts_on": starts_on}).months
    return working_days(firsts, weight_of(goal, starts_on))


def _shares(
    goal: Goal, stances: Mapping[str, Stance], origin: str, days: Sequence[Fraction]
) -> list[float]:
    """A profile's share of the whole by month, exactly normalised."""
    indices = stances[origin].seasons if origin else goal.seasons
    told = season_for(indices, days if goal.by_workdays else ()) or [Fraction(1)] * len(days)
    whole = sum((index or Fraction(0) for index in told), Fraction(0)) or Fraction(1)
    return [float((index or Fraction(0)) / whole) for index in [*told, *[None] * len(days)]][
        : len(days)
    ]


def _festival(first: date, ends_before: date) -> str:
    """The day of Spring Festival where it falls into the month."""
    try:
        day = spring_festival(first.year)
    except (KeyError, ValueError):
        return ""
    return f"{day:%m-%d}" if first <= day < ends_before else ""
