"""An event log into a file, in the form its name asks for."""

from pathlib import Path

import pyarrow as pa
import pyarrow.csv as pa_csv
import pyarrow.parquet as pq

from salesops.ingest.eventlogs import wordings as w
from salesops.ingest.eventlogs.reading import NUMBER
from salesops.ingest.sources import Refused
from salesops.kernel.problem import Problem, Where


def write_events(table: pa.Table, path: Path) -> None:
    """Write sorted events to a file; Refused where its name says no known form.

    Parquet is the form read fastest: sorted by case and moment, names as numbers.
    """
    name = path.name.lower()
    if name.endswith(".csv"):
        pa_csv.write_csv(_plain(table), path)
    elif name.endswith((".parquet", ".pq")):
        _write_parquet(table, path)
    elif name.endswith((".xes", ".xes.gz")):
        from salesops.ingest.eventlogs.xes import write_xes

        write_xes(table, path)
    elif name.endswith((".sqlite", ".json", ".jsonocel")):
        from salesops.ingest.eventlogs.ocel import write_ocel

        write_ocel(table, path)
    else:
        raise Refused(Problem(w.UNKNOWN_FORM, Where(value=path.name)))


def _write_parquet(table: pa.Table, path: Path) -> None:
    names = [name for name in ("activity", "who") if name in table.column_names]
    case = table["case"].combine_chunks()
    number = (case.chunk(0) if isinstance(case, pa.ChunkedArray) else case).indices
    pq.write_table(
        table.append_column(NUMBER, number),
        path,
        compression="lz4",
        use_dictionary=names,
        column_encoding={NUMBER: "DELTA_BINARY_PACKED"},
        row_group_size=1_000_000,
    )


def _plain(table: pa.Table) -> pa.Table:
    """The table without numbered names, times as ISO writes them."""
    texts = {n: table[n].cast(pa.string()) for n in table.column_names if n != "at"}
    at = table["at"].cast(pa.timestamp("us")).cast(pa.string())
    iso = pa.array([f"{text.replace(' ', 'T')}Z" for text in at.to_pylist()])
    return pa.table({n: iso if n == "at" else texts[n] for n in table.column_names})
