"""Limits of single months and product lines as people write them: `month:2027-03`, `line:泵`."""

from collections.abc import Iterator, Mapping
from datetime import date
from decimal import Decimal, InvalidOperation

from salesops.kernel.problem import Problem, Wording
from salesops.planning.goal import Goal
from salesops.planning.tree import Limit

Told = Mapping[str, object]
Cells = Mapping[str, Told]
"""By cell its pin, floor and cap as text; what is left out does not bind."""
KINDS = ("pin", "floor", "cap")
MONTH, LINE = "month:", "line:"

NO_SUCH_CELL = Wording(
    "no_such_cell",
    zh=("“{cell}”不是方案里的月份或产品线", "写 month:{example} 这样的月份，或 line: 加产品线"),
    en=(
        '"{cell}" is no month or product line of the plan',
        "Write month:{example}, or line: and its name",
    ),
)
CELL_PAST = Wording(
    "cell_past",
    zh=("{cell} 已经过去，目标不再改动", "请选以后的月份"),
    en=("{cell} is past: its target stays", "Choose a later month"),
)
CELL_UNFIT = Wording(
    "cell_unfit",
    zh=("“{cell}”的“{value}”不是取整单位 {unit} 的整数倍，或小于零", "请改正，或留空表示不限"),
    en=(
        '"{value}" for "{cell}" is no whole number of {unit}, or below zero',
        "Correct it, or leave it empty",
    ),
)


def merged(kept: Cells, given: Mapping[str, Told | None]) -> dict[str, dict[str, str]]:
    """The limits with those given in place of what stood there; none frees a cell."""
    found = {cell: {k: str(v) for k, v in told.items()} for cell, told in kept.items()}
    for cell, told in given.items():
        said = {k: _plain(v) for k, v in (told or {}).items() if k in KINDS and v is not None}
        found.pop(cell, None)
        if said:
            found[cell] = said
    return dict(sorted(found.items()))


def _plain(value: object) -> str:
    try:
        number = Decimal(str(value))
        return f"{number.normalize():f}" if number.is_finite() else str(value)
    except InvalidOperation:
        return str(value)


def cell_problems(given: Cells, goal: Goal, holds_from: date) -> Iterator[Problem]:
    """What is wrong with limits for the cells of a whole goal, past months of it among them."""
    labels = [goal.label(period) for period in range(goal.periods)]
    for cell, told in given.items():
        name = cell.partition(":")[2]
        is_month = cell.startswith(MONTH)
        if name not in (labels if is_month else goal.products if cell.startswith(LINE) else ()):
            yield Problem(NO_SUCH_CELL, values={"cell": cell, "example": labels[0]})
            continue
        if is_month and goal.months[labels.index(name)].starts_on < holds_from:
            yield Problem(CELL_PAST, values={"cell": name})
        for value in told.values():
            if not _fits(str(value), goal):
                values = {"cell": name, "value": value, "unit": goal.unit}
                yield Problem(CELL_UNFIT, values=values)


def _fits(value: str, goal: Goal) -> bool:
    try:
        amount = Decimal(value)
        return amount.is_finite() and amount >= 0 and goal.units(amount) >= 0
    except (ArithmeticError, ValueError):
        return False


def limits_of(cells: Cells, goal: Goal, past_of_line: Mapping[str, Decimal]) -> tuple[Limit, ...]:
    """The limits of the months a goal still has, in units; a line's less what is past of it.

    Months that are no longer in the goal are past and stay as they are.
    """
    if not cells:
        return ()
    labels = {goal.label(period): period for period in range(goal.periods)}
    found = []
    for cell, told in cells.items():
        kind, name = cell[: cell.index(":") + 1], cell.partition(":")[2]
        gone = past_of_line.get(name, Decimal(0)) if kind == LINE else Decimal(0)
        units = {k: max(0, goal.units(Decimal(str(v)) - gone)) for k, v in told.items()}
        bounds = (units.get("pin"), units.get("floor"), units.get("cap"))
        if kind == LINE:
            found.append(Limit(None, name, *bounds))
        elif name in labels:
            found.append(Limit(labels[name], None, *bounds))
    return tuple(found)
