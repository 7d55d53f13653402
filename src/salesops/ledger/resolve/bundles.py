"""Batches: how they are bundled into parts, what they touch, and where they meet one another."""

import hashlib
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property, partial
from pathlib import Path

import duckdb
import pyarrow.parquet as pq

from salesops.ledger.parts import make_part, part_path, quoted
from salesops.ledger.schema import TABLES

ALONE_FROM_ROWS = 100_000
"""A batch this large is a part of its own; smaller ones share one."""

SHARED_BY_ABOUT = 16
FOREIGN = "foreign"

TOUCHED = {
    "account_id": "account",
    "person_id": "person",
    "product_id": "product",
    "region_id": "region",
}

# Where the rows of a batch have another key than those of the ledger.
KEYS = {"steps": ("case_kind", "case_id", "entered_at", "to_stage")}


@dataclass(frozen=True)
class BatchRef:
    """One live batch of one table, and its folder.

    A batch that was retracted and is live again is `restored`: those that came while it was away
    do not know which of its rows they replace. Rows `of_records` are a month of what people keep:
    whoever asks about one customer asks the records.
    """

    batch_id: str
    table: str
    folder: Path
    restored: bool = False
    of_records: bool = False

    @property
    def rows(self) -> Path:
        """The file of its rows."""
        return self.folder / "rows.parquet"

    @property
    def supersedes(self) -> Path | None:
        """The file of older rows it replaces, if it replaces any."""
        path = self.folder / "supersedes.parquet"
        return path if path.exists() else None

    @cached_property
    def columns(self) -> tuple[str, ...]:
        """The names of its columns."""
        return tuple(pq.read_schema(self.rows).names)

    @cached_property
    def row_count(self) -> int:
        """How many rows it has."""
        return int(pq.read_metadata(self.rows).num_rows)

    @property
    def key(self) -> tuple[str, ...]:
        """The columns that tell its rows apart."""
        key = KEYS.get(self.table, TABLES[self.table].key)
        return key if set(key) <= set(self.columns) else ("row_hash",)


Bundle = tuple[BatchRef, ...]


def bundles(batches: Iterable[BatchRef]) -> list[Bundle]:
    """Batches in their order, cut into groups of which each becomes one part.

    The cuts follow from the batches themselves, so that adding or retracting one leaves all
    groups but its own as they were, and a thousand small imports do not make a thousand files.
    """
    found: list[Bundle] = []
    open_: list[BatchRef] = []
    for batch in batches:
        if batch.row_count >= ALONE_FROM_ROWS:
            found += [tuple(open_)] * bool(open_) + [(batch,)]
            open_ = []
            continue
        open_.append(batch)
        if is_closed(tuple(open_)):
            found.append(tuple(open_))
            open_ = []
    return found + [tuple(open_)] * bool(open_)


def is_closed(bundle: Bundle) -> bool:
    """Whether the next batch will go into another bundle."""
    ends = hashlib.sha256(bundle[-1].batch_id.encode()).digest()[0] % SHARED_BY_ABOUT == 0
    return ends or sum(batch.row_count for batch in bundle) >= ALONE_FROM_ROWS


def touch(home: Path, connection: duckdb.DuckDBPyConnection, batches: Iterable[BatchRef]) -> None:
    """Note, once for each batch, the accounts, people, products, regions and rates it names."""
    for batch in batches:
        make_part(home, connection, "touched", batch.batch_id, partial(_touched, batch))


def _touched(batch: BatchRef) -> str:
    source = f"read_parquet({quoted(batch.rows)})"
    batch_id = f"{quoted(batch.batch_id)} AS batch_id"
    selects = [
        f"SELECT DISTINCT {batch_id}, {quoted(kind)} AS kind, {column}::VARCHAR AS id"
        f" FROM {source} WHERE {column} IS NOT NULL"
        for column, kind in TOUCHED.items()
        if column in batch.columns
    ]
    if "currency" in batch.columns:
        selects.append(
            f"SELECT DISTINCT {batch_id}, 'rate' AS kind,"
            f" currency || ' ' || coalesce(strftime({day(batch.table)}, '%Y-%m'), '') AS id"
            f" FROM {source} WHERE currency IS NOT NULL"
        )
    nothing = f"SELECT {batch_id}, NULL::VARCHAR AS kind, NULL::VARCHAR AS id"
    return " UNION ALL ".join([nothing, *selects])


def standings(
    home: Path, connection: duckdb.DuckDBPyConnection, batches: Sequence[BatchRef], currency: str
) -> dict[str, str]:
    """For each batch one value that changes when anything its rows are resolved by changes.

    It ends in "foreign" where the batch holds amounts in another currency than the company's.
    """
    if not batches:
        return {}
    files = [quoted(part_path(home, "touched", b.batch_id)) for b in batches]
    found = connection.execute(
        f"""
        SELECT batch_id, sum(hash(kind, id, digest)::HUGEINT)::VARCHAR
          || CASE WHEN bool_or(kind = 'rate' AND NOT starts_with(id, $home)) THEN ' {FOREIGN}'
            ELSE '' END
        FROM read_parquet([{", ".join(files)}]) LEFT JOIN fates USING (kind, id)
        GROUP BY batch_id
        """,
        {"home": f"{currency} "},
    ).fetchall()
    return dict(found)


Meetings = dict[str, list[str]]
"""For a batch, the batches that hold a row it speaks of."""


def meetings(
    connection: duckdb.DuckDBPyConnection,
    speakers: Mapping[BatchRef, Path],
    holders: Sequence[BatchRef],
    keys: Sequence[str] | None,
    known: Mapping[str, Sequence[str]],
    known_holders: set[str],
) -> Meetings:
    """Which speakers share a key with which holders.

    Batches never change, so what was found out before is taken over: `known` holds the answers
    for pairs of its speakers and `known_holders`. `keys` None means all columns of the speakers'
    files but `batch_id`.
    """
    alive = {batch.batch_id for batch in holders}
    found = {s.batch_id: [h for h in known.get(s.batch_id, ()) if h in alive] for s in speakers}
    old = {s for s in speakers if s.batch_id in known}
    fresh = [h for h in holders if h.batch_id not in known_holders]
    for asking, asked in ((set(speakers) - old, list(holders)), (old, fresh)):
        for speaker, holder in _shared(connection, {s: speakers[s] for s in asking}, asked, keys):
            found[speaker].append(holder)
    return {speaker: sorted(set(met)) for speaker, met in found.items()}


def _shared(
    connection: duckdb.DuckDBPyConnection,
    speakers: Mapping[BatchRef, Path],
    holders: Sequence[BatchRef],
    keys: Sequence[str] | None,
) -> list[tuple[str, str]]:
    if not speakers or not holders:
        return []
    if keys is None:
        keys = supersede_keys(next(iter(speakers.values())))
    listed = ", ".join(keys)
    said = [
        f"SELECT DISTINCT {quoted(s.batch_id)} AS speaker, {listed} FROM read_parquet({quoted(p)})"
        for s, p in speakers.items()
    ]
    held = [
        f"SELECT {quoted(h.batch_id)} AS holder, {listed} FROM read_parquet({quoted(h.rows)})"
        for h in holders
    ]
    same = " AND ".join(f"s.{key} IS NOT DISTINCT FROM h.{key}" for key in keys)
    return connection.execute(
        f"SELECT DISTINCT speaker, holder FROM ({' UNION ALL '.join(held)}) h"
        f" JOIN ({' UNION ALL '.join(said)}) s ON {same}"
    ).fetchall()


def supersede_keys(path: Path) -> tuple[str, ...]:
    """The key columns of a file of replaced rows."""
    return tuple(name for name in pq.read_schema(path).names if name != "batch_id")


DAYS = {
    "orders": "booked_on",
    "receipts": "received_on",
    "leads": "received_at::DATE",
    "deals": "created_on",
    "steps": "entered_at::DATE",
    "activities": "happened_at::DATE",
    "market_sizes": "starts_on",
    "share_observations": "starts_on",
    "prices": "seen_on",
    "competitor_events": "starts_on",
    "macro": "starts_on",
    "enrolments": "enrolled_on",
    "ratings": "rated_on",
    "earnings": "earned_on",
}


def day(table: str) -> str:
    """The SQL of the day on which a row of a batch happened."""
    return DAYS[table]
