"""Statements: entitled now − issued so far = due, posted to the open period, line by line.

Nothing issued is ever changed: late credits, returns, new quotas and corrected plans make
entries in the open period, and whoever has been paid once is not paid again.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

import numpy as np

from salesops.incentives import credit_words as w
from salesops.incentives.calculation import Calculation, basis_of
from salesops.incentives.exact import Array, money, unscaled
from salesops.incentives.explained import explanation
from salesops.incentives.plan_file import fingerprint, terms
from salesops.incentives.tracing import traced
from salesops.kernel.money import half_up
from salesops.kernel.problem import Problem

# What a negative sum leaves behind: owed back from later pay, or never again.
CARRIED, FORGIVEN = "carried", "forgiven"


@dataclass(frozen=True)
class Entry:
    """One entry of the incentive ledger: for which period, posted in which; never changed.

    `plan` is the fingerprint of the plan's text it was worked out by.
    """

    payee: str
    period: str
    component: str
    amount: Decimal
    posted_in: str = ""
    plan: str = ""


@dataclass(frozen=True)
class Line:
    """One line of a statement; rate is a share, basis and amount are in the plan's currency."""

    component: str
    kind: str
    tier: int | None
    basis: Decimal | None
    rate: Decimal | None
    amount: Decimal
    explanation: Mapping[str, str]


@dataclass(frozen=True)
class Row:
    """What one person is entitled to for one period, what was issued for it, and what is due."""

    payee: str
    period: str
    entitled: Decimal
    issued: Decimal
    due: Decimal
    posted_in: str
    lines: tuple[Line, ...]


@dataclass(frozen=True)
class OrderLine:
    """What one credit added to a component when it came; they sum to what its tiers pay."""

    payee: str
    period: str
    component: str
    order: str
    day: date
    basis: Decimal
    amount: Decimal


@dataclass(frozen=True)
class Payable:
    """What a person gets in the open period, in the plan's currency and the own one.

    `carried` is what will be taken from later pay, or negative what was taken from this;
    `rate` the payment-date rate: plan currency for one of the own.
    """

    payee: str
    payable: Decimal
    carried: Decimal
    currency: str
    rate: Decimal
    pay_out: Decimal


def rows(of: Calculation, issued: Sequence[Entry] = ()) -> Iterator[Row]:
    """A row for every person and period with anything in it, in that order."""
    before: dict[tuple[str, str], Decimal] = defaultdict(Decimal)
    for entry in issued:
        if entry.component != FORGIVEN and entry.payee not in of.world.left_out:
            before[entry.payee, entry.period] += entry.amount
    periods, entitled = of.world.periods, of.entitled
    posted_in = periods.label(periods.open)
    for row, payee in enumerate(of.world.people):
        if payee in of.world.left_out:
            continue
        for place in range(periods.count):
            label = periods.label(place)
            had = before.pop((payee, label), Decimal(0))
            amount, own = money(entitled[row, place], of.plan.unit), tuple(lines(of, row, place))
            if amount or had or own:
                yield Row(payee, label, amount, had, amount - had, posted_in, own)
    for (payee, label), had in sorted(before.items()):
        yield Row(payee, label, Decimal(0), had, -had, posted_in, ())


def lines(of: Calculation, row: int, place: int) -> Iterator[Line]:
    """The lines of one person and period, which sum to what the person is entitled to."""
    for block in of.blocks:
        amount, basis = block.amounts[row, place], basis_of(block, row, place)
        if amount or basis:
            stage, value = block.stage, money(amount, of.plan.unit)
            told = explanation(stage, block, basis, value)
            shown = None if basis is None else unscaled(basis * 10_000)
            yield Line(block.component, stage.kind, stage.tier, shown, stage.rate, value, told)


def order_lines(of: Calculation, wanted: Mapping[str, Array] | None = None) -> Iterator[OrderLine]:
    """The credits behind every commission, by person, period and day.

    With `wanted` only of those persons and periods (a flag each) of those components. Where the
    quota is to date, earlier sales can be worth more or less later: that part is on the tiers'
    lines alone.
    """
    for sight in of.sights():
        if wanted is not None and sight.component.name not in wanted:
            continue
        trace = traced(sight, None if wanted is None else wanted[sight.component.name])
        rows, seen = trace.rows, sight.rows
        columns = (seen.payee.codes[rows], sight.periods_of_rows[rows], seen.order.codes[rows],
                   seen.day[rows], sight.basis[rows], trace.amounts)  # fmt: skip
        name, unit = sight.component.name, of.plan.unit
        for payee, place, order, day, basis, amount in zip(*(c.tolist() for c in columns),
                                                           strict=True):  # fmt: skip
            yield OrderLine(
                of.world.people[payee], of.world.periods.labels[place], name,
                seen.order.values[order] if order >= 0 else "", date.fromordinal(day),
                unscaled(basis), money(amount, unit),
            )  # fmt: skip


def due(of: Calculation, issued: Iterable[Entry] = ()) -> list[Entry]:
    """The entries to post now: entitled − issued by person, period and component, without zeros.

    Their sum is what each person is paid: where it would be negative an entry carries it to
    later periods or forgives it, as the plan says. Posting them and asking again gives none; the
    order of credits and entries never matters.
    """
    owed: dict[tuple[str, str, str], Decimal] = defaultdict(Decimal)
    periods = of.world.periods
    for component, amounts in of.by_component().items():
        for row, place in zip(*amounts.nonzero(), strict=True):
            if of.world.people[row] in of.world.left_out:
                continue
            key = (of.world.people[row], periods.labels[place], component)
            owed[key] += money(amounts[row, place], of.plan.unit)
    for entry in issued:
        if entry.component != FORGIVEN and entry.payee not in of.world.left_out:
            owed[entry.payee, entry.period, entry.component] -= entry.amount
    posted_in = periods.label(periods.open)
    for payee, amount in _sums(owed).items():
        carried, forgiven = _carried(amount, of)
        owed[payee, posted_in, CARRIED] += carried
        owed[payee, posted_in, FORGIVEN] += forgiven
    texts = dict(_texts(of))
    return [
        Entry(*key, amount, posted_in, texts.get(key[1], ""))
        for key, amount in sorted(owed.items())
        if amount
    ]


def _sums(owed: Mapping[tuple[str, str, str], Decimal]) -> dict[str, Decimal]:
    found: dict[str, Decimal] = defaultdict(Decimal)
    for (payee, _, _), amount in owed.items():
        found[payee] += amount
    return found


def _texts(of: Calculation) -> Iterator[tuple[str, str]]:
    """The fingerprint of what the plan says for each period."""
    found: dict[int, str] = {}
    for place in range(of.world.periods.count):
        before = of.world.periods.starts[place + 1]
        versions = sum(version.starts_on < before for version in of.plan.versions)
        if versions not in found:
            found[versions] = fingerprint(terms(of.plan, before))
        yield of.world.periods.label(place), found[versions]


def payables(of: Calculation, entries: Iterable[Entry]) -> tuple[list[Payable], list[Problem]]:
    """What each person gets for the entries due now, and what cannot be paid out.

    Pay-out is at the rate of the open period, rounded half up once.
    """
    by_payee: dict[str, list[Entry]] = defaultdict(list)
    for entry in entries:
        by_payee[entry.payee].append(entry)
    currencies = {payee.payee: payee.currency for payee in of.plan.payees}
    found, problems = [], []
    for payee, own in sorted(by_payee.items()):
        amount = sum((entry.amount for entry in own), Decimal(0))
        carried = sum((e.amount for e in own if e.component == CARRIED), Decimal(0))
        if carried > 0:
            problems.append(Problem(w.NEGATIVE_DUE, values={"payee": payee, "amount": carried}))
        currency = currencies.get(payee) or of.plan.currency
        rate = _payment_rate(of, currency)
        if rate is None:
            values = {"payee": payee, "currency": currency, "amount": amount,
                      "period": of.world.periods.label(of.world.periods.open)}  # fmt: skip
            problems.append(Problem(w.NO_PAYMENT_RATE, values=values))
            continue
        paid = half_up(amount / rate, of.plan.unit)
        found.append(Payable(payee, amount, carried, currency, rate, paid))
    return found, problems


def _carried(amount: Decimal, of: Calculation) -> tuple[Decimal, Decimal]:
    """What is carried of a negative sum, and what is forgiven: beyond the limit of carrying."""
    if amount >= 0 or of.plan.negative == "deduct":
        return Decimal(0), Decimal(0)
    limit = of.plan.carry_limit
    if of.plan.negative == "forgive":
        limit = Decimal(0)
    carried = -amount if limit is None else min(-amount, limit)
    return carried, -amount - carried


def _payment_rate(of: Calculation, currency: str) -> Decimal | None:
    if currency == of.plan.currency:
        return Decimal(1)
    by_period = of.plan.payment_rates.get(currency, {})
    return by_period.get(of.world.periods.label(of.world.periods.open))


def changed_after_issue(of: Calculation, issued: Iterable[Entry]) -> list[Problem]:
    """Whose periods were issued under another text of the plan, with how much."""
    texts = dict(_texts(of))
    sums: dict[tuple[str, str, str], Decimal] = defaultdict(Decimal)
    for entry in issued:
        if entry.plan and entry.plan != texts.get(entry.period, entry.plan):
            sums[entry.payee, entry.period, entry.plan] += entry.amount
    found = []
    for (payee, label, plan), amount in sorted(sums.items()):
        values = {"payee": payee, "period": label, "amount": amount, "plan": plan[:12]}
        found.append(Problem(w.CHANGED_PLAN, values=values))
    return found


def line_columns(of: Calculation) -> dict[str, Array]:
    """Every line of everybody as columns: places of person and period, units of money.

    `block` is the place of the block a line is of: its component, tier and rate. `basis` counts
    ten-thousandths times the block's `basis_den`.
    """
    found: dict[str, list[Array]] = defaultdict(list)
    for number, block in enumerate(of.blocks):
        basis = np.zeros_like(block.amounts) if block.basis is None else block.basis
        row, place = np.nonzero((block.amounts != 0) | (basis != 0))
        found["payee"].append(row)
        found["period"].append(place)
        found["block"].append(np.full(len(row), number))
        found["basis"].append(basis[row, place])
        found["amount"].append(block.amounts[row, place])
    return {name: np.concatenate(parts) for name, parts in found.items()}
