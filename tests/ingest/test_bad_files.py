"""A file that cannot be imported: a sentence, and nothing written."""

import io
import subprocess
import sys
import zipfile
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.ingest.conftest import BringIn

ORDERS = "订单号,行号,下单日期,客户编码,数量,金额\n"


def workbook(sheet: str = "<worksheet/>") -> bytes:
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as package:
        package.writestr("xl/workbook.xml", "<workbook/>")
        package.writestr("xl/worksheets/sheet1.xml", sheet)
    return packed.getvalue()


@pytest.mark.parametrize(
    ("name", "content", "code"),
    [
        ("a.csv", b"", "empty_file"),
        ("a.csv", b"\n\n  \n", "empty_file"),
        ("a.csv", b"\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR\x00\x01\x02\x03" * 20, "not_a_table"),
        ("a.csv", b"%PDF-1.7\n1 0 obj\n", "not_a_table"),
        ("a.csv", b'{"orders": [1, 2]}', "not_a_table"),
        ("a.csv", b"<!DOCTYPE html><html><table>", "not_a_table"),
        ("a.csv", "订单号,金额\n1,caf\xe9 \xff\n".encode("latin-1", "ignore"), "unknown_encoding"),
        ("a.csv", b"1,2,2025-01-01,C1,3,4\n2,2,2025-01-01,C1,3,4\n", "no_heading"),
        ("a.csv", "订单号,金额,金额\n1,2,3\n".encode(), "duplicate_column"),
        ("a.csv", ORDERS.encode(), "no_rows"),
        ("a.csv", "订单号,客户名\n1,2\n".encode(), "unmapped_field"),
        ("a.xlsx", b"PK\x03\x04 cut short", "damaged_file"),
        ("a.xlsx", lambda: workbook()[:-40], "damaged_file"),
        ("a.xlsx", workbook, "damaged_file"),
        ("a.xlsx", lambda: workbook("<row>" * 60_000_000), "zip_bomb"),
        ("a.xls", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\x00" * 600, "damaged_file"),
        ("a.parquet", b"PAR1 and nothing else", "damaged_file"),
    ],
)  # fmt: skip
def test_a_file_that_is_no_table_is_refused_with_a_sentence(
    bring_in: BringIn, name: str, content: bytes | Callable[[], bytes], code: str
) -> None:
    held = content if isinstance(content, bytes) else content()
    outcome = bring_in("orders", held, name=name)
    assert outcome.fatal is not None
    assert outcome.fatal.code == code
    for language in ("zh", "en"):
        assert outcome.fatal.reason(language)
        assert outcome.fatal.remedy(language)
        assert "{" not in outcome.fatal.reason(language).replace('{"', "")


def test_a_document_in_a_zip_is_not_a_workbook(bring_in: BringIn) -> None:
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w") as package:
        package.writestr("word/document.xml", "<w/>")
    outcome = bring_in("orders", packed.getvalue(), name="a.xlsx")
    assert outcome.fatal is not None and outcome.fatal.code == "not_a_table"


def test_a_line_without_end_is_refused_before_it_fills_the_memory(
    bring_in: BringIn, tmp_path: Path
) -> None:
    path = tmp_path / "long.csv"
    with path.open("wb") as opened:
        opened.write(ORDERS.encode())
        opened.write(b"1,")
        opened.truncate(2 * 2**30)
    outcome = bring_in("orders", path)
    assert outcome.fatal is not None
    assert outcome.fatal.code in {"line_too_long", "not_a_table"}
    path.unlink()
    with path.open("wb") as opened:
        opened.write(ORDERS.encode() + b"1,1,2025-01-01,C1,1,1\n")
        for _ in range(20):
            opened.write(b"x" * 2**20)
    outcome = bring_in("orders", path)
    assert outcome.fatal is not None and outcome.fatal.code == "line_too_long"


def test_a_file_glued_from_two_encodings_is_refused_with_the_line(bring_in: BringIn) -> None:
    good = "".join(f"A{i},1,2025-01-01,客户,1,1\n" for i in range(30_000))
    content = (ORDERS + good).encode() + "B1,1,2025-01-01,客户,1,1\n".encode("gb18030")
    outcome = bring_in("orders", content)
    assert outcome.fatal is not None
    assert (outcome.fatal.code, outcome.fatal.where.line) == ("mixed_encodings", 30_002)


@pytest.mark.parametrize("first", ["utf-8", "gb18030"])
def test_utf8_glued_to_gbk_is_refused_even_where_it_would_decode(
    bring_in: BringIn, first: str
) -> None:
    second = {"utf-8": "gb18030", "gb18030": "utf-8"}[first]
    heading = "order id,line no,date,customer,qty,amount\n"
    rows = [f"A{i},1,2025-01-01,上海红光机械有限公司,1,1\n" for i in range(20)]
    glued = "".join(rows).encode(first) + "".join(rows).encode(second)
    outcome = bring_in("orders", heading.encode() + glued)
    assert outcome.fatal is not None and outcome.fatal.code == "mixed_encodings"
    assert outcome.fatal.where.line == (2 if first == "utf-8" else 22)


def test_chinese_that_comes_late_in_a_gbk_file_is_still_read(bring_in: BringIn) -> None:
    lines = "".join(f"A{i},1,2025-01-01,C1,1,1\n" for i in range(30_000))
    heading = "order id,line no,date,customer,qty,amount\n"
    content = (heading + lines + "B1,1,2025-01-01,客户,1,1\n").encode("gb18030")
    outcome = bring_in("orders", content)
    assert (outcome.rows, outcome.rejected, outcome.fatal) == (30_001, 0, None)


def test_a_missing_file_and_an_empty_folder_are_refused(bring_in: BringIn, tmp_path: Path) -> None:
    outcome = bring_in("orders", tmp_path / "nowhere.csv")
    assert outcome.fatal is not None and outcome.fatal.code == "no_file"
    (tmp_path / "empty").mkdir()
    outcome = bring_in("orders", tmp_path / "empty")
    assert outcome.fatal is not None and outcome.fatal.code == "empty_folder"


def test_a_file_that_cannot_be_read_is_refused(bring_in: BringIn, tmp_path: Path) -> None:
    (tmp_path / "loop.csv").symlink_to("loop.csv")
    outcome = bring_in("orders", tmp_path / "loop.csv")
    assert outcome.fatal is not None and outcome.fatal.code == "unreadable"
    (tmp_path / "folder").mkdir()
    (tmp_path / "folder" / "loop.csv").symlink_to("loop.csv")
    outcome = bring_in("orders", tmp_path / "folder")
    assert outcome.fatal is not None and outcome.fatal.code == "unreadable"


FULL = """
import resource, signal, sys
from pathlib import Path
from salesops.ingest.intake import INTAKES
from salesops.ingest.run import Known, ingest
signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
resource.setrlimit(resource.RLIMIT_FSIZE, (2000, 2000))
outcome = ingest(INTAKES["orders"], Path(sys.argv[1]), None, Known(), [], Path(sys.argv[2]))
print(outcome.fatal.code, outcome.rows, len(list(Path(sys.argv[2]).iterdir())))
"""


def test_a_disk_that_takes_no_more_leaves_nothing_behind(tmp_path: Path) -> None:
    path, into = tmp_path / "a.csv", tmp_path / "into"
    into.mkdir()
    lines = "".join(f"A{i},1,2025-01-01,C{i * 7919},1,{i * 31}\n" for i in range(5000))
    path.write_text(ORDERS + lines, encoding="utf-8")
    done = subprocess.run(
        [sys.executable, "-c", FULL, str(path), str(into)],
        check=True, capture_output=True, text=True,
    )  # fmt: skip
    assert done.stdout.split() == ["disk_full", "0", "0"]
