"""A plan over a year that is past: what it would have cost, and what each person would have had."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from decimal import Decimal

import numpy as np

from salesops.incentives.by_person import credits_of_persons, positions_in, quotas_of_persons
from salesops.incentives.calculation import Calculation, calculated
from salesops.incentives.credit_checks import world_of
from salesops.incentives.exact import Array, money, unscaled
from salesops.incentives.from_ledger import quotas_in
from salesops.incentives.plan import Plan
from salesops.incentives.quotas import Quotas
from salesops.incentives.rules import OWN, Component
from salesops.kernel.period import Period
from salesops.kernel.problem import Problem, Wording
from salesops.ledger import Ledger

DAY = timedelta(days=1)
NOT_BOOKED = Wording(
    "replay_without_basis",
    zh=(
        "账本里没有“{basis}”口径的业绩，“{component}”因此没有算上",
        "导入该口径的业绩，或改用签约额",
    ),
    en=(
        'The ledger credits nothing under "{basis}": "{component}" is not paid for it',
        "Credit it, or count what is booked",
    ),
    severity="warning",
)


@dataclass(frozen=True)
class Paid:
    """What one person sold, was asked for and would have been paid; None without a quota."""

    person: str
    sold: Decimal
    quota: Decimal | None
    pay: Decimal

    @property
    def attainment(self) -> Decimal | None:
        """Sold ÷ quota."""
        return self.sold / self.quota if self.quota else None


@dataclass(frozen=True)
class Replay:
    """A plan's year on history: everybody who could be paid, and who could not and why."""

    starts_on: date
    ends_before: date
    people: tuple[Paid, ...]
    problems: tuple[Problem, ...]

    @property
    def cost(self) -> Decimal:
        """All that is paid."""
        return sum((one.pay for one in self.people), Decimal(0))

    @property
    def sold(self) -> Decimal:
        """All that was sold by those who are paid."""
        return sum((one.sold for one in self.people), Decimal(0))

    @property
    def cost_share(self) -> Decimal | None:
        """Pay as a share of sales; None where nothing was sold."""
        return self.cost / self.sold if self.sold else None

    def pays(self) -> dict[str, Decimal]:
        """What each person is paid."""
        return {one.person: one.pay for one in self.people}


def replayed(ledger: Ledger, plan: Plan, span: Period | None = None) -> Replay:
    """Pay a plan's payees, persons by their ids, on a ledger's credits of these days.

    By default the plan's own days; never past the ledger's. The plan is paid from its own first
    day on, and what falls into periods before the span is left out.
    """
    days = span or Period(plan.versions[0].starts_on, plan.ends_before)
    day = min(ledger.as_of, plan.ends_before - DAY, days.ends_before - DAY)
    quotas = quotas_of_persons(ledger, plan)
    world, problems = world_of(plan, credits_of_persons(ledger, plan, day), quotas, day)
    people = tuple(_people(calculated(world), _asked(quotas, days), days))
    return Replay(days.starts_on, days.ends_before, people, (*_uncounted(plan), *problems))


def _uncounted(plan: Plan) -> Iterator[Problem]:
    for component in _components(plan):
        for basis in component.basis:
            if basis != "booked":
                values = {"basis": basis, "component": component.name}
                yield Problem(NOT_BOOKED, values=values)


def _people(of: Calculation, asked: Mapping[str, Decimal], span: Period) -> Iterable[Paid]:
    sold, periods = _sold(of, span), of.world.periods
    own = [place for place in range(periods.count) if periods.starts[place] in span]
    for row, name in enumerate(of.world.people):
        if name not in of.world.left_out:
            pay = money(int(of.entitled[row, own].sum()), of.plan.unit)
            yield Paid(name, sold[row], asked.get(name), pay)


def _sold(of: Calculation, span: Period) -> list[Decimal]:
    """Everybody's own credits, not those of the people below them."""
    made = of.world.credits
    own = made.role.among(OWN) & made.basis.among(_bases(of.plan))
    own &= made.day >= span.starts_on.toordinal()
    sums: Array = np.zeros(len(of.world.people), made.amount.dtype)
    np.add.at(sums, made.payee.codes[own], made.amount[own])
    return [unscaled(amount) for amount in sums]


def _bases(plan: Plan) -> set[str]:
    return {basis for component in _components(plan) for basis in component.basis}


def _components(plan: Plan) -> Sequence[Component]:
    return [component for version in plan.versions for component in version.components]


def _asked(quotas: Quotas, span: Period) -> dict[str, Decimal]:
    """The quotas of persons in these days, summed."""
    if quotas.columns is None:
        return {}
    names, days, amounts = quotas.columns
    kept = _within(days, span) & (names.codes >= 0)
    sums: Array = np.zeros(len(names.values), amounts.dtype)
    np.add.at(sums, names.codes[kept], amounts[kept])
    return dict(zip(names.values, map(unscaled, sums), strict=True))


def _within(days: Array, span: Period) -> Array:
    return np.asarray((days >= span.starts_on.toordinal()) & (days < span.ends_before.toordinal()))


def a_year(plan: Plan) -> Plan:
    """The first twelve months of a plan that goes on for longer."""
    ends = min(plan.ends_before, _later(plan.versions[0].starts_on, 1))
    held = tuple(version for version in plan.versions if version.starts_on < ends)
    return replace(plan, versions=held, ends_before=ends)


def moved(plan: Plan, year: int) -> Plan:
    """The plan as if its first version had begun in another year, all its days with it."""
    years = year - plan.versions[0].starts_on.year
    return replace(
        plan,
        ends_before=_later(plan.ends_before, years),
        period_starts=tuple(_later(day, years) for day in plan.period_starts),
        versions=tuple(
            replace(
                version, starts_on=_later(version.starts_on, years), relief=(), examples=(),
                components=tuple(_component(one, years) for one in version.components),
            )
            for version in plan.versions
        ),
    )  # fmt: skip


def _component(of: Component, years: int) -> Component:
    return replace(
        of, starts_on=of.starts_on and _later(of.starts_on, years),
        ends_before=of.ends_before and _later(of.ends_before, years),
    )  # fmt: skip


def _later(day: date, years: int) -> date:
    """The day so many years later; the 29th of February becomes the 28th where there is none."""
    try:
        return day.replace(year=day.year + years)
    except ValueError:
        return day.replace(year=day.year + years, day=28)


def sellers_in(ledger: Ledger, span: Period) -> list[str]:
    """The persons with a quota in these days: who sells, where nobody was put on a plan."""
    quotas = quotas_in(ledger)
    if quotas.columns is None:
        return []
    names, days, _ = quotas.columns
    kept = _within(days, span) & (names.codes >= 0)
    positions = {names.values[code] for code in np.unique(names.codes[kept])}
    return sorted({who for place, who in positions_in(ledger).items() if place in positions})
