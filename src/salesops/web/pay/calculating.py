"""A run calculated: every plan in force on the snapshot's credits, and what stands out in it."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from decimal import Decimal

from salesops.incentives.by_person import quotas_of_persons
from salesops.incentives.calculation import calculated
from salesops.incentives.credit_checks import world_of
from salesops.incentives.documents import example_problems
from salesops.incentives.in_currency import plan_rate, sums
from salesops.incentives.paying import Pay, pays
from salesops.incentives.plan_file import fingerprint, terms
from salesops.incentives.review import Anomaly, left_out
from salesops.incentives.review_words import NO_HOME_RATE
from salesops.incentives.run_credits import Seats, run_credits, seats_in, sold_in
from salesops.incentives.statement import Entry as Posted
from salesops.kernel.period import Period, month_later
from salesops.kernel.problem import Problem
from salesops.ledger import Ledger
from salesops.web.pay.models import Adjustment, Entry, PayRun
from salesops.web.pay.periods import first_day
from salesops.web.pay.unpaid import unpaid
from salesops.web.pay_plans.in_force import InForce, plans_between
from salesops.web.people.models import Person

LOOK_BACK_MONTHS = 12
"""So long after it ended a plan still hears of late orders and returns."""
DAY = timedelta(days=1)


@dataclass(frozen=True)
class Planned:
    """One plan that is paid: which, from which day on, and the fingerprint of what it says."""

    plan: str
    name: str
    starts_on: date
    digest: str
    currency: str


@dataclass
class Found:
    """Everything a calculation comes to, before any of it is written down."""

    pays: list[tuple[Planned, Pay]] = field(default_factory=list)
    plans: list[Planned] = field(default_factory=list)
    told: list[Anomaly] = field(default_factory=list)


def found(run: PayRun, ledger: Ledger) -> Found:
    """What the run comes to on a ledger; whoever something is wrong with is told of instead."""
    span = Period(run.starts_on, run.ends_before)
    as_of = min(ledger.as_of, run.ends_before - DAY)
    plans = plans_between(month_later(run.starts_on, -LOOK_BACK_MONTHS), run.ends_before)
    seats, names = seats_in(ledger), dict(Person.objects.values_list("pk", "name"))
    sold = sold_in(ledger, seats, span)
    made = Found()
    made.told += unpaid(plans, sold, names, ledger.currency)
    twice = {one.payee for one in made.told if one.kind == "two_plans"}
    posted = Ledgered(plans)
    for one in plans:
        planned = planned_of(one)
        made.plans.append(planned)
        paid, told = _of_plan(one, planned, ledger, seats, as_of, posted)
        made.pays += [(planned, pay) for pay in paid if pay.payee not in twice]
        made.told += [_named(problem, names, planned.currency) for problem in told]
    return made


def planned_of(one: InForce) -> Planned:
    """Which plan it is."""
    return Planned(one.pay_plan.pk, one.pay_plan.name, one.text.versions[0].starts_on,
                   fingerprint(terms(one.text, date.max)), one.text.currency)  # fmt: skip


def _of_plan(
    one: InForce, planned: Planned, ledger: Ledger, seats: Seats, as_of: date, posted: Ledgered
) -> tuple[list[Pay], list[Problem]]:
    plan = one.text
    wrong = example_problems(plan)
    rate = plan_rate(plan, ledger.currency)
    credits = run_credits(ledger, plan, seats, as_of, rate or Decimal(1))  # noqa: A001 - the ledger's own word
    if wrong or rate is None:
        amount = sum((sold for _, sold in sums(credits)), Decimal(0))
        values = {"plan": plan.name, "own": plan.currency, "currency": ledger.currency,
                  "count": len(plan.payees), "amount": amount}  # fmt: skip
        return [], wrong or [Problem(NO_HOME_RATE, values=values)]
    world, problems = world_of(plan, credits, quotas_of_persons(ledger, plan), as_of)
    paid, unpaid = pays(
        calculated(world), posted.issued(planned), posted.adjusted(planned)
    )  # fmt: skip
    return paid, [p for p in (*problems, *unpaid) if p.severity == "error"]


def _named(problem: Problem, names: Mapping[str, str], currency: str) -> Anomaly:
    payee = str(problem.values.get("payee", ""))
    return left_out(payee, names.get(payee, payee), problem, currency)


class Ledgered:
    """What was issued and adjusted so far, by the plan it belongs to now.

    Where a plan's terms changed it is paid as two, one after the other: what was issued for the
    days of the later one is the later one's, whichever it was issued by.
    """

    def __init__(self, plans: Sequence[InForce]) -> None:
        starts: dict[str, list[date]] = defaultdict(list)
        for one in plans:
            starts[one.pay_plan.pk].append(one.text.versions[0].starts_on)
        self._starts = {plan: sorted(days) for plan, days in starts.items()}
        self._issued: dict[tuple[str, date], list[Posted]] = defaultdict(list)
        self._adjusted: dict[tuple[str, date], list[Posted]] = defaultdict(list)
        for entry in Entry.objects.filter(plan__in=starts):
            is_adjustment = entry.kind == "adjustment"
            day = first_day(entry.period)
            key = self._key(entry.plan, day if is_adjustment else max(day, entry.plan_from))
            self._issued[key].append(_posted(entry))
        approved = Adjustment.objects.filter(plan__in=starts, status=Adjustment.Status.APPROVED)
        for extra in approved:
            key = self._key(extra.plan, first_day(extra.period))
            told = Posted(extra.person_id, extra.period, extra.pk, extra.amount)
            self._adjusted[key].append(told)

    def issued(self, of: Planned) -> Sequence[Posted]:
        """What was issued of a plan."""
        return self._issued[of.plan, of.starts_on]

    def adjusted(self, of: Planned) -> Sequence[Posted]:
        """What was ever approved besides it."""
        return self._adjusted[of.plan, of.starts_on]

    def _key(self, plan: str, day: date) -> tuple[str, date]:
        starts = self._starts[plan]
        return plan, next((start for start in reversed(starts) if start <= day), starts[0])


def _posted(entry: Entry) -> Posted:
    return Posted(
        entry.person_id, entry.period, entry.component, entry.amount, entry.posted_in,
        entry.plan_text,
    )  # fmt: skip
