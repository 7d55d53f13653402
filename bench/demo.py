"""Build the demo company, from nothing to ready to be served, at every size asked for.

    python bench/demo.py small large

Prints one line of JSON a size: seconds in all and for writing the exports alone, megabytes
written, and the peak of memory. Exits with 1 when a size takes longer than it promises.
"""

import json
import os
import resource
import subprocess
import sys
import tempfile
from datetime import date
from pathlib import Path
from time import perf_counter

UNTIL = date(2026, 10, 31)
PROMISED_SECONDS = {"small": 60.0, "large": 300.0}


def measured(size: str) -> dict[str, object]:
    """One company, built in a workspace that is thrown away."""
    with tempfile.TemporaryDirectory() as folder:
        started = perf_counter()
        _run(size, Path(folder) / "workspace")
        built = perf_counter() - started
        exports = Path(folder) / "workspace" / "exports"
        truth = json.loads((exports / "truth.json").read_text(encoding="utf-8"))
        files = [path for path in exports.rglob("*") if path.is_file()]
        written = sum(path.stat().st_size for path in files)
        stamps = sorted(path.stat().st_mtime for path in files)
    peak = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss / 1024
    return {
        "workload": "demo",
        "size": size,
        "order_lines": truth["order_lines"],
        "seconds": round(built, 2),
        "seconds_between_first_and_last_export": round(stamps[-1] - stamps[0], 2),
        "promised_seconds": PROMISED_SECONDS.get(size),
        "megabytes_of_exports": round(written / 1e6, 1),
        "peak_memory_mb": round(peak),
    }


def _run(size: str, home: Path) -> None:
    command = [str(Path(sys.executable).with_name("salesops")), "demo", "--no-serve"]
    options = ["--size", size, "--until", UNTIL.isoformat()]
    environment = {**os.environ, "SALESOPS_HOME": str(home)}
    subprocess.run([*command, *options], env=environment, check=True, stdout=subprocess.DEVNULL)


def main() -> int:
    """Every size in turn; 1 when one of them missed its promise."""
    missed = False
    for size in sys.argv[1:] or ["small"]:
        line = measured(size)
        print(json.dumps(line))
        missed |= float(str(line["seconds"])) > PROMISED_SECONDS.get(size, float("inf"))
    return int(missed)


if __name__ == "__main__":
    sys.exit(main())
