"""Writing files the way a company's systems do: GBK CSV, Excel with title rows, TOML mappings."""

from collections.abc import Mapping, Sequence
from datetime import date, datetime
from pathlib import Path

import polars as pl
import xlsxwriter

# Excel stamps the time of writing into a file; a demo must come out the same twice.
_STAMP = datetime(2020, 1, 1)  # noqa: DTZ001 - xlsx properties know no time zone


def write_gbk(path: Path, frame: pl.DataFrame) -> None:
    """A CSV as Chinese finance software exports it: GBK, comma, Windows line ends."""
    _write(path, frame, "gb18030", "\r\n")


def write_bom(path: Path, frame: pl.DataFrame) -> None:
    """A CSV as Excel saves it in UTF-8, with the mark in front."""
    _write(path, frame, "utf-8-sig", "\r\n")


def _write(path: Path, frame: pl.DataFrame, encoding: str, ending: str) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    text = frame.write_csv(float_precision=2, line_terminator=ending)
    path.write_bytes(text.encode(encoding))


def write_sheet(
    path: Path, sheet: str, title: str, frame: pl.DataFrame, note: str | None = None
) -> None:
    """A workbook with a merged title over the table, and a merged note under it if given."""
    path.parent.mkdir(parents=True, exist_ok=True)
    options = {"constant_memory": True, "strings_to_formulas": False, "strings_to_urls": False}
    with xlsxwriter.Workbook(path, options) as book:
        book.set_properties({"created": _STAMP})
        page = book.add_worksheet(sheet)
        last = max(frame.width - 1, 1)
        heading = book.add_format({"bold": True, "font_size": 14, "align": "center"})
        page.merge_range(0, 0, 0, last, title, heading)
        if note is not None:
            page.merge_range(1, 0, 1, last, note, book.add_format({"font_color": "#666666"}))
        top = 1 if note is None else 2
        bold = book.add_format({"bold": True, "bg_color": "#DDE6F0", "border": 1})
        for column, name in enumerate(frame.columns):
            page.write_string(top, column, name, bold)
        _write_rows(page, top + 1, frame, book.add_format({"num_format": "yyyy-mm-dd"}))


def _write_rows(
    page: xlsxwriter.worksheet.Worksheet, top: int, frame: pl.DataFrame,
    day: xlsxwriter.format.Format,
) -> None:  # fmt: skip
    for row, values in enumerate(frame.iter_rows(), top):
        for column, value in enumerate(values):
            if isinstance(value, str):
                page.write_string(row, column, value)
            elif isinstance(value, date):
                page.write_datetime(row, column, value, day)
            elif value is not None:
                page.write_number(row, column, value)


def write_mapping(
    path: Path, table: str, fields: Mapping[str, str], source: Mapping[str, str] | None = None
) -> None:
    """A TOML mapping; a field's text is a column's name, or TOML when it begins with {."""
    lines = [f'table = "{table}"', ""]
    if source:
        lines += ["[source]", *(f"{key} = {value}" for key, value in source.items()), ""]
    lines += ["[fields]"]
    lines += [
        f"{field} = {text}" if text.startswith("{") else f'{field} = "{text}"'
        for field, text in fields.items()
    ]
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text("\n".join(lines) + "\n", encoding="utf-8")


def yuan(cents: Sequence[int]) -> list[str]:
    """Amounts as a careful bookkeeper types them: ¥1,234.50, and -¥1,234.50 for what came back."""
    return [f"{'-' if c < 0 else ''}¥{abs(c) // 100:,}.{abs(c) % 100:02d}" for c in cents]
