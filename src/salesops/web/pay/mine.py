"""One's own pay: what was paid, what is due by now, what each open deal would bring."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

from salesops.incentives.by_person import quotas_of_persons
from salesops.incentives.calculation import calculated
from salesops.incentives.credit_checks import world_of
from salesops.incentives.credits import Credit
from salesops.incentives.if_won import if_each_won
from salesops.incentives.in_currency import plan_rate
from salesops.incentives.paying import pays
from salesops.incentives.payroll import totals
from salesops.incentives.plan import Plan
from salesops.incentives.rules import Pool
from salesops.incentives.run_credits import run_credits, seats_in
from salesops.kernel.problem import Problem
from salesops.ledger import Ledger
from salesops.web.access import ledger_for
from salesops.web.crm.board import rates_on
from salesops.web.crm.models import Deal
from salesops.web.pay.calculating import Ledgered, planned_of
from salesops.web.pay.models import Statement
from salesops.web.pay_plans.in_force import InForce, plans_between
from salesops.web.people.models import User
from salesops.web.workspace.company import home_currency

MOST_DEALS = 50
BIT = Decimal("0.0001")


@dataclass(frozen=True)
class Chance:
    """An open deal and the pay it would bring if it were won on the day of the snapshot."""

    deal: Deal
    amount: Decimal | None
    pay: Decimal | None


@dataclass
class Mine:
    """What one person's pay comes to as of a snapshot; amounts are in the plan's currency.

    `due` is what is earned to date and not issued yet; `owed` is what was paid too much, for a
    return or a correction, and comes off later pay first. `without_pools` says that what a team
    shares is not in it: one person does not see what the others sold.
    """

    as_of: date
    plan: str = ""
    currency: str = ""
    due: Decimal | None = None
    owed: Decimal = Decimal(0)
    chances: list[Chance] = field(default_factory=list)
    problems: list[Problem] = field(default_factory=list)
    without_pools: bool = False


def paid_in_year(person_id: str, year: int) -> list[tuple[str, Decimal]]:
    """What was issued to somebody in the runs of a year, in each currency."""
    issued = Statement.objects.filter(person=person_id, run__starts_on__year=year)
    issued = issued.exclude(status=Statement.Status.DRAFT).order_by()
    return totals(issued.values_list("pay_currency", "pay_out"))


def mine(user: User) -> Mine:
    """What the user's own pay comes to by now, and what their deals would bring.

    Raises NoLedger where there are no figures.
    """
    ledger = ledger_for(user)
    found = Mine(ledger.as_of)
    person = str(user.person_id)
    day = ledger.as_of
    held = plans_between(day, day + timedelta(days=1), [person]) if user.person_id else []
    if held:
        _fill(found, held[-1], held, ledger, person)
    return found


def _fill(found: Mine, one: InForce, held: Sequence[InForce], ledger: Ledger, person: str) -> None:
    plan = _without_pools(one.text)
    found.without_pools = plan != one.text
    planned = planned_of(one)
    found.plan, found.currency = planned.name, planned.currency
    rate = plan_rate(plan, ledger.currency)
    if rate is None:
        return
    credits = run_credits(ledger, plan, seats_in(ledger), ledger.as_of, rate)  # noqa: A001 - the ledger's own word
    quotas = quotas_of_persons(ledger, plan)
    world, problems = world_of(plan, credits, quotas, ledger.as_of)
    posted = Ledgered(held)
    own = [
        [entry for entry in entries if entry.payee == person]
        for entries in (posted.issued(planned), posted.adjusted(planned))
    ]
    paid, unpaid = pays(calculated(world), own[0], own[1])
    for pay in paid:
        if pay.payee == person:
            found.due, found.owed = pay.payable.payable, max(pay.payable.carried, Decimal(0))
    deals = _deals(person)
    told = {deal.pk: _credit(deal, person, ledger, rate) for deal in deals}
    wanted = {pk: [credit] for pk, credit in told.items() if credit}
    gains, more = if_each_won(plan, credits, quotas, wanted, ledger.as_of)
    found.chances = [_chance(deal, told[deal.pk], gains, person) for deal in deals]
    found.problems = [p for p in (*problems, *unpaid, *more) if p.severity == "error"]
    found.problems = list({p.reason("zh"): p for p in found.problems}.values())


def _without_pools(plan: Plan) -> Plan:
    versions = tuple(
        replace(v, components=tuple(c for c in v.components if not isinstance(c, Pool)))
        for v in plan.versions
    )
    return replace(plan, versions=versions)


def _deals(person: str) -> list[Deal]:
    own = Deal.objects.filter(owner=person, status=Deal.Status.OPEN).select_related("account")
    return list(own.order_by("expected_close_on", "pk")[:MOST_DEALS])


def _credit(deal: Deal, person: str, ledger: Ledger, rate: Decimal) -> Credit | None:
    """The deal as if it were ordered on the snapshot's day, in the plan's currency."""
    currency = deal.currency or home_currency()
    rates: Mapping[str, Any] = rates_on(ledger.as_of)
    worth = Decimal(1) if currency == ledger.currency else rates.get(currency)
    if not deal.amount or worth is None:
        return None
    amount = (deal.amount * worth * rate).quantize(BIT)
    return Credit(
        person, ledger.as_of, amount, Decimal(0), f"deal {deal.pk}", product=deal.product_id or ""
    )  # fmt: skip


def _chance(
    deal: Deal, credit: Credit | None, gains: Mapping[str, Mapping[str, Decimal]], person: str
) -> Chance:
    if credit is None:
        return Chance(deal, None, None)
    return Chance(deal, credit.amount, gains.get(deal.pk, {}).get(person))
