"""Seasons from what was sold: rows of node, month and amount made indices for a plan's nodes."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from decimal import Decimal
from fractions import Fraction
from itertools import pairwise

from salesops.kernel.period import Period, month_count, month_later, period
from salesops.kernel.problem import Problem, Where, Wording
from salesops.planning import allocate_words as w
from salesops.planning.allocate_plan import Plan
from salesops.planning.allocate_rows import NOT_A_NUMBER, Columns, ReadNumber, Row
from salesops.planning.seasons import (
    YEAR,
    DayWeight,
    History,
    a_day,
    over_days,
    seasons_by_node,
    working_days,
)
from salesops.planning.tree import Index, Node, told

COLUMNS: Columns = {
    "node": ("节点", "名称", "区域", "人员", "name"),
    "month": ("月份", "期间", "period"),
    "amount": ("金额", "销售额", "业绩", "net_revenue"),
}

NOT_IN_TREE = Wording(
    "history_not_in_tree",
    zh=("历史里的“{node}”不在组织里，略过", "若是改名，请用现在的名字"),
    en=(
        '"{node}" is not in the tree: its history is left aside',
        "Use the new name if any",
    ),
    severity="warning",
)
NOT_A_MONTH = Wording(
    "not_a_month",
    zh=("“{node}”的月份“{value}”看不懂", "写成 2025-03 这样"),
    en=('"{value}" of "{node}" is no month', "Write it as 2025-03"),
)


@dataclass
class MonthlySales:
    """What nodes sold by month; several rows of one month add up."""

    amounts: dict[tuple[str, date], Decimal] = field(default_factory=dict)
    problems: list[Problem] = field(default_factory=list)

    def add(self, where: Where, row: Row, read_number: ReadNumber) -> None:
        """One more row, or what is wrong with it."""
        node = Node((row.get("node") or "").strip(), where=where)
        amount = read_number(row.get("amount") or "")
        try:
            month = period((row.get("month") or "").replace("/", "-"))
        except ValueError:
            month = Period(date.min, date.min)
        if month.days not in range(28, 32):
            self.problems.append(told(NOT_A_MONTH, node, value=row.get("month")))
        elif not isinstance(amount, Decimal):
            value = row.get("amount") or ""
            self.problems.append(told(NOT_A_NUMBER, node, column="amount", value=value))
        else:
            key = (node.name, month.starts_on)
            self.amounts[key] = self.amounts.get(key, Decimal(0)) + amount


def histories(sales: MonthlySales, first_month: int) -> tuple[Mapping[str, History], date]:
    """Every node's months in order from a January (or whichever month plans begin with) on.

    Before a node's first row nobody knows; after it a month without a row sold nothing, up to
    the last month of anybody. Returns them with the month they begin with.
    """
    months = sorted(month for _, month in sales.amounts)
    back = (months[0].month - first_month) % YEAR
    start = month_later(months[0], -back)
    count = month_count(Period(start, month_later(months[-1], 1)))
    found: dict[str, list[Decimal | None]] = {}
    for node, month in sorted(sales.amounts, key=lambda key: key[1]):
        here = month_count(Period(start, month))
        known = found.setdefault(node, [None] * here + [Decimal(0)] * (count - here))
        known[here] = sales.amounts[node, month]
    return found, start


def with_history(plan: Plan, sales: MonthlySales, weight: DayWeight | None = None) -> Plan:
    """The plan whose nodes have the seasons of their own history, drawn to those above them.

    A node that was given a season keeps it. With the weight of days, indices are a working
    day's, so that a holiday that moves is counted where it falls in the year of the plan.
    """
    goal = plan.goal
    known, start = histories(sales, goal.starts_on.month)
    if weight is not None:
        length = max(map(len, known.values()))
        days = working_days(months_from(start, length), weight)
        known = {node: a_day(history, days) for node, history in known.items()}
    seasons = seasons_by_node(plan.tree, known)
    ahead = working_days(goal.months, weight) if weight is not None else ()
    nodes = tuple(
        replace(node, season=_for_plan(seasons[node.name], goal.periods, ahead))
        if node.season is None and node.name in seasons
        else node
        for node in plan.nodes
    )
    return replace(plan, nodes=nodes)


def _for_plan(indices: Sequence[Index], periods: int, days: Sequence[Fraction]) -> Sequence[Index]:
    turned = [indices[number % YEAR] for number in range(periods)]
    return over_days(turned, days) if days else turned


def months_from(start: date, count: int) -> Sequence[Period]:
    """So many months, one after the other from the first."""
    starts = [month_later(start, number) for number in range(count + 1)]
    return [Period(*pair) for pair in pairwise(starts)]


def history_problems(plan: Plan, sales: MonthlySales) -> list[Problem]:
    """What is wrong with a history: its cells, nodes that are not in the tree, negative months."""
    names = {node.name for node in plan.nodes}
    found = list(sales.problems)
    unknown = sorted({node for node, _ in sales.amounts} - names)
    found += [Problem(NOT_IN_TREE, values={"node": name}) for name in unknown]
    for (node, month), amount in sorted(sales.amounts.items()):
        if amount < 0:
            what = f"{month:%Y-%m}"
            values = {"node": node, "what": what, "amount": amount}
            found.append(Problem(w.NEGATIVE_AMOUNT, values=values))
    return found
