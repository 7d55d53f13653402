"""A block of cells as it comes from a spreadsheet: texts made amounts, each fault with its cell."""

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation

from salesops.kernel.problem import Problem, Where, Wording
from salesops.kernel.signs import foreign_sign
from salesops.planning.allocate_words import CURRENCY_MIX
from salesops.planning.cells import KINDS, LINE, MONTH

OFFERED, GATE, WEIGHT = "offered", "is_gated", "weight:"
YES, NO = ("1", "true", "yes", "y", "是", "✓"), ("0", "false", "no", "n", "否")
POWERS = {"万": 4, "亿": 8, "k": 3, "m": 6, "b": 9}
SIGNS = str.maketrans("", "", ",，  \t¥￥$€£'")

NO_NUMBER = Wording(
    "pasted_no_number",
    zh=("“{node}”的“{column}”里“{value}”不是不小于零的数", "请在表格里改正后重新粘贴"),
    en=(
        '"{value}" for "{column}" of "{node}" is no number of zero or more',
        "Correct and paste anew",
    ),
)
NO_ANSWER = Wording(
    "pasted_no_answer",
    zh=("“{node}”的“{column}”里“{value}”不是“是”或“否”", "写 1、0、是、否，或留空"),
    en=('"{value}" for "{column}" of "{node}" is neither yes nor no', "Write 1, 0, or nothing"),
)
NOT_EDITABLE = Wording(
    "pasted_not_editable",
    zh=("“{node}”的“{column}”不能修改", "请把粘贴的起点放在可修改的列上"),
    en=('"{column}" of "{node}" cannot be changed', "Begin the paste at a column that can"),
)


@dataclass(frozen=True)
class Pasted:
    """One cell: whose, which column, and the text that stood there."""

    key: str
    column: str
    text: str


def number(text: str) -> Decimal | None:
    """The amount of a cell: `1,200`, `¥1.2万`, `3 M`; None of an empty one. ValueError else."""
    plain = text.translate(SIGNS).strip().lower()
    if not plain:
        return None
    power = POWERS.get(plain[-1], 0)
    try:
        found = Decimal(plain[:-1] if power else plain).scaleb(power)
    except InvalidOperation:
        raise ValueError(text) from None
    if not found.is_finite() or found < 0:
        raise ValueError(text)
    return found


def value_of(cell: Pasted, node: str, currency: str = "") -> object | Problem:
    """What the cell says: an amount or none, of a gate yes or no; the problem if it is neither.

    An amount with the sign of another currency than the plan's is a problem.
    """
    name = cell.column.partition(":")[2] or cell.column
    values = {"node": node, "key": cell.key, "column": name, "value": cell.text.strip()[:40]}
    where = Where(column=cell.column, value=cell.text)
    text = cell.text.strip()
    if cell.column == GATE:
        if text.lower() not in (*YES, *NO, ""):
            return Problem(NO_ANSWER, where, values)
        return text.lower() in YES
    if not (cell.column in (*KINDS, OFFERED) or cell.column.startswith((MONTH, LINE, WEIGHT))):
        return Problem(NOT_EDITABLE, where, values)
    if other := foreign_sign(text, currency):
        return Problem(CURRENCY_MIX, where, {**values, "currency": currency, "other": other})
    try:
        return number(text)
    except ValueError:
        return Problem(NO_NUMBER, where, values)


def changes_of(column: str, value: object, cells: Mapping[str, Mapping[str, object]]) -> object:
    """What a pasted number changes of a month's or line's limits: its pin, the rest stays."""
    rest = {kind: limit for kind, limit in cells.get(column, {}).items() if kind != "pin"}
    return rest if value is None else {**rest, "pin": value}
