"""What one run pays everybody on a plan: entitled, issued and due by component, with its lines."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal

import numpy as np

from salesops.incentives.calculation import Calculation
from salesops.incentives.exact import Array, money
from salesops.incentives.statement import (
    CARRIED,
    FORGIVEN,
    Entry,
    Line,
    OrderLine,
    Payable,
    due,
    lines,
    order_lines,
    payables,
)
from salesops.kernel.problem import Problem

Key = tuple[str, str, str]


@dataclass(frozen=True)
class Part:
    """One component of one period: entitled now, issued before, due; and what stands behind it.

    `lines` sum to what is entitled; `plan` is the fingerprint of the text it was worked out by.
    """

    period: str
    component: str
    entitled: Decimal
    issued: Decimal
    due: Decimal
    plan: str = ""
    lines: tuple[Line, ...] = ()
    orders: tuple[OrderLine, ...] = ()


@dataclass(frozen=True)
class Pay:
    """What one person gets in the open period, and the parts it is made of: they sum to it."""

    payee: str
    payable: Payable
    parts: tuple[Part, ...]

    @property
    def entitled(self) -> Decimal:
        """Entitled in the parts that are told of."""
        return sum((part.entitled for part in self.parts), Decimal(0))

    @property
    def issued(self) -> Decimal:
        """Issued before in the parts that are told of."""
        return sum((part.issued for part in self.parts), Decimal(0))

    @property
    def negative(self) -> Decimal:
        """What had to be carried or forgiven now, because the sum would have been negative."""
        kept = (part for part in self.parts if part.component in (CARRIED, FORGIVEN))
        return sum((part.due for part in kept if part.due > 0), Decimal(0))

    @property
    def capped(self) -> Decimal:
        """What caps took, a negative amount."""
        taken = (line.amount for part in self.parts for line in part.lines if line.kind == "cap")
        return sum((amount for amount in taken if amount < 0), Decimal(0))


def pays(
    of: Calculation, issued: Sequence[Entry], adjusted: Sequence[Entry] = ()
) -> tuple[list[Pay], list[Problem]]:
    """Everybody's pay of the open period, and whom it cannot be paid out to.

    `adjusted` are all adjustments ever approved: they are entitled like everything else, so what
    was issued of them before is not issued again.
    """
    taken = [replace(one, amount=-one.amount) for one in adjusted]
    entries = due(of, [*issued, *taken])
    found, problems = payables(of, entries)
    told = {one.payee: one for one in found}
    parts = _parts(of, entries, issued, adjusted)
    concerned = {payee for payee, _, _ in parts} | _active(of)
    people = sorted(concerned & _payable(of, told, entries))
    own, usual = _by_payee(parts), {one.payee: one.currency for one in of.plan.payees}
    return [
        Pay(payee, told.get(payee) or _nothing(of, payee, usual), tuple(own[payee]))
        for payee in people
    ], problems


def _active(of: Calculation) -> set[str]:
    """Everybody on the plan in the open period, who hears also that nothing is paid."""
    span = of.world.periods.span(of.world.periods.open)
    if of.plan.ends_before <= span.starts_on:
        return set()
    told = {one.payee for one in of.plan.payees}
    here = {
        one.payee
        for one in of.plan.payees
        if (one.starts_on is None or one.starts_on < span.ends_before)
        and (one.ends_before is None or one.ends_before > span.starts_on)
    }
    return {name for name in of.world.people if name in here or name not in told}


def _payable(of: Calculation, told: Mapping[str, Payable], entries: Iterable[Entry]) -> set[str]:
    """Everybody who is paid, or has nothing to be paid; not whom it cannot be paid out to."""
    owed = {entry.payee for entry in entries}
    everybody = {*of.world.people, *owed}
    return (everybody - owed - of.world.left_out) | set(told)


def _nothing(of: Calculation, payee: str, own: Mapping[str, str]) -> Payable:
    zero = Decimal(0)
    return Payable(payee, zero, zero, own.get(payee) or of.plan.currency, Decimal(1), zero)


def _by_payee(parts: Mapping[Key, Part]) -> dict[str, list[Part]]:
    found: dict[str, list[Part]] = defaultdict(list)
    for key in sorted(parts):
        found[key[0]].append(parts[key])
    return found


def _parts(
    of: Calculation,
    entries: Sequence[Entry],
    issued: Sequence[Entry],
    adjusted: Sequence[Entry],
) -> dict[Key, Part]:
    """A part for whatever is due, and for every component of the open period."""
    owed = {(e.payee, e.period, e.component): e for e in entries}
    before = _summed(e for e in issued if e.component != FORGIVEN)
    entitled = _entitled(of) | _summed(adjusted)
    opened = of.world.periods.label(of.world.periods.open)
    keys = set(owed) | {
        key for key in entitled if key[1] == opened and key[0] not in of.world.left_out
    }
    behind, traces = _lines(of, keys), _orders(of, keys)
    found = {}
    for key in keys:
        entry, own = owed.get(key), entitled.get(key, Decimal(0))
        amount = entry.amount if entry else Decimal(0)
        if key[2] in (CARRIED, FORGIVEN):
            # What these say follows from the others: nobody is entitled to it.
            own = before.get(key, Decimal(0)) + amount
        told = tuple(behind.get(key, ()))
        found[key] = Part(
            key[1], key[2], own, own - amount, amount, entry.plan if entry else "", told,
            tuple(traces.get(key, ())),
        )  # fmt: skip
    return found


def _summed(entries: Iterable[Entry]) -> dict[Key, Decimal]:
    found: dict[Key, Decimal] = defaultdict(Decimal)
    for entry in entries:
        found[entry.payee, entry.period, entry.component] += entry.amount
    return found


def _entitled(of: Calculation) -> dict[Key, Decimal]:
    periods, found = of.world.periods, {}
    for component, amounts in of.by_component().items():
        for row, place in zip(*amounts.nonzero(), strict=True):
            key = (of.world.people[row], periods.labels[place], component)
            found[key] = money(amounts[row, place], of.plan.unit)
    return found


def _lines(of: Calculation, keys: Iterable[Key]) -> dict[Key, list[Line]]:
    rows = {name: row for row, name in enumerate(of.world.people)}
    places = {of.world.periods.label(place): place for place in range(of.world.periods.count)}
    found: dict[Key, list[Line]] = defaultdict(list)
    for payee, period in {(payee, period) for payee, period, _ in keys}:
        if payee in rows and period in places:
            for line in lines(of, rows[payee], places[period]):
                found[payee, period, line.component].append(line)
    return found


def _orders(of: Calculation, keys: Iterable[Key]) -> dict[Key, list[OrderLine]]:
    """The credits behind these; the others, of which there may be millions, are not written out."""
    rows = {name: row for row, name in enumerate(of.world.people)}
    places = {of.world.periods.label(place): place for place in range(of.world.periods.count)}
    wanted: dict[str, Array] = {}
    for payee, period, component in keys:
        if payee in rows and period in places:
            cells = wanted.setdefault(component, np.zeros(of.world.shape, bool))
            cells[rows[payee], places[period]] = True
    found: dict[Key, list[OrderLine]] = defaultdict(list)
    for line in order_lines(of, wanted):
        found[line.payee, line.period, line.component].append(line)
    return found
