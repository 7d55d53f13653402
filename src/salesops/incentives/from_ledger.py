"""Credits and quotas of a ledger, summed by the engine as finely as a plan asks and no finer."""

from collections.abc import Collection
from datetime import date
from typing import Any

import ibis
import ibis.expr.types as ir
import numpy as np
import pyarrow as pa

from salesops.incentives.credits import Credits, Names
from salesops.incentives.exact import LIMIT, Array
from salesops.incentives.plan import Plan
from salesops.incentives.quotas import Quotas
from salesops.incentives.rules import Commission, Component, Spiff
from salesops.ledger import Ledger

SELLER, DIRECT = "seller", "direct"
EXACT = pa.decimal128(38, 4)


def credits_in(
    ledger: Ledger, plan: Plan, as_of: date, *, orders: bool = False,
    people: Collection[str] | None = None, days: bool = False,
) -> Credits:  # fmt: skip
    """Booked credits up to a day, summed by person, day or month, role and what a plan looks at.

    By order only where a rule looks at single ones, or a statement is to be opened to them, or
    where some of it came back and a return counts on the day of its sale. With
    `people` of these alone: whose credits changed are paid again without the others. With `days`
    by day also where months are enough for the plan: who was whose manager changes within one.
    """
    keys = {"payee": "position_id", "role": "role"}
    rows = ledger["credits"]
    begins = plan.versions[0].starts_on
    rows = rows.filter(rows.position_id.notnull(), rows.credited_on.between(begins, as_of))
    whole = by_months(plan) and not days
    rows = rows.mutate(day=rows.credited_on.truncate("M") if whole else rows.credited_on)
    if people is not None:
        rows = rows.filter(rows.position_id.isin(list(people)))
    if any(component.products for component in _components(plan)):
        keys["product"] = "product_id"
    single = orders or any(map(by_orders, _components(plan)))
    of_sales = any(c.returns.attribution == "original" for c in _components(plan))
    if single or of_sales:
        keys["order"] = "order_id"
    with_orders = "order" in keys or any(map(by_pieces, _components(plan)))
    if with_orders:
        rows = _joined(rows, ledger["orders"])
    if not single and of_sales:
        rows = _named_where_returned(rows)
    sums = {"amount": rows.amount.sum()}
    if with_orders:
        sums["quantity"] = rows.pieces.sum()
    groups = rows.group_by(day=rows.day, **{name: rows[held] for name, held in keys.items()})
    return _columns(ledger.engine.fetch(groups.aggregate(**sums)))


def _joined(rows: ir.Table, orders: ir.Table) -> ir.Table:
    """Credits with the order and the pieces of their line, by the share that was credited."""
    told = orders.select("line_id", "order_id", line_pieces=orders.quantity)
    found = rows.join(told, "line_id", how="left")
    share = ibis.coalesce(found.share, ibis.literal(1).cast("decimal(18,6)"))
    pieces = (found.line_pieces * share).round(4).cast("decimal(18,4)")
    return found.mutate(pieces=ibis.coalesce(pieces, ibis.literal(0).cast("decimal(18,4)")))


def _named_where_returned(rows: ir.Table) -> ir.Table:
    """Credits that keep their order only where something of it came back."""
    back = (
        rows.filter((rows.amount < 0) | (rows.pieces < 0)).select(back_id=rows.order_id).distinct()
    )
    found = rows.join(back, rows.order_id == back.back_id, how="left")
    return found.drop("order_id").rename(order_id="back_id")


def quotas_in(
    ledger: Ledger, metric: str = "net_revenue", *, people: Collection[str] | None = None
) -> Quotas:
    """The quotas of people in a ledger by the month they start in."""
    rows = ledger["quotas"]
    kept = rows.filter(
        rows.position_id.notnull(), ibis.coalesce(rows.metric, ibis.literal(metric)) == metric
    )
    if people is not None:
        kept = kept.filter(kept.position_id.isin(list(people)))
    groups = kept.group_by("position_id", "starts_on").aggregate(amount=kept.amount.sum())
    table = ledger.engine.fetch(groups)
    columns = (named(table["position_id"]), _days(table["starts_on"]), units(table["amount"]))
    return Quotas(columns=columns)


def by_months(plan: Plan) -> bool:
    """Whether every day the plan knows is the first of a month, so that months are enough."""
    days: list[date | None] = [version.starts_on for version in plan.versions]
    days += [plan.ends_before, *plan.period_starts]
    for payee in plan.payees:
        days += [payee.starts_on, payee.ends_before]
    for component in _components(plan):
        days += [component.starts_on, component.ends_before]
    return all(day is None or day.day == 1 for day in days)


def by_orders(of: Component) -> bool:
    """Whether a component looks at single orders."""
    return (
        isinstance(of, Spiff) or of.accumulate == "transaction" or bool(of.windfall)
        or bool(of.release) or not of.returns.reduce_attainment
    )  # fmt: skip


def by_pieces(of: Component) -> bool:
    """Whether a component looks at pieces."""
    return of.measure == "quantity" or (isinstance(of, Commission) and of.tier_unit == "quantity")


def _components(plan: Plan) -> list[Component]:
    return [component for version in plan.versions for component in version.components]


def _columns(table: pa.Table) -> Credits:
    """The columns of what an engine gave, people by name."""
    count = len(table)
    nothing = np.full(count, -1, np.int64)
    pieces = units(table["quantity"]) if "quantity" in table.column_names else nothing * 0
    role = named(table["role"])
    values = tuple(DIRECT if name == SELLER else name for name in role.values)
    return Credits(
        named(table["payee"]), _days(table["day"]), units(table["amount"]), pieces,
        _named_or_none(table, "order"), nothing, Names(("booked",), np.zeros(count, np.int64)),
        Names(values, role.codes), _named_or_none(table, "product"), nothing,
    )  # fmt: skip


def _days(column: Any) -> Array:
    """A column of dates as day numbers."""
    days = column.cast(pa.date32()).to_numpy().astype("datetime64[D]").astype(np.int64)
    return np.asarray(days + date(1970, 1, 1).toordinal())


def _named_or_none(table: pa.Table, column: str) -> Names:
    if column in table.column_names:
        return named(table[column])
    return Names((), np.full(len(table), -1, np.int64))


def named(column: Any) -> Names:
    """A column of texts as places in a list of them in order; −1 for none."""
    encoded = pa.chunked_array(column).combine_chunks().dictionary_encode()
    if isinstance(encoded, pa.ChunkedArray):
        encoded = encoded.combine_chunks()
    values = encoded.dictionary.to_pylist()
    order = sorted(range(len(values)), key=lambda place: values[place])
    places = np.empty(len(values) + 1, np.int64)
    places[order] = np.arange(len(values))
    places[-1] = -1
    codes = encoded.indices.fill_null(len(values)).to_numpy(zero_copy_only=False)
    return Names(tuple(values[place] for place in order), places[codes])


def units(column: Any) -> Array:
    """A column of decimals in ten-thousandths, exactly: the low halves of what Arrow holds.

    Amounts beyond sixty-four bits become Python's own numbers.
    """
    held = pa.chunked_array(column).cast(EXACT).combine_chunks().fill_null(0)
    if isinstance(held, pa.ChunkedArray):
        held = pa.concat_arrays(held.chunks) if held.num_chunks else pa.array([], EXACT)
    words = np.frombuffer(held.buffers()[1], np.int64)[2 * held.offset :][: 2 * len(held)]
    low, high = words[::2], words[1::2]
    fits = ((low < 0) == (high == -1)).all() and ((high == 0) | (high == -1)).all()
    if fits and np.abs(low.astype(float)).sum() < LIMIT:
        return low.copy()
    return np.array([int(value * 10_000) for value in held.to_pylist()], dtype=object)
