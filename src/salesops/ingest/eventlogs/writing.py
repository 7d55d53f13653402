"""An event log into a file, in the form its name asks for."""

from pathlib import Path

import pyarrow as pa
import pyarrow.csv as pa_csv
import pyarrow.parquet as pq

from salesops.ingest.eventlogs import wordings as w
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
        pq.write_table(table, path, compression="zstd")
    elif name.endswith((".xes", ".xes.gz")):
        from salesops.ingest.eventlogs.xes import write_xes

        write_xes(table, path)
    elif name.endswith((".sqlite", ".json", ".jsonocel")):
        from salesops.ingest.eventlogs.ocel import write_ocel

        write_ocel(table, path)
    else:
        raise Refused(Problem(w.UNKNOWN_FORM, Where(value=path.name)))


def _plain(table: pa.Table) -> pa.Table:
    """The table without numbered names, times as ISO writes them."""
    texts = {n: table[n].cast(pa.string()) for n in table.column_names if n != "at"}
    at = table["at"].cast(pa.timestamp("us")).cast(pa.string())
    iso = pa.array([f"{text.replace(' ', 'T')}Z" for text in at.to_pylist()])
    return pa.table({n: iso if n == "at" else texts[n] for n in table.column_names})
