"""Leads: where they came from, how soon somebody called, and whether an opportunity grew of it."""

from dataclasses import dataclass

import numpy as np
import polars as pl
from numpy.typing import NDArray

from salesops.demo.company import LINES, PROVINCES
from salesops.demo.draws import Flags, Floats, Integers, picked, stream
from salesops.demo.horizon import Times
from salesops.demo.orders import World, holders
from salesops.demo.plants import SLOW_AREA, SLOW_SOURCE

SOURCES = ("官网留资", "展会", "转介绍", "400电话", "电商咨询")
_SOURCE_SHARES = (0.34, 0.16, 0.14, 0.18, 0.18)
_CONVERT = np.array([0.62, 0.52, 0.78, 0.66, 0.48])
_HOURS = np.array([2.5, 6.0, 2.0, 0.8, 3.0])
SLOWER = 11.0


@dataclass(frozen=True)
class Leads:
    """Leads as columns, ordered by arrival; `contacted` is NaT where nobody ever called."""

    received: Times
    contacted: Times
    source: Integers
    month: Integers
    group: Integers
    province: Integers
    seat: Integers
    person: Integers
    account: Integers
    line: Integers
    converted: Flags
    closed: Times


def leads(world: World) -> Leads:
    """All leads up to `until`."""
    n, rng = world.size.leads, stream(world.seed, "leads")
    u = rng.random((8, n))
    month = _months(world, u[0])
    received = _moments(world, month, u[1])
    source = np.searchsorted(np.cumsum(_SOURCE_SHARES), u[2]).clip(0, len(SOURCES) - 1)
    group = _groups(world, u[3])
    line = np.searchsorted(np.cumsum([x.share for x in LINES]), u[4]).clip(0, 3)
    low, high = world.customers.group_first[group], world.customers.group_first[group + 1]
    account = picked(np.cumsum(world.customers.weights.mean(1)), low, high, u[5])
    seat = world.customers.seat[account]
    person = np.stack([holders(world, m) for m in range(world.horizon.last + 1)])[month, seat]
    province = np.array([p for _, p in world.pairs])[group]
    slow = _slow(world, source, province, received)
    hours = _HOURS[source] * rng.lognormal(0, 0.9, n) * np.where(slow, SLOWER, 1.0)
    never = u[6] < np.where(slow, 0.16, 0.05)
    contacted = world.horizon.in_office(received + _seconds(hours * 3600), every_day=True)
    until = np.datetime64(world.horizon.until) + np.timedelta64(1, "D")
    contacted[never | (contacted >= until)] = np.datetime64("NaT")
    chance = _CONVERT[source] * np.exp(-hours / 60.0)
    converted = (u[7] < chance) & ~np.isnat(contacted)
    closed = world.horizon.in_office(contacted + _seconds(86_400 * rng.gamma(2.0, 2.2, n)))
    closed[closed >= until] = np.datetime64("NaT")
    return Leads(
        received, contacted, source, month, group, province, seat, person, account, line,
        converted & ~np.isnat(closed), closed,
    )  # fmt: skip


def lead_ids(numbers: Integers) -> pl.Series:
    """XS000001, XS000002… for lead numbers from 0."""
    text = pl.Series(numbers + 1).cast(pl.String).str.zfill(7)
    return pl.select(pl.concat_str(pl.lit("XS"), text)).to_series()


def lead_rows(world: World, found: Leads) -> pl.DataFrame:
    """The CRM's list of leads; only those that became something know their customer."""
    ids = world.customers.frame["account_id"]
    known = pl.Series(found.converted)
    stage = np.where(
        found.converted, 3, np.where(~np.isnat(found.closed), 2, ~np.isnat(found.contacted) * 1)
    )
    names = pl.Series(["新线索", "跟进中", "无效", "已转商机"])
    return pl.DataFrame({
        "线索编号": lead_ids(np.arange(found.month.size)),
        "获取时间": moments(found.received),
        "线索来源": pl.Series(SOURCES).gather(found.source),
        "工号": person_ids(found.person),
        "区域编码": pl.Series([p.region_id for p in PROVINCES]).gather(found.province),
        "客户编码": pl.select(pl.when(known).then(ids.gather(found.account))).to_series(),
        "意向产品线": pl.Series([x.name for x in LINES]).gather(found.line),
        "线索状态": names.gather(stage),
        "首次联系时间": moments(found.contacted),
    })  # fmt: skip


def lead_steps(found: Leads) -> pl.DataFrame:
    """case, stage, at, person: arrival, first contact, and how it ended."""
    numbers = np.arange(found.month.size)
    ended = np.where(found.converted, "已转商机", "无效")
    parts = (
        (numbers, np.full(numbers.size, "新线索"), found.received),
        (numbers, np.full(numbers.size, "已联系"), found.contacted),
        (numbers, ended, found.closed),
    )
    case, stage, at = (np.concatenate([part[k] for part in parts]) for k in range(3))
    frame = pl.DataFrame({
        "case": case, "stage": stage, "at": moments(at), "person": found.person[case],
    })  # fmt: skip
    return frame.filter(pl.col("at").is_not_null()).sort("case", "at", maintain_order=True)


def moments(at: Times) -> pl.Series:
    """Times to the minute as text; null where there is none."""
    series = pl.Series(at.astype("datetime64[ms]"))
    return series.dt.strftime("%Y-%m-%d %H:%M:%S")


def person_ids(numbers: Integers) -> pl.Series:
    """S00001… for person numbers."""
    text = pl.Series(numbers).cast(pl.String).str.zfill(5)
    return pl.select(pl.concat_str(pl.lit("S"), text)).to_series()


def _months(world: World, u: Floats) -> Integers:
    """Months in proportion to the company's plan; ascending."""
    weight = world.demand.plan[:-1].sum((1, 2))
    weight[world.horizon.last] *= world.horizon.until.day / 31
    steps = np.cumsum(weight) / weight.sum()
    return np.sort(np.searchsorted(steps, u)).clip(0, world.horizon.last)


def _moments(world: World, month: Integers, u: Floats) -> Times:
    """Any hour of any day, mostly in the daytime; none after `until`."""
    first = np.array(world.horizon.months, "datetime64[s]")[month]
    length = np.where(month == world.horizon.last, world.horizon.until.day, 28)
    at = u * length
    day, part = np.floor(at), at % 1
    hour = np.where(part < 0.8, 8.5 + part * 12.5, 18.5 + (part - 0.8) * 26)
    return np.sort(first + _seconds(day * 86_400 + np.minimum(hour, 23.9) * 3600))


def _groups(world: World, u: Floats) -> Integers:
    weight = world.demand.plan[0].sum(1)
    return np.searchsorted(np.cumsum(weight) / weight.sum(), u).clip(0, weight.size - 1)


def _slow(world: World, source: Integers, province: Integers, received: Times) -> Flags:
    if "slow_first_contact" not in world.plants:
        return np.zeros(source.size, bool)
    area = np.array([p.region_id[:2] == SLOW_AREA for p in PROVINCES])[province]
    since = np.datetime64(world.plants.span("slow_first_contact").starts_on)
    return area & (source == SOURCES.index(SLOW_SOURCE)) & (received >= since)


def _seconds(amount: Floats) -> NDArray[np.timedelta64]:
    return np.round(amount).astype("timedelta64[s]")
