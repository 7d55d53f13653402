"""The demo's commission ledger: monthly commission, a quarterly step bonus, clawbacks."""

from datetime import date, timedelta

import polars as pl

from salesops.demo.horizon import later
from salesops.demo.leads import person_ids
from salesops.demo.orders import World
from salesops.demo.plants import PULLING_AREA
from salesops.demo.quotas import quotas

RATE = 0.012
PAID_HERE_MONTHS = 3
STEP_BONUS = 8000


def paid_here_since(until: date) -> date:
    """The month from which commission is worked out in the product, not told by files."""
    return later(until.replace(day=1), -PAID_HERE_MONTHS)


def earning_rows(world: World, tally: pl.DataFrame) -> pl.DataFrame:
    """One row per entry; one area has had a step bonus since the year before the running one."""
    reps = [int(p.person_id[1:]) for p in world.people.positions if p.role == "rep"]
    sold = (
        tally.filter(pl.col("person").is_in(reps))
        .group_by("person", "month").agg(pl.col("net").sum()).sort("month", "person")
    )  # fmt: skip
    here = paid_here_since(world.horizon.until)
    entries = [
        _commission(world, *row)
        for row in sold.select("person", "month", "net").iter_rows()
        if world.horizon.months[row[1]] < here
    ]
    entries += _steps(world, sold)
    rows = sorted(e for e in entries if e[1] <= world.horizon.until)
    frame = pl.DataFrame(
        rows, schema=["person", "day", "plan", "component", "kind", "amount"], orient="row"
    ).sort("day", "person", "component")
    return frame.select(
        pl.format("TC{}", pl.int_range(1, pl.len() + 1).cast(pl.String).str.zfill(7)).alias(
            "台账编号"
        ),
        pl.col("day").alias("计提日期"),
        person_ids(frame["person"].to_numpy()).alias("工号"),
        pl.col("plan").alias("激励方案"),
        pl.col("component").alias("组成项"),
        pl.col("kind").alias("类型"),
        pl.col("amount").alias("金额"),
    )


Entry = tuple[int, date, str, str, str, float]


def _commission(world: World, person: int, month: int, net: float) -> Entry:
    first = world.horizon.months[month]
    kind = "应得" if net >= 0 else "扣回"
    day = later(first, 1) - timedelta(days=1)
    return (person, day, f"{first.year}年销售激励方案", "销售提成", kind, round(net * RATE, 2))


def _steps(world: World, sold: pl.DataFrame) -> list[Entry]:
    """Who reached a quarter's quota, in the area that has the bonus."""
    since = world.plants.span("pulled_orders").starts_on
    regions = {p.person_id: p.region_id for p in world.people.positions}
    months = {month: k for k, month in enumerate(world.horizon.months)}
    goal = quotas(world).filter(pl.col("month").is_in(list(months)) & (pl.col("month") >= since))
    goals: dict[tuple[str, date], int] = {}
    for person, month, amount in goal.select("person_id", "month", "amount").iter_rows():
        key = (person, _quarter(month))
        goals[key] = goals.get(key, 0) + amount
    made: dict[tuple[str, date], float] = {}
    for number, month, net in sold.iter_rows():
        key = (f"S{number:05d}", _quarter(world.horizon.months[month]))
        made[key] = made.get(key, 0.0) + net
    return [
        (int(person[1:]), later(quarter, 3) - timedelta(days=1),
         f"{quarter.year}年销售激励方案", "季度台阶奖", "应得", float(STEP_BONUS))
        for (person, quarter), amount in sorted(goals.items())
        if regions[person][:2] == PULLING_AREA and made.get((person, quarter), 0.0) >= amount
    ]  # fmt: skip


def _quarter(month: date) -> date:
    return date(month.year, (month.month - 1) // 3 * 3 + 1, 1)
