"""The demo's customers: names, trades, weights after Pareto, seats, and the doubles among them."""

from dataclasses import dataclass
from datetime import date, timedelta
from itertools import combinations

import numpy as np
import polars as pl

from salesops.demo.company import INDUSTRIES, LINES, PROVINCES, SIZES_OF_CUSTOMERS, TASTES, Size
from salesops.demo.draws import Flags, Floats, Integers, stream
from salesops.demo.horizon import Horizon
from salesops.demo.people import Squad, Staff

_WORDS = (
    "锦泽鑫瑞恒泰华盛宏达嘉禾德润信诚远航天成汇丰佳源启明正和博雅凯旋永兴"
    "金辉科利新元中立三江东升安顺万通联创优品百川卓越同济方圆广厦丰茂"
)
_TRADES = (
    "机械", "化工", "食品", "电子", "药业", "环保", "酒店管理", "建材", "商贸",
)  # fmt: skip
_FORMS = ("有限公司", "股份有限公司", "有限责任公司", "集团有限公司")
_SLIPS = {"锦": "绵", "泽": "择", "鑫": "金", "恒": "衡", "盛": "胜", "宏": "弘", "禾": "和",
          "源": "原", "瑞": "锐", "达": "大", "信": "兴", "远": "元", "佳": "嘉", "辉": "晖",
          "润": "闰", "汇": "惠", "旋": "璇", "卓": "桌", "航": "杭", "成": "诚"}  # fmt: skip
USD_EVERY = 61


@dataclass(frozen=True)
class Customers:
    """Customers as columns, ordered by (squad, province) group; doubles know their original."""

    frame: pl.DataFrame
    group_first: Integers
    weights: Floats
    seat: Integers
    industry: Integers
    starts: Integers
    ends: Integers
    in_dollars: Flags
    discount: Floats
    terms: Integers
    originals: Integers
    duplicates: Integers

    def active(self, month: int) -> Flags:
        """Which customers buy in a month (by index)."""
        return (self.starts <= month) & (month < self.ends)


def groups(people: Staff) -> list[tuple[int, int]]:
    """Every (squad, province) pair; customers and demand are cut along these."""
    at = {province.region_id: n for n, province in enumerate(PROVINCES)}
    return [(s.number, at[p.region_id]) for s in people.squads for p in s.patch.provinces]


def customers(size: Size, horizon: Horizon, people: Staff, seed: int) -> Customers:
    """The customer book of this size of company."""
    rng = stream(seed, "customers")
    pairs = groups(people)
    share = np.array([PROVINCES[p].share for _, p in pairs])
    counts = np.maximum(8, np.round(size.accounts * share / share.sum())).astype(np.int64)
    group = np.repeat(np.arange(len(pairs)), counts)
    first = np.concatenate([[0], np.cumsum(counts)])
    n = int(first[-1])
    industry = rng.integers(0, len(INDUSTRIES), n)
    rank = rng.pareto(1.25, n) + 0.25
    tastes = np.array(TASTES)[industry]
    seat = _seats(rng, people, pairs, group)
    starts, ends = _lives(rng, n, horizon, first)
    customer_class = np.where(rank > 2.2, 0, np.where(rank > 0.8, 1, 2))
    originals, doubles = _doubles(rng, n)
    frame = _frame(rng, size, pairs, group, industry, customer_class, starts, horizon)
    return Customers(
        frame, first, np.minimum(rank, 25.0)[:, None] * tastes, seat, industry, starts, ends,
        np.arange(n) % USD_EVERY == 17, np.array([0.025, 0.0, -0.02])[customer_class],
        np.array([15, 30, 30, 45, 60, 90])[rng.integers(0, 6, n)], originals, doubles,
    )  # fmt: skip


def seats_to_vacate(book: Customers, squad: Squad, month: int) -> tuple[int, ...]:
    """Those seats of a squad which together hold as near half of its business as can be."""
    weight = book.weights.mean(1) * book.active(month)
    held = {seat: float(weight[book.seat == seat].sum()) for seat in squad.seats}
    whole = sum(held.values())
    some = (c for n in range(1, len(held)) for c in combinations(held, n))
    return min(some, key=lambda seats: abs(sum(held[s] for s in seats) / whole - 0.5))


def _seats(
    rng: np.random.Generator, people: Staff, pairs: list[tuple[int, int]], group: Integers
) -> Integers:
    """Every customer's seat: one of its squad's that works its province."""
    choice = rng.random(group.size)
    seat = np.zeros(group.size, np.int64)
    for number, (squad, province) in enumerate(pairs):
        here = np.array(people.seats_in(people.squads[squad], PROVINCES[province]))
        members = group == number
        seat[members] = here[(choice[members] * here.size).astype(np.int64)]
    return seat


def _lives(
    rng: np.random.Generator, n: int, horizon: Horizon, first: Integers
) -> tuple[Integers, Integers]:
    """The month of first purchase and the month after the last; four per group stay throughout."""
    old = rng.random(n) < 0.6
    starts = np.where(old, -1, rng.integers(0, horizon.last, n))
    life = rng.geometric(0.006, n) + 5
    ends = np.where(old, life, starts + life)
    faithful = (first[:-1, None] + np.arange(4)).ravel()
    starts[faithful], ends[faithful] = -1, 10_000
    return starts, ends


def _doubles(rng: np.random.Generator, n: int) -> tuple[Integers, Integers]:
    """Which customers stand in the CRM twice, and the number of each second entry."""
    count = max(6, min(n // 20, 3000))
    originals = np.sort(rng.choice(n, count, replace=False))
    return originals, n + np.arange(count)


def _frame(
    rng: np.random.Generator, size: Size, pairs: list[tuple[int, int]], group: Integers,
    industry: Integers, customer_class: Integers, starts: Integers, horizon: Horizon,
) -> pl.DataFrame:  # fmt: skip
    n = group.size
    province = np.array([p for _, p in pairs])[group]
    words = rng.integers(0, len(_WORDS), (n, 3))
    third = rng.random(n) < (0.35 if size.accounts < 5000 else 0.8)
    form = rng.choice(len(_FORMS), n, p=(0.78, 0.06, 0.12, 0.04))
    letters = np.array(list(_WORDS))
    brand = np.char.add(letters[words[:, 0]], letters[words[:, 1]])
    brand = np.where(third, np.char.add(brand, letters[words[:, 2]]), brand)
    city = np.array([p.name for p in PROVINCES])[province]
    columns = {
        "city": city, "brand": brand, "trade": np.array(_TRADES)[industry],
        "form": np.array(_FORMS)[form],
    }  # fmt: skip
    created = _created(rng, starts, horizon)
    return pl.DataFrame(columns).select(
        pl.format("C{}", pl.int_range(1, n + 1).cast(pl.String).str.zfill(6)).alias("account_id"),
        pl.concat_str("city", "brand", "trade", "form").alias("name"),
        pl.Series("industry", np.array(INDUSTRIES)[industry]),
        pl.Series("size", np.array(SIZES_OF_CUSTOMERS)[_sizes(rng, customer_class)]),
        pl.Series("class", np.array(["A", "B", "C"])[customer_class]),
        pl.Series("region_id", np.array([p.region_id for p in PROVINCES])[province]),
        pl.Series("created_on", created),
        pl.Series("credit_code", _credit_codes(rng, n)),
        pl.Series("phone", _phones(rng, n)),
        pl.col("city", "brand", "trade", "form"),
    )


def _sizes(rng: np.random.Generator, customer_class: Integers) -> Integers:
    return np.clip(customer_class + rng.integers(0, 2, customer_class.size), 0, 3)


def _created(rng: np.random.Generator, starts: Integers, horizon: Horizon) -> list[date]:
    ago = rng.integers(30, 2500, starts.size)
    early = rng.integers(1, 28, starts.size)
    return [
        horizon.starts_on - timedelta(days=int(ago[k]))
        if starts[k] < 0
        else horizon.months[starts[k]] - timedelta(days=int(early[k]))
        for k in range(starts.size)
    ]


def _credit_codes(rng: np.random.Generator, n: int) -> list[str]:
    area = rng.integers(110101, 659001, n)
    body = rng.integers(10**8, 10**9, n)
    letter = np.array(list("ABCDEFGHJKLMNPQRTUWXY"))[rng.integers(0, 21, n)]
    return [f"91{a}MA{b}{c}"[:18] for a, b, c in zip(area, body, letter, strict=True)]


def _phones(rng: np.random.Generator, n: int) -> list[str]:
    # 1XX with a second digit of 0 is no number range in use: nobody's phone.
    return [f"10{k:09d}" for k in rng.integers(0, 10**9, n)]


def misspelt(row: dict[str, str], way: int) -> str:
    """The same company's name as a hurried colleague types it the second time."""
    city, brand, trade, form = row["city"], row["brand"], row["trade"], row["form"]
    slip = next((brand.replace(c, wrong, 1) for c, wrong in _SLIPS.items() if c in brand), None)
    unit = "市" if city in {"上海", "北京", "天津", "重庆"} else "省"
    ways = (
        f"{city}{slip}{trade}{form}" if slip else f"{brand}{trade}{form}",
        f"{brand}{trade}({city}){form}",
        f" {city}{brand}{trade}{form.replace('有限公司', '公司')}",
        f"{city}{unit}{brand}{trade}{form}",
        f"{city}{brand}{trade}",
    )
    return ways[way % len(ways)]


def second_entries(book: Customers) -> pl.DataFrame:
    """The duplicates as rows of their own: other ids, names misspelt, some columns empty."""
    rows = book.frame[book.originals.tolist()]
    names = [misspelt(row, k) for k, row in enumerate(rows.iter_rows(named=True))]
    keeps_code = pl.Series([k % 3 == 0 for k in range(rows.height)])
    return rows.with_columns(
        pl.format("C{}", pl.Series((book.duplicates + 1).astype(str)).str.zfill(6))
        .alias("account_id"),
        pl.Series("name", names),
        pl.lit(None, pl.String).alias("industry"),
        pl.when(keeps_code).then("credit_code").otherwise(None).alias("credit_code"),
    )  # fmt: skip


def mean_line_values(size: Size, total: float) -> Floats:
    """What a line of each product line is worth on average, so that all add up to the total."""
    rel = np.array([line.line_value for line in LINES])
    shares = np.array([line.share for line in LINES])
    return rel * total / size.lines * float((shares / rel).sum())
