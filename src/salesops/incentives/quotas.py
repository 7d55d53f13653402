"""Quotas of people by period, as a component is held against them: ramped, relieved, prorated."""

from bisect import bisect_right
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from fractions import Fraction
from itertools import pairwise
from typing import Any

import numpy as np

from salesops.incentives.credits import Names
from salesops.incentives.exact import LIMIT, Array, narrowed, scaled
from salesops.incentives.periods import Periods
from salesops.incentives.plan import Payee, Plan, Version
from salesops.incentives.rules import Component
from salesops.kernel.period import Period


@dataclass
class Quotas:
    """Amounts in ten-thousandths by person, name of the quota ("" for all) and period's start.

    `columns` are many quotas for all components at once: person, first day as a number, amount.
    """

    amounts: dict[tuple[str, str], dict[date, int]] = field(default_factory=dict)
    columns: tuple[Names, Array, Array] | None = None

    def add(self, payee: str, span: Period, amount: Decimal, name: str = "") -> None:
        """A quota for a period, a quarter or a year: the months of it share it, to the last bit."""
        months = list(span.months())
        held = self.amounts.setdefault((payee, name), {})
        whole, before = scaled(amount), 0
        for number, month in enumerate(months, 1):
            to_date = whole * number // len(months)
            held[month.starts_on] = held.get(month.starts_on, 0) + to_date - before
            before = to_date

    @property
    def dtype(self) -> Any:
        """What holds even the sum of all of them."""
        whole = sum(abs(amount) for held in self.amounts.values() for amount in held.values())
        if self.columns is not None:
            whole += int(np.abs(self.columns[2]).astype(float).sum())
        return np.int64 if whole < LIMIT else object

    def row(self, payee: str, names: Sequence[str], periods: Periods) -> Mapping[int, int]:
        """The quota of each period that has one, under the first of the names that has any."""
        for name in names:
            held = self.amounts.get((payee, name))
            if held:
                return _placed(held, periods)
        return {}


def _placed(held: Mapping[date, int], periods: Periods) -> dict[int, int]:
    found: dict[int, int] = {}
    for day, amount in held.items():
        place = bisect_right(periods.starts, day) - 1
        if 0 <= place < periods.all:
            found[place] = found.get(place, 0) + amount
    return found


@dataclass(frozen=True)
class Held:
    """What people are held against: quota and target pay of every cell, and where one is missing.

    Sums of the interval, in ten-thousandths; `missing` is where a period somebody was there for
    has no quota.
    """

    quota: Array
    target: Array
    missing: Array


class Against:
    """The quotas and target pay of a plan's people, worked out once for each component."""

    def __init__(self, plan: Plan, quotas: Quotas, periods: Periods, people: Sequence[str]) -> None:
        self.plan, self.quotas, self.periods, self.people = plan, quotas, periods, people
        self.terms = terms_of(plan)
        self._rows: dict[tuple[str, ...], tuple[Array, Array]] = {}
        self._held: dict[tuple[str, date], Held] = {}

    def held(self, component: Component, version: Version) -> Held:
        """Of one component under one version."""
        key = (component.name, version.starts_on)
        if key not in self._held:
            self._held[key] = self._made(component, version)
        return self._held[key]

    def _made(self, component: Component, version: Version) -> Held:
        amounts, given = self._given(component)
        active = self.active(version)
        own = self._own(component, version)
        reduced = self._reduced(amounts, active, component, version) * own
        count, scope = self.periods.count, component.accumulate
        gone = ~given & (active > 0) & (own > 0)
        if component.quota_scope == "interval":
            quota = self.periods.whole(reduced, scope)
            missing = self.periods.whole(gone.astype(np.int64), scope) > 0
        else:
            quota = self.periods.to_date(reduced, scope)
            missing = self.periods.to_date(gone.astype(np.int64), scope) > 0
        target = self._target(component, version, active)
        return Held(quota[:, :count], target[:, :count], missing[:, :count])

    def _own(self, component: Component, version: Version) -> Array:
        """1 for the periods whose quota a version asks for, 0 for the others.

        They end where a later version begins anew; to date, none asks for what comes after it.
        """
        before = self.plan.went_before(version)
        start = before[0].starts_on if before else version.starts_on
        start = date.min if start == self.plan.versions[0].starts_on else start
        later = [v for v in self.plan.versions if v.starts_on > version.starts_on]
        if component.quota_scope == "interval":
            later = [v for v in later if v not in self.plan.goes_on_in(version)]
        end = min((v.starts_on for v in later), default=date.max)
        own = [start < last and first < end for first, last in pairwise(self.periods.starts)]
        return np.array(own, np.int64)

    def _given(self, component: Component) -> tuple[Array, Array]:
        names = tuple(dict.fromkeys((component.quota or component.name, "")))
        if names not in self._rows:
            shape = (len(self.people), self.periods.all)
            amounts, given = np.zeros(shape, self.quotas.dtype), np.zeros(shape, bool)
            self._from_columns(amounts, given)
            if self.quotas.amounts:
                for row, payee in enumerate(self.people):
                    for place, amount in self.quotas.row(payee, names, self.periods).items():
                        amounts[row, place], given[row, place] = amount, True
            self._rows[names] = amounts, given
        return self._rows[names]

    def _from_columns(self, amounts: Array, given: Array) -> None:
        """Fill in the quotas that came as columns."""
        if self.quotas.columns is None:
            return
        payees, days, units = self.quotas.columns
        places = {payee: row for row, payee in enumerate(self.people)}
        rows = np.array([places.get(name, -1) for name in payees.values], np.int64)[payees.codes]
        at = self.periods.at(days)
        kept = (rows >= 0) & (at >= 0) & (at < self.periods.all)
        np.add.at(amounts, (rows[kept], at[kept]), units[kept])
        given[rows[kept], at[kept]] = True

    def active(self, version: Version) -> Array:
        """The part of each period somebody was on the plan, as the version prorates, 0 to 1.

        Whole numbers where nobody came or left within the plan.
        """
        shape = (len(self.people), self.periods.all)
        parts = np.ones(shape, np.int64)
        terms = [p for p in self.plan.payees if p.starts_on or p.ends_before]
        if not terms or version.proration == "none":
            return parts
        exact, by_days = parts.astype(object), version.proration == "days"
        for row, name in enumerate(self.people):
            if name in self.terms:
                exact[row] = sum(self._parts(term, by_days) for term in self.terms[name])
        return exact

    def _parts(self, term: Payee, by_days: bool) -> Array:
        """The part of each period that a term covers."""
        spans = [self.periods.span(place) for place in range(self.periods.all)]
        return np.array([_part(span, term, by_days) for span in spans], dtype=object)

    def _reduced(
        self, amounts: Array, active: Array, component: Component, version: Version
    ) -> Array:
        """The quotas after proration, ramp and relief, each rounded half up to a ten-thousandth."""
        shares = active
        for row, payee in enumerate(self.people):
            came = self.terms[payee][0].starts_on if payee in self.terms else None
            if version.ramp and came:
                shares = self._ramped(shares, row, came, version.ramp)
        for relief in version.relief:
            if relief.payee in self.people and relief.quota in ("", component.name):
                shares = shares.astype(object)
                row = self.people.index(relief.payee)
                for place in range(self.periods.all):
                    span = self.periods.span(place)
                    if span.starts_on < relief.ends_before and relief.starts_on < span.ends_before:
                        shares[row, place] *= 1 - Fraction(relief.share)
        if shares.dtype != object:
            return amounts * shares
        exact = amounts.astype(object) * shares * 2
        return np.asarray(np.frompyfunc(lambda e: int((e + 1) // 2), 1, 1)(exact)).astype(
            amounts.dtype
        )

    def _ramped(
        self, shares: Array, row: int, starts_on: date, ramp: Sequence[Decimal]
    ) -> Array:  # fmt: skip
        shares = shares.astype(object)
        first = int(self.periods.at(np.array([starts_on.toordinal()]))[0])
        for month, share in enumerate(ramp):
            if 0 <= first + month < self.periods.all:
                shares[row, first + month] *= Fraction(share)
        return shares

    def _target(self, component: Component, version: Version, active: Array) -> Array:
        """The target pay of each cell's interval: a twelfth of the year's for a period."""
        usual = scaled(version.target_pay * component.weight)
        is_whole = all(len(own) == 1 for own in self.terms.values())
        yearly = np.full(active.shape, usual, active.dtype if is_whole else object)
        for row, payee in enumerate(self.people):
            own = self.terms.get(payee, ())
            if any(term.target_pay is not None for term in own):
                yearly[row] = self._yearly(own, usual, component, version)
        whole = self.periods.whole(yearly * active, component.accumulate) // 12
        return narrowed(np.asarray(whole))

    def _yearly(
        self, own: Sequence[Payee], usual: int, component: Component, version: Version
    ) -> Array:
        """A year's target pay by period: of several terms in one, each for its part of the days."""
        pays = [
            usual if term.target_pay is None else scaled(term.target_pay * component.weight)
            for term in own
        ]
        if len(own) == 1:
            return np.full(self.periods.all, pays[0], object)
        by_days = version.proration != "months"
        parts = [self._parts(term, by_days) for term in own]
        whole = np.sum(parts, axis=0)
        sums = np.sum([pay * part for pay, part in zip(pays, parts, strict=True)], axis=0)
        return np.array(
            [s / w if w else Fraction(pays[-1]) for s, w in zip(sums, whole, strict=True)], object
        )


def terms_of(plan: Plan) -> dict[str, list[Payee]]:
    """Everybody's times on a plan, each person's in order."""
    found: dict[str, list[Payee]] = {}
    for payee in sorted(plan.payees, key=lambda one: one.starts_on or date.min):
        found.setdefault(payee.payee, []).append(payee)
    return found


def _part(span: Period, payee: Payee, by_days: bool) -> Fraction:
    """The part of a period somebody was there; by whole months half of one counts as none."""
    start = max(span.starts_on, payee.starts_on or span.starts_on)
    end = min(span.ends_before, payee.ends_before or span.ends_before)
    part = Fraction(max(0, (end - start).days), span.days)
    return part if by_days else Fraction(int(part == 1))
