"""Small plans to test with: a tree as lines of text, everything else by name."""

from collections.abc import Iterable
from datetime import date
from decimal import Decimal

from salesops.kernel.problem import Problem
from salesops.planning.allocate import Conflict, allocation
from salesops.planning.allocate_plan import Plan
from salesops.planning.goal import Goal
from salesops.planning.tree import Node

START = date(2026, 1, 1)
CENT = Decimal("0.01")


def goal(amount: int = 1200, periods: int = 12, products: tuple[str, ...] = ()) -> Goal:
    return Goal(amount, "CNY", CENT, START, periods, products)


def node(name: str, parent: str | None = None, weight: int | None = None, **told: object) -> Node:
    """A node with one weight, `potential`."""
    return Node(name, parent, {"potential": None if weight is None else Decimal(weight)}, **told)  # type: ignore[arg-type]


def plan(of: Goal, *nodes: Node, inverse: Iterable[str] = (), **mix: str) -> Plan:
    weighed = {name: Decimal(part) for name, part in (mix or {"potential": "1"}).items()}
    return Plan(of, nodes, weighed, frozenset(inverse))


def conflicts(of: Plan) -> list[tuple[str, object]]:
    """The codes of what is wrong with the plan, each with the node it names."""
    try:
        allocation(of)
    except Conflict as conflict:
        return told(conflict.problems)
    return []


def told(problems: Iterable[Problem]) -> list[tuple[str, object]]:
    """Codes and nodes; every sentence must be fillable in both languages."""
    found = list(problems)
    assert all(p.reason(lang) and p.remedy(lang) for p in found for lang in ("zh", "en"))
    return [(problem.code, problem.values.get("node")) for problem in found]
