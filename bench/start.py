"""How long the command line takes to say what it can do, beside Python doing nothing at all."""

import json
import subprocess
import sys
import time
from pathlib import Path
from statistics import median

SALESOPS = str(Path(sys.executable).with_name("salesops"))
LIMIT = 0.3


def seconds(*command: str) -> float:
    """The median of seven runs, after one that warms the disk."""
    times = []
    for _ in range(8):
        began = time.perf_counter()
        subprocess.run(command, check=True, capture_output=True)
        times.append(time.perf_counter() - began)
    return median(times[1:])


def main() -> int:
    """Print one line of JSON; 1 when the promise is missed."""
    ours, bare = seconds(SALESOPS, "--help"), seconds(sys.executable, "-c", "pass")
    result = {
        "workload": "salesops --help",
        "seconds": round(ours, 3),
        "python_seconds": round(bare, 3),
        "ratio": round(ours / bare, 1),
        "limit_seconds": LIMIT,
    }
    print(json.dumps(result))
    return int(ours > LIMIT)


if __name__ == "__main__":
    sys.exit(main())
