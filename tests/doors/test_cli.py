"""The command line: what it prints, what it refuses, and that a refusal leaves nothing behind."""

import json
from collections.abc import Callable
from decimal import Decimal
from pathlib import Path

import pytest

from salesops.web.access import current_snapshot
from tests.doors.shell import run, state
from tests.doors.world import AS_OF, text_of

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def in_english(home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The commands work on the world's workspace."""
    monkeypatch.setenv("SALESOPS_HOME", str(home))
    monkeypatch.setenv("SALESOPS_LANGUAGE", "en")


@pytest.fixture
def file(tmp_path: Path) -> Callable[..., Path]:
    """A file with this content."""

    def write(content: str | bytes, name: str = "orders.csv") -> Path:
        path = tmp_path / name
        path.write_bytes(content.encode() if isinstance(content, str) else content)
        return path

    return write


ASKED = ("ask", "net_revenue", "attainment", "--by", "regions.name", "--by", "calendar.month",
         "--from", "2025-01-01", "--before", "2026-01-01", "--compare", "last_year",
         "--format", "json")  # fmt: skip


def test_an_answer_has_one_object_per_group_with_the_names_asked_for():
    said = run(*ASKED)
    assert said.code == 0, said.err
    rows = json.loads(said.out, parse_float=Decimal)
    january = [row for row in rows if row["calendar.month"] == "2025-01"]
    (east, south) = january
    assert east["regions.name"] == "华东" and south["regions.name"] == "华南"
    assert east["net_revenue"] == Decimal(1000) and east["attainment"] == Decimal("0.5")
    assert east["net_revenue_last_year"] == Decimal(800)


def test_as_somebody_shows_what_somebody_may_see():
    asked = ("ask", "net_revenue", "--by", "people.name", "--format", "json")
    assert {r["people.name"] for r in run(*asked).json} == {"Bo", "Cy"}
    assert {r["people.name"] for r in run(*asked, "--as", "ada").json} == {"Bo"}
    assert {r["people.name"] for r in run(*asked, "--as", "cy").json} == {"Cy"}
    said = run(*asked, "--as", "nobody")
    assert said.code == 1 and "nobody" in said.err


def test_only_operations_and_administrators_import(home, file):
    source = file(text_of("orders").replace("1,O1", "9,O9"))
    before = state(home)
    for name in ("ada", "bo", "cy", "eve"):
        said = run("import", "orders", source, "--as", name)
        assert said.code == 1 and said.err
    assert state(home) == before
    assert run("import", "orders", source, "--as", "olga").code == 0


def test_the_same_file_twice_changes_nothing_and_says_so(home, file):
    before = state(home)
    for table in ("orders", "people", "quotas", "accounts"):
        source = file(text_of(table), f"{table}.csv")
        told = run("import", table, source, "--format", "json").json
        assert told["unchanged"] == told["accepted"] == told["rows"] > 0
        assert told["batch"] is None and told["table"] == table
    assert "nothing changed" in run("import", "orders", file(text_of("orders"))).out
    assert state(home) == before


def test_a_retracted_batch_leaves_the_ledger_as_if_it_had_never_come(home, file):
    asked = ("ask", "net_revenue", "order_count", "--by", "regions.name", "--format", "json")
    before = run(*asked).json
    more = file(text_of("orders").replace("1,O1", "9,O9").replace("2,O2", "8,O8"), "more.csv")
    batch = run("import", "orders", more, "--format", "json").json["batch"]
    run("snapshot", "--as-of", AS_OF)
    assert run(*asked).json != before
    assert run("batches", "retract", batch).code == 0
    run("snapshot", "--as-of", AS_OF)
    assert run(*asked).json == before
    again = run("batches", "retract", batch)
    assert again.code == 1 and "already retracted" in again.err


def test_what_two_files_say_stays_when_one_of_them_is_retracted(file):
    header, first, second, third = text_of("orders").splitlines()
    new = "4,O4,2025-03-01,A1,P1,bo,EAST,1,90.00,60"
    asked = ("ask", "net_revenue", "--format", "json")
    (batch,) = [b["batch_id"] for b in run("batches", "--format", "json").json
                if b["table"] == "orders"]  # fmt: skip
    overlapping = file(f"{header}\n{first}\n{second}\n{third}\n{new}\n")
    assert run("import", "orders", overlapping, "--format", "json").json["unchanged"] == 3
    run("snapshot", "--as-of", AS_OF)
    assert run(*asked).json[0]["net_revenue"] == 2390
    run("batches", "retract", batch)
    run("snapshot", "--as-of", AS_OF)
    assert run(*asked).json[0]["net_revenue"] == 2390


def test_an_old_snapshot_answers_as_it_did(home, file):
    asked = ("ask", "net_revenue", "--by", "regions.name", "--format", "json")
    old = current_snapshot().snapshot_id
    before = run(*asked).json
    run("import", "orders", file(text_of("orders").replace("1,O1", "9,O9"), "more.csv"))
    run("snapshot", "--as-of", AS_OF)
    assert run(*asked).json != before
    assert run(*asked, "--snapshot", old).json == before


def test_a_dry_run_shows_the_mapping_and_keeps_nothing(home, file):
    before = state(home)
    said = run("import", "orders", file(text_of("orders").replace("1,O1", "9,O9")), "--dry-run")
    assert said.code == 0 and "[fields]" in said.out and "2025-01-10" in said.out
    assert state(home) == before


ORDER = "line_id,order_id,booked_on,account_id,product_id,quantity,net_amount\n"
QUOTA = "plan,region_id,starts_on,ends_before,amount\n"
BAD = {
    "not a table": ("orders", b"\x00\x01\x02\xff\xfe garbage \x00" * 50),
    "zero bytes": ("orders", b""),
    "a column twice": ("orders", "line_id,line_id,quantity\n1,2,3\n"),
    "no header": ("orders", "1,O1,2025-01-10,A1,P1,1,1000\n2,O2,2025-01-11,A1,P1,1,1000\n"),
    "NaN": ("orders", ORDER + "9,O9,2025-01-10,A1,P1,1,NaN\n"),
    "10^30": ("orders", ORDER + "9,O9,2025-01-10,A1,P1,1,1e30\n"),
    "30 February": ("orders", ORDER + "9,O9,2025-02-30,A1,P1,1,10\n"),
    "an unknown customer": ("orders", ORDER + "9,O9,2025-01-10,GHOST,P1,1,10\n"),
    "an unknown region": ("quotas", QUOTA + "2025,ATLANTIS,2025-01-01,2025-02-01,10\n"),
    "mixed encodings": ("orders", ORDER.encode() + "9,东方厂,2025-01-10,A1,P1,1,10\n".encode()
                        + "8,南方化工机械,2025-01-10,A1,P1,1,10\n".encode("gb18030")),
}  # fmt: skip


@pytest.mark.parametrize("case", BAD)
def test_bad_input_is_told_in_a_sentence_and_leaves_no_trace(home, file, case):
    table, content = BAD[case]
    before = state(home)
    said = run("import", table, file(content, f"{table}.csv"))
    assert said.code == 1, said
    assert "Traceback" not in said.err and len(said.err.split()) > 5
    assert state(home) == before


def test_a_truncated_workbook_is_told_in_a_sentence(home, file):
    before = state(home)
    said = run("import", "orders", file(b"PK\x03\x04" + b"\x00" * 200, "orders.xlsx"))
    assert said.code == 1 and "Traceback" not in said.err and said.err
    assert state(home) == before


def test_a_file_that_is_not_there_is_told_in_a_sentence(tmp_path):
    said = run("import", "orders", tmp_path / "missing.csv")
    assert said.code == 1 and "missing.csv" in said.err and "Traceback" not in said.err


def test_a_table_that_is_not_there_is_told_in_a_sentence(home, file):
    said = run("import", "ordres", file("a,b\n1,2\n"))
    assert said.code == 1 and "orders" in said.err


def test_a_mapping_that_cannot_be_read_is_told_in_a_sentence(home, file):
    mapping = file("table = [", "m.toml")
    said = run("import", "orders", file(text_of("orders")), "--mapping", mapping)
    assert said.code == 1 and "m.toml" in said.err and "Traceback" not in said.err


def test_rejected_rows_come_back_in_a_file_to_correct_and_import_again(home, file):
    source = file(
        ORDER + "9,O9,2025-01-10,GHOST,P1,1,10\n8,O8,2025-01-10,A1,P1,1,10\n", "mixed.csv"
    )
    said = run("import", "orders", source, "--format", "json")
    assert said.code == 1
    told = said.json
    assert (told["rows"], told["accepted"], told["rejected"]) == (2, 1, 1)
    rejected = Path(told["problems_file"])
    corrected = file(rejected.read_text("utf-8").replace("GHOST", "A2"), "corrected.csv")
    again = run("import", "orders", corrected, "--format", "json")
    assert again.code == 0 and again.json["accepted"] == 1, again
