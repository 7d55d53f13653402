"""AdventureWorks' next year broken down to its 17 sellers, and one seller's number explained."""

import csv
from datetime import date
from decimal import Decimal
from fractions import Fraction
from pathlib import Path

import pytest

from salesops.planning.allocate import Allocation, allocation
from salesops.planning.allocate_plan import Plan
from salesops.planning.goal import Goal
from salesops.planning.tree import Node
from tests.doors.shell import run

pytestmark = pytest.mark.requires("data")

GOAL = Goal(5_000_000_001, "USD", Decimal("0.01"), date(2026, 1, 1), 12)


def rows(path: Path) -> list[list[str]]:
    return list(csv.reader(path.read_text(encoding="utf-8").splitlines(), delimiter="\t"))


@pytest.fixture(scope="module")
def broken_down(data: Path) -> Allocation:
    """Company, groups, territories and sellers, by this year's sales and last year's."""
    folder = data / "adventureworks_oltp"
    nodes = [Node("AdventureWorks")]
    territories = rows(folder / "SalesTerritory.csv")
    nodes += [Node(group, "AdventureWorks") for group in sorted({row[3] for row in territories})]
    nodes += [Node(row[1], row[3]) for row in territories]
    names = {row[0]: row[1] for row in territories}
    for row in rows(folder / "SalesPerson.csv"):
        weights = {"this_year": Decimal(row[5]), "last_year": Decimal(row[6])}
        nodes.append(Node(row[0], names.get(row[1], "AdventureWorks"), weights))
    staffed = {node.parent for node in nodes if node.weights}
    kept = [n for n in nodes if n.weights or n.name not in names.values() or n.name in staffed]
    mix = {"this_year": Decimal("0.5"), "last_year": Decimal("0.5")}
    return allocation(Plan(GOAL, tuple(kept), mix))


def test_the_year_adds_up_in_every_direction_to_the_cent(broken_down: Allocation) -> None:
    tree = broken_down.plan.tree
    assert broken_down.amount("AdventureWorks") == Decimal("50000000.01")
    sellers = [node.name for node in tree.nodes if node.weights]
    assert len(sellers) == 17
    assert sum(broken_down.units(name) for name in sellers) == GOAL.amount
    for place, below in enumerate(tree.children):
        assert (
            not below
            or (broken_down.cells[list(below)].sum(axis=0) == broken_down.cells[place]).all()
        )


def test_a_sellers_number_says_what_it_comes_from(broken_down: Allocation) -> None:
    """276 shares the Southwest with 281: what each sold this year and last, half and half."""
    tree = broken_down.plan.tree
    targets = [target for target in broken_down.targets() if target.node == "276"]
    siblings = [tree.nodes[c] for c in tree.children[tree.parents[tree.places["276"]]]]
    own = tree.nodes[tree.places["276"]].weights
    for metric in ("this_year", "last_year"):
        whole = sum(Fraction(node.weights[metric] or 0) for node in siblings)
        assert targets[0].shares[metric] == Fraction(own[metric] or 0) / whole
    team = broken_down.units(tree.nodes[tree.parents[tree.places["276"]]].name)
    assert abs(broken_down.units("276") - team * targets[0].share) < 1
    assert sum(target.units for target in targets) == broken_down.units("276")
    assert all(target.held == "" and abs(target.rounding) < 1 for target in targets)


def test_a_manager_without_sales_last_year_keeps_only_what_this_year_says(
    broken_down: Allocation,
) -> None:
    """274 has no territory and sold nothing last year: 0 is an answer, and stays one."""
    shares, share = broken_down.why(broken_down.plan.tree.places["274"])
    assert shares["last_year"] == 0 and share == (shares["this_year"] or 0) / 2


def test_the_command_breaks_the_year_down_and_explains_a_sellers_number(
    data: Path, broken_down: Allocation, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("SALESOPS_HOME", str(tmp_path / "none"))
    (tmp_path / "goal.toml").write_text(
        'amount = "50000000.01"\ncurrency = "USD"\nunit = "0.01"\nstarts_on = 2026-01-01\n'
        "periods = 12\nweights = { this_year = 0.5, last_year = 0.5 }\n"
    )
    lines = ["node,parent,this_year,last_year"]
    for node in broken_down.plan.tree.nodes:
        weights = [node.weights.get(name) for name in ("this_year", "last_year")]
        lines.append(
            ",".join(
                [node.name, node.parent or "", *("" if w is None else str(w) for w in weights)]
            )
        )
    (tmp_path / "tree.csv").write_text("\n".join([*lines, ""]))
    said = run("allocate", tmp_path / "goal.toml", tmp_path / "tree.csv", "--json")
    assert said.code == 0
    rows = [row for row in said.json if row["node"] == "276"]
    assert sum(Decimal(row["target"]) for row in rows) == broken_down.amount("276")
    shares, _ = broken_down.why(broken_down.plan.tree.places["276"])
    told = {name: round(float(share), 6) for name, share in shares.items() if share is not None}
    assert rows[0]["shares"] == told and rows[0]["held"] is None
