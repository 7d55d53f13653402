"""A batch appears whole or not at all."""

import json
import signal
import subprocess
import sys
import time
from datetime import datetime
from pathlib import Path

import pyarrow.parquet as pq
import pytest

from salesops.ingest.batch import live_batches, sweep, write_batch
from tests.ingest.conftest import BringIn

TEXT = (
    "订单行号,订单号,下单日期,客户编码,业务员,数量,金额\n"
    "L1,A1,2025-03-01,C1,E7,2,100.5\nL2,A1,昨天,C2,E8,1,3\n"
)
MADE_AT = datetime(2025, 3, 5, 12)


def test_a_batch_says_what_it_holds_and_where_it_came_from(
    bring_in: BringIn, tmp_path: Path
) -> None:
    folder = write_batch(bring_in("orders", TEXT), tmp_path, "b1", MADE_AT, "ada")
    assert sorted(path.name for path in folder.iterdir()) == [
        "batch.json", "problems.csv", "rows.parquet",
    ]  # fmt: skip
    described = json.loads((folder / "batch.json").read_text(encoding="utf-8"))
    assert (described["rows"], described["accepted"], described["rejected"]) == (2, 1, 1)
    assert (described["people"], described["by"]) == (["E7"], "ada")
    assert len(described["sha256"]) == 64
    assert described["mapping"].startswith('table = "orders"')
    schema = pq.read_schema(folder / "rows.parquet")
    assert str(schema.field("net_amount").type) == "decimal128(18, 4)"
    assert str(schema.field("booked_on").type) == "date32[day]"
    assert str(schema.field("row_hash").type) == "uint64"


def test_a_batch_cannot_be_written_twice(bring_in: BringIn, tmp_path: Path) -> None:
    write_batch(bring_in("orders", TEXT), tmp_path, "b1", MADE_AT, "ada")
    with pytest.raises(FileExistsError):
        write_batch(bring_in("orders", TEXT), tmp_path, "b1", MADE_AT, "ada")


def test_live_batches_of_a_table_come_oldest_first(bring_in: BringIn, tmp_path: Path) -> None:
    for name, hour in (("b1", 9), ("b2", 8), ("b3", 10)):
        made_at = datetime(2025, 3, 5, hour)
        write_batch(bring_in("orders", TEXT), tmp_path, name, made_at, "ada")
    found = live_batches(tmp_path, "orders", {"b1", "b2"})
    assert [path.parent.name for path in found] == ["b2", "b1"]
    assert live_batches(tmp_path, "receipts", {"b1", "b2"}) == []


def test_sweeping_removes_halves_and_orphans(bring_in: BringIn, tmp_path: Path) -> None:
    write_batch(bring_in("orders", TEXT), tmp_path, "b1", MADE_AT, "ada")
    (tmp_path / "batches" / ".b2.part").mkdir()
    (tmp_path / "batches" / "b3").mkdir()
    assert sweep(tmp_path, {"b1"}) == [".b2.part", "b3"]
    assert [path.name for path in (tmp_path / "batches").iterdir()] == ["b1"]


KILLED = """
import sys
from datetime import datetime
from pathlib import Path
from salesops.ingest.batch import write_batch
from salesops.ingest.intake import INTAKES
from salesops.ingest.run import Known, ingest
home = Path(sys.argv[1])
for number in range(10_000):
    into = home / f"scratch{number}"
    into.mkdir()
    outcome = ingest(INTAKES["orders"], home / "a.csv", None, Known(), [], into)
    write_batch(outcome, home, f"b{number}", datetime(2025, 3, 5), "ada")
    print(number, flush=True)
"""


def test_a_process_killed_at_any_moment_leaves_only_whole_batches(tmp_path: Path) -> None:
    (tmp_path / "a.csv").write_text(TEXT, encoding="utf-8")
    running = subprocess.Popen(
        [sys.executable, "-c", KILLED, str(tmp_path)], stdout=subprocess.PIPE, text=True
    )
    assert running.stdout is not None
    for _ in range(3):
        running.stdout.readline()
    time.sleep(0.013)
    running.send_signal(signal.SIGKILL)
    running.wait()
    running.stdout.close()
    whole = [p for p in (tmp_path / "batches").iterdir() if not p.name.startswith(".")]
    assert len(whole) >= 3
    for folder in whole:
        assert pq.read_metadata(folder / "rows.parquet").num_rows == 1
        assert json.loads((folder / "batch.json").read_text(encoding="utf-8"))["accepted"] == 1
