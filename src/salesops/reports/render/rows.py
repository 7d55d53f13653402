"""Rows by the hundred thousand as a workbook or CSV, never held whole, safe to open in Excel."""

import csv
import tempfile
from collections.abc import Iterable, Iterator, Sequence
from datetime import date, datetime
from decimal import Decimal
from io import StringIO
from typing import IO, Any

SHEET_ROWS = 1_048_575
AT_ONCE = 2000
LONGEST_CELL = 32_767
RISKY = ("=", "+", "-", "@", "\t", "\r")
"""What a spreadsheet takes for the beginning of a formula."""


def worded(value: Any) -> str:
    """A value as a text file has it; moments are already in the reader's zone."""
    if value is None:
        return ""
    if isinstance(value, datetime):
        return value.strftime("%Y-%m-%d %H:%M:%S")
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, Decimal):
        return f"{value.normalize():f}"
    return str(value)


def harmless(text: str) -> str:
    """The text with an apostrophe before what a spreadsheet would compute; imports drop it."""
    return f"'{text}" if text.startswith(RISKY) else text


def csv_of(headings: Sequence[str], rows: Iterable[Sequence[Any]]) -> Iterator[bytes]:
    """The file a few thousand rows at a time; the mark in front tells Excel that it is UTF-8."""
    buffer = StringIO()
    writer = csv.writer(buffer)
    writer.writerow([harmless(heading) for heading in headings])
    yield "\ufeff".encode()
    for at, cells in enumerate(rows, 1):
        writer.writerow([harmless(c) if isinstance(c, str) else worded(c) for c in cells])
        if at % AT_ONCE == 0:
            yield _emptied(buffer)
    yield _emptied(buffer)


def _emptied(buffer: StringIO) -> bytes:
    text = buffer.getvalue()
    buffer.seek(0)
    buffer.truncate()
    return text.encode("utf-8", "replace")


def workbook_of(headings: Sequence[str], rows: Iterable[Sequence[Any]], name: str) -> IO[bytes]:
    """One sheet as an open file that goes when it is closed; at most SHEET_ROWS rows fit."""
    into = tempfile.TemporaryFile()  # noqa: SIM115 - whoever sends it closes it
    write_workbook(into, headings, rows, name)
    into.seek(0)
    return into


def write_workbook(
    into: IO[bytes], headings: Sequence[str], rows: Iterable[Sequence[Any]], name: str
) -> None:
    """The same into an open file.

    Amounts and counts are numbers, days are days; every other thing, ids too, is text.
    """
    import xlsxwriter

    options = {
        "constant_memory": True, "strings_to_formulas": False, "strings_to_urls": False,
        "strings_to_numbers": False, "default_date_format": "yyyy-mm-dd",
    }  # fmt: skip
    with xlsxwriter.Workbook(into, options) as book:
        sheet = book.add_worksheet(name[:31])
        sheet.freeze_panes(1, 0)
        bold = book.add_format({"bold": True})
        for place, heading in enumerate(headings):
            sheet.write_string(0, place, heading, bold)
        for at, cells in enumerate(rows, 1):
            _write(sheet, at, cells)


def _write(sheet: Any, at: int, cells: Sequence[Any]) -> None:
    for place, value in enumerate(cells):
        if value is None or value == "":
            continue
        if isinstance(value, Decimal | int) and not isinstance(value, bool):
            sheet.write_number(at, place, value)
        elif isinstance(value, date) and not isinstance(value, datetime) and value.year >= 1900:
            sheet.write_datetime(at, place, value)
        else:
            sheet.write_string(at, place, worded(value)[:LONGEST_CELL])
