"""Two process-mining libraries counting the same log, in an environment of their own.

Run with the environment's interpreter, the name of one and a file; prints one line of JSON.
This file is the one that is run there: it imports nothing of the project.
"""

import json
import resource
import sys
import time
import warnings
from importlib import import_module
from pathlib import Path
from typing import Any

PACKAGES = ("pm4py==2.7.23.11", "r4pm==0.6.2", "polars", "pyarrow")


def store(folder: Path) -> None:
    """pm4py's own form: a frame it has formatted, so that it need not again."""
    pandas, pm4py = import_module("pandas"), import_module("pm4py")
    frame = pandas.read_parquet(folder / "log.parquet")
    pm4py.format_dataframe(frame).to_parquet(folder / "pm4py.parquet")


def by_pm4py(path: Path) -> dict[str, Any]:
    """Edges with counts, edges with times, variants."""
    pandas, pm4py = import_module("pandas"), import_module("pm4py")
    started, worked = time.perf_counter(), time.process_time()
    frame = pandas.read_parquet(path)
    if "@@index" not in frame.columns:
        frame = pm4py.format_dataframe(frame)
    counted, _, _ = pm4py.discover_dfg(frame)
    pm4py.discover_performance_dfg(frame)
    variants = pm4py.get_variants(frame)
    return told(started, worked, len(counted), sum(counted.values()), len(variants))


def by_r4pm(path: Path) -> dict[str, Any]:
    """Edges with counts, variants; it has no times."""
    r4pm = import_module("r4pm")
    if path.suffix == ".parquet":
        polars = import_module("polars")
    started, worked = time.perf_counter(), time.process_time()
    if path.suffix == ".parquet":
        # It takes events as they stand, so they are put in order first.
        frame = polars.read_parquet(path).sort("case:concept:name", "time:timestamp")
        item = r4pm.import_item_from_df("EventLog", frame)
    else:
        item = r4pm.import_item("EventLog", str(path))
    graph = r4pm.bindings.discover_dfg(item)
    projection = r4pm.bindings.log_to_activity_projection(item)
    variants = r4pm.bindings.get_variants(projection)
    edges = graph["directly_follows_relations"]
    moves = sum(edge[1] for edge in edges)
    return told(started, worked, len(edges), moves, len(variants))


def told(started: float, worked: float, edges: int, moves: int, variants: int) -> dict[str, Any]:
    """What was found, how long it took, and the largest memory."""
    return {
        "edges": edges,
        "moves": moves,
        "variants": variants,
        "seconds": round(time.perf_counter() - started, 3),
        "cpu_seconds": round(time.process_time() - worked, 3),
        "megabytes": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024,
    }


if __name__ == "__main__":
    warnings.simplefilter("ignore")
    what, where = sys.argv[1], Path(sys.argv[2])
    if what == "store":
        store(where)
    else:
        print(json.dumps({"pm4py": by_pm4py, "r4pm": by_r4pm}[what](where)))
