"""The credits and quotas one plan is paid on in a run, by person, from a ledger."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal

import ibis

from salesops.incentives.by_person import renamed, within_terms
from salesops.incentives.credits import Credits
from salesops.incentives.from_ledger import credits_in
from salesops.incentives.in_currency import in_plan_currency
from salesops.incentives.plan import Plan
from salesops.incentives.rollup import Held, rolls_up, with_managers
from salesops.kernel.period import Period
from salesops.ledger import Ledger


@dataclass(frozen=True)
class Seats:
    """Every position of a ledger: whose it is, and who stood above it when."""

    held: Sequence[Held]
    persons: Mapping[str, str]

    def of(self, persons: set[str]) -> list[str]:
        """The positions of these people."""
        return [position for position, person in self.persons.items() if person in persons]


def seats_in(ledger: Ledger) -> Seats:
    """The positions of a ledger."""
    rows = ledger["people"]
    names = ("position_id", "person_id", "manager_id", "starts_on", "ends_before")
    found = ledger.engine.fetch(rows.select(*names)).to_pylist()
    held = [Held(*(one[name] for name in names[1:])) for one in found]
    return Seats(held, {one["position_id"]: one["person_id"] for one in found})


def run_credits(ledger: Ledger, plan: Plan, seats: Seats, as_of: date, rate: Decimal) -> Credits:
    """What a plan's payees are credited with, each order by itself and on its own day.

    Where the plan pays on what people below sold, managers have that too.
    """
    payees = {payee.payee for payee in plan.payees}
    above = rolls_up(plan)
    people = None if above else seats.of(payees)
    found = credits_in(ledger, plan, as_of, orders=True, people=people, days=True)
    found = replace(found, payee=renamed(found.payee, seats.persons))
    if above:
        found = with_managers(found, seats.held)
    return in_plan_currency(within_terms(found, plan), rate)


def sold_in(ledger: Ledger, seats: Seats, span: Period) -> list[tuple[str, date, Decimal]]:
    """What everybody was credited with on each day of a period, by person and day."""
    rows = ledger["credits"]
    rows = rows.filter(
        rows.position_id.notnull(), rows.credited_on >= ibis.literal(span.starts_on),
        rows.credited_on < ibis.literal(span.ends_before),
    )  # fmt: skip
    sums = rows.group_by("position_id", "credited_on").aggregate(amount=rows.amount.sum())
    table = ledger.engine.fetch(sums).to_pylist()
    return [
        (seats.persons[one["position_id"]], one["credited_on"], one["amount"])
        for one in table
        if one["position_id"] in seats.persons
    ]
