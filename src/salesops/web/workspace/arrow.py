"""Records on their way into the ledger: rows of the database as an Arrow table."""

from collections.abc import Iterable, Sequence

import pyarrow as pa

STRING, DATE, MONEY = pa.string(), pa.date32(), pa.decimal128(18, 4)
MOMENT = pa.timestamp("us")


def table(rows: Iterable[Sequence[object]], **columns: pa.DataType) -> pa.Table:
    """The rows under these columns; an empty text becomes a missing one."""
    kept = list(rows)
    arrays = [
        pa.array([None if row[i] == "" else row[i] for row in kept], kind)
        for i, kind in enumerate(columns.values())
    ]
    return pa.table(dict(zip(columns, arrays, strict=True)))
