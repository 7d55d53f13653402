"""Order lines month by month: who bought what, when, at which price, and what came back."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date

import numpy as np
import polars as pl

from salesops.demo.company import LINES, PROVINCES, Size
from salesops.demo.customers import Customers
from salesops.demo.demand import Demand
from salesops.demo.draws import Flags, Floats, Integers, picked, shuffled_uniform, stream
from salesops.demo.horizon import Horizon, days_of
from salesops.demo.people import Staff
from salesops.demo.plants import PULLING_AREA, Plants
from salesops.demo.products import Catalogue, with_plants

VACANT_KEEPS = 0.34
PULLED_SHARE = 0.28
PULLED_DISCOUNT = 0.04
RETURNED_LINES = 0.037


@dataclass(frozen=True)
class World:
    """Everything the orders are drawn from."""

    size: Size
    horizon: Horizon
    people: Staff
    book: Catalogue
    customers: Customers
    demand: Demand
    pairs: list[tuple[int, int]]
    plants: Plants
    seed: int
    weights: Floats
    rounding: Floats


@dataclass(frozen=True)
class Booked:
    """The lines booked in a month, and what each order first drawn for that month is worth."""

    month: int
    lines: pl.DataFrame
    totals: pl.DataFrame


def dollar_rate(month: date) -> float:
    """Yuan for a dollar in a month: invented, smooth, near what one remembers."""
    turn = (month.year * 12 + month.month) / 7.0
    return round(7.12 + 0.11 * float(np.sin(turn)), 4)


def order_months(world: World) -> Iterator[Booked]:
    """Each month's booked lines with the goods that came back in it; ids are given by the writer.

    A month is held back until the next one is drawn, because a bonus step may have pulled
    orders out of that next one.
    """
    serial = 1
    waiting: list[pl.DataFrame] = []
    totals: pl.DataFrame | None = None
    for month in range(world.horizon.last + 2):
        drawn, serial = _month(world, month, serial)
        first = world.horizon.month(world.horizon.last - month)
        if totals is not None:
            waiting.append(drawn)
            ready = pl.concat(waiting).filter(pl.col("day") < first)
            waiting = [frame.filter(pl.col("day") >= first) for frame in waiting]
            waiting = [frame for frame in waiting if frame.height]
            until = pl.lit(world.horizon.until)
            late = pl.concat([totals, _totals(drawn).filter(pl.col("day") < first)])
            yield Booked(
                month - 1,
                ready.filter(pl.col("day") <= until).sort("day", "order", "k"),
                late.filter(pl.col("day") <= until),
            )
        else:
            waiting.append(drawn)
        totals = _totals(drawn).filter(pl.col("day") >= first)


def _totals(drawn: pl.DataFrame) -> pl.DataFrame:
    return (
        drawn.lazy()
        .group_by("order", "account", "usd")
        .agg(pl.col("day").filter(~pl.col("returned")).min(), pl.col("net").sum())
        .sort("order")
        .collect()
    )


@dataclass(frozen=True)
class _Lines:
    cell: Integers
    group: Integers
    line: Integers
    account: Integers
    product: Integers
    day: Integers
    u_keep: Floats
    value: Floats
    discount: Floats


def _month(world: World, month: int, serial: int) -> tuple[pl.DataFrame, int]:
    first = world.horizon.month(world.horizon.last - month)
    rng = stream(world.seed, "orders", month)
    lines = _drawn(world, month, first, rng)
    order = _orders(world, lines, serial)
    u = {name: rng.random(order.size) for name in ("round", "channel", "return", "part", "lag")}
    value, kept = _valued(world, month, lines)
    province = np.array([p for _, p in world.pairs])[lines.group]
    price_factor = np.array([
        [world.plants.price_factor(p.region_id, k, first) for k in range(len(LINES))]
        for p in PROVINCES
    ])[province, lines.line]  # fmt: skip
    columns = _amounts(world, first, lines, order, value, price_factor, u["round"])
    shares = np.cumsum([line.channels for line in LINES], axis=1)[lines.line]
    frame = pl.DataFrame({
        "order": order, "k": _numbers(order), "account": _accounts(world, lines, order),
        "product": lines.product,
        "person": holders(world, month)[world.customers.seat[lines.account]],
        "province": province, "squad": np.array([s for s, _ in world.pairs])[lines.group],
        "line": lines.line, "channel": (u["channel"][:, None] > shares).sum(1).clip(0, 3),
        "usd": world.customers.in_dollars[lines.account], **columns,
    })  # fmt: skip
    frame = _pulled(world, month, first, frame)
    back = _returns(frame, u["return"], u["part"], u["lag"])
    order_count = int(order.max()) + 1
    both = pl.concat([frame.filter(pl.Series(kept)), back.filter(pl.Series(kept[back["row"]]))
                      .drop("row")])  # fmt: skip
    return both, order_count


def _drawn(world: World, month: int, first: date, rng: np.random.Generator) -> _Lines:
    counts = world.demand.counts[month].ravel()
    cell = np.repeat(np.arange(counts.size), counts)
    group, line = np.divmod(cell, len(LINES))
    n = cell.size
    u = rng.random((5, n))
    account = np.zeros(n, np.int64)
    active = world.customers.active(month)
    ends = world.customers.group_first
    for k in range(len(LINES)):
        here = line == k
        total = np.cumsum(world.customers.weights[:, k] * active)
        account[here] = picked(total, ends[group[here]], ends[group[here] + 1], u[0, here])
    firsts = world.book.first
    product = picked(np.cumsum(world.weights), firsts[line], firsts[line + 1], u[1])
    product = with_plants(world.book, product, line, u[2], first, world.plants)
    day = _days(world, month, first, account, u[3])
    closing = (first.month % 3 == 0) & (day >= len(days_of(first)) - 6)
    depth = np.array([kind.discount for kind in LINES])[line]
    discount = depth + world.customers.discount[account] + 0.012 * closing
    discount = (discount + rng.normal(0, 0.045, n)).clip(0, 0.36).round(3)
    sensitive = ((1 - discount) / (1 - depth)) ** world.plants.elasticity(first)
    value = rng.lognormal(0, 0.55, n) * sensitive * (1 - discount) / (1 - depth)
    return _Lines(cell, group, line, account, product, day, u[4], value, discount)


def _days(world: World, month: int, first: date, account: Integers, u: Floats) -> Integers:
    """Every customer has two buying days a month, so that lines gather into orders."""
    weights = world.horizon.day_weights(first, "spring_festival" in world.plants)
    steps = np.cumsum(weights) / weights.sum()
    turn = shuffled_uniform(account * 2000 + month * 2 + (u < 0.4), world.seed)
    return np.searchsorted(steps, turn, side="right").clip(0, len(weights) - 1).astype(np.int64)


def _orders(world: World, lines: _Lines, serial: int) -> Integers:
    keys = lines.day * (world.customers.seat.size + 1) + lines.account
    _, inverse = np.unique(keys, return_inverse=True)
    return inverse.astype(np.int64) + serial


def _numbers(order: Integers) -> Integers:
    """1, 2, 3… within each order, in the order drawn."""
    by_order = np.argsort(order, kind="stable")
    ordered = order[by_order]
    starts = np.flatnonzero(np.diff(ordered, prepend=-1))
    ranks = np.arange(order.size) - np.repeat(starts, np.diff(starts, append=order.size))
    numbers = np.empty_like(order)
    numbers[by_order] = ranks + 1
    return numbers


def _valued(world: World, month: int, lines: _Lines) -> tuple[Floats, Flags]:
    """What each line is worth, and which lines a planted truth leaves.

    Cells hit their target exactly: what chance does to a cell is already in the target, and a
    small company's cell has too few lines to average out.
    """
    calm = world.demand.calm[month].ravel()
    left = world.demand.target[month].ravel() / calm
    cells = calm.size
    vacant = _vacant(world, month)[world.customers.seat[lines.account]]
    factor = left[lines.cell] * np.where(vacant, VACANT_KEEPS, 1.0)
    total = np.bincount(lines.cell, lines.value, cells)
    wanted = calm * np.bincount(lines.cell, lines.value * factor, cells) / np.maximum(total, 1e-9)
    chance = np.minimum(factor, 1.0) ** 0.7
    kept = lines.u_keep < chance
    first_lines = np.flatnonzero(np.diff(lines.cell, prepend=-1))
    empty = np.bincount(lines.cell, kept, cells) == 0
    kept[first_lines[empty[lines.cell[first_lines]]]] = True
    value = np.where(kept, lines.value * factor / chance, 0.0)
    scale = wanted / np.maximum(np.bincount(lines.cell, value, cells), 1e-9)
    # Lines that go are valued all the same: their ids and draws stay, only their rows do not.
    return np.where(kept, value, lines.value) * scale[lines.cell], kept


def _amounts(
    world: World, first: date, lines: _Lines, order: Integers, value: Floats,
    price_factor: Floats, u: Floats,
) -> dict[str, object]:  # fmt: skip
    """Whole quantities and amounts in cents, in yuan or dollars."""
    listed = np.round(world.book.prices[lines.product] * price_factor)
    unit = np.round(listed * (1 - lines.discount) * 100)
    quantity = np.maximum(1, np.floor(value * world.rounding[lines.line] * 100 / unit + u))
    cost = np.round(world.book.prices[lines.product] * world.book.cost_shares[lines.product] * 100)
    rate = np.where(world.customers.in_dollars[lines.account], dollar_rate(first), 1.0)
    days = np.datetime64(first) + lines.day
    return {
        "day": days.astype("datetime64[D]"), "quantity": quantity.astype(np.int64),
        "listed": np.round(quantity * listed * 100 / rate).astype(np.int64),
        "net": np.round(quantity * unit / rate).astype(np.int64),
        "cost": np.round(quantity * cost / rate).astype(np.int64),
        "returned": np.zeros(order.size, bool),
    }  # fmt: skip


def _accounts(world: World, lines: _Lines, order: Integers) -> Integers:
    """The customer as booked: three orders in ten of a doubled customer go to its second entry."""
    double = np.full(world.customers.seat.size, -1)
    double[world.customers.originals] = world.customers.duplicates
    second = double[lines.account]
    strays = (second >= 0) & (shuffled_uniform(order, world.seed + 7) < 0.3)
    return np.where(strays, second, lines.account)


def holders(world: World, month: int) -> Integers:
    """The number of the person on each seat in a month."""
    day = world.horizon.month(world.horizon.last - month)
    return np.array([
        int(world.people.holder(seat, day).person_id[1:])
        for seat in range(len(world.people.holdings))
    ])  # fmt: skip


def _vacant(world: World, month: int) -> Flags:
    day = world.horizon.month(world.horizon.last - month)
    seats = range(len(world.people.holdings))
    return np.array([world.people.holder(seat, day).vacant for seat in seats])


def _pulled(world: World, month: int, first: date, frame: pl.DataFrame) -> pl.DataFrame:
    """Orders signed before the quarter's end to reach the bonus step, at a deeper discount."""
    before = world.horizon.month(world.horizon.last - month + 1)
    if first.month % 3 != 1 or not world.plants.holds("pulled_orders", before):
        return frame
    order = frame["order"].to_numpy()
    u = shuffled_uniform(order, world.seed + 11)
    areas = np.array([p.region_id[:2] == PULLING_AREA for p in PROVINCES])
    early = (frame["day"] < days_of(first)[18]).to_numpy()
    moved = early & areas[frame["province"].to_numpy()] & (u < PULLED_SHARE)
    last_days = [day for day in days_of(before) if world.horizon.is_workday(day)][-7:]
    slot = (shuffled_uniform(order, world.seed + 13) * len(last_days)).astype(np.int64)
    cheaper = 1 - PULLED_DISCOUNT
    then = holders(world, month - 1) if month else holders(world, month)
    now = holders(world, month)
    switch = dict(zip(now.tolist(), then.tolist(), strict=True))
    return frame.with_columns(
        pl.when(pl.Series(moved)).then(pl.Series(np.array(last_days, "datetime64[D]")[slot]))
        .otherwise("day").alias("day"),
        pl.when(pl.Series(moved)).then((pl.col("net") * cheaper).round().cast(pl.Int64))
        .otherwise("net").alias("net"),
        pl.when(pl.Series(moved)).then(pl.col("person").replace(switch))
        .otherwise("person").alias("person"),
    )  # fmt: skip


def _returns(frame: pl.DataFrame, u: Floats, part: Floats, lag: Floats) -> pl.DataFrame:
    """Goods sent back some weeks later: part of a line's quantity, with its amounts, negative."""
    row = np.flatnonzero(u < RETURNED_LINES)
    back = frame[row.tolist()]
    quantity = back["quantity"].to_numpy()
    gone = np.maximum(1, np.round(quantity * (0.3 + 0.7 * part[row]))).astype(np.int64)
    share = pl.Series(gone / quantity)
    amounts = [
        (-(pl.col(name) * share)).round().cast(pl.Int64).alias(name)
        for name in ("listed", "net", "cost")
    ]
    return back.with_columns(
        *amounts,
        pl.Series("quantity", -gone),
        (
            pl.col("day")
            + pl.duration(days=pl.lit(pl.Series((6 + lag[row] * 30).astype(np.int64))))
        ).alias("day"),
        (pl.col("k") + 500).alias("k"),
        pl.lit(True).alias("returned"),
        pl.Series("row", row),
    )


def rounded_values(world: World, mean_value: Floats) -> World:
    """The same world, its lines shrunk by what rounding up to one piece adds to them on average."""
    rng = stream(world.seed, "rounding")
    factors = np.ones(len(LINES))
    for k in range(len(LINES)):
        low, high = world.book.first[k], world.book.first[k + 1]
        weights = world.weights[low:high] / world.weights[low:high].sum()
        prices = rng.choice(world.book.prices[low:high], 20_000, p=weights) * 0.9
        values = rng.lognormal(-0.15, 0.55, 20_000) * mean_value[k]
        u = rng.random(20_000)
        for _ in range(6):
            made = (np.maximum(1, np.floor(values * factors[k] / prices + u)) * prices).sum()
            factors[k] *= values.sum() / made
    return replace(world, rounding=factors)
