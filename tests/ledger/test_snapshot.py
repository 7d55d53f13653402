import os
import resource
import signal
import subprocess
import sys
from collections.abc import Sequence
from dataclasses import replace
from datetime import date
from decimal import Decimal
from pathlib import Path

import duckdb
import pyarrow.parquet as pq
import pytest

from salesops.ledger.manifest import publish
from salesops.ledger.parts import make_part
from salesops.ledger.resolve.bundles import ALONE_FROM_ROWS, BatchRef, bundles
from salesops.ledger.snapshot import manifest, open_snapshot, prune, snapshot_ids
from tests.ledger.workshop import NOW, Row, ask, batch, line, records, snapshot

REVENUE = "SELECT coalesce(sum(net_amount), 0) FROM orders"


def files(home: Path) -> set[str]:
    return {str(path.relative_to(home)) for path in home.rglob("*") if path.is_file()}


def test_the_same_inputs_give_the_same_snapshot_and_write_nothing(tmp_path: Path) -> None:
    orders = batch(tmp_path, "orders", [line("1", "2025-03-01", 100)], "b1")
    first = snapshot(tmp_path, orders)
    before = files(tmp_path)
    assert snapshot(tmp_path, orders) == first
    assert files(tmp_path) == before


def test_the_same_inputs_have_the_same_fingerprint_in_another_workspace(tmp_path: Path) -> None:
    made = []
    for home in (tmp_path / "a", tmp_path / "b"):
        orders = batch(home, "orders", [line("1", "2025-03-01", 100)], "b1")
        made.append(snapshot(home, orders).fingerprint)
    assert made[0] == made[1]


def test_other_records_another_day_or_another_batch_make_another_snapshot(tmp_path: Path) -> None:
    orders = batch(tmp_path, "orders", [line("1", "2025-03-01", 100)], "b1")
    renamed = records(products=[{"product_id": "P1", "name": "Big pump", "line": "pumps"}])
    made = {
        snapshot(tmp_path, orders).snapshot_id,
        snapshot(tmp_path, orders, said=renamed).snapshot_id,
        snapshot(tmp_path, orders, as_of=date(2025, 11, 30)).snapshot_id,
        snapshot(tmp_path).snapshot_id,
    }
    assert len(made) == 4


def test_a_snapshot_from_before_a_column_was_declared_answers_as_it_did(tmp_path: Path) -> None:
    old = snapshot(tmp_path, batch(tmp_path, "orders", [line("1", "2025-03-01", 100)], "b1"))
    for part in old.tables["orders"]:
        path = part.path(tmp_path)
        path.chmod(0o644)
        pq.write_table(pq.read_table(path).drop_columns(["channel"]), path)
    opened = open_snapshot(tmp_path, old.snapshot_id)
    rows = opened.engine.fetch(opened["orders"].select("net_amount", "channel"))
    assert rows.to_pylist() == [{"net_amount": 100, "channel": None}]


def test_an_old_snapshot_answers_as_it_did(tmp_path: Path) -> None:
    first = batch(tmp_path, "orders", [line("1", "2025-03-01", 100)], "b1")
    old = snapshot(tmp_path, first)
    more = batch(tmp_path, "orders", [line("2", "2025-03-02", 50)], "b2")
    new = snapshot(tmp_path, first, more)
    assert ask(tmp_path, manifest(tmp_path, old.snapshot_id), REVENUE) == [(100,)]
    assert ask(tmp_path, new, REVENUE) == [(150,)]


def test_a_batch_can_be_retracted(tmp_path: Path) -> None:
    first = batch(tmp_path, "orders", [line("1", "2025-03-01", 100)], "b1")
    second = batch(tmp_path, "orders", [line("2", "2025-03-02", 50)], "b2")
    without = snapshot(tmp_path, first)
    snapshot(tmp_path, first, second)
    assert snapshot(tmp_path, first).fingerprint == without.fingerprint


def test_a_small_import_leaves_the_parts_of_others_alone(tmp_path: Path) -> None:
    said = [batch(tmp_path, "orders", [line(str(n), "2025-03-01", n)], f"b{n}") for n in range(40)]
    before = {part.fingerprint for part in snapshot(tmp_path, *said).tables["orders"]}
    more = batch(tmp_path, "orders", [line("more", "2025-03-02", 50)], "more")
    after = {part.fingerprint for part in snapshot(tmp_path, *said, more).tables["orders"]}
    assert len(before) < 10
    assert len(before - after) <= 1


def test_small_batches_share_a_part_and_a_large_one_has_its_own(tmp_path: Path) -> None:
    large = BatchRef("large", "orders", tmp_path)
    large.__dict__["row_count"] = ALONE_FROM_ROWS
    small = [BatchRef(f"b{n}", "orders", tmp_path) for n in range(50)]
    for one in small:
        one.__dict__["row_count"] = 1
    found = bundles([*small[:25], large, *small[25:]])
    assert (large,) in found
    assert [b for bundle in found for b in bundle] == [*small[:25], large, *small[25:]]
    assert len(found) < 25


def test_opened_as_a_ledger_it_says_what_and_when_it_is(tmp_path: Path) -> None:
    orders = batch(tmp_path, "orders", [line("1", "2025-03-01", 100)], "b1")
    made = snapshot(tmp_path, orders)
    ledger = open_snapshot(tmp_path, made.snapshot_id)
    total = ledger.engine.fetch(ledger["orders"].net_amount.sum().as_table())
    assert total.column(0).to_pylist() == [Decimal(100)]
    assert ledger.engine.fetch(ledger["earnings"]).num_rows == 0
    assert (ledger.identity, ledger.as_of) == (made.fingerprint, made.as_of)
    assert (ledger.taken_at, ledger.currency) == (NOW, "CNY")


def test_a_table_younger_than_the_snapshot_is_closed_and_not_empty(tmp_path: Path) -> None:
    made = snapshot(tmp_path, batch(tmp_path, "orders", [line("1", "2025-03-01", 100)], "b1"))
    older = {name: parts for name, parts in made.tables.items() if name != "closings"}
    publish(tmp_path, replace(made, snapshot_id="older", tables=older))
    assert open_snapshot(tmp_path, made.snapshot_id).closed == set()
    assert open_snapshot(tmp_path, "older").closed == {"closings"}


def test_a_snapshot_nobody_took_cannot_be_opened(tmp_path: Path) -> None:
    with pytest.raises(FileNotFoundError):
        open_snapshot(tmp_path, "2025-01-01-nothing")


def test_a_company_without_anything_has_a_snapshot(tmp_path: Path) -> None:
    made = snapshot(tmp_path, said=records(regions=[], products=[], people=[], accounts=[]))
    assert ask(tmp_path, made, "SELECT count(*) FROM calendar")[0][0] == 1461
    assert sum(made.rows.values()) == 1461


def test_pruning_keeps_what_is_kept_readable_and_nothing_else(tmp_path: Path) -> None:
    first = batch(tmp_path, "orders", [line("1", "2025-03-01", 100)], "b1")
    old = snapshot(tmp_path, first)
    new = snapshot(tmp_path, batch(tmp_path, "orders", [line("2", "2025-03-02", 50)], "b2"))
    (tmp_path / "parts" / "orders" / "half.tmp").touch()
    prune(tmp_path, {new.snapshot_id})
    assert snapshot_ids(tmp_path) == [new.snapshot_id]
    assert ask(tmp_path, new, REVENUE) == [(50,)]
    gone = {part.path(tmp_path) for part in old.tables["orders"]}
    assert not any(path.exists() for path in gone)
    assert not list(tmp_path.rglob("*.tmp"))
    assert snapshot(tmp_path, first) == old


KILLED = """
import os, signal, sys
from pathlib import Path
from salesops.ledger import parts
from tests.ledger.workshop import BatchRef, snapshot

home, stop_after = Path(sys.argv[1]), int(sys.argv[2])
settle, count = parts.settle, 0

def settle_or_die(unfinished, path):
    global count
    count += 1
    if count > stop_after:
        os.kill(os.getpid(), signal.SIGKILL)
    settle(unfinished, path)

parts.settle = settle_or_die
import salesops.ledger.manifest
salesops.ledger.manifest.settle = settle_or_die
snapshot(home, *[BatchRef(b, "orders", home / "batches" / b) for b in ("b1", "b2")])
"""


@pytest.mark.parametrize("stop_after", [0, 3, 6])
def test_a_build_that_is_killed_leaves_the_snapshot_before_it_whole(
    tmp_path: Path, stop_after: int
) -> None:
    first = batch(tmp_path, "orders", [line("1", "2025-03-01", 100)], "b1")
    old = snapshot(tmp_path, first)
    second = batch(tmp_path, "orders", [line("2", "2025-03-02", 50)], "b2")
    command = [sys.executable, "-c", KILLED, str(tmp_path), str(stop_after)]
    killed = subprocess.run(command, check=False, env={**os.environ, "PYTHONPATH": "."})
    assert killed.returncode == -signal.SIGKILL
    assert snapshot_ids(tmp_path) == [old.snapshot_id]
    assert ask(tmp_path, manifest(tmp_path, old.snapshot_id), REVENUE) == [(100,)]
    assert ask(tmp_path, snapshot(tmp_path, first, second), REVENUE) == [(150,)]
    prune(tmp_path, {old.snapshot_id})
    assert not [path for path in tmp_path.rglob("*") if ".unfinished" in path.name]
    assert not list(tmp_path.glob(".spill-*"))


def test_a_part_that_fails_is_not_there(tmp_path: Path) -> None:
    with duckdb.connect(":memory:") as connection, pytest.raises(duckdb.Error):
        make_part(tmp_path, connection, "orders", "x", lambda: "SELECT error('no')")
    assert files(tmp_path) == set()


def test_a_part_for_which_there_is_no_room_is_not_there(tmp_path: Path) -> None:
    most = resource.getrlimit(resource.RLIMIT_FSIZE)
    with duckdb.connect(":memory:") as connection:
        resource.setrlimit(resource.RLIMIT_FSIZE, (1024, most[1]))
        try:
            with pytest.raises(OSError, match="too large"):
                make_part(
                    tmp_path,
                    connection,
                    "orders",
                    "x",
                    lambda: "SELECT hash(range) FROM range(99999)",
                )
        finally:
            resource.setrlimit(resource.RLIMIT_FSIZE, most)
    assert files(tmp_path) == set()


def replacing(home: Path, batch_id: str, old: str, net: int) -> BatchRef:
    keys: Sequence[Row] = [{"batch_id": old, "line_id": "1"}]
    return batch(home, "orders", [line("1", "2025-03-01", net)], batch_id, keys)


def test_a_corrected_row_supersedes_the_one_before(tmp_path: Path) -> None:
    first = batch(
        tmp_path, "orders", [line("1", "2025-03-01", 100), line("2", "2025-03-01", 7)], "b1"
    )
    second, third = replacing(tmp_path, "b2", "b1", 110), replacing(tmp_path, "b3", "b2", 120)
    assert ask(tmp_path, snapshot(tmp_path, first), REVENUE) == [(107,)]
    assert ask(tmp_path, snapshot(tmp_path, first, second), REVENUE) == [(117,)]
    assert ask(tmp_path, snapshot(tmp_path, first, second, third), REVENUE) == [(127,)]


def test_retracting_a_correction_brings_the_row_back(tmp_path: Path) -> None:
    first = batch(tmp_path, "orders", [line("1", "2025-03-01", 100)], "b1")
    second, third = replacing(tmp_path, "b2", "b1", 110), replacing(tmp_path, "b3", "b2", 120)
    snapshot(tmp_path, first, second, third)
    assert ask(tmp_path, snapshot(tmp_path, first, second), REVENUE) == [(110,)]
    # The last correction names only the one in between, which is gone: it counts all the same.
    assert ask(tmp_path, snapshot(tmp_path, first, third), REVENUE) == [(120,)]
    assert ask(tmp_path, snapshot(tmp_path, first), REVENUE) == [(100,)]


def test_a_restored_batch_does_not_bring_back_what_was_corrected_while_it_was_away(
    tmp_path: Path,
) -> None:
    said = [line("1", "2025-03-01", 100), line("2", "2025-03-01", 7)]
    away = batch(tmp_path, "orders", said, "b1")
    later = batch(tmp_path, "orders", [line("1", "2025-03-01", 110)], "b2")
    assert ask(tmp_path, snapshot(tmp_path, later), REVENUE) == [(110,)]
    back = replace(away, restored=True)
    assert ask(tmp_path, snapshot(tmp_path, back, later), REVENUE) == [(117,)]
    assert ask(tmp_path, snapshot(tmp_path, back), REVENUE) == [(107,)]
