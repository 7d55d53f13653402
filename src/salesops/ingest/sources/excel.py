"""Workbooks: xlsx, xlsb, xls and ods, with their title rows, merged headings and typed cells."""

import zipfile
from collections.abc import Iterator, Sequence
from datetime import date, datetime, time, timedelta
from itertools import islice
from pathlib import Path
from typing import Any

import polars as pl
import python_calamine as calamine

from salesops.ingest import wordings as w
from salesops.ingest.fields import Intake
from salesops.ingest.mapping import SourceOptions
from salesops.ingest.sources.source import (
    BROKEN,
    LINE,
    Refused,
    Source,
    checked_columns,
    heading_row,
    known_names,
    no_heading,
)
from salesops.kernel.problem import Problem, Where, Wording

MOST_UNPACKED = 4 * 2**30
MOST_RATIO = 200
ROWS = 50_000
_OLE = b"\xd0\xcf\x11\xe0"
Cells = Sequence[str | None]


def open_excel(
    path: Path, options: SourceOptions, intake: Intake, wanted: frozenset[str] = frozenset()
) -> Source:
    """One sheet of a workbook: the named one, or the one that looks like the table."""
    _check_package(path)
    book = _book(path)
    sheet, first = _sheet(path, book, options, intake, wanted)
    skipped, columns = _heading(path, sheet, first, options, intake, wanted)
    body = [row for row in first[skipped:] if any(row)]
    return Source(
        path.name,
        columns,
        lambda: _chunks(sheet, skipped, columns),
        writes="xlsx",
        sheet=sheet.name,
        likely_rows=sheet.total_height,
        sample=_frame([(*_fitted(row, len(columns)), 0, None) for row in body], columns),
    )


def _check_package(path: Path) -> None:
    """Refuse a package that is cut short or unpacks to far more than any workbook."""
    with path.open("rb") as opened:
        if opened.read(4) == _OLE:
            return
    try:
        with zipfile.ZipFile(path) as package:
            inside = package.infolist()
    except (zipfile.BadZipFile, EOFError, ValueError) as error:
        raise _refused(w.DAMAGED_FILE, path) from error
    unpacked = sum(each.file_size for each in inside)
    packed = max(1, sum(each.compress_size for each in inside))
    if unpacked > MOST_UNPACKED or (unpacked > 100 * 2**20 and unpacked / packed > MOST_RATIO):
        raise _refused(w.ZIP_BOMB, path, size=f"{unpacked / 2**30:.1f} GB")
    names = {each.filename for each in inside}
    if not any(name.startswith("xl/") or name == "content.xml" for name in names):
        raise _refused(w.NOT_A_TABLE, path)


def _book(path: Path) -> calamine.CalamineWorkbook:
    try:
        return calamine.CalamineWorkbook.from_path(str(path))
    except calamine.PasswordError as error:
        raise _refused(w.LOCKED_FILE, path) from error
    except (calamine.CalamineError, ValueError) as error:
        if "password" in str(error).lower() or "encrypt" in str(error).lower():
            raise _refused(w.LOCKED_FILE, path) from error
        raise _refused(w.DAMAGED_FILE, path) from error


def _refused(wording: Wording, path: Path, **values: object) -> Refused:
    return Refused(Problem(wording, Where(file=path.name), {"file": path.name, **values}))


def _sheet(
    path: Path,
    book: calamine.CalamineWorkbook,
    options: SourceOptions,
    intake: Intake,
    wanted: frozenset[str],
) -> tuple[Any, list[list[str | None]]]:
    """The sheet to read and its first rows."""
    if options.sheet is not None and options.sheet not in book.sheet_names:
        names = ", ".join(book.sheet_names)
        raise _refused(w.NO_SUCH_SHEET, path, sheet=options.sheet, sheets=names)
    filled = []
    for name in [options.sheet] if options.sheet is not None else book.sheet_names:
        try:
            sheet = book.get_sheet_by_name(name)
        except (calamine.CalamineError, ValueError) as error:
            raise _refused(w.DAMAGED_FILE, path) from error
        first = [[_text(cell) for cell in row] for row in islice(sheet.iter_rows(), 1000)]
        if any(any(row) for row in first):
            likely = known_names(first[:20], intake, wanted)
            filled.append((likely, sheet, first))
    if not filled:
        raise _refused(w.EMPTY_FILE, path)
    _, sheet, first = max(filled, key=lambda each: each[0])
    return sheet, first


def _heading(
    path: Path,
    sheet: Any,
    first: list[list[str | None]],
    options: SourceOptions,
    intake: Intake,
    wanted: frozenset[str],
) -> tuple[int, tuple[str, ...]]:
    """How many rows stand above the data, and the names of the columns."""
    if options.columns:
        return options.header_row or 0, checked_columns(options.columns, path.name)
    place = (
        options.header_row - 1 if options.header_row else heading_row(first[:20], intake, wanted)
    )
    if place is None or place >= len(first):
        raise no_heading(path.name, next((row for row in first if any(row)), []))
    merged = {top for (top, left), (bottom, right) in sheet.merged_cell_ranges or []
              if right > left and bottom == top}  # fmt: skip
    if place in merged and place + 1 < len(first):
        # A heading of two rows: a group name merged over the columns it covers.
        return place + 2, checked_columns(_joined(first[place], first[place + 1]), path.name)
    if place and place - 1 in merged and sum(map(bool, first[place - 1])) > 1:
        return place + 1, checked_columns(_joined(first[place - 1], first[place]), path.name)
    return place + 1, checked_columns(first[place], path.name)


def _joined(upper: Cells, lower: Cells) -> list[str | None]:
    """Two heading rows as one: the lower name, led by the group where it alone says too little."""
    names: list[str | None] = []
    group: str | None = None
    repeated = {name for name in lower if name and list(lower).count(name) > 1}
    for above, below in zip(upper, lower, strict=True):
        group = above or (group if below else None)
        names.append(f"{group} {below}" if below in repeated and group else below or above)
    return names


def _chunks(sheet: Any, skipped: int, columns: tuple[str, ...]) -> Iterator[pl.DataFrame]:
    width, rows = len(columns), []
    for place, row in enumerate(sheet.iter_rows()):
        if place < skipped:
            continue
        cells = _fitted([_text(cell) for cell in row], width)
        if any(cells):
            rows.append((*cells, place + 1, None))
        if len(rows) == ROWS:
            yield _frame(rows, columns)
            rows = []
    if rows:
        yield _frame(rows, columns)


def _fitted(cells: Cells, width: int) -> tuple[str | None, ...]:
    return (*cells[:width], *[None] * (width - len(cells)))


def _frame(rows: Sequence[tuple[object, ...]], columns: tuple[str, ...]) -> pl.DataFrame:
    schema = {**dict.fromkeys(columns, pl.String), LINE: pl.UInt32, BROKEN: pl.String}
    return pl.DataFrame(rows, schema=schema, orient="row")


def _text(cell: object) -> str | None:
    """A cell as the text a person would have typed."""
    if isinstance(cell, str):
        return cell.strip() or None
    if isinstance(cell, bool):
        return "true" if cell else "false"
    if isinstance(cell, int | float):
        return _number(float(cell))
    if isinstance(cell, datetime):
        return cell.isoformat(" ")
    if isinstance(cell, date | time):
        return cell.isoformat()
    return str(cell) if isinstance(cell, timedelta) else None


def _number(value: float) -> str:
    """A number without Excel's “.0”; from 16 digits on in a form that shows digits were lost."""
    if abs(value) >= 1e15:
        return f"{value:.14e}"
    return str(int(value)) if value.is_integer() else repr(value)
