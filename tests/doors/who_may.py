"""Writes who_may.txt anew: every page and operation with what each role is answered.

    python tests/doors/who_may.py --write

Look at the difference before it is kept: a role that should not reach something must stand
there as 403 or 404, and somebody not signed in as sign-in.
"""

import os
import subprocess
import sys
from pathlib import Path

HERE = Path(__file__).parent
TABLE = HERE / "who_may.txt"
WRITE = "SALESOPS_WRITE_WHO_MAY"
HOW = "run `python tests/doors/who_may.py --write`, and look at the difference"
COLUMNS = ("nobody", "bo", "ada", "olga", "fay", "eve", "adam", "cy")
HEAD = """\
# Who may: every page and every REST operation, asked about records of Bo's.
#
#   nobody   not signed in          bo   rep, whose records these are
#   ada      his manager            cy   rep of another team, who must be kept out
#   olga     sales operations       fay  finance      eve  executive      adam  administrator
#
#   ok       shown, or told what is wrong with the form; done: it was done, or a file went out
#   403      the role may not       404  not there for them      405  not by this method
#   sign-in  led to sign in first
#
# Written by tests/doors/who_may.py; look at every difference.
"""


def text_of(rows: dict[str, dict[str, str]]) -> str:
    """The table: one address a line, a role a column."""
    width = max(map(len, rows))
    head = "#" + " " * (width - 1) + "".join(f" {name:>7}" for name in COLUMNS)
    lines = [f"{name:<{width}}" + "".join(f" {rows[name][c]:>7}" for c in COLUMNS) for name in rows]
    return HEAD + head + "\n" + "\n".join(lines) + "\n"


def read() -> dict[str, dict[str, str]]:
    """The table as it is kept."""
    lines = TABLE.read_text(encoding="utf-8").splitlines() if TABLE.exists() else []
    rows: dict[str, dict[str, str]] = {}
    for line in lines:
        if line and not line.startswith("#"):
            *name, cells = line.rsplit(None, len(COLUMNS))[0], line.split()[-len(COLUMNS) :]
            rows[" ".join(name)] = dict(zip(COLUMNS, cells, strict=True))
    return rows


def main() -> int:
    """Ask everything again and keep the answers."""
    if "--write" not in sys.argv:
        sys.stdout.write(str(__doc__))
        return 1
    command = [sys.executable, "-m", "pytest", "-q", "-x", HERE / "test_who_may.py"]
    env = {**os.environ, WRITE: "1"}
    return subprocess.run(command, env=env, check=False, cwd=HERE.parents[1]).returncode


if __name__ == "__main__":
    sys.exit(main())
