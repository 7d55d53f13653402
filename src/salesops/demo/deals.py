"""Opportunities on their way from first contact to won or lost, and the moves they made."""

from dataclasses import dataclass

import numpy as np
import polars as pl

from salesops.demo.company import BRAND, LINES
from salesops.demo.draws import Flags, Floats, Integers, picked, stream
from salesops.demo.horizon import Times
from salesops.demo.leads import Leads, lead_ids, moments, person_ids
from salesops.demo.orders import World, holders

STAGES = ("初步接触", "需求确认", "方案报价", "商务谈判")
WON, LOST = "赢单", "输单"
PASS = np.array([0.84, 0.80, 0.70, 0.78])
PASS_NEW_TRACK = 0.46
PASS_TRAINED = np.array([0.84, 0.91, 0.70, 0.93])
DAYS = np.array([6.0, 11.0, 14.0, 11.0])
QUOTING = 2


@dataclass(frozen=True)
class Deals:
    """Opportunities as columns; `entered` holds the time of each stage, NaT where not reached.

    `outcome` is 1 won, 0 lost, -1 open; `new_track` says the talk track was the new one when
    the quotation stage was entered; `trained` that its owner had taken the helpful course.
    """

    lead: Integers
    created: Times
    entered: Times
    ended: Times
    outcome: Integers
    last_stage: Integers
    skipped: Flags
    reworked: Flags
    new_track: Flags
    trained: Flags
    person: Integers
    account: Integers
    product: Integers
    province: Integers
    amount: Integers


def deals(world: World, found: Leads, trained_since: Times) -> Deals:
    """Deals from converted leads, and some more that sellers opened with customers they had."""
    rng = stream(world.seed, "deals")
    source = np.flatnonzero(found.converted)
    own = np.sort(rng.choice(found.month.size, world.size.leads * 3 // 10, replace=False))
    opened = world.horizon.in_office(found.received)
    own = own[opened[own] < np.datetime64(world.horizon.until) + np.timedelta64(1, "D")]
    lead = np.concatenate([source, np.full(own.size, -1)])
    origin = np.concatenate([source, own])
    # Streams by lead, not by deal: a lead lost to a planted truth must not move other deals' luck.
    u = rng.random((12, 2 * found.month.size))[:, np.concatenate([source, found.month.size + own])]
    created = np.where(lead >= 0, found.closed[origin], opened[origin])
    by_time = np.argsort(created, kind="stable")
    lead, origin, u, created = lead[by_time], origin[by_time], u[:, by_time], created[by_time]
    month = np.clip(_month_index(world, created), 0, world.horizon.last)
    seat = found.seat[origin]
    person = np.stack([holders(world, m) for m in range(world.horizon.last + 1)])[month, seat]
    line = found.line[origin]
    trained = created >= trained_since[person]
    entered, ended, outcome, last, new_track = _journey(world, created, trained, u)
    firsts = world.book.first
    product = picked(np.cumsum(world.weights), firsts[line], firsts[line + 1], u[10])
    mean = np.array([x.line_value for x in LINES])[line] * _typical(world)
    amount = np.round(np.exp(1.6 * (u[11] - 0.5)) * mean * 2.2, -2).astype(np.int64)
    return Deals(
        lead, created, entered, ended, outcome, last, u[8] < 0.07, u[9] < 0.09, new_track,
        trained, person, found.account[origin], product, found.province[origin],
        np.maximum(amount, 500),
    )  # fmt: skip


def _journey(
    world: World, created: Times, trained: Flags, u: Floats
) -> tuple[Times, Times, Integers, Integers, Flags]:
    n, until = created.size, np.datetime64(world.horizon.until) + np.timedelta64(1, "D")
    since = np.datetime64(world.plants.span("talk_track").starts_on)
    entered = np.full((len(STAGES), n), np.datetime64("NaT"), "datetime64[s]")
    ended = np.full(n, np.datetime64("NaT"), "datetime64[s]")
    outcome, last = np.full(n, -1), np.zeros(n, np.int64)
    new_track, alive, now = np.zeros(n, bool), np.ones(n, bool), created
    for stage in range(len(STAGES)):
        alive &= now < until
        entered[stage, alive] = now[alive]
        last[alive] = stage
        chance = np.full(n, PASS[stage])
        if "course_helps" in world.plants:
            chance[trained] = PASS_TRAINED[stage]
        if stage == QUOTING:
            new_track = now >= since
            if "talk_track" in world.plants:
                chance[new_track] = PASS_NEW_TRACK
        days = DAYS[stage] * (0.35 + 1.5 * u[stage])
        leaves = world.horizon.in_office(now + np.round(days * 86_400).astype("timedelta64[s]"))
        fails = alive & (u[4 + stage] >= chance) & (leaves < until)
        outcome[fails], ended[fails] = 0, leaves[fails]
        alive, now = alive & (u[4 + stage] < chance), leaves
    won = alive & (now < until)
    outcome[won], ended[won] = 1, now[won]
    return entered, ended, outcome, last, new_track


def deal_ids(numbers: Integers) -> pl.Series:
    """SJ0000001… for deal numbers from 0."""
    text = pl.Series(numbers + 1).cast(pl.String).str.zfill(7)
    return pl.select(pl.concat_str(pl.lit("SJ"), text)).to_series()


def deal_rows(world: World, made: Deals) -> pl.DataFrame:
    """The CRM's list of opportunities."""
    n = made.lead.size
    names = world.customers.frame.select(
        pl.concat_str("city", "brand", pl.lit(BRAND), pl.lit("项目")).alias("name")
    )["name"]
    stage = np.where(made.outcome == 1, WON, np.where(made.outcome == 0, LOST, ""))
    stage = np.where(made.outcome < 0, np.array(STAGES)[made.last_stage], stage)
    lead = lead_ids(np.maximum(made.lead, 0))
    expected = made.created.astype("datetime64[D]") + (25 + made.amount % 50).astype(
        "timedelta64[D]"
    )
    products = pl.Series([p.product_id for p in world.book.products])
    return pl.DataFrame({
        "商机编号": deal_ids(np.arange(n)),
        "商机名称": names.gather(made.account),
        "线索编号": pl.select(pl.when(pl.Series(made.lead >= 0)).then(lead)).to_series(),
        "客户编码": world.customers.frame["account_id"].gather(made.account),
        "产品编码": products.gather(made.product),
        "工号": person_ids(made.person),
        "商机阶段": stage,
        "商机状态": pl.Series(["输单", "赢单", "进行中"]).gather(made.outcome % 3),
        "预计金额": made.amount.astype(np.float64),
        "创建日期": made.created.astype("datetime64[D]"),
        "预计成交日期": expected,
        "关闭日期": made.ended.astype("datetime64[D]"),
    })  # fmt: skip


def deal_steps(made: Deals) -> pl.DataFrame:
    """case, stage, at, person, new_track: every move, with skipped stages and second quotations."""
    n = made.lead.size
    numbers = np.arange(n)
    rows = []
    for k, name in enumerate(STAGES):
        at = made.entered[k].copy()
        if k == 1:
            # The clock of the skipped stage is the first stage's: they were done as one.
            at[made.skipped] = np.datetime64("NaT")
        rows.append((numbers, np.full(n, name), at))
    again = made.reworked & ~np.isnat(made.entered[QUOTING]) & (made.last_stage > QUOTING)
    back = made.entered[QUOTING] + (made.entered[QUOTING + 1] - made.entered[QUOTING]) // 3
    twice = back + (made.entered[QUOTING + 1] - back) // 2
    rows += [
        (numbers[again], np.full(again.sum(), STAGES[1]), back[again]),
        (numbers[again], np.full(again.sum(), STAGES[QUOTING]), twice[again]),
        (numbers, np.where(made.outcome == 1, WON, LOST), made.ended),
    ]
    case, stage, at = (np.concatenate([row[k] for row in rows]) for k in range(3))
    frame = pl.DataFrame({
        "case": case, "stage": stage, "at": moments(at), "person": made.person[case],
        "new_track": made.new_track[case] & (at >= made.entered[QUOTING][case]),
    })  # fmt: skip
    return frame.filter(pl.col("at").is_not_null()).sort("case", "at", maintain_order=True)


def _month_index(world: World, at: Times) -> Integers:
    months = at.astype("datetime64[M]").astype(np.int64)
    return months - np.datetime64(world.horizon.starts_on, "M").astype(np.int64)


def _typical(world: World) -> float:
    """What an order line is worth on average, as a yardstick for deals."""
    return float(world.demand.calm[:-1].sum()) / world.size.lines
