"""Rows as a workbook: what a spreadsheet reads is what was written, and nothing computes."""

import io
from datetime import date, datetime
from decimal import Decimal
from zipfile import ZipFile

import python_calamine

from salesops.reports.render.sheet import write_workbook

HEADS = ["a", "b", "c", "d"]


def read(rows: list[list[object]], heads: list[str] = HEADS, name: str = "2026-01") -> list[object]:
    into = io.BytesIO()
    write_workbook(into, heads, rows, name)
    into.seek(0)
    book = python_calamine.CalamineWorkbook.from_filelike(into)
    return book.get_sheet_by_index(0).to_python()


def test_numbers_are_numbers_days_are_days_and_all_else_is_text() -> None:
    rows = [[Decimal("12.3400"), -5, date(2026, 2, 3), "0012"],
            [Decimal("1E+3"), True, datetime(2026, 1, 2, 3, 4, 5), None]]  # fmt: skip
    assert read(rows) == [
        HEADS, [12.34, -5.0, date(2026, 2, 3), "0012"],
        [1000.0, "True", "2026-01-02 03:04:05", ""],
    ]  # fmt: skip


def test_text_comes_back_as_it_was_and_formulas_stay_text() -> None:
    odd = ["=1+1", '<b> & "李雷"', "_x0041_", "a\x01b\r\n\tc ", "  x"]
    assert read([odd], list("abcde"))[1] == odd
    assert read([["\ud800", "", None, "z"]])[1] == ["\ufffd", "", "", "z"]


def test_days_of_1900_are_counted_as_spreadsheets_do() -> None:
    days = [date(1900, 2, 28), date(1900, 3, 1), date(2026, 12, 31), date(1899, 1, 1)]
    assert read([list(days)])[1] == [*days[:3], "1899-01-01"]


def test_a_sheet_has_a_name_it_may_have_and_columns_beyond_z() -> None:
    wide = [str(n) for n in range(60)]
    into = io.BytesIO()
    write_workbook(into, wide, [wide], "a/b[c]:" + "x" * 60)
    into.seek(0)
    book = python_calamine.CalamineWorkbook.from_filelike(into)
    assert len(book.sheet_names[0]) == 31 and "/" not in book.sheet_names[0]
    assert book.get_sheet_by_index(0).to_python()[1] == wide
    sheet = ZipFile(into).read("xl/worksheets/sheet1.xml").decode()
    assert 'r="AA2"' in sheet and 'r="BH1" s="1"' in sheet and 'state="frozen"' in sheet
