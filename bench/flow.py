"""The process map with times and the variants of a sales log, beside pm4py and r4pm.

    python bench/flow.py [events [folder]]

Seven stages, ways back, cases that are lost; the folder keeps the files for the next time. Prints
one line of JSON for each form: every program's own fastest stored form, and the same Parquet file
for all. Seconds are of reading and counting together, without anybody's imports, and of the
quickest of three runs; r4pm's map has no times, pm4py's no ninth tenth, so both do less. On a busy
machine look at `cpu_ratio`.
"""

import json
import resource
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq

HERE = Path(__file__).resolve().parent
sys.path[:0] = [str(HERE)]

from side_by_side import miners  # noqa: E402 - found beside this file
from side_by_side.environment import installed  # noqa: E402

EVENTS = 1_000_000
GOAL = 20
TRIES = 3
STAGES = ("线索", "跟进", "评估", "演示", "谈判", "成交", "售后", "输单")
LAST, LOST = 6, 7
START = np.datetime64("2024-01-01T00:00:00", "us")


def company(events: int, seed: int = 7) -> pa.Table:
    """A log of about so many events, in no order, with the columns that both peers expect."""
    chance = np.random.default_rng(seed)
    stage = np.zeros(int(events / 5.9), dtype=np.int8)
    case = np.arange(len(stage), dtype=np.int32)
    at = chance.integers(0, 600 * 86_400, len(stage)) * 1_000_000
    cases, stages, moments = [], [], []
    while len(case):
        cases.append(case)
        stages.append(stage)
        moments.append(at)
        turn = chance.random(len(case))
        back = (turn < 0.08) & (stage > 0)
        after = np.where(back, stage - 1, np.where(turn < 0.18, LOST, stage + 1)).astype(np.int8)
        goes = (stage != LOST) & (stage != LAST) & (turn < 0.97)
        wait = (chance.exponential(3 * 86_400, len(case)) * 1_000_000).astype(np.int64)
        case, stage, at = case[goes], after[goes], (at + wait)[goes]
    order = chance.permutation(sum(map(len, cases)))[:events]
    number, kind, when = (np.concatenate(parts)[order] for parts in (cases, stages, moments))
    names = pa.array([f"D{n:08}" for n in range(int(number.max()) + 1)])
    people = pa.array([f"S{n:03}" for n in range(200)])
    return pa.table(
        {
            "case:concept:name": names.take(pa.array(number)),
            "concept:name": pa.array(STAGES).take(pa.array(kind)),
            "time:timestamp": pa.array(START + when.astype("timedelta64[us]")).cast(
                pa.timestamp("us", "UTC")
            ),
            "org:resource": people.take(pa.array(number % 200)),
        }
    )


def ours(path: Path) -> dict[str, Any]:
    """Our map, with its times, and variants: what it found, seconds, and the largest memory."""
    from salesops.ingest.eventlogs.columns import Asked
    from salesops.ingest.eventlogs.reading import read_events
    from salesops.process.counting import edges_and_variants
    from salesops.process.log import event_log

    small = path.with_name("small.parquet")
    pq.write_table(company(1_000), small)
    # What Arrow imports when it is first needed is no part of it, as others' imports are none.
    edges_and_variants(event_log(read_events(small, Asked()).table))
    started, worked = time.perf_counter(), time.process_time()
    log = event_log(read_events(path, Asked(who=""), named=False).table)
    found, kinds = edges_and_variants(log)
    return {
        "events": log.events,
        "edges": len(found),
        "moves": sum(edge.events for edge in found),
        "variants": len(kinds),
        "seconds": round(time.perf_counter() - started, 3),
        "cpu_seconds": round(time.process_time() - worked, 3),
        "megabytes": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024,
    }


def stored(folder: Path, events: int) -> None:
    """The log as everybody gets it, and as each program reads it fastest but pm4py's own."""
    from salesops.ingest.eventlogs.columns import Asked
    from salesops.ingest.eventlogs.reading import read_events
    from salesops.ingest.eventlogs.writing import write_events
    from salesops.process.log import event_log, table_of

    pq.write_table(company(events), folder / "log.parquet")
    table = table_of(event_log(read_events(folder / "log.parquet", Asked()).table))
    write_events(table, folder / "ours.parquet")
    write_events(table, folder / "log.xes")


def said(*command: object) -> dict[str, Any]:
    """What a program of its own printed last, so that its memory is its own."""
    done = subprocess.run([*map(str, command)], capture_output=True, text=True, check=False)
    if done.returncode:
        return {"failed": done.returncode}
    told: dict[str, Any] = json.loads(done.stdout.splitlines()[-1])
    return told


def main() -> int:
    """All programs on both forms; 1 when a promise is missed."""
    if sys.argv[1:2] == ["ours"]:
        print(json.dumps(ours(Path(sys.argv[2]))))
        return 0
    events = int(sys.argv[1]) if len(sys.argv) > 1 else EVENTS
    python = installed(HERE.parent / ".venv" / "miners", miners.PACKAGES) / "python"
    script = HERE / "side_by_side" / "miners.py"
    with tempfile.TemporaryDirectory() as name:
        folder = Path(sys.argv[2]) if len(sys.argv) > 2 else Path(name)
        folder.mkdir(parents=True, exist_ok=True)
        if not (folder / "pm4py.parquet").exists():
            subprocess.run([sys.executable, __file__, "stored", folder, str(events)], check=True)
            subprocess.run([python, script, "store", folder], check=True, capture_output=True)
        lines = [beside(python, script, folder, form) for form in ("own", "same")]
    return int(not all(line["ok"] for line in lines))


def quickest(*command: object) -> dict[str, Any]:
    """The best of three runs: the first one of a file that nobody has in memory is no measure."""
    runs = [said(*command) for _ in range(TRIES)]
    return min(runs, key=lambda told: told.get("cpu_seconds", float("inf")))


def beside(python: Path, script: Path, folder: Path, form: str) -> dict[str, Any]:
    """Ours and both peers on one form, printed: how many times each took as long, and memory."""
    mine = quickest(sys.executable, __file__, "ours", folder / _file("ours", form))
    line: dict[str, Any] = {"bench": "flow", "form": form, **mine, "ok": "failed" not in mine}
    for peer, goal in (("pm4py", GOAL), ("r4pm", 1)):
        told = quickest(python, script, peer, folder / _file(peer, form))
        if "failed" in told:
            line[f"{peer}_failed"] = told["failed"]
            continue
        for ratio, seconds in (("ratio", "seconds"), ("cpu_ratio", "cpu_seconds")):
            line[f"{peer}_{seconds}"] = told[seconds]
            line[f"{peer}_{ratio}"] = round(told[seconds] / mine[seconds], 1)
        line[f"{peer}_megabytes"] = told["megabytes"]
        line["ok"] &= line[f"{peer}_ratio"] >= goal
        line["ok"] &= mine["megabytes"] < told["megabytes"]
        line["ok"] &= all(told[count] == mine[count] for count in ("edges", "moves", "variants"))
    print(json.dumps(line), flush=True)
    return line


def _file(program: str, form: str) -> str:
    own = {"ours": "ours.parquet", "pm4py": "pm4py.parquet", "r4pm": "log.xes"}
    return own[program] if form == "own" else "log.parquet"


if __name__ == "__main__":
    if sys.argv[1:2] == ["stored"]:
        stored(Path(sys.argv[2]), int(sys.argv[3]))
    else:
        sys.exit(main())
