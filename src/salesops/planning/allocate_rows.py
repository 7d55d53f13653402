"""The rows of a tree as a table has them, made the nodes of a plan."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import replace
from decimal import Decimal
from fractions import Fraction

from salesops.kernel.problem import Problem, Where, Wording
from salesops.kernel.signs import foreign_sign
from salesops.planning import allocate_words as w
from salesops.planning.allocate_plan import Plan
from salesops.planning.goal_file import EVERYWHERE, GoalFile
from salesops.planning.seasons import over_days
from salesops.planning.tree import Index, Node, told

Row = Mapping[str, str | None]
# A number as somebody wrote it: the number, None for no answer, or the code of what is wrong.
ReadNumber = Callable[[str], Decimal | str | None]

Columns = Mapping[str, tuple[str, ...]]

COLUMNS: Columns = {
    "node": ("节点", "名称", "组织", "人员", "name"),
    "parent": ("上级", "上级节点", "父节点", "所属"),
    "pin": ("定数", "锁定", "指定目标", "fixed"),
    "floor": ("下限", "最低", "minimum", "min"),
    "cap": ("上限", "最高", "maximum", "max"),
    "gate": ("闸门", "参与分解", "open"),
    "currency": ("币种", "货币"),
}
SHUT = frozenset({"shut", "closed", "no", "false", "0", "关", "否", "n"})

NOT_A_NUMBER = Wording(
    "not_a_number",
    zh=("“{node}”的 {column} 不是数字：{value}", "改成数字，例如 1234.50 或 12.5万；没有就留空"),
    en=('The {column} of "{node}" is no number: {value}', "Write 1234.50, or leave it empty"),
)


def plan_of(
    rows: Sequence[tuple[Where, Row]],
    file: GoalFile,
    read_number: ReadNumber,
    working_days: Sequence[Fraction] = (),
) -> tuple[Plan, list[Problem]]:
    """The plan that a goal's file and a tree's rows make, and what was wrong with their cells.

    `rows` go by the canonical names of the columns (COLUMNS) and of the weights. Working days,
    where given, turn seasonal indices of a day into those of the periods.
    """
    reader = _Reader(file, read_number)
    nodes = [reader.node(where, row) for where, row in rows]
    placed = [_with_profile(node, file, working_days) for node in nodes]
    plan = Plan(file.goal, tuple(placed), file.weights, file.inverse)
    return plan, [*reader.problems, *_unknown_nodes(placed, file), *_unknown_metrics(rows, file)]


def columns_of(file: GoalFile) -> Columns:
    """The columns a tree may have: those of COLUMNS, and the goal's weights by their own names."""
    return {**COLUMNS, **dict.fromkeys(metrics(file), ())}


class _Reader:
    """Cells made numbers and amounts, with the problems met on the way."""

    def __init__(self, file: GoalFile, read_number: ReadNumber) -> None:
        self.file, self.read_number = file, read_number
        self.metrics = sorted(metrics(file))
        self.problems: list[Problem] = []

    def node(self, where: Where, row: Row) -> Node:
        """The node of one row; a cell that cannot be read counts as empty and is told."""
        name, parent = (row.get("node") or "").strip(), (row.get("parent") or "").strip()
        plain = Node(name, parent or None, where=where)
        self._check_currency(plain, row)
        weights = {metric: self._number(plain, row, metric) for metric in self.metrics}
        pin, floor, cap = (self._units(plain, row, what) for what in ("pin", "floor", "cap"))
        is_open = (row.get("gate") or "").strip().lower() not in SHUT
        return replace(plain, weights=weights, pin=pin, floor=floor, cap=cap, is_open=is_open)

    def _number(self, node: Node, row: Row, column: str) -> Decimal | None:
        mine = self.file.goal.currency
        if other := foreign_sign(row.get(column) or "", mine):
            self.problems.append(told(w.CURRENCY_MIX, node, currency=mine, other=other))
            return None
        value = self.read_number(row.get(column) or "")
        if isinstance(value, str):
            self.problems.append(told(NOT_A_NUMBER, node, column=column, value=row[column]))
            return None
        return value

    def _units(self, node: Node, row: Row, what: str) -> int | None:
        amount = self._number(node, row, what)
        if amount is None:
            return None
        try:
            return self.file.goal.units(amount)
        except ValueError:
            unit = self.file.goal.unit
            self.problems.append(told(w.OFF_UNIT, node, what=what, amount=amount, unit=unit))
            return None

    def _check_currency(self, node: Node, row: Row) -> None:
        currency = (row.get("currency") or "").strip()
        mine = self.file.goal.currency
        if currency and currency.upper() != mine.upper():
            self.problems.append(told(w.CURRENCY_MIX, node, currency=mine, other=currency))


def metrics(file: GoalFile) -> set[str]:
    """Every metric that weighs somewhere."""
    mixes = (file.weights, *file.weights_below.values())
    return {metric for mix in mixes for metric in mix}


def _with_profile(node: Node, file: GoalFile, days: Sequence[Fraction]) -> Node:
    """The node with its own mix, season and line shares; the top has what holds everywhere."""
    key = EVERYWHERE if node.parent is None and node.name not in file.seasons else node.name
    season: Sequence[Index] | None = file.seasons.get(key)
    if days and (season is not None or node.parent is None):
        season = over_days(season or [Fraction(1)] * len(days), days)
    lines = EVERYWHERE if node.parent is None and node.name not in file.products else node.name
    return replace(
        node, mix=file.weights_below.get(node.name), season=season,
        products=file.products.get(lines),
    )  # fmt: skip


def _unknown_nodes(nodes: Sequence[Node], file: GoalFile) -> Iterator[Problem]:
    known = {node.name for node in nodes} | {EVERYWHERE}
    told_of = {
        "weights_below": file.weights_below, "seasons": file.seasons, "products": file.products,
    }  # fmt: skip
    for what, by_node in told_of.items():
        for name in by_node:
            if name not in known:
                yield Problem(w.UNKNOWN_NODE, values={"node": name, "what": what})


def _unknown_metrics(rows: Sequence[tuple[Where, Row]], file: GoalFile) -> Iterator[Problem]:
    if not rows:
        return
    columns = set(rows[0][1])
    for metric in sorted(metrics(file) | file.inverse):
        if metric not in columns:
            yield Problem(w.UNKNOWN_METRIC, values={"metric": metric, "node": ""})
