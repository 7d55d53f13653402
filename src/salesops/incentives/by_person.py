"""A plan's credits and quotas by person: who changed teams has several positions, and one pay."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import date

import numpy as np

from salesops.incentives.credit_checks import on_terms
from salesops.incentives.credits import Credits, Names
from salesops.incentives.from_ledger import credits_in, quotas_in
from salesops.incentives.plan import Plan
from salesops.incentives.quotas import Quotas
from salesops.ledger import Ledger


def positions_in(ledger: Ledger, persons: Sequence[str] | None = None) -> dict[str, str]:
    """The person of every position in a ledger; of these persons' alone, if named."""
    rows = ledger["people"]
    if persons is not None:
        rows = rows.filter(rows.person_id.isin(list(persons)))
    found = ledger.engine.fetch(rows.select("position_id", "person_id").distinct())
    return dict(zip(found["position_id"].to_pylist(), found["person_id"].to_pylist(), strict=True))


def credits_of_persons(ledger: Ledger, plan: Plan, as_of: date, *, orders: bool = False) -> Credits:
    """What a plan's payees, all by the ids of persons, are credited with on their days on it."""
    positions = positions_in(ledger, _persons(plan))
    found = credits_in(ledger, plan, as_of, orders=orders, people=positions)
    return within_terms(replace(found, payee=renamed(found.payee, positions)), plan)


def quotas_of_persons(ledger: Ledger, plan: Plan, metric: str = "net_revenue") -> Quotas:
    """The quotas of a plan's payees, all by the ids of persons."""
    positions = positions_in(ledger, _persons(plan))
    found = quotas_in(ledger, metric, people=positions)
    if found.columns is None:
        return found
    names, days, amounts = found.columns
    return Quotas(columns=(renamed(names, positions), days, amounts))


def renamed(names: Names, called: Mapping[str, str]) -> Names:
    """A column of names with other names, several of which may be the same."""
    values = tuple(sorted({called[name] for name in names.values}))
    places = {name: place for place, name in enumerate(values)}
    moved = np.array([*(places[called[name]] for name in names.values), -1], np.int64)
    return Names(values, moved[names.codes])


def within_terms(credits: Credits, plan: Plan) -> Credits:
    """The credits of sales on a day that the plan and the person's time on it hold.

    Other days are another plan's; whoever pays knows whether one held.
    """
    first, last = plan.versions[0].starts_on.toordinal(), plan.ends_before.toordinal()
    held = (credits.sale_day >= first) & (credits.sale_day < last)
    return credits.where(held & on_terms(plan, credits))


def _persons(plan: Plan) -> list[str]:
    return sorted({payee.payee for payee in plan.payees})
