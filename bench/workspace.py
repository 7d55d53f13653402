"""The workspace under twenty users at once, beside a Tryton server doing the same.

    python bench/workspace.py [--accounts 100000 --deals 200000 --activities 1000000]

Prints one line of JSON a workload: our answers a second and milliseconds, theirs, and the ratio
of the answers a second. Both run on PostgreSQL, one after the other on the same machine, two
processes of four threads each; ours once more on SQLite, which is what it takes by itself. Their
client asks over RPC, so our REST is set beside it; the pages have no counterpart, and beside the
board stands their list of deals, for whoever wants to know. Both databases wait for the disk.
"""

import argparse
import json
import subprocess
import sys
import tempfile
from collections.abc import Mapping
from pathlib import Path

HERE = Path(__file__).resolve().parent
sys.path[:0] = [str(HERE), str(HERE.parent)]

from side_by_side import ours, tryton  # noqa: E402 - found beside this file
from side_by_side.environment import installed  # noqa: E402
from side_by_side.load import Load, Make, load  # noqa: E402

from tests.postgres import cluster  # noqa: E402

PORT, THEIR_PORT = 8765, 8766
PEERS = {"api list": "list", "api search": "search", "read": "read", "create": "create",
         "board": "board"}  # fmt: skip
GOAL_RATIO, GOAL_MS = 5, 200
SECONDS = 5


def measured(
    port: int, workloads: Mapping[str, Make], requests: int, users: int
) -> dict[str, Load]:
    """Every workload, one after the other; each is warmed up with some requests first.

    A thousand reads are over in half a second, so each goes on for some seconds at least.
    """
    found = {}
    for name, make in workloads.items():
        load(port, make, 5 * users, users)
        found[name] = load(port, make, requests, users, first=10_000, seconds=SECONDS)
    return found


def shown(name: str, where: str, mine: Load, theirs: Load | None) -> dict[str, object]:
    """One line of the result."""
    line: dict[str, object] = {
        "bench": "workspace", "workload": name, "database": where,
        "per_second": round(mine.per_second, 1),
        "p50_ms": round(mine.percentile(50), 1), "p95_ms": round(mine.percentile(95), 1),
    }  # fmt: skip
    if theirs is None:
        return line | {"ok": mine.percentile(95) < GOAL_MS}
    ratio = mine.per_second / theirs.per_second
    return line | {
        "peer_per_second": round(theirs.per_second, 1),
        "peer_p95_ms": round(theirs.percentile(95), 1), "ratio": round(ratio, 2),
        "ok": (ratio >= GOAL_RATIO or name == "board") and mine.percentile(95) < GOAL_MS,
    }  # fmt: skip


def main() -> int:
    """Fill both, load both, print the lines; 1 when a goal is missed."""
    parser = argparse.ArgumentParser(description=__doc__)
    for name, size in (("accounts", 100_000), ("deals", 200_000), ("activities", 1_000_000),
                       ("requests", 400), ("users", 20)):  # fmt: skip
        parser.add_argument(f"--{name}", type=int, default=size)
    parser.add_argument("--sqlite-only", action="store_true")
    asked = parser.parse_args()
    sizes = (asked.accounts, asked.deals, asked.activities)
    results = []
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        theirs: dict[str, Load] = {}
        if not asked.sqlite_only:
            programs = installed(HERE.parent / ".venv" / "tryton", tryton.PACKAGES)
            with (
                cluster(folder, as_kept=True) as url,
                tryton.server(folder, programs, url, sizes[:2], THEIR_PORT),
            ):
                theirs = measured(THEIR_PORT, tryton.workloads(THEIR_PORT, sizes[0]),
                                  asked.requests, asked.users)  # fmt: skip
            with cluster(folder, as_kept=True) as url:
                results += _ours(folder / "pg", sizes, url, theirs, asked)
        results += _ours(folder / "sqlite", sizes, None, theirs, asked)
    return int(not all(line["ok"] for line in results))


def _ours(
    home: Path, sizes: tuple[int, int, int], database: str | None, theirs: Mapping[str, Load],
    asked: argparse.Namespace,
) -> list[dict[str, object]]:  # fmt: skip
    lines = []
    with ours.server(home, sizes, PORT, database) as key:
        mine = measured(PORT, ours.workloads(PORT, key, sizes[0]), asked.requests, asked.users)
    for name, found in mine.items():
        where = "postgresql" if database else "sqlite"
        lines.append(shown(name, where, found, theirs.get(PEERS.get(name, ""))))
        print(json.dumps(lines[-1], ensure_ascii=False), flush=True)
    return lines


if __name__ == "__main__":
    try:
        sys.exit(main())
    except subprocess.CalledProcessError as error:
        sys.exit(str(error))
