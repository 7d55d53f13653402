"""Credits as columns: who is credited with what, on which day, in which role."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal
from functools import cached_property

import numpy as np

from salesops.incentives.exact import Array, held, scaled


@dataclass(frozen=True)
class Credit:
    """One credit in the plan's currency; a return has negative numbers and names its order."""

    payee: str
    day: date
    amount: Decimal
    quantity: Decimal = Decimal(0)
    order: str = ""
    event: str = ""
    basis: str = "booked"
    role: str = "direct"
    product: str = ""
    original: str = ""


@dataclass(frozen=True)
class Names:
    """A column of names as places in a list of them; −1 where there is none."""

    values: tuple[str, ...]
    codes: Array

    def among(self, wanted: Iterable[str]) -> Array:
        """Where one of the names stands."""
        kept = set(wanted)
        return np.isin(self.codes, [n for n, name in enumerate(self.values) if name in kept])

    def __getitem__(self, where: Array) -> "Names":
        """The column of some rows."""
        return replace(self, codes=self.codes[where])


def names(of: Sequence[str], values: Sequence[str] | None = None) -> Names:
    """The column, by names in order; those not among `values`, if given, and empty ones are −1."""
    kept = sorted(set(of) - {""}) if values is None else list(values)
    places = {name: place for place, name in enumerate(kept)}
    return Names(tuple(kept), np.array([places.get(n, -1) for n in of], dtype=np.int64))


@dataclass(frozen=True)
class Credits:
    """Columns of equal length; amounts and pieces in ten-thousandths, days as day numbers."""

    payee: Names
    day: Array
    amount: Array
    quantity: Array
    order: Names
    event: Array
    basis: Names
    role: Names
    product: Names
    original: Array

    def __len__(self) -> int:
        return len(self.day)

    def where(self, kept: Array) -> "Credits":
        """Some of the rows."""
        return Credits(
            self.payee[kept], self.day[kept], self.amount[kept], self.quantity[kept],
            self.order[kept], self.event[kept], self.basis[kept], self.role[kept],
            self.product[kept], self.original[kept],
        )  # fmt: skip

    @cached_property
    def is_return(self) -> Array:
        """Which rows take something back."""
        return (self.amount < 0) | ((self.amount == 0) & (self.quantity < 0))

    @cached_property
    def sale(self) -> Array:
        """The order each row belongs to, with the person: a return's is what it takes back.

        −1 where a row names none. A return without an original takes back its own order.
        """
        taken = np.where(self.is_return & (self.original >= 0), self.original, self.order.codes)
        width = len(self.order.values) + 1
        return np.where(taken < 0, -1, self.payee.codes * width + taken)

    @cached_property
    def sale_day(self) -> Array:
        """The first day of what a return takes back, where it is known; else the row's own."""
        if not self.is_return.any():
            return self.day
        sold = np.flatnonzero(~self.is_return & (self.sale >= 0))
        order = sold[np.lexsort((self.day[sold], self.sale[sold]))]
        keys, first = np.unique(self.sale[order], return_index=True)
        if not len(keys):
            return self.day
        place = np.minimum(np.searchsorted(keys, self.sale), len(keys) - 1)
        known = self.is_return & (keys[place] == self.sale)
        return np.where(known, self.day[order][first][place], self.day)


def joined(one: Credits, other: Credits) -> Credits:
    """The rows of both, people and orders by the names of both."""
    orders = sorted({*one.order.values, *other.order.values})
    return Credits(
        _both(one.payee, other.payee), _chained(one.day, other.day),
        _chained(one.amount, other.amount), _chained(one.quantity, other.quantity),
        _both(one.order, other.order), _chained(one.event, other.event),
        _both(one.basis, other.basis), _both(one.role, other.role),
        _both(one.product, other.product),
        _chained(*(_moved(c.original, c.order.values, orders) for c in (one, other))),
    )  # fmt: skip


def _both(one: Names, other: Names) -> Names:
    values = sorted({*one.values, *other.values})
    codes = [_moved(column.codes, column.values, values) for column in (one, other)]
    return Names(tuple(values), np.concatenate(codes))


def _moved(codes: Array, old: Sequence[str], new: Sequence[str]) -> Array:
    """Places in one list of names as places in another; −1 stays."""
    places = {name: place for place, name in enumerate(new)}
    return np.array([*(places[name] for name in old), -1], np.int64)[codes]


def _chained(one: Array, other: Array) -> Array:
    return np.concatenate([one, other])


def credits_of(rows: Iterable[Credit], payees: Sequence[str] | None = None) -> Credits:
    """The columns of rows, whatever their order; `payees` are the people to know, if given."""
    kept = sorted(rows, key=lambda c: (c.payee, c.day, c.event, c.order, c.basis, c.role, c.amount))
    events = names([c.event for c in kept])
    orders = names([c.order for c in kept])
    return Credits(
        names([c.payee for c in kept], payees),
        np.array([c.day.toordinal() for c in kept], dtype=np.int64),
        held([scaled(c.amount) for c in kept]), held([scaled(c.quantity) for c in kept]),
        orders, events.codes, names([c.basis for c in kept]), names([c.role for c in kept]),
        names([c.product for c in kept]), names([c.original for c in kept], orders.values).codes,
    )  # fmt: skip
