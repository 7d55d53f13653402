"""A goal broken down to 10,000 people × 12 months × 5 product lines, pins on 5 %, and reconciled.

    python bench/allocate.py [people]

Prints one line of JSON for each peer on the same tree in the same run: seconds, cells, and the
largest gap between a parent and its children. QuotaCascader splits wholes of the year only, and
hierarchicalforecast knows no pins: both do less, and both are timed on what they do. Seconds of
the processor stand beside those of the clock, for a machine that is busy with other things.
"""

import json
import subprocess
import sys
import tempfile
import time
from collections.abc import Sequence
from datetime import date
from decimal import Decimal
from pathlib import Path
from random import Random
from typing import Any

import numpy as np

HERE = Path(__file__).resolve().parent
sys.path[:0] = [str(HERE)]

from side_by_side import planners  # noqa: E402 - found beside this file
from side_by_side.environment import installed  # noqa: E402

from salesops.planning.allocate import Allocation, allocation  # noqa: E402
from salesops.planning.allocate_plan import Plan  # noqa: E402
from salesops.planning.goal import Goal  # noqa: E402
from salesops.planning.reconcile import reconciled  # noqa: E402
from salesops.planning.tree import Node  # noqa: E402

PEOPLE = 10_000
AMOUNT = 10**12 + 1
GOAL_SECONDS = 2.0
LINES = dict(zip("ABCDE", map(Decimal, ("0.3", "0.25", "0.2", "0.15", "0.1")), strict=True))
SEASON = [Decimal(n) for n in (7, 5, 9, 8, 8, 10, 8, 8, 9, 9, 9, 10)]


def company(people: int, chance: Random) -> Plan:
    """Ten regions, a team for ten people, three regions with seasons of their own, pins on 5 %."""
    nodes = [Node("公司", season=SEASON, products=LINES)]
    for region in range(10):
        own = [Decimal(chance.randint(5, 15)) for _ in range(12)] if region % 3 == 0 else None
        nodes.append(Node(f"R{region}", "公司", season=own))
    for team in range(people // 10):
        nodes.append(Node(f"T{team:05}", f"R{team % 10}"))
        for person in range(10):
            weights: dict[str, Decimal | None] = {
                "potential": Decimal(chance.randint(1, 10**7)) / 100,
                "last_year": Decimal(chance.randint(1, 10**7)) / 100,
            }
            pin = chance.randint(0, AMOUNT // people) if chance.random() < 0.05 else None
            nodes.append(Node(f"P{team:05}{person}", f"T{team:05}", weights, pin=pin))
    goal = Goal(AMOUNT, "CNY", Decimal("0.01"), date(2026, 1, 1), 12, tuple(LINES))
    mix = {"potential": Decimal("0.6"), "last_year": Decimal("0.4")}
    return Plan(goal, tuple(nodes), mix)


def largest_error(of: Allocation) -> int:
    """The largest gap, in units, of any sum: children, months and lines, wholes, the goal."""
    gaps = [abs(int(of.cells[0].sum()) - of.plan.goal.amount)]
    for place, below in enumerate(of.plan.tree.children):
        gaps.append(abs(int(of.cells[place].sum()) - of.totals[place]))
        if below:
            gaps.append(int(np.abs(of.cells[list(below)].sum(axis=0) - of.cells[place]).max()))
            gaps.append(abs(sum(of.totals[child] for child in below) - of.totals[place]))
    return max(gaps)


def ours(people: int, chance: Random) -> tuple[Allocation, dict[str, Any]]:
    """The plan broken down, then reconciled with what everybody submitted."""
    plan = company(people, chance)
    worked, started = time.process_time(), time.perf_counter()
    asked = allocation(plan)
    split, worked = time.perf_counter(), time.process_time() - worked
    pinned = {node.name for node in plan.nodes if node.pin is not None}
    leaves = [plan.tree.nodes[place].name for place in plan.tree.leaves]
    said = {
        name: int(asked.totals[plan.tree.places[name]] * chance.uniform(0.7, 1.2))
        for name in leaves
        if name not in pinned
    }
    again, submitted = time.process_time(), time.perf_counter()
    agreed = reconciled(asked, said)
    done, worked = time.perf_counter(), worked + time.process_time() - again
    if not isinstance(agreed, Allocation):
        raise TypeError("the submissions cannot be reconciled")
    seconds = (split - started) + (done - submitted)
    return asked, {
        "bench": "allocate", "people": people, "cells": len(leaves) * 60,
        "decomposed": round(split - started, 3), "reconciled": round(done - submitted, 3),
        "seconds": round(seconds, 3), "cpu_seconds": round(worked, 3),
        "largest_error": max(map(largest_error, (asked, agreed))),
        "ok": seconds < GOAL_SECONDS and not largest_error(asked) and not largest_error(agreed),
    }  # fmt: skip


def tree_file(of: Allocation, folder: Path) -> None:
    """The same tree as the peers read it."""
    tree = of.plan.tree
    paths: list[list[str]] = []
    rows: list[int] = []
    columns: list[int] = []
    for number, leaf in enumerate(tree.leaves):
        places = [leaf]
        while tree.parents[places[-1]] >= 0:
            places.append(tree.parents[places[-1]])
        rows += places
        columns += [number] * len(places)
        paths.append([tree.nodes[place].name for place in reversed(places)])
    order = sorted(range(len(tree.nodes)), key=lambda place: (_depth(tree.parents, place), place))
    new = {place: number for number, place in enumerate(order)}
    told = {
        "amount": float(of.plan.goal.money(of.plan.goal.amount)),
        "names": [tree.nodes[place].name for place in order],
        "parents": [new.get(tree.parents[place], -1) for place in order],
        "people": [[*path, *map(float, _weights(tree.nodes[leaf]))]
                   for path, leaf in zip(paths, tree.leaves, strict=True)],
        "pins": {n.name: float(of.plan.goal.money(n.pin)) for n in tree.nodes if n.pin is not None},
        "rows": [new[place] for place in rows],
        "columns": columns,
        "shape": (of.cells[0].reshape(-1) / of.cells[0].sum()).tolist(),
        "wished": [float(of.plan.goal.money(of.totals[place])) for place in order],
        "levels": {
            str(depth): [n for n, p in enumerate(order) if _depth(tree.parents, p) == depth]
            for depth in range(4)
        },
    }  # fmt: skip
    (folder / "tree.json").write_text(json.dumps(told), encoding="utf-8")


def _weights(node: Node) -> Sequence[Decimal]:
    return [node.weights["potential"] or Decimal(0), node.weights["last_year"] or Decimal(0)]


def _depth(parents: Sequence[int], place: int) -> int:
    depth = 0
    while parents[place] >= 0:
        place, depth = parents[place], depth + 1
    return depth


def main() -> int:
    """Ours and theirs; 1 when a promise is missed."""
    people = int(sys.argv[1]) if len(sys.argv) > 1 else PEOPLE
    asked, mine = ours(people, Random(7))
    print(json.dumps(mine), flush=True)
    programs = installed(HERE.parent / ".venv" / "planners", planners.PACKAGES)
    with tempfile.TemporaryDirectory() as name:
        tree_file(asked, Path(name))
        script = HERE / "side_by_side" / "planners.py"
        done = subprocess.run(
            [programs / "python", script, name], check=True, stdout=subprocess.PIPE, text=True
        )
    for line in done.stdout.splitlines():
        told = json.loads(line)
        ratio = told["cpu_seconds"] / mine["cpu_seconds"]
        print(json.dumps({"bench": "allocate", **told, "ratio": round(ratio, 2)}), flush=True)
    return int(not mine["ok"])


if __name__ == "__main__":
    sys.exit(main())
