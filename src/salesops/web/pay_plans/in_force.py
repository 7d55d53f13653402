"""Which approved text of which plan everybody is under: on a day, and for the runs that pay."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal

from django.db.models import Q, QuerySet

from salesops.incentives.plan import Payee, Plan
from salesops.incentives.plan_file import fingerprint, fingerprints
from salesops.incentives.succession import stretches
from salesops.web.pay_plans.models import PayAssignment, PayPlan, PayPlanVersion

APPROVED = PayPlanVersion.Status.APPROVED


@dataclass(frozen=True)
class Under:
    """What somebody is paid by on a day."""

    person_id: str
    assignment: PayAssignment
    version: PayPlanVersion


@dataclass(frozen=True)
class InForce:
    """One plan to be paid by, with its payees (ids of persons) and the versions it says.

    `text` may be handed to `incentives.by_person` and `world_of` as it is. A plan whose terms
    changed is several of these, one after the other.
    """

    pay_plan: PayPlan
    text: Plan
    versions: Sequence[PayPlanVersion]
    assignments: Sequence[PayAssignment]


def version_on(plan: PayPlan, day: date) -> PayPlanVersion | None:
    """The approved version that holds on a day: the last approved of those that have begun."""
    begun = plan.versions.filter(status=APPROVED, starts_on__lte=day)
    last = begun.order_by("-approved_at", "-number").first()
    # A later approval that begins later leaves the days before to its predecessor.
    return last if last and day < last.ends_before else None


def on(day: date, persons: Iterable[str] | None = None) -> dict[str, Under]:
    """What everybody (or these people) is under on a day, by person; who is under nothing is not.

    Nobody is on two plans: assignments that share a day are refused.
    """
    held = _covering(day, day, persons)
    versions: dict[str, PayPlanVersion | None] = {}
    found = {}
    for one in held:
        if one.pay_plan_id not in versions:
            versions[one.pay_plan_id] = version_on(one.pay_plan, day)
        version = versions[one.pay_plan_id]
        if version is not None:
            found[one.person_id] = Under(one.person_id, one, version)
    return found


def plans_between(
    starts_on: date, ends_before: date, persons: Iterable[str] | None = None
) -> list[InForce]:
    """The plans that hold on any day from `starts_on` up to `ends_before`, each with its payees.

    Each is whole, from its own first day on: what is earned is a function of everything to date.
    Texts that begin later are not in it.
    """
    held = list(PayAssignment.objects.select_related("person", "pay_plan").filter(
        _of(persons)).order_by("person_id", "starts_on"))  # fmt: skip
    by_plan: dict[str, list[PayAssignment]] = {}
    for one in held:
        by_plan.setdefault(one.pay_plan_id, []).append(one)
    found = [
        one
        for assignments in by_plan.values()
        for one in _of_plan(assignments[0].pay_plan, assignments, ends_before)
        if one.text.payees and one.text.ends_before > starts_on
    ]
    return sorted(found, key=lambda one: (one.pay_plan.name, one.text.versions[0].starts_on))


def _of_plan(
    plan: PayPlan, assignments: Sequence[PayAssignment], before: date
) -> Iterable[InForce]:
    versions = list(plan.versions.filter(status=APPROVED, starts_on__lt=before).order_by(
        "approved_at", "number"))  # fmt: skip
    payees = [payee_of(one) for one in assignments]
    for stretch in stretches([version.text for version in versions], payees):
        ids = {payee.payee for payee in stretch.plan.payees}
        yield InForce(
            plan, stretch.plan, [versions[place] for place in stretch.texts],
            [one for one in assignments if one.person_id in ids],
        )  # fmt: skip


def payee_of(one: PayAssignment) -> Payee:
    """An assignment as the calculation knows it."""
    return Payee(
        payee=one.person_id, starts_on=one.starts_on, ends_before=one.ends_before,
        target_pay=one.target_pay, currency=one.currency,
    )  # fmt: skip


def personal(version: PayPlanVersion, one: PayAssignment) -> Plan:
    """What a version says to one person: with their own days and target pay, as it is signed."""
    text = for_people(version.text, [one.person_id])
    if one.target_pay is not None:
        own = tuple(replace(each, target_pay=one.target_pay) for each in text.versions)
        text = replace(text, versions=own)
    return replace(text, payees=(payee_of(one),))


def for_people(text: Plan, persons: Collection[str]) -> Plan:
    """The text without the relief of anybody else: why somebody sells less is theirs to tell."""
    held = tuple(
        replace(each, relief=tuple(r for r in each.relief if r.payee in persons))
        for each in text.versions
    )
    return replace(text, versions=held)


def digest_of(version: PayPlanVersion, one: PayAssignment) -> str:
    """What a person's signature is under: the fingerprint of all that the version says to them."""
    return fingerprint(personal(version, one))


class Digests:
    """What many people's signatures under one version are under, what they share written once."""

    def __init__(self, version: PayPlanVersion) -> None:
        self.version = version
        self._relieved = {r.payee for each in version.text.versions for r in each.relief}
        self._by_pay: dict[Decimal | None, Callable[[Payee], str]] = {}

    def of(self, one: PayAssignment) -> str:
        """The same as `digest_of`."""
        if one.person_id in self._relieved:
            return digest_of(self.version, one)
        if one.target_pay not in self._by_pay:
            self._by_pay[one.target_pay] = fingerprints(personal(self.version, one))
        return self._by_pay[one.target_pay](payee_of(one))


def _covering(first: date, last: date, persons: Iterable[str] | None) -> QuerySet[PayAssignment]:
    lasting = Q(ends_before__isnull=True) | Q(ends_before__gt=first)
    found = PayAssignment.objects.select_related("person", "pay_plan")
    return found.filter(lasting, _of(persons), starts_on__lte=last)


def _of(persons: Iterable[str] | None) -> Q:
    return Q() if persons is None else Q(person__in=list(persons))
