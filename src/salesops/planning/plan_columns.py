"""The table's columns beyond a node's whole: λ, seasons, single months and lines, open seats.

Written `mix:last_year`, `season:2027-03`, `pin month:2027-03`, `floor line:泵`, `season_years`
(how many years each index was seen) and `starts_on` (from when somebody is planned to hold an
open seat). A column that a file does not have leaves what was said as it is.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal

from salesops.planning.cells import KINDS, LINE, MONTH

MIX, SEASON, YEARS, STARTS_ON = "mix:", "season:", "season_years", "starts_on"


@dataclass(frozen=True)
class More:
    """What a node has beyond its whole; None where the file has no column for it.

    `seasons` are the indices as written, month by month in the file's order.
    """

    mix: Mapping[str, str] | None = None
    seasons: Mapping[str, str] | None = None
    season_years: Sequence[int] | None = None
    cells: Mapping[str, Mapping[str, str]] | None = None
    starts_on: date | None = None


@dataclass(frozen=True)
class Shape:
    """Which of these columns a table has, in the order in which they are written."""

    mixes: Sequence[str] = ()
    months: Sequence[str] = ()
    cells: Sequence[tuple[str, str]] = field(default=())
    with_years: bool = False
    with_seats: bool = False

    def headings(self) -> list[str]:
        """The columns' names."""
        years = [YEARS] if self.with_years else []
        seats = [STARTS_ON] if self.with_seats else []
        return [
            *(f"{MIX}{name}" for name in self.mixes), *(f"{SEASON}{name}" for name in self.months),
            *years, *(f"{kind} {cell}" for kind, cell in self.cells), *seats,
        ]  # fmt: skip

    def written(self, more: More) -> Iterator[str | Decimal | None]:
        """A node's cells under these headings."""
        yield from (_number((more.mix or {}).get(name)) for name in self.mixes)
        yield from (_number((more.seasons or {}).get(name)) for name in self.months)
        if self.with_years:
            yield " ".join(map(str, more.season_years or ()))
        for kind, cell in self.cells:
            yield _number((more.cells or {}).get(cell, {}).get(kind))
        if self.with_seats:
            yield more.starts_on.isoformat() if more.starts_on else ""


def shape_of(all_more: Sequence[More], mixes: Sequence[str], months: Sequence[str]) -> Shape:
    """The columns that these nodes need; λ of every metric and every month, once any has one."""
    cells = {(kind, cell) for one in all_more for cell, told in (one.cells or {}).items()
             for kind in told}  # fmt: skip
    named = dict.fromkeys([*mixes, *(name for one in all_more for name in one.mix or ())])
    return Shape(
        list(named) if any(one.mix for one in all_more) else (),
        months if any(one.seasons for one in all_more) else (),
        sorted(cells, key=lambda one: (one[1], KINDS.index(one[0]))),
        any(one.season_years for one in all_more), any(one.starts_on for one in all_more),
    )  # fmt: skip


def is_more(column: str) -> bool:
    """Whether a heading is one of these, and so no weight."""
    return column in (YEARS, STARTS_ON) or column.startswith((MIX, SEASON)) or bool(_cell(column))


def more_of(cells: Mapping[str, str]) -> More:
    """What a row says under these columns. Raises ValueError with the name of an unfit column."""
    return More(
        _named(cells, MIX), _named(cells, SEASON), _years(cells.get(YEARS)), _limits(cells),
        _day(cells.get(STARTS_ON)),
    )  # fmt: skip


def _named(cells: Mapping[str, str], prefix: str) -> dict[str, str] | None:
    """By name what stands there as plain numbers; None without such a column."""
    names = [name for name in cells if name.startswith(prefix)]
    if not names:
        return None
    return {name[len(prefix) :]: _text(cells[name], name) for name in names if cells[name]}


def _limits(cells: Mapping[str, str]) -> dict[str, dict[str, str]] | None:
    columns = {name: found for name in cells if (found := _cell(name))}
    if not columns:
        return None
    said: dict[str, dict[str, str]] = {}
    for name, (kind, cell) in columns.items():
        if cells[name]:
            said.setdefault(cell, {})[kind] = _text(cells[name], name)
    return said


def _cell(column: str) -> tuple[str, str] | None:
    kind, _, cell = column.partition(" ")
    return (kind, cell) if kind in KINDS and cell.startswith((MONTH, LINE)) else None


def _text(value: str, column: str) -> str:
    try:
        number = Decimal(value.replace(",", ""))
    except ArithmeticError:
        raise ValueError(column) from None
    if not number.is_finite():
        raise ValueError(column)
    return f"{number.normalize():f}"


def _years(value: str | None) -> list[int] | None:
    try:
        return None if value is None else [int(year) for year in value.split()]
    except ValueError:
        raise ValueError(YEARS) from None


def _day(value: str | None) -> date | None:
    try:
        return date.fromisoformat(value.replace("/", "-")) if value else None
    except ValueError:
        raise ValueError(STARTS_ON) from None


def _number(text: str | None) -> Decimal | None:
    return None if text is None else Decimal(text)
