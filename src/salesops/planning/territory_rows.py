"""Customers or districts as a table has them, made units to share out; the answer as rows."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from decimal import Decimal
from math import isfinite

from salesops.kernel.problem import Problem, Where, Wording
from salesops.planning.region_map import Place
from salesops.planning.territories import Neighbours, Territories, Unit

Row = Mapping[str, str | None]
ReadNumber = Callable[[str], Decimal | str | None]
COLUMNS: Mapping[str, tuple[str, ...]] = {
    "unit": ("客户", "区域", "account", "account_id", "region", "district", "name"),
    "workload": ("工作量", "工时", "hours", "work"),
    "potential": ("潜力", "市场潜力", "value"),
    "customers": ("客户数", "accounts"),
    "owner": ("负责人", "人员", "person", "person_id", "rep"),
    "x": ("经度", "longitude", "lon"),
    "y": ("纬度", "latitude", "lat"),
    "neighbours": ("相邻", "邻区", "neighbors"),
}
NUMBERS = ("workload", "potential", "customers", "x", "y")

NO_NUMBER = Wording(
    "territory_no_number",
    ("{unit} 的 {column} 不是数字：{value}。", "请改为数字；没有就留空。"),
    ("The {column} of {unit} is no number: {value}.", "Write a number, or leave it empty."),
)
NOT_ON_MAP = Wording(
    "not_on_map",
    ("地图上没有 {unit}。", "请使表中的名称与地图一致。"),
    ("{unit} is not on the map.", "Call it in the table as the map does."),
)


def units_of(
    rows: Sequence[tuple[Where, Row]], read_number: ReadNumber
) -> tuple[list[Unit], Neighbours | None, list[Problem]]:
    """The units of a table, who borders on whom where it says so, and what was wrong.

    An empty workload is 1 and an empty potential 0; a unit is one customer unless it says more.
    """
    units, problems = [], []
    beside: dict[str, frozenset[str]] = {}
    for where, row in rows:
        name = (row.get("unit") or "").strip()
        figures, wrong = _figures(where, name, row, read_number)
        problems += wrong
        unit = Unit(
            name, figures.get("workload", 1.0), figures.get("potential", 0.0),
            int(figures.get("customers", 1)), (row.get("owner") or "").strip(),
            (figures.get("x", 0.0), figures.get("y", 0.0)),
        )  # fmt: skip
        units.append(unit)
        if row.get("neighbours"):
            named = (row["neighbours"] or "").replace(";", ",").replace("，", ",").split(",")
            beside[name] = frozenset(one.strip() for one in named if one.strip())
    return units, _both_ways(beside) if beside else None, problems


def _figures(
    where: Where, name: str, row: Row, read_number: ReadNumber
) -> tuple[dict[str, float], list[Problem]]:
    found: dict[str, float] = {}
    wrong = []
    for column in NUMBERS:
        value = row.get(column)
        read = read_number(value) if value else None
        if isinstance(read, Decimal) and isfinite(read):
            found[column] = float(read)
        elif value:
            told = {"unit": name, "column": column, "value": value}
            wrong.append(Problem(NO_NUMBER, where, told))
    return found, wrong


def _both_ways(beside: Mapping[str, frozenset[str]]) -> Neighbours:
    """Who borders on somebody is bordered on: it is enough when one of the two says so."""
    found = {name: set(others) for name, others in beside.items()}
    for name, others in beside.items():
        for other in others:
            found.setdefault(other, set()).add(name)
    return {name: frozenset(others) for name, others in found.items()}


def on_map(
    units: Sequence[Unit], places: Sequence[Place]
) -> tuple[list[Unit], Neighbours | None, list[Problem]]:
    """The units where the map has them, and who borders on whom; units it lacks are problems."""
    known = {name: place for place in places for name in place.names}
    problems = [
        Problem(NOT_ON_MAP, values={"unit": unit.unit_id})
        for unit in units
        if unit.unit_id not in known
    ]
    if problems:
        return [], None, problems
    called = {known[unit.unit_id].key: unit.unit_id for unit in units}
    placed = [
        Unit(u.unit_id, u.workload, u.potential, u.customers, u.owner, known[u.unit_id].centre)
        for u in units
    ]
    beside = {
        unit.unit_id: frozenset(
            called[key] for key in known[unit.unit_id].neighbours or () if key in called
        )
        for unit in units
    }
    return placed, beside if any(beside.values()) else None, []


def told(units: Sequence[Unit], found: Territories) -> Iterator[dict[str, object]]:
    """A row a unit: who had it, who gets it, and what it weighs."""
    moved = set(found.moved)
    for unit in units:
        yield {
            "unit": unit.unit_id, "before": unit.owner or None,
            "owner": found.owner[unit.unit_id], "moved": unit.unit_id in moved,
            "customers": unit.customers, "workload": unit.workload, "potential": unit.potential,
        }  # fmt: skip
