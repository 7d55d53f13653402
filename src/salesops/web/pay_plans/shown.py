"""What the pages of pay plans show: curves, remarks, signatures, and the people on a plan."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from statistics import median
from typing import Any

from django.db.models import QuerySet
from django.utils import timezone

from salesops.incentives.documents import example_problems
from salesops.incentives.misleading import curve_problems
from salesops.incentives.plan import Plan
from salesops.incentives.profiles import PROFILES, profile_problems
from salesops.kernel.problem import Problem
from salesops.reports.order_curve import order_charts
from salesops.reports.pay_plan import pay_curve
from salesops.reports.pen import Pen
from salesops.web.access import Actor
from salesops.web.language import spoken
from salesops.web.pay_plans.held import assignments_seen, persons_paid
from salesops.web.pay_plans.in_force import Digests, digest_of, version_on
from salesops.web.pay_plans.models import (
    Acknowledgement,
    PayAssignment,
    PayPlan,
    PayPlanVersion,
)
from salesops.web.targets.models import Quota

QUOTA = Decimal(1_000_000)
"""What a curve is drawn at where nobody has a quota."""
PLACES = (("", "—", "—"), ("CN", "中国", "China"), ("US-CA", "美国加州", "California"))
METRIC = "net_revenue"


def pen_of(plan: Plan) -> Pen:
    """How the amounts of a plan are written for the reader."""
    return Pen(spoken(), plan.currency)


def usual_quota(year: int) -> Decimal:
    """The middle seller's quota of a year, in whole thousands; a round one where nobody has any."""
    sums: dict[str, Decimal] = defaultdict(Decimal)
    rows = Quota.objects.filter(
        person__isnull=False, metric=METRIC, replaced_by=None, starts_on__year=year
    ).order_by()
    for person, amount in rows.values_list("person_id", "amount"):
        sums[person] += amount
    asked = [amount for amount in sums.values() if amount > 0]
    return max(median(asked) // 1000 * 1000, Decimal(1000)) if asked else QUOTA


def own_quota(person_id: str, starts_on: date, ends_before: date) -> Decimal | None:
    """What a person is asked for in these days; None without a quota."""
    rows = Quota.objects.filter(
        person=person_id, metric=METRIC, replaced_by=None, starts_on__gte=starts_on,
        starts_on__lt=ends_before,
    )  # fmt: skip
    found = list(rows.values_list("amount", flat=True))
    return sum(found, Decimal(0)) if found else None


def beside(plan: Plan, place: str, quota: Decimal) -> dict[str, Any]:
    """The curve of a text and everything worth a word about it: cliffs, falls, a place's rules."""
    pen = pen_of(plan)
    chart = pay_curve([(plan.name, plan)], quota, pen)
    return {"chart": chart, "orders": order_charts(plan, pen),
            "remarks": remarks(plan, place, quota)}  # fmt: skip


def remarks(plan: Plan, place: str, quota: Decimal) -> list[Problem]:
    """What the curve and the rules of a place say against a plan, as warnings."""
    found = [*example_problems(plan), *curve_problems(plan, quota)]
    return [*found, *(profile_problems(plan, place) if place in PROFILES else [])]


def places_offered() -> list[tuple[str, str]]:
    """The places whose rules are known."""
    return [(code, zh if spoken() == "zh" else en) for code, zh, en in PLACES]


@dataclass(frozen=True)
class Signature:
    """Somebody on a plan, the text they have to sign, and when they did, if they did."""

    assignment: PayAssignment
    version: PayPlanVersion
    signed: Acknowledgement | None
    may_see_pay: bool

    @property
    def digest(self) -> str:
        """What is signed."""
        return digest_of(self.version, self.assignment)


def signatures(
    actor: Actor, plan: PayPlan | None = None, only: Iterable[str] | None = None
) -> list[Signature]:
    """Everybody the actor may see who is on a plan today or later, with what they signed.

    With `only`, of these assignments alone: a fingerprint is made for each.
    """
    assignments = _current(actor, plan)
    if only is not None:
        assignments = assignments.filter(pk__in=list(only))
    persons = persons_paid(actor)
    return [
        Signature(one, version, done, persons is None or one.person_id in persons)
        for one, version, done in _looked_up(assignments, assignments)
    ]


@dataclass
class Signing:
    """Who is on a plan, how often, and which of these assignments are not signed for."""

    people: set[str] = field(default_factory=set)
    count: int = 0
    unsigned: set[str] = field(default_factory=set)


def signing(actor: Actor, plan: PayPlan | None = None) -> Mapping[str, Signing]:
    """The same by plan, counted: of thousands no record is made for each."""
    found: dict[str, Signing] = {}
    assignments = _current(actor, plan).order_by()
    rows = assignments.values_list(*TOLD, named=True)
    for one, _version, done in _looked_up(assignments, rows):
        held = found.setdefault(one.pay_plan_id, Signing())
        held.people.add(one.person_id)
        held.count += 1
        if done is None:
            held.unsigned.add(one.pk)
    return found


TOLD = ("pk", "person_id", "pay_plan_id", "starts_on", "ends_before", "target_pay", "currency")


def _current(actor: Actor, plan: PayPlan | None) -> QuerySet[PayAssignment]:
    found = assignments_seen(actor).exclude(ends_before__lte=timezone.localdate())
    return found if plan is None else found.filter(pay_plan=plan)


def _looked_up(
    assignments: QuerySet[PayAssignment], rows: Iterable[Any]
) -> Iterator[tuple[Any, PayPlanVersion, Acknowledgement | None]]:
    """Each with the text to sign, if there is one, and the signature under it, if there is one."""
    signed: dict[str, dict[str, Acknowledgement]] = {}
    for done in Acknowledgement.objects.filter(
        assignment__in=assignments.order_by().values("pk")
    ).order_by():
        signed.setdefault(done.assignment_id, {})[done.digest] = done
    today, digests = timezone.localdate(), dict[str, Digests | None]()
    for one in rows:
        if one.pay_plan_id not in digests:
            plan = PayPlan.objects.get(pk=one.pay_plan_id)
            version = to_sign(plan, max(today, one.starts_on))
            digests[one.pay_plan_id] = Digests(version) if version else None
        of = digests[one.pay_plan_id]
        if of is not None:
            own = signed.get(one.pk)
            yield one, of.version, own.get(of.of(one)) if own else None


def to_sign(plan: PayPlan, day: date) -> PayPlanVersion | None:
    """The text to be signed: what holds on the day, else the next approved one."""
    later = plan.versions.filter(status=PayPlanVersion.Status.APPROVED, starts_on__gt=day)
    return version_on(plan, day) or later.order_by("starts_on", "-number").first()


def paper_version(one: PayAssignment) -> PayPlanVersion | None:
    """The text somebody reads: what they have to sign, or the last one of a plan that is over."""
    approved = one.pay_plan.versions.filter(status=PayPlanVersion.Status.APPROVED)
    last = approved.order_by("-approved_at", "-number").first()
    return to_sign(one.pay_plan, max(timezone.localdate(), one.starts_on)) or last
