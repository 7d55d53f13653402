"""Everything of one customer, quickly: the dealings once more, sorted by customer.

A snapshot's facts lie in the order of time, which is how nearly everything is asked of them. Who
looks at one customer would read them all; so a narrow copy of each part is kept by customer, cut
into small groups of rows of which a question opens one a part.
"""

from bisect import bisect_left, bisect_right
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import cached_property
from pathlib import Path
from threading import Lock
from typing import Any

import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

from salesops.ledger.ledger import Ledger
from salesops.ledger.parts import quoted

ROWS_A_GROUP = 2048
OPTIONS = f"FORMAT parquet, COMPRESSION zstd, ROW_GROUP_SIZE {ROWS_A_GROUP}"

COPIED: Mapping[str, tuple[str, ...]] = {
    "orders": (
        "account_id", "booked_on", "order_id", "product_id", "position_id", "is_return",
        "quantity", "net_amount",
    ),
    "receipts": (
        "account_id", "received_on", "receipt_id", "order_id", "position_id", "amount",
    ),
    "activities": (
        "account_id", "happened_at", "activity_id", "kind", "direction", "outcome", "summary",
        "position_id", "lead_id", "deal_id",
    ),
}  # fmt: skip
"""The tables that are kept by customer too, and which of their columns."""


def copy_name(table: str) -> str:
    """What the table's copy by customer is called."""
    return f"{table}_by_account"


def copy_rows(table: str, part: Path) -> str:
    """The query of a part's copy; what belongs to no customer is not in it."""
    names = COPIED[table]
    return (
        f"SELECT {', '.join(names)} FROM read_parquet({quoted(part)})"
        f" WHERE account_id IS NOT NULL ORDER BY {', '.join(names[:3])}"
    )


Rows = list[dict[str, Any]]


@dataclass(frozen=True)
class CopiedPart:
    """A part of a copy, its file opened once: a question finds its groups of rows by bisection."""

    path: Path
    _turn: Lock = field(default_factory=Lock, compare=False)

    @cached_property
    def _file(self) -> pq.ParquetFile:
        return pq.ParquetFile(self.path, memory_map=True)

    @cached_property
    def _bounds(self) -> tuple[Sequence[str], Sequence[str]] | None:
        """The first and last customer of each group; None where the file does not say."""
        said = self._file.metadata
        groups = [said.row_group(n).column(0).statistics for n in range(said.num_row_groups)]
        if not all(one is not None and one.has_min_max for one in groups):
            return None
        return [one.min for one in groups], [one.max for one in groups]

    def of(self, ids: Sequence[str]) -> pa.Table | None:
        """The rows of these customers. Files are read by one at a time."""
        with self._turn:
            groups = sorted({group for one in ids for group in self._groups(one)})
            if not groups:
                return None
            found = self._file.read_row_groups(groups, use_threads=False)
        return found.filter(pc.is_in(found.column(0), pa.array(ids, found.schema.types[0])))

    def _groups(self, account_id: str) -> Iterator[int]:
        if self._bounds is None:
            return iter(range(self._file.metadata.num_row_groups))
        first, last = self._bounds
        return iter(range(bisect_left(last, account_id), bisect_right(first, account_id)))


def with_copies(ledger: Ledger, files: Mapping[str, Collection[Path]]) -> Ledger:
    """The ledger of a snapshot, knowing the files of its copies."""
    copies = {table: tuple(map(CopiedPart, paths)) for table, paths in files.items()}
    return replace(ledger, copies=copies)


def rows_of(ledger: Ledger, table: str, account_ids: Collection[str]) -> Rows:
    """The rows of these customers: what a whole ledger holds, or what a restricted one shows."""
    names, ids = COPIED[table], sorted(set(account_ids))
    if table in ledger.copies:
        found = (part.of(ids) for part in ledger.copies[table])
        return [row for some in found if some is not None for row in _dicts(some)]
    rows = ledger[table]
    asked = rows.filter(rows["account_id"].isin(ids)).select(*names)
    return ledger.engine.fetch(asked).to_pylist()


def _dicts(rows: pa.Table) -> Iterator[dict[str, Any]]:
    """A column at a time: a table asked for its rows takes each cell apart."""
    columns = [column.to_pylist() for column in rows.columns]
    return (dict(zip(rows.column_names, row, strict=True)) for row in zip(*columns, strict=True))
