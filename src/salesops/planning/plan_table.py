"""A plan's tree with what was said of each node, as a table people edit in a spreadsheet."""

import csv
import io
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal, InvalidOperation

from salesops.kernel.problem import Problem, Where, Wording
from salesops.planning.plan_columns import More, Shape, is_more, more_of

FIXED = ("node", "parent", "name", "pin", "floor", "cap", "gate", "offered", "reason")
AMOUNTS = ("pin", "floor", "cap", "offered")
YES = ("1", "true", "yes", "y", "是")
MOST = 50

NO_NODE_COLUMN = Wording(
    "plan_table_head",
    zh=("表头里没有 {missing} 列", "请从导出的表改起，保留 node 和 parent 两列"),
    en=("The table has no column {missing}.", "Begin with an exported table; keep node and parent"),
)
NOT_A_NUMBER = Wording(
    "plan_table_number",
    zh=("“{node}”的 {column} 看不懂：{value}", "请填写数字（日期写成 2027-03-01），留空表示没有"),
    en=(
        'The {column} of "{node}" cannot be read: {value}.',
        "Write a number (a day as 2027-03-01) or leave it empty",
    ),
)  # fmt: skip
UNREADABLE = Wording(
    "plan_table_unreadable",
    zh=("文件读不出来", "请另存为 UTF-8 的 CSV 后再上传"),
    en=("The file cannot be read.", "Save it as CSV in UTF-8 and upload it again"),
)


@dataclass(frozen=True)
class Row:
    """One node as written; weights by column, empty ones None."""

    node: str
    parent: str
    name: str
    weights: Mapping[str, Decimal | None] = field(default_factory=dict)
    amounts: Mapping[str, Decimal | None] = field(default_factory=dict)
    is_gated: bool = False
    reason: str = ""
    line: int = 0
    more: More = field(default_factory=More)


def text_of(content: bytes) -> str | None:
    """The file's text: UTF-8, else GB18030 as Chinese Excel writes it; None for neither."""
    for encoding in ("utf-8-sig", "gb18030"):
        try:
            return content.decode(encoding)
        except UnicodeDecodeError:
            continue
    return None


def read(content: bytes) -> tuple[list[Row], list[Problem]]:
    """The table's rows, and everything that is wrong with it, each with its line."""
    text = text_of(content)
    if text is None or "\0" in text:
        return [], [Problem(UNREADABLE)]
    reader = csv.DictReader(io.StringIO(text))
    head = [name.strip() for name in reader.fieldnames or ()]
    missing = [name for name in ("node", "parent") if name not in head]
    if missing:
        return [], [Problem(NO_NODE_COLUMN, values={"missing": ", ".join(missing)})]
    reader.fieldnames = head
    rows: list[Row] = []
    problems: list[Problem] = []
    for number, told in enumerate(reader, 2):
        cells = {name: _plain(told.get(name)) for name in head if name}
        if any(cells.values()):
            rows.append(_row(cells, number, problems))
    return rows, problems[:MOST]


def _plain(cell: object) -> str:
    """A cell without the apostrophe that an export puts before what looks like a formula."""
    text = cell.strip() if isinstance(cell, str) else ""
    return text[1:] if text[:2] in ("'=", "'+", "'-", "'@") else text


def _row(cells: Mapping[str, str], line: int, problems: list[Problem]) -> Row:
    def number(column: str) -> Decimal | None:
        value = cells.get(column, "").replace(",", "")
        try:
            return Decimal(value) if value and Decimal(value).is_finite() else None
        except InvalidOperation:
            problems.append(_no_number(cells, column, line))
            return None

    try:
        more = more_of(cells)
    except ValueError as unfit:
        problems.append(_no_number(cells, str(unfit), line))
        more = More()
    weights = [name for name in cells if name not in FIXED and not is_more(name)]
    return Row(
        cells["node"], cells["parent"], cells.get("name", ""),
        {name: number(name) for name in weights},
        {name: number(name) for name in AMOUNTS if name in cells},
        cells.get("gate", "").lower() in YES, cells.get("reason", ""), line, more,
    )  # fmt: skip


def _no_number(cells: Mapping[str, str], column: str, line: int) -> Problem:
    where = Where(line=line, column=column, value=cells.get(column, ""))
    values = {"node": cells["node"], "column": column, "value": where.value}
    return Problem(NOT_A_NUMBER, where, values)


def headings(weights: Sequence[str], shape: Shape | None = None) -> list[str]:
    """The first line of the table: the weights stand between the name and the limits."""
    return [*FIXED[:3], *weights, *FIXED[3:], *(shape or Shape()).headings()]


def cells_of(
    rows: Sequence[Row], weights: Sequence[str], shape: Shape | None = None
) -> Iterator[list[str | Decimal | None]]:
    """The rows as they are written."""
    for row in rows:
        told = [row.weights.get(name) for name in weights]
        limits = [row.amounts.get(name) for name in ("pin", "floor", "cap")]
        gate = "1" if row.is_gated else ""
        yield [row.node, row.parent, row.name, *told, *limits, gate,
               row.amounts.get("offered"), row.reason,
               *(shape or Shape()).written(row.more)]  # fmt: skip
