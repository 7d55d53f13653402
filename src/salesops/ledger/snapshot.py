"""Snapshots: built from records and batches, shown all at once, opened as a ledger, thrown away."""

import shutil
from collections.abc import Collection, Iterator, Mapping, Sequence
from contextlib import contextmanager
from datetime import date, datetime
from pathlib import Path
from tempfile import TemporaryDirectory

import duckdb

from salesops.kernel.worktime import HOURS, Hours
from salesops.ledger.building import Build
from salesops.ledger.by_account import COPIED, copy_name, with_copies
from salesops.ledger.engines import duckdb_engine
from salesops.ledger.ledger import Ledger
from salesops.ledger.manifest import Manifest, contents, manifest, publish, snapshot_ids
from salesops.ledger.resolve.bundles import BatchRef
from salesops.ledger.resolve.records import Records, prepare
from salesops.ledger.schema import TABLES

__all__ = ["BatchRef", "Manifest", "Records", "build", "manifest", "open_snapshot", "prune",
           "snapshot_ids"]  # fmt: skip

MEMORY = "3GB"


def build(
    home: Path,
    records: Records,
    batches: Sequence[BatchRef],
    *,
    as_of: date,
    currency: str,
    made_at: datetime,
    settings: Mapping[str, object] | None = None,
    keep: Collection[str] | None = None,
    hours: Hours = HOURS,
) -> Manifest:
    """A snapshot of the records and of the live batches, which come oldest first.

    Only what has changed since an earlier snapshot is worked out again. The same inputs give the
    same snapshot and write nothing. It appears all at once when it is finished; a build that is
    killed leaves nothing but scratch files for `prune`. With `keep`, snapshots other than those
    and this one are then removed.
    """
    with _workshop(home) as connection:
        prepare(connection, records, as_of)
        made = Build(home, connection, tuple(batches), as_of, currency, hours)
        made.facts()
        made.derived()
        made.records()
        made.copies()
        tables = {table: tuple(made.tables[table]) for table in TABLES}
    name = contents(tables, as_of, currency, settings or {})
    finished = Manifest(
        snapshot_id=f"{as_of}-{name[:12]}",
        fingerprint=name,
        created_at=made_at,
        as_of=as_of,
        currency=currency,
        tables=tables,
        working={table: tuple(parts) for table, parts in made.working.items()},
        batches=tuple(batch.batch_id for batch in batches),
        meetings=made.meetings,
        fates=made.fates,
        standings=made.standings,
        settings=dict(settings or {}),
    )
    try:
        finished = manifest(home, finished.snapshot_id)
    except FileNotFoundError:
        publish(home, finished)
    if keep is not None:
        prune(home, {*keep, finished.snapshot_id})
    return finished


def open_snapshot(home: Path, snapshot_id: str) -> Ledger:
    """The ledger of a snapshot; FileNotFoundError when there is none of that id.

    A table that was not declared yet when it was taken is closed, which is not the same as empty.
    """
    found = manifest(home, snapshot_id)
    engine = duckdb_engine(
        {table: [part.path(home) for part in parts] for table, parts in found.tables.items()}
    )
    ledger = Ledger(
        tables=engine.tables,
        engine=engine,
        identity=found.fingerprint,
        snapshot_id=snapshot_id,
        as_of=found.as_of,
        taken_at=found.created_at,
        currency=found.currency,
        closed=frozenset(TABLES.keys() - found.tables.keys()),
    )
    return with_copies(ledger, _copies(home, found))


def _copies(home: Path, found: Manifest) -> dict[str, list[Path]]:
    """The files of every table that is kept by customer as well."""
    kept = {table: found.working.get(copy_name(table)) for table in COPIED}
    return {
        table: [part.path(home) for part in parts]
        for table, parts in kept.items()
        if parts is not None
    }


def prune(home: Path, keep: Collection[str]) -> None:
    """Remove all snapshots but those to keep, and every part that none of them needs.

    Not to be called while a snapshot is being built.
    """
    needed: set[Path] = set()
    for folder in (home / "snapshots").glob("*"):
        if folder.name in keep:
            needed |= manifest(home, folder.name).files(home)
        else:
            shutil.rmtree(folder)
    for path in (home / "parts").glob("*/*"):
        if path not in needed:
            path.unlink()
    for folder in home.glob(".spill-*"):
        shutil.rmtree(folder)


@contextmanager
def _workshop(home: Path) -> Iterator[duckdb.DuckDBPyConnection]:
    """A database in memory that spills into the workspace and leaves nothing there."""
    (home / "parts").mkdir(parents=True, exist_ok=True)
    with TemporaryDirectory(dir=home, prefix=".spill-") as spill:
        config: dict[str, str | bool | int | float | list[str]] = {
            "memory_limit": MEMORY,
            "temp_directory": spill,
        }
        with duckdb.connect(":memory:", config=config) as connection:
            yield connection
