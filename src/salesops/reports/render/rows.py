"""Rows by the hundred thousand as a workbook or CSV, never held whole, safe to open in Excel."""

import csv
import tempfile
from collections.abc import Iterable, Iterator, Sequence
from io import StringIO
from typing import IO, Any

from salesops.reports.render.sheet import worded, write_workbook

SHEET_ROWS = 1_048_575
AT_ONCE = 2000
RISKY = ("=", "+", "-", "@", "\t", "\r")
"""What a spreadsheet takes for the beginning of a formula."""


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
