"""Ways to look at a ledger, each from ledger to ledger.

Who may see what, what last year looked like and what would happen if are the same kind of
thing, so metrics, detectors and reports never hear of any of them.
"""

from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from datetime import date, timedelta
from functools import lru_cache

import ibis
import ibis.expr.operations as ops
import ibis.expr.types as ir

from salesops.ledger.ledger import Ledger
from salesops.ledger.schema import TABLES

SIDE = "calendar.side"
NOW, BASE, REST = "now", "base", "rest"
FACT_DAY = "_fact_day"

# How many days a calendar column moves a day, at least and at most: what the facts are cut to
# before the calendar is asked, so that files without such days are never read.
REACH = {
    "day_later": (1, 1),
    "week_later": (7, 7),
    "month_later": (27, 32),
    "fiscal_month_later": (20, 42),
    "quarter_later": (88, 93),
    "fiscal_quarter_later": (80, 105),
    "year_later": (364, 367),
    "iso_year_later": (363, 372),
    "fiscal_year_later": (350, 380),
    "festival_year_later": (330, 400),
}


class OutOfReach(LookupError):
    """A table has no parent that carries the column."""


def route(table: str, owner: str) -> tuple[str, ...]:
    """The shortest chain of parent columns that leads from a table to the owner of a dimension."""
    paths: list[tuple[str, tuple[str, ...]]] = [(table, ())]
    met = {table}
    for here, path in paths:
        if here == owner:
            return path
        for link, parent in TABLES[here].parents.items():
            if parent not in met:
                met.add(parent)
                paths.append((parent, (*path, link)))
    raise OutOfReach(f"{table} cannot be seen by {owner}")


def reaches(table: str, dimension: str) -> bool:
    """Whether every row of the table has at most one value of the dimension."""
    if dimension in TABLES[table].carries:
        return True
    try:
        route(table, dimension.partition(".")[0])
    except OutOfReach:
        return False
    return True


def column(ledger: Ledger, table: str, dimension: str) -> ir.Table:
    """The table with one dimension beside its own columns."""
    return columns(ledger, table, [dimension])


def columns(
    ledger: Ledger, table: str, dimensions: Iterable[str], own: Iterable[str] | None = None
) -> ir.Table:
    """The table with its parents' columns beside its own: many-to-one, so no row multiplies.

    `own` names the columns of the table itself that are wanted, all when not given. Raises
    OutOfReach for a dimension that no chain of parents leads to.
    """
    return _looked_up(ledger, table, ledger[table], dict.fromkeys(dimensions), own)


def _looked_up(
    ledger: Ledger,
    table: str,
    rows: ir.Table,
    dimensions: Iterable[str],
    own: Iterable[str] | None = None,
) -> ir.Table:
    chosen = {name: rows[name] for name in (rows.columns if own is None else own)}
    through: dict[str, list[str]] = {}
    for dimension in dimensions:
        carried = _carried(table, dimension)
        if carried:
            chosen[dimension] = rows[carried]
        else:
            link = route(table, dimension.partition(".")[0])[0]
            through.setdefault(link, []).append(dimension)
    joined = rows
    for link, wanted in through.items():
        parent = TABLES[table].parents[link]
        here = ledger.parent(parent)
        key = _key(parent, here)
        beside = _looked_up(ledger, parent, here, wanted, [key]).rename({f"_{link}": key})
        joined = joined.left_join(beside, rows[link] == beside[f"_{link}"])
        chosen |= {dimension: beside[dimension] for dimension in wanted}
    return joined.select(**chosen) if chosen else joined.select(TABLES[table].key[0])


def _key(table: str, rows: ir.Table) -> str:
    """The column that others' links hold; beside a base, the day a row is of, not shown under."""
    return FACT_DAY if FACT_DAY in rows.columns else TABLES[table].key[0]


def _carried(table: str, dimension: str) -> str | None:
    """The column of the table itself that holds the dimension."""
    owner, _, name = dimension.partition(".")
    return TABLES[table].carries.get(dimension, name if owner == table else None)


def restrict(ledger: Ledger, dimension: str, allowed: Collection[object]) -> Ledger:
    """Only the rows whose dimension is allowed; None among the allowed lets the missing through.

    A table the dimension cannot reach is closed rather than left open: a stranger's orders
    stay hidden, and a quota nobody set by segment is not divided by. Reference tables, which
    describe the company and not its dealings, stay open.
    """
    dealings = {name for name in ledger if not TABLES[name].reference}
    out_of_reach = {name for name in dealings if not reaches(name, dimension)}

    def keep(name: str) -> ir.Table:
        if name in out_of_reach:
            return ledger[name].limit(0)
        if name not in dealings:
            return ledger[name]
        return _allowed(ledger, name, ledger[name], dimension, allowed)

    return ledger.seen(
        keep,
        f"restrict({dimension},{sorted(map(repr, allowed))})",
        parent=_days_allowed(ledger, dimension, allowed),
        closed=ledger.closed | out_of_reach,
    )


def _days_allowed(
    ledger: Ledger, dimension: str, allowed: Collection[object]
) -> Callable[[str], ir.Table]:
    """Parents whose calendar has only the days allowed.

    With two periods side by side, a row of last March also stands under this March's label.
    """
    if not dimension.startswith("calendar."):
        return ledger.parent
    days = ledger.parent("calendar")
    kept = days.filter(_among(days[dimension.partition(".")[2]], allowed))
    return lambda name: kept if name == "calendar" else ledger.parent(name)


def _allowed(
    ledger: Ledger, table: str, rows: ir.Table, dimension: str, allowed: Collection[object]
) -> ir.Table:
    carried = _carried(table, dimension)
    if carried:
        return rows.filter(_among(rows[carried], allowed))
    if None in allowed:
        beside = _looked_up(ledger, table, rows, [dimension])
        return beside.filter(_among(beside[dimension], allowed)).drop(dimension)
    link = route(table, dimension.partition(".")[0])[0]
    parent = TABLES[table].parents[link]
    kept = _allowed(ledger, parent, ledger.parent(parent), dimension, allowed)
    return rows.filter(rows[link].isin(kept[_key(parent, kept)]))


def either(
    ledger: Ledger, allowed: Mapping[str, Collection[object]], tables: Collection[str]
) -> Ledger:
    """Of these tables, only the rows for which one of several dimensions of a parent is allowed.

    The dimensions belong to one table, so a row looks it up once: a salesperson's own orders or
    those of a team are one question to `people`. Other tables stay as they are; one of these
    that the dimensions cannot reach is closed.
    """
    (owner,) = {dimension.partition(".")[0] for dimension in allowed}
    shut = {name for name in tables if not _leads(name, owner)}

    def keep(name: str) -> ir.Table:
        if name not in tables:
            return ledger[name]
        if name in shut:
            return ledger[name].limit(0)
        return _of_parent(ledger, name, ledger[name], owner, allowed)

    said = ",".join(f"{name}:{sorted(map(repr, allowed[name]))}" for name in sorted(allowed))
    return ledger.seen(
        keep,
        f"either({said},{sorted(tables)})",
        closed=ledger.closed | shut,
    )


def _leads(table: str, owner: str) -> bool:
    try:
        route(table, owner)
    except OutOfReach:
        return False
    return True


def _of_parent(
    ledger: Ledger,
    table: str,
    rows: ir.Table,
    owner: str,
    allowed: Mapping[str, Collection[object]],
) -> ir.Table:
    if table == owner:
        tests = [_among(rows[name.partition(".")[2]], some) for name, some in allowed.items()]
        return rows.filter(ibis.or_(*tests))
    link = route(table, owner)[0]
    parent = TABLES[table].parents[link]
    kept = _of_parent(ledger, parent, ledger.parent(parent), owner, allowed)
    return rows.filter(rows[link].isin(kept[_key(parent, kept)]))


def _among(value: ir.Value, allowed: Collection[object]) -> ir.BooleanValue:
    known = [one for one in allowed if one is not None]
    if len(known) == len(allowed):
        return value.isin(known) if known else ibis.literal(False)
    return (value.isin(known) | value.isnull()) if known else value.isnull()


def close(ledger: Ledger, *tables: str) -> Ledger:
    """The ledger with these tables out of reach."""
    return ledger.seen(
        lambda name: ledger[name].limit(0) if name in tables else ledger[name],
        f"close({sorted(tables)})",
        closed=ledger.closed | set(tables),
    )


def between(
    ledger: Ledger, starts_on: date | None = None, ends_before: date | None = None
) -> Ledger:
    """Only what happened from the first day up to, and not including, the last; None is open."""
    return ledger.seen(
        _within(ledger, [(starts_on, ends_before)]),
        f"between({starts_on},{ends_before})",
        window=(starts_on, ends_before),
    )


def _within(
    ledger: Ledger, windows: Iterable[tuple[date | None, date | None]]
) -> Callable[[str], ir.Table]:
    def spans(clock: ir.Value) -> Iterator[ir.BooleanValue]:
        for first, end in windows:
            bounds = [clock >= first] if first else []
            bounds += [clock < end] if end else []
            yield ibis.and_(*bounds)

    def keep(name: str) -> ir.Table:
        rows, clock = ledger[name], TABLES[name].clock
        return rows.filter(ibis.or_(*spans(rows[clock]))) if clock else rows

    return keep


def later(ledger: Ledger, shift: str) -> Ledger:
    """Every row under the day on which the calendar column says it is compared."""

    def move(name: str) -> ir.Table:
        clock = TABLES[name].clock
        if clock is None:
            return ledger[name]
        rows = column(ledger, name, f"calendar.{shift}")
        return rows.mutate(**{clock: rows[f"calendar.{shift}"]}).drop(f"calendar.{shift}")

    return ledger.seen(move, f"later({shift})")


def last_year(ledger: Ledger) -> Ledger:
    """Last year's rows under this year's dates, so one question compares with itself."""
    return later(ledger, "year_later")


def previous(ledger: Ledger, unit: str) -> Ledger:
    """The rows of the day, week, month, quarter or year before, under this one's dates."""
    return later(ledger, f"{unit}_later")


def suppose(ledger: Ledger, **changes: Callable[[ir.Table], ir.Table]) -> Ledger:
    """The same ledger with some tables replaced by what we suppose of them."""

    def supposed(rows: Callable[[str], ir.Table]) -> Callable[[str], ir.Table]:
        return lambda name: changes[name](rows(name)) if name in changes else rows(name)

    return ledger.seen(supposed(ledger.__getitem__), None, parent=supposed(ledger.parent))


def beside(
    ledger: Ledger,
    window: tuple[date, date],
    base: tuple[date, date],
    shift: str | None,
    whole_until: date | None = None,
) -> Ledger:
    """Two periods side by side: rows of the window on side `now`, rows to compare on side `base`.

    The calendar becomes one in which a day may stand on both sides, so one pass over the facts
    answers for both. On the base side a day wears the labels of the day the calendar column
    `shift` moves it to, and only days moved into `base` count; without a shift the base is
    those days themselves. Days from the end of `base` to `whole_until` stand on side `rest`:
    of the base period, but with no counterpart yet. Group by `SIDE`, or the periods mix.
    """
    least, most = REACH[shift] if shift else (0, 0)
    end = max(base[1], whole_until or base[1])
    earlier = (base[0] - timedelta(days=most), end - timedelta(days=least))
    both = _both(ledger.parent("calendar").op(), window, base, shift, end)
    return ledger.seen(
        _within(ledger, _merged(earlier, window)),
        f"beside({window},{base},{shift},{end})",
        parent=lambda name: both if name == "calendar" else ledger.parent(name),
        window=window,
        is_cut=end > base[1],
    )


@lru_cache(maxsize=100)
def _both(
    calendar: ops.Relation,
    window: tuple[date, date],
    base: tuple[date, date],
    shift: str | None,
    end: date,
) -> ir.Table:
    """The calendar of two periods; a page asks many questions of the same two."""
    days: ir.Table = calendar.to_expr()
    both = _worn(days, window, None, NOW).union(_worn(days, base, shift, BASE))
    return both.union(_worn(days, (base[1], end), shift, REST)) if end > base[1] else both


def _worn(calendar: ir.Table, window: tuple[date, date], shift: str | None, side: str) -> ir.Table:
    """The days shown within a window, each with the labels of the day it is shown under."""
    labels = [name for name in calendar.columns if not name.endswith("_later")]
    shown = calendar.filter(calendar.day >= window[0], calendar.day < window[1])
    if shift is None:
        return shown.select(*labels, side=ibis.literal(side), **{FACT_DAY: shown.day})
    moved = calendar.select(_under=calendar[shift], **{FACT_DAY: calendar.day})
    joined = shown.inner_join(moved, shown.day == moved["_under"])
    return joined.select(
        **{n: shown[n] for n in labels}, side=ibis.literal(side), **{FACT_DAY: moved[FACT_DAY]}
    )


def _merged(
    first: tuple[date, date], second: tuple[date, date]
) -> list[tuple[date | None, date | None]]:
    if first[1] < second[0]:
        return [first, second]
    return [(min(first[0], second[0]), max(first[1], second[1]))]
