"""What was issued, on its way into the ledger: a file a period, which never changes again."""

import hashlib
import shutil
from collections.abc import Iterator, Sequence
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq

from salesops.ledger.snapshot import BatchRef
from salesops.web.pay.models import Entry, PayRun
from salesops.web.workspace.arrow import DATE, MONEY, STRING, table

SHAPE = "1"
"""Counts what else decides how a file looks: raise it when columns change."""
COLUMNS = {
    "earning_id": ("entry_id", STRING), "earned_on": ("posted_on", DATE),
    "person_id": ("person_id", STRING), "plan": ("plan_name", STRING),
    "component": ("component", STRING), "kind": ("kind", STRING), "amount": ("amount", MONEY),
    "currency": ("currency", STRING),
}  # fmt: skip


def earnings_parts(home: Path) -> Sequence[BatchRef]:
    """The entries of every issued run as a file the snapshot can read; new ones are written."""
    return list(_parts(home))


def _parts(home: Path) -> Iterator[BatchRef]:
    issued = PayRun.objects.filter(issued_at__isnull=False).order_by("starts_on")
    for run_id, issued_at in issued.values_list("pk", "issued_at"):
        said = f"{SHAPE}|{run_id}|{issued_at}"
        name = f"{run_id}-{hashlib.sha256(said.encode()).hexdigest()[:16]}"
        folder = home / "records" / "earnings" / name
        if not (folder / "rows.parquet").exists():
            _write(folder, _entries(run_id))
        if pq.read_metadata(folder / "rows.parquet").num_rows:
            yield BatchRef(f"earnings-{name}", "earnings", folder)


def _entries(run_id: str) -> pa.Table:
    names = [name for name, _ in COLUMNS.values()]
    rows = Entry.objects.filter(run=run_id).order_by("pk").values_list(*names)
    return table(rows, **{column: kind for column, (_, kind) in COLUMNS.items()})


def _write(folder: Path, rows: pa.Table) -> None:
    half = folder.with_name(f".{folder.name}")
    shutil.rmtree(half, ignore_errors=True)
    half.mkdir(parents=True)
    pq.write_table(rows, half / "rows.parquet", compression="zstd")
    half.rename(folder)
