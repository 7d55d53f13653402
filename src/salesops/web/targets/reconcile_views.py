"""The page on which top-down meets bottom-up: gaps, locks, minimums, and where both meet."""

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods

from salesops.planning.grid import in_view
from salesops.web.access import require
from salesops.web.boundary import ALL_SEEING
from salesops.web.language import spoken
from salesops.web.problems import Faulty, Refused, refused
from salesops.web.signed_in import SignedIn
from salesops.web.targets.actions.reconciled import take_over, undo_take_over
from salesops.web.targets.held import goal_seen, plan_seen
from salesops.web.targets.models import Goal, Plan
from salesops.web.targets.problems import LEAST_UNFIT
from salesops.web.targets.reconciling import HELD, meeting, meeting_told
from salesops.web.targets.refusing import why_not
from salesops.web.targets.shown import goal_told, may_edit

MOST = 200
"""At most so many rows stand on the page at once; the others open below their parent."""
AMOUNTS = ("plan", "bottom_up", "gap", "reconciled", "moved")


@dataclass(frozen=True)
class Asked:
    """What the page was asked for: who is locked, who gets at least how much, and why."""

    locked: list[str]
    typed: Mapping[str, str]
    reason: str

    def least(self, plan: Plan) -> dict[str, Decimal]:
        """The minimums as amounts. Raises Faulty with each that is none."""
        found, wrong = {}, []
        for key, text in self.typed.items():
            try:
                amount = Decimal(text.replace(",", ""))
            except ArithmeticError:
                amount = Decimal(-1)
            if not amount.is_finite() or amount < 0:
                node = plan.nodes.filter(key=key.replace("\0", "")).first()
                wrong.append(refused(LEAST_UNFIT, node=node or key, value=text).problem)
            found[key] = amount
        if wrong:
            raise Faulty(wrong)
        return found


def _asked(posted: QueryDict) -> Asked:
    typed = {
        field.removeprefix("least_"): str(value).strip()
        for field, value in posted.items()
        if field.startswith("least_") and str(value).strip()
    }
    return Asked(posted.getlist("lock"), typed, posted.get("reason", ""))


@login_required
@require_http_methods(["GET", "POST"])
def page(request: SignedIn, plan_id: str) -> HttpResponse:
    """Both sides of a goal; reconciled with what is locked, taken over, taken back."""
    require(request.user, *ALL_SEEING)
    plan = plan_seen(request.user, plan_id)
    goal = goal_seen(plan, request.GET.get("metric", ""))
    asked = _asked(request.POST)
    context: dict[str, Any] = {"plan": plan, "goal": goal, "asked": asked, "problems": []}
    against = why_not(lambda: context.update(done=_done(request, goal, asked)))
    if context.get("done"):
        messages.success(request, context["done"])
        return redirect(request.get_full_path())
    context |= against
    context |= _shown(request, goal, asked, context)
    return render(request, "targets/reconcile.html", context, status=422 if against else 200)


def _done(request: SignedIn, goal: Goal, asked: Asked) -> str:
    """Do what a button of the page asks for; what was done, in words."""
    do, actor, plan_id = request.POST.get("do", ""), request.user, goal.plan_id
    if do == "take":
        count = take_over(
            actor=actor, plan_id=plan_id, metric=goal.metric, reason=asked.reason,
            locked=asked.locked, least=asked.least(goal.plan),
        )  # fmt: skip
        return _("%(count)s numbers were taken over as pins.") % {"count": count}
    if do == "undo":
        back, since = undo_take_over(actor=actor, plan_id=plan_id, metric=goal.metric)
        told = _("%(count)s numbers stand as they stood before.") % {"count": back}
        more = ngettext(
            "%(n)s was changed since and stays.", "%(n)s were changed since and stay.", since
        )
        return f"{told} {more % {'n': since}}" if since else told
    return ""


def _shown(request: SignedIn, goal: Goal, asked: Asked, context: dict[str, Any]) -> dict[str, Any]:
    """The rows of the page; where what was asked cannot be, those without it."""
    try:
        found = meeting(goal, asked.locked, asked.least(goal.plan))
    except Refused as refusal:
        context["problems"] = context["problems"] or getattr(refusal, "problems", [refusal.problem])
        try:
            found = meeting(goal, (), {})
        except Refused:
            return {"rows": []}
    rows = meeting_told(goal, found)
    parents = {row["key"]: row["parent"] for row in rows}
    under = request.GET.get("under", "")
    top = (
        under
        if under in parents
        else next(iter(key for key, above in parents.items() if not above))
    )
    seen = in_view(parents, top, MOST)
    _dress(rows, asked, seen)
    shown = [row for row in rows if row["key"] in seen]
    return {
        "rows": shown, "top": shown[0], "up": parents[top], "whole": rows[0],
        "more": len(rows) - len(shown), "kept": [row for row in rows if row["key"] not in seen],
        "taken": goal.stances.exclude(taken_over=None).count(),
        "may_take": may_edit(request.user, goal.plan), "goals": [
            goal_told(request.user, one) for one in goal.plan.goals.all()
        ],
    }  # fmt: skip


def _dress(rows: list[dict[str, Any]], asked: Asked, seen: set[str]) -> None:
    """Amounts to be written, depths, what was ticked and typed, and whether more is below."""
    depths: dict[str, int] = {}
    language = 0 if spoken() == "zh" else 1
    families = {row["parent"] for row in rows if row["key"] not in seen}
    for row in rows:
        for name in AMOUNTS:
            row[name] = Decimal(row[name])
        if row["key"] in seen:
            row["depth"] = depths[row["key"]] = depths.get(row["parent"], -1) + 1
        row["is_locked"] = row["key"] in asked.locked
        row["least"] = asked.typed.get(row["key"], "")
        row["opens"] = row["key"] in families
        row["held_said"] = HELD[row["held"]][language] if row["held"] in HELD else ""
