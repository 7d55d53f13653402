"""Write the demo company's raw exports at every size asked for.

    python bench/demo.py small medium large

Prints one line of JSON a size: seconds, order lines a second, megabytes written, and the peak
of memory in a process of its own.
"""

import json
import resource
import subprocess
import sys
import tempfile
from datetime import date
from pathlib import Path
from time import perf_counter

UNTIL = date(2026, 10, 31)


def measured(size: str) -> dict[str, object]:
    """One company, written into a folder that is thrown away."""
    from salesops.demo import write_exports
    from salesops.demo.company import SIZES

    if size not in SIZES:
        raise SystemExit(f"no such size: {size}; there are {', '.join(SIZES)}")
    with tempfile.TemporaryDirectory() as folder:
        started = perf_counter()
        exports = write_exports(Path(folder), size=size, until=UNTIL)  # type: ignore[arg-type]
        seconds = perf_counter() - started
        written = sum(path.stat().st_size for path in exports.files)
    return {
        "workload": "demo exports",
        "size": size,
        "order_lines": exports.order_lines,
        "seconds": round(seconds, 2),
        "lines_per_second": round(exports.order_lines / seconds),
        "megabytes": round(written / 1e6, 1),
        "peak_memory_mb": round(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024),
    }


def main() -> None:
    """Each size in a process of its own, so that peaks of memory do not mix."""
    match sys.argv[1:]:
        case ["--one", size]:
            print(json.dumps(measured(size)))
        case sizes:
            for size in sizes or ["small", "medium"]:
                subprocess.run([sys.executable, __file__, "--one", size], check=True)


if __name__ == "__main__":
    main()
