"""Run every test this machine can run: all of them, then the doors again on PostgreSQL."""

import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from tests import parts

ROOT = parts.ROOT
PYTEST = [sys.executable, "-m", "pytest", "-q", "--durations=15"]
WORKERS = ["-n", os.environ.get("SALESOPS_TEST_WORKERS", "auto")]

# A browser sees the same pages whatever database they came from.
DOORS = ["tests/doors", "--ignore=tests/doors/test_browser.py"]


def runs() -> Iterator[list[str]]:
    """The commands that together are the suite."""
    yield [*PYTEST, *WORKERS, "tests"]
    if parts.missing("postgresql"):
        print(f"left out: the doors on PostgreSQL. To add: {parts.PARTS['postgresql'].how}.")
    else:
        yield [sys.executable, "tests/postgres.py", *PYTEST, *WORKERS, *DOORS]


def main() -> int:
    """Run them all, whatever the first ones say; 1 when any failed."""
    codes = [subprocess.run(command, cwd=ROOT, check=False).returncode for command in runs()]
    return int(any(codes))


if __name__ == "__main__":
    sys.exit(main())
