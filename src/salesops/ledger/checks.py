"""Checks: whether the rows of a ledger are what its tables declare, as problems."""

from collections.abc import Iterator, Mapping
from datetime import timedelta

import ibis
import ibis.expr.types as ir

from salesops.kernel.problem import Problem, Where, Wording
from salesops.ledger.ledger import Ledger
from salesops.ledger.schema import MONEY, TABLES, Table

# A whole number, which every engine compares with amounts.
ABSURD_AMOUNT = 10**12
FAR_FUTURE = timedelta(days=366)

DUPLICATE_KEY = Wording(
    "ledger_duplicate_key",
    zh=(
        "表 {table} 中有 {count} 个主键重复，例如 {value}。",
        "查看含有该主键的批次，撤回重复导入的一批；若是自己的数据仓库，请在视图中去重。",
    ),
    en=(
        "Table {table} has {count} keys that stand more than once, for example {value}.",
        "Retract the batch imported twice; in your own warehouse, let views give each key once.",
    ),
)
MISSING_VALUE = Wording(
    "ledger_missing_value",
    zh=(
        "{column} 有 {count} 行为空，而这一列必须有值。",
        "补上来源数据后重新导入；金额为空通常是缺少当日的汇率。",
    ),
    en=(
        "{column} is empty in {count} rows, and must not be.",
        "Complete the source and import it again; an empty amount mostly lacks an exchange rate.",
    ),
)
UNKNOWN_PARENT = Wording(
    "ledger_unknown_parent",
    zh=(
        "{column} 有 {count} 行指向 {parent} 中不存在的值，例如 {value}。",
        "先把 {parent} 中缺少的记录导入，再重新生成快照。",
    ),
    en=(
        "{column} names something that {parent} does not have in {count} rows, such as {value}.",
        "Import what {parent} lacks, then take a snapshot again.",
    ),
)
ABSURD = Wording(
    "ledger_absurd_amount",
    zh=("{column} 有 {count} 行的绝对值超过一万亿。", "检查这些行的单位（元、万元）和小数点。"),
    en=(
        "{column} is beyond a million millions in {count} rows.",
        "Check the unit and the decimal point of these rows.",
    ),
)
BACKWARDS = Wording(
    "ledger_ends_before_it_starts",
    zh=("表 {table} 有 {count} 行的结束日期不晚于开始日期。", "更正这些行的起止日期。"),
    en=(
        "In {count} rows of {table} the end is not after the start.",
        "Correct the dates of these rows.",
    ),
)
NOT_A_SHARE = Wording(
    "ledger_not_a_share",
    zh=("{column} 有 {count} 行不在 0 到 1 之间。", "份额应写成 0 到 1 的小数，12% 写成 0.12。"),
    en=(
        "{column} is not between 0 and 1 in {count} rows.",
        "A share is a fraction: 12% is written 0.12.",
    ),
)
IN_THE_FUTURE = Wording(
    "ledger_in_the_future",
    zh=("{column} 有 {count} 行晚于快照日期一年以上。", "检查这些行的年份。"),
    en=(
        "{column} lies more than a year after the day of the snapshot in {count} rows.",
        "Check the year of these rows.",
    ),
    severity="warning",
)

# What happens is known only once it has; a target or a plan may lie ahead.
HAPPENED = ("orders", "receipts", "leads", "deals", "steps", "activities", "earnings")


def check(ledger: Ledger) -> list[Problem]:
    """Everything in which the ledger's rows are not what its tables declare.

    Keys are unique, required columns filled, parents there, amounts and dates possible. Each
    kind of problem is given once a column, with the number of rows and an example.
    """
    return [problem for table in TABLES.values() for problem in _table(ledger, table)]


def _table(ledger: Ledger, table: Table) -> Iterator[Problem]:
    rows = ledger[table.name]
    found = dict(_conditions(ledger, table, rows))
    names = {f"c{n}": about for n, about in enumerate(found)}
    sums = {name: found[about].sum() for name, about in names.items()}
    counts = _first(ledger, rows.aggregate(rows=rows.count(), **sums))
    if not counts["rows"]:
        return
    for name, (wording, column) in names.items():
        if counts[name]:
            yield _problem(wording, table, column, count=counts[name])
    yield from _keys(ledger, table, rows)
    for column, parent in table.parents.items():
        yield from _parent(ledger, table, column, parent)


def _conditions(
    ledger: Ledger, table: Table, rows: ir.Table
) -> Iterator[tuple[tuple[Wording, str], ir.BooleanValue]]:
    for column in table.required:
        yield (MISSING_VALUE, column), rows[column].isnull()
    for column, kind in table.columns.items():
        if kind == MONEY:
            yield (ABSURD, column), rows[column].abs() > ABSURD_AMOUNT
        elif column.endswith("share"):
            yield (NOT_A_SHARE, column), (rows[column] < 0) | (rows[column] > 1)
    if "ends_before" in table.columns:
        yield (BACKWARDS, "ends_before"), rows["ends_before"] <= rows["starts_on"]
    if table.clock and table.name in HAPPENED:
        late = ibis.literal(ledger.as_of + FAR_FUTURE)
        yield (IN_THE_FUTURE, table.clock), rows[table.clock] > late


def _keys(ledger: Ledger, table: Table, rows: ir.Table) -> Iterator[Problem]:
    times = rows.group_by(*table.key).aggregate(times=rows.count())
    twice = times.filter(times["times"] > 1)
    yield from _counted(ledger, twice, DUPLICATE_KEY, table, table.key[0])


def _parent(ledger: Ledger, table: Table, column: str, parent: str) -> Iterator[Problem]:
    """Rows that look their parent up in vain."""
    key = TABLES[parent].key[0]
    said = ledger[table.name].select(child=column)
    known = ledger.parent(parent).select(known=key)
    lost = said.filter(said["child"].notnull()).anti_join(known, [("child", "known")])
    yield from _counted(ledger, lost, UNKNOWN_PARENT, table, column, "child", parent=parent)


def _counted(
    ledger: Ledger,
    bad: ir.Table,
    wording: Wording,
    table: Table,
    column: str,
    shown: str | None = None,
    **values: object,
) -> Iterator[Problem]:
    found = _first(ledger, bad.aggregate(count=bad.count(), value=bad[shown or column].min()))
    if found["count"]:
        yield _problem(wording, table, column, value=found["value"], count=found["count"], **values)


def _first(ledger: Ledger, expression: ir.Table) -> Mapping[str, object]:
    return dict(ledger.engine.fetch(expression).to_pylist()[0])


def _problem(
    wording: Wording, table: Table, column: str, value: object = None, **values: object
) -> Problem:
    where = Where(column=f"{table.name}.{column}", value=None if value is None else str(value))
    return Problem(wording, where, {"table": table.name, **values})
