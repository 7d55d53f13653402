"""The same rows out of every kind of file."""

import sqlite3
from datetime import date, datetime
from decimal import Decimal
from pathlib import Path

import openpyxl
import polars as pl
import pytest
import xlwt

from tests.ingest.conftest import BringIn, rows

TEXT = (
    "订单号,行号,下单日期,客户编码,数量,金额\n"
    "00A1,1,2025-03-01,客户甲,2,100.50\n00A1,2,2025-03-02,客户乙,1,3\n"
)
EXPECTED = [
    ("00A1-1", date(2025, 3, 1), "客户甲", Decimal(2), Decimal("100.5")),
    ("00A1-2", date(2025, 3, 2), "客户乙", Decimal(1), Decimal(3)),
]


def seen(outcome: object) -> list[tuple[object, ...]]:
    names = ("line_id", "booked_on", "account_id", "quantity", "net_amount")
    return [tuple(row[n] for n in names) for row in rows(outcome)]  # type: ignore[arg-type]


@pytest.mark.parametrize(
    "encoding",
    ["utf-8", "utf-8-sig", "gb18030", "gbk", "utf-16", "utf-16-le", "utf-16-be"],
)
@pytest.mark.parametrize("separator", [",", "\t", ";", "|"])
def test_text_in_any_encoding_and_with_any_separator(
    bring_in: BringIn, encoding: str, separator: str
) -> None:
    outcome = bring_in("orders", TEXT.replace(",", separator).encode(encoding))
    assert outcome.fatal is None
    assert seen(outcome) == EXPECTED


def test_traditional_chinese_in_big5_is_not_taken_for_gbk(bring_in: BringIn) -> None:
    text = "客戶編號,客戶名稱,備註\n" + "".join(
        f"C{i},臺灣積體電路製造股份有限公司,繁體中文檔案匯入測試與說明\n" for i in range(20)
    )
    toml = 'table = "accounts"\n[fields]\naccount_id = "客戶編號"\nname = "客戶名稱"\n'
    outcome = bring_in("accounts", text.encode("big5"), toml=toml)
    assert outcome.fatal is None
    assert rows(outcome)[0]["name"] == "臺灣積體電路製造股份有限公司"


def test_simplified_chinese_in_gbk_is_not_taken_for_big5(bring_in: BringIn) -> None:
    outcome = bring_in("accounts", "客户编码,客户名称\n1,华为\n".encode("gbk"))
    assert rows(outcome)[0]["name"] == "华为"


@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"])
def test_lines_may_end_in_any_way(bring_in: BringIn, end: str) -> None:
    assert seen(bring_in("orders", TEXT.replace("\n", end).encode("gb18030"))) == EXPECTED


def test_the_last_line_needs_no_end(bring_in: BringIn) -> None:
    assert seen(bring_in("orders", TEXT.rstrip("\n"))) == EXPECTED


def test_a_separator_may_have_two_characters(bring_in: BringIn) -> None:
    toml = """table = "accounts"
[source]
separator = "+|"
line_end = "&|\\n"
columns = ["id", "name"]
[fields]
account_id = "id"
name = "name"
"""
    outcome = bring_in("accounts", "1+|A, B &|\n2+|C+|&|\n", toml=toml)
    assert [row["name"] for row in rows(outcome)] == ["A, B", "C"]


def test_title_rows_and_blank_rows_are_left_out_and_lines_still_count(bring_in: BringIn) -> None:
    text = (
        "销售明细表,,,,,\n导出时间,2025-03-05,,,,\n" + TEXT + "\n,,,,,\n00A2,1,2025-13-01,x,1,1\n"
    )
    outcome = bring_in("orders", text)
    assert seen(outcome) == EXPECTED
    assert [(p.code, p.where.line) for p in outcome.problems] == [("no_such_day", 8)]


def test_quotes_may_hold_separators_and_line_breaks(bring_in: BringIn) -> None:
    text = '客户编码,客户名称\n1,"甲,乙 ""丙"""\n2,"两\n行"\n3,丁\n,空\n'
    outcome = bring_in("accounts", text)
    assert [row["name"] for row in rows(outcome)] == ['甲,乙 "丙"', "两\n行", "丁"]
    assert outcome.problems[0].where.line == 6


def test_a_row_with_too_many_or_too_few_cells_is_rejected_and_kept(bring_in: BringIn) -> None:
    text = '客户编码,客户名称,行业\n1,甲,软件\n2,乙,软件,五金\n3,丙\n4,5" 阀门,五金\n'
    outcome = bring_in("accounts", text)
    assert [row["account_id"] for row in rows(outcome)] == ["1", "4"]
    assert outcome.problem_counts == {"too_many_cells": 1, "too_few_cells": 1}
    assert outcome.problems_file is not None
    assert "软件,五金" in outcome.problems_file.read_text(encoding="utf-8")


def test_a_large_file_is_read_in_pieces_and_loses_nothing(bring_in: BringIn) -> None:
    lines = [f'{i},"公司 {i}, 分部{"x" * 40}"\n' for i in range(250_000)]
    outcome = bring_in("accounts", ("客户编码,客户名称\n" + "".join(lines)).encode("gb18030"))
    assert outcome.accepted == 250_000
    assert outcome.frame is not None
    assert pl.read_parquet(outcome.frame)["account_id"].cast(pl.Int64).sum() == sum(range(250_000))


def test_inch_marks_in_a_large_file_do_not_swallow_its_rows(bring_in: BringIn) -> None:
    lines = [f'{i},{i % 7}" 阀门 {"x" * 90}\n' for i in range(90_001)]
    outcome = bring_in("products", ("产品编码,产品名称\n" + "".join(lines)).encode("gb18030"))
    assert (outcome.fatal, outcome.accepted) == (None, 90_001)


def test_a_workbook_with_title_rows_dates_and_numbers(bring_in: BringIn, tmp_path: Path) -> None:
    book = openpyxl.Workbook()
    sheet = book.active
    sheet.append(["销售订单明细"])
    sheet.merge_cells("A1:F1")
    sheet.append(["导出人", "张三"])
    sheet.append(["订单号", "行号", "下单日期", "客户编码", "数量", "金额"])
    sheet.append(["00A1", 1, datetime(2025, 3, 1), "客户甲", 2, 100.5])
    sheet.append(["00A1", 2, "2025年3月2日", "客户乙", 1, "¥3.00"])
    sheet.append(["00A2", 1, datetime(2025, 3, 1), 911100001234567890, 1, 1])
    path = tmp_path / "crm.xlsx"
    book.save(path)
    outcome = bring_in("orders", path)
    assert seen(outcome) == EXPECTED
    assert [(p.code, p.where.line) for p in outcome.problems] == [("damaged_id", 6)]
    assert outcome.problems_file is not None
    back = openpyxl.load_workbook(outcome.problems_file).active
    assert back["A2"].value == "00A2" and back["G2"].value == "6"


def test_a_heading_of_two_rows_is_read_as_one(bring_in: BringIn, tmp_path: Path) -> None:
    book = openpyxl.Workbook()
    sheet = book.active
    sheet.append(["订单号", "行号", "下单日期", "客户编码", "数量", "金额", None])
    sheet.append([None, None, None, None, None, "折前金额", "折后金额"])
    for place in ("A1:A2", "B1:B2", "C1:C2", "D1:D2", "E1:E2", "F1:G1"):
        sheet.merge_cells(place)
    sheet.append(["00A1", 1, "2025-03-01", "客户甲", 2, 120, 100.5])
    path = tmp_path / "two.xlsx"
    book.save(path)
    outcome = bring_in("orders", path)
    assert seen(outcome) == EXPECTED[:1]
    assert rows(outcome)[0]["list_amount"] == 120


def test_the_sheet_that_looks_like_the_table_is_taken(bring_in: BringIn, tmp_path: Path) -> None:
    book = openpyxl.Workbook()
    book.active.append(["说明", "请勿修改"])
    sheet = book.create_sheet("客户")
    sheet.append(["客户编码", "客户名称"])
    sheet.append(["01", "甲"])
    path = tmp_path / "sheets.xlsx"
    book.save(path)
    assert rows(bring_in("accounts", path))[0]["account_id"] == "01"
    toml = 'table = "accounts"\n[source]\nsheet = "没有"\n[fields]\naccount_id = "a"\nname = "b"\n'
    outcome = bring_in("accounts", path, toml=toml)
    assert outcome.fatal is not None and outcome.fatal.code == "no_such_sheet"


def test_an_old_workbook_is_read(bring_in: BringIn, tmp_path: Path) -> None:
    book = xlwt.Workbook(encoding="utf-8")
    sheet = book.add_sheet("客户")
    for row, cells in enumerate([("客户编码", "客户名称"), ("007", "甲"), (8.0, "乙")]):
        for column, cell in enumerate(cells):
            sheet.write(row, column, cell)
    path = tmp_path / "old.xls"
    book.save(str(path))
    assert [row["account_id"] for row in rows(bring_in("accounts", path))] == ["007", "8"]


def test_parquet_keeps_its_types(bring_in: BringIn, tmp_path: Path) -> None:
    path = tmp_path / "orders.parquet"
    pl.DataFrame(
        {
            "line id": ["00A1-1", "00A1-2"],
            "order id": ["00A1", "00A1"],
            "order date": [date(2025, 3, 1), date(2025, 3, 2)],
            "customer": ["客户甲", "客户乙"],
            "qty": [2.0, 1.0],
            "amount": [Decimal("100.50"), Decimal("3.00")],
        }
    ).write_parquet(path)
    assert seen(bring_in("orders", path)) == EXPECTED


def test_a_folder_is_read_file_by_file(bring_in: BringIn, tmp_path: Path) -> None:
    folder = tmp_path / "exports"
    folder.mkdir()
    heading, first, second = TEXT.splitlines()
    (folder / "1.csv").write_bytes(f"{heading}\n{first}\n".encode("gb18030"))
    (folder / "2.csv").write_text(f"{heading}\n{second}\n", encoding="utf-8")
    (folder / "notes.md").write_text("not a table", encoding="utf-8")
    assert seen(bring_in("orders", folder)) == EXPECTED


def test_a_sqlite_database_is_read_by_query_or_table(bring_in: BringIn, tmp_path: Path) -> None:
    path = tmp_path / "x.db"
    with sqlite3.connect(path) as connection:
        connection.execute("CREATE TABLE clients (id, name TEXT, size, logo BLOB)")
        many = [("007", "甲", 5, b"\x00"), (8, "乙", "5-10", None)]
        connection.executemany("INSERT INTO clients VALUES (?, ?, ?, ?)", many)
    connection.close()
    for option in ('table = "clients"', 'query = "SELECT * FROM clients"'):
        fields = 'account_id = "id"\nname = "name"\nsize = "size"\n'
        toml = f'table = "accounts"\n[source]\n{option}\n[fields]\n{fields}'
        outcome = bring_in("accounts", f"sqlite:///{path}", toml=toml)
        found = [(row["account_id"], row["size"]) for row in rows(outcome)]
        assert found == [("007", "5"), ("8", "5-10")]
    outcome = bring_in("accounts", f"sqlite:///{path}", toml=toml.replace("FROM clients", "FROM x"))
    assert outcome.fatal is not None and outcome.fatal.code == "database"


@pytest.mark.requires("postgresql")
def test_a_postgresql_database_is_read_by_query(bring_in: BringIn, postgres_url: str) -> None:
    toml = """table = "orders"
[source]
query = '''
SELECT '00A1' AS a, i AS b, DATE '2025-03-01' + i - 1 AS c,
       '客户' || CASE i WHEN 1 THEN '甲' ELSE '乙' END AS d, 3 - i AS e,
       CASE i WHEN 1 THEN 100.50 ELSE 3 END::numeric(18,2) AS f
FROM generate_series(1, 2) i
'''
[fields]
line_id = { join = ["a", "b"], with = "-" }
order_id = "a"
booked_on = "c"
account_id = "d"
quantity = "e"
net_amount = "f"
"""
    assert seen(bring_in("orders", postgres_url, toml=toml)) == EXPECTED
    outcome = bring_in("orders", postgres_url, toml=toml.replace("generate_series", "nothing"))
    assert outcome.fatal is not None and outcome.fatal.code == "database"
    password = "postgresql://u:secret@127.0.0.1:1/none"
    outcome = bring_in("orders", password, toml=toml)
    assert outcome.fatal is not None and "secret" not in repr(outcome.fatal)
