"""Parts: the Parquet files a snapshot is made of, each named after what it was made from."""

import hashlib
import json
import os
import re
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from tempfile import NamedTemporaryFile

import duckdb
import pyarrow.parquet as pq

# Part of every fingerprint. Raise it when a rule changes what a part holds. DuckDB is named
# because its hash function, which stands for the inputs, may change between versions.
VERSION = f"5 duckdb {duckdb.__version__}"


def fingerprint(*inputs: object) -> str:
    """A short name for the inputs; the same inputs have the same name."""
    text = json.dumps([VERSION, *inputs], ensure_ascii=False, sort_keys=True, default=str)
    return hashlib.sha256(text.encode()).hexdigest()[:32]


@dataclass(frozen=True)
class Part:
    """One file of one table, and how many rows it has."""

    table: str
    fingerprint: str
    rows: int

    def path(self, home: Path) -> Path:
        """Where the file lies in the workspace."""
        return part_path(home, self.table, self.fingerprint)


def part_path(home: Path, table: str, name: str) -> Path:
    """Where the part of that table and name lies in the workspace."""
    return home / "parts" / table / f"{name}.parquet"


def make_part(
    home: Path,
    connection: duckdb.DuckDBPyConnection,
    table: str,
    name: str,
    rows: Callable[[], str],
    options: str = "FORMAT parquet, COMPRESSION zstd",
) -> Part:
    """The part of that name: found, or written from a query and then shown all at once.

    OSError when it cannot be written, as on a full disk; then nothing of it is left.
    """
    path = part_path(home, table, name)
    if path.exists():
        return Part(table, name, pq.read_metadata(path).num_rows)
    path.parent.mkdir(parents=True, exist_ok=True)
    with NamedTemporaryFile(dir=path.parent, suffix=".tmp", delete=False) as scratch:
        unfinished = Path(scratch.name)
    try:
        count = connection.execute(
            f"COPY ({rows()}) TO {quoted(unfinished)} ({options})"
        ).fetchone()
        settle(unfinished, path)
    except duckdb.IOException as error:
        raise _system_error(error, path) from error
    finally:
        unfinished.unlink(missing_ok=True)
    return Part(table, name, count[0] if count else 0)


def _system_error(error: duckdb.IOException, path: Path) -> Exception:
    """What the system said, which DuckDB hides in its sentence; else the error as it is."""
    said = re.search(r'"errno":"(\d+)"', str(error))
    return OSError(int(said[1]), os.strerror(int(said[1])), str(path)) if said else error


def settle(unfinished: Path, path: Path) -> None:
    """Give a finished file or folder its name, so that a crash shows all of it or nothing."""
    flush(unfinished)
    unfinished.replace(path)
    flush(path.parent)


def flush(path: Path) -> None:
    """Wait until the file or folder is on the disk."""
    handle = os.open(path, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def quoted(text: object) -> str:
    """The text as an SQL literal."""
    return "'" + str(text).replace("'", "''") + "'"
