"""What an address asks of a list: text, filters, order and columns; and the address again."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal, InvalidOperation
from typing import Literal
from urllib.parse import urlencode

from salesops.kernel.problem import Problem, Where, Wording
from salesops.web.lists.listing import Column, Listing

Way = Literal["is", "from", "before", "min", "max", "empty"]
WAYS: Mapping[str, tuple[Way, ...]] = {
    "date": ("from", "before", "empty"),
    "moment": ("from", "before", "empty"),
    "money": ("min", "max", "empty"),
    "number": ("min", "max", "empty"),
    "flag": ("is",),
    "tags": ("is", "empty"),
}
RESERVED = frozenset({"q", "sort", "columns", "cursor", "limit"})
LONGEST_SEARCH = 200

NO_SUCH_COLUMN = Wording(
    "unknown_filter",
    zh=("没有名为“{name}”的筛选", "可以使用：{known}"),
    en=('There is no filter "{name}".', "These are known: {known}"),
)
NO_SUCH_VALUE = Wording(
    "bad_filter",
    zh=("“{name}”不能是“{value}”", "日期写作 2026-01-31，数字写作 1234.5，是否写作 yes 或 no"),
    en=('"{name}" cannot be "{value}".', "A day is 2026-01-31, a number 1234.5, else yes or no"),
)


@dataclass(frozen=True)
class Filter:
    """One column's condition; any of the values will do."""

    column: str
    way: Way
    values: tuple[str, ...]

    @property
    def key(self) -> str:
        """The name under which an address has it."""
        return self.column if self.way == "is" else f"{self.column}.{self.way}"


@dataclass(frozen=True)
class Asked:
    """What is asked of a list; empty parts mean the list's own way."""

    search: str = ""
    order: str = ""
    columns: tuple[str, ...] = ()
    filters: tuple[Filter, ...] = ()

    def pairs(self, *, without: Sequence[str] = ()) -> list[tuple[str, str]]:
        """The address' pairs, without some of them."""
        found = [("q", self.search)] if self.search else []
        found += [(one.key, value) for one in self.filters for value in one.values]
        found += [("sort", self.order)] if self.order else []
        found += [("columns", name) for name in self.columns]
        return [(key, value) for key, value in found if key not in without]

    def query(self) -> str:
        """The address' query."""
        return urlencode(self.pairs())

    @property
    def query_without_search(self) -> str:
        """The address' query without the free text."""
        return urlencode(self.pairs(without=["q"]))

    def sorted_by(self, order: str) -> "Asked":
        """The same in another order."""
        return replace(self, order=order)

    def without(self, one: Filter) -> "Asked":
        """The same without one condition."""
        return replace(self, filters=tuple(f for f in self.filters if f != one))


def asked(
    listing: Listing, params: Mapping[str, Sequence[str]], *, others: Sequence[str] = ()
) -> tuple[Asked, list[Problem]]:
    """What these parameters ask, and what is wrong with those that were passed over."""
    problems: list[Problem] = []
    filters = []
    for key, values in params.items():
        if key in RESERVED or key in others:
            continue
        told = tuple(value[:LONGEST_SEARCH].replace("\0", "") for value in values if value)
        if not told:
            continue
        found = _filter(listing, key, told)
        if isinstance(found, Problem):
            problems.append(found)
        else:
            filters.append(found)
    names = [listing.column(name) for name in params.get("columns", ())]
    chosen = tuple(dict.fromkeys(column.name for column in names if column))
    search = " ".join(_last(params, "q").replace("\0", "").split())[:LONGEST_SEARCH]
    return Asked(search, _order(listing, _last(params, "sort")), chosen, tuple(filters)), problems


def _last(params: Mapping[str, Sequence[str]], key: str) -> str:
    values = params.get(key) or [""]
    return values[-1]


def _order(listing: Listing, told: str) -> str:
    column = listing.column(told.removeprefix("-"))
    return told if column and column.is_sorted else ""


def ways(column: Column) -> tuple[Way, ...]:
    """In which ways a column may be filtered."""
    return WAYS.get(column.kind, ("is", "empty")) if column.is_filtered else ()


def filter_names(listing: Listing) -> list[str]:
    """Every filter of the list, as an address has it."""
    return [Filter(column.name, way, ()).key for column in listing.columns for way in ways(column)]


def _filter(listing: Listing, key: str, values: tuple[str, ...]) -> Filter | Problem:
    name, _, way = key.partition(".")
    column = listing.column(name)
    known = ways(column) if column else ()
    wanted = way or "is"
    for one in known:
        if one == wanted:
            bad = next((value for value in values if not _fits(column, one, value)), None)
            return Filter(name, one, values) if bad is None else _bad(key, bad)
    known_names = ", ".join(filter_names(listing))
    return Problem(NO_SUCH_COLUMN, Where(column=key), {"name": key, "known": known_names})


def _bad(key: str, value: str) -> Problem:
    return Problem(NO_SUCH_VALUE, Where(column=key), {"name": key, "value": value})


def _fits(column: Column | None, way: Way, value: str) -> bool:
    if way == "empty" or (column and column.kind == "flag"):
        return value in ("yes", "no")
    if way in ("from", "before"):
        return day(value) is not None
    if way in ("min", "max"):
        return amount(value) is not None
    return True


def day(text: str) -> date | None:
    """The day a filter names."""
    try:
        return date.fromisoformat(text)
    except ValueError:
        return None


def amount(text: str) -> Decimal | None:
    """The number a filter names."""
    try:
        number = Decimal(text.replace(",", ""))
    except InvalidOperation:
        return None
    return number if number.is_finite() and abs(number) < Decimal(10) ** 16 else None
