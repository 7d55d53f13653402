"""The truth file: every planted truth with its place, time, size as it came out, and cause."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any

import numpy as np
import polars as pl

from salesops.demo import plants as planted
from salesops.demo.company import AREAS, COMPANY, LINE_NAMES, PROVINCES
from salesops.demo.draws import Flags
from salesops.demo.horizon import Times
from salesops.demo.ledgers import BAD_ORDERS, BAD_RECEIPTS
from salesops.demo.market import PROMOTION_DEPTH
from salesops.demo.orders import PULLED_DISCOUNT, PULLED_SHARE, World
from salesops.demo.people import squad_path
from salesops.demo.pipeline import BAD_ACTIVITIES, TRACKS, Pipeline
from salesops.demo.plants import KINDS, Span
from salesops.demo.quotas import quotas

Facts = dict[str, Any]
# Of what is booked, what is left once an ordinary year's returns are in.
KEPT_SHARE = 0.976


@dataclass(frozen=True)
class _Evidence:
    world: World
    tally: pl.DataFrame
    pipeline: Pipeline
    quotas: pl.DataFrame


def truth(world: World, tally: pl.DataFrame, pipeline: Pipeline, seed: int) -> Facts:
    """Everything a detector could be scored against, as plain values for JSON."""
    seen = _Evidence(world, tally, pipeline, quotas(world))
    book = world.customers
    return {
        "company": COMPANY,
        "seed": seed,
        "starts_on": world.horizon.starts_on.isoformat(),
        "until": world.horizon.until.isoformat(),
        "order_lines": int(tally["lines"].sum()),
        "planted": [_entry(kind, seen) for kind in KINDS if kind in world.plants],
        "rejected_rows": {
            "accounts": 1, "orders": BAD_ORDERS, "receipts": BAD_RECEIPTS,
            "activities": BAD_ACTIVITIES,
        },
        "duplicate_accounts": [
            {"account_id": f"C{double + 1:06d}", "same_as": f"C{original + 1:06d}"}
            for double, original in zip(
                book.duplicates.tolist(), book.originals.tolist(), strict=True
            )
        ],
    }  # fmt: skip


def _entry(kind: str, seen: _Evidence) -> Facts:
    span = seen.world.plants.span(kind)
    where, size, causes = MEASURES[kind](seen, span)
    return {
        "kind": kind,
        "where": where,
        "starts_on": span.starts_on.isoformat(),
        "ends_before": span.ends_before.isoformat(),
        "size": size,
        "cause": {"zh": causes[0], "en": causes[1]},
    }


Measured = tuple[Facts, Facts, tuple[str, str]]


def _promotion(seen: _Evidence, span: Span) -> Measured:
    province = _province(planted.PROMOTION_PROVINCE)
    line = LINE_NAMES[planted.PROMOTION_LINE]
    change = _against_calm(seen, span, (planted.PROMOTION_PROVINCE,), (planted.PROMOTION_LINE,))
    return (
        {"region_id": planted.PROMOTION_PROVINCE, "region": province, "product_line": line,
         "competitor": planted.PROMOTER},
        {"metric": "net_revenue", "change": change, "competitor_price_change": -PROMOTION_DEPTH},
        (f"{planted.PROMOTER}在{province}降价促销，抢走{line}订单",
         f"{planted.PROMOTER}'s promotion in {province} took orders for {line}"),
    )  # fmt: skip


def _vacancies(seen: _Evidence, span: Span) -> Measured:
    team = _team(seen, planted.VACANT_PATCH)
    empty = [h for hs in seen.world.people.holdings for h in hs if h.vacant]
    return (
        {"team": team, "vacant_seats": len(empty)},
        _attainment(seen, span, team),
        (f"{len(empty)} 名销售离职，岗位空缺四个月，由经理兼管",
         f"{len(empty)} sellers left; their seats stood empty for four months"),
    )  # fmt: skip


def _market(seen: _Evidence, span: Span) -> Measured:
    lines = [LINE_NAMES[n] for n in planted.SHRUNK_LINES]
    team = _team(seen, planted.SHRUNK_PATCH)
    size = _attainment(seen, span, team)
    shrunk, within = planted.SHRUNK_PROVINCES, planted.SHRUNK_LINES
    size["net_revenue_change"] = _against_calm(seen, span, shrunk, within)
    size["market_size_change"] = -0.30
    return (
        {"team": team, "region_ids": list(planted.SHRUNK_PROVINCES), "product_lines": lines},
        size,
        ("当地工业投资收缩，整个市场变小，份额未变", "The local market shrank; our share held"),
    )


def _overpriced(seen: _Evidence, span: Span) -> Measured:
    team = _team(seen, planted.OVERPRICED_PATCH)
    size = _attainment(seen, span, team)
    size["net_revenue_change"] = _against_calm(
        seen, span, planted.OVERPRICED_PROVINCES, (planted.OVERPRICED_LINE,)
    )
    size["price_change"] = 0.15
    line = LINE_NAMES[planted.OVERPRICED_LINE]
    return (
        {"team": team, "region_ids": list(planted.OVERPRICED_PROVINCES), "product_line": line},
        size,
        (f"{line}在当地提价 15%，竞品未跟", f"{line} was made 15 % dearer there; nobody followed"),
    )


def _talk_track(seen: _Evidence, _span: Span) -> Measured:
    deals = seen.pipeline.deals
    decided = ~np.isnat(deals.entered[2]) & ((deals.last_stage > 2) | (deals.outcome == 0))
    passed = deals.last_stage > 2
    return (
        {"stage": planted.TALK_STAGE, "process_versions": list(TRACKS)},
        {"metric": "stage_pass_rate",
         "before": _share(passed, decided & ~deals.new_track),
         "since": _share(passed, decided & deals.new_track)},
        ("报价环节改用新话术，先谈价格后谈价值", "A new talk track speaks of price before value"),
    )  # fmt: skip


def _slow(seen: _Evidence, span: Span) -> Measured:
    leads = seen.pipeline.leads
    area = np.array([p.region_id[:2] == planted.SLOW_AREA for p in PROVINCES])[leads.province]
    here = area & (leads.source == 0)
    since = leads.received >= np.datetime64(span.starts_on)
    hours = (leads.contacted - leads.received).astype("timedelta64[m]").astype(float) / 60
    answered = ~np.isnat(leads.contacted)
    size: Facts = {"metric": "first_contact_hours_median"}
    for name, some in (("before", here & ~since), ("since", here & since)):
        size[name] = round(float(np.median(hours[some & answered])), 2)
        size[f"conversion_{name}"] = _share(leads.converted, some)
    return (
        {"region_id": planted.SLOW_AREA, "source": planted.SLOW_SOURCE},
        size,
        (
            "官网线索改由总部转派，隔天才联系",
            "Website leads now wait to be passed on by head office",
        ),
    )


def _pulled(seen: _Evidence, span: Span) -> Measured:
    return (
        {"region_id": planted.PULLING_AREA, "region": dict(AREAS)[planted.PULLING_AREA],
         "component": "季度台阶奖"},
        {"share_of_early_orders_pulled": PULLED_SHARE, "extra_discount": PULLED_DISCOUNT,
         **_quarter_swing(seen, span)},
        ("季度台阶奖让销售把下季初的订单提前到季末，并多给折扣",
         "A quarterly bonus step makes sellers pull orders ahead, at a deeper discount"),
    )  # fmt: skip


def _quarter_swing(seen: _Evidence, span: Span) -> Facts:
    """Net revenue ÷ undisturbed demand: months that close a quarter, months that open one."""
    world, inside = seen.world, _months(seen, span)
    provinces = [n for n, p in enumerate(PROVINCES) if p.region_id[:2] == planted.PULLING_AREA]
    result = {}
    for name, turn in (("closing_months", 0), ("opening_months", 1)):
        months = [k for k in inside if world.horizon.months[k].month % 3 == turn
                  and k < world.horizon.last]  # fmt: skip
        booked = _net(seen, months, provinces, range(len(LINE_NAMES)))
        wanted = _calm(seen, months, provinces, range(len(LINE_NAMES)))
        result[name] = round(booked / wanted, 4)
    return result


def _course(name: str, helps: bool) -> Callable[[_Evidence, Span], Measured]:
    def measured(seen: _Evidence, span: Span) -> Measured:
        deals = seen.pipeline.deals
        closed = (deals.outcome >= 0) & (deals.created >= np.datetime64(span.starts_on))
        trained = deals.trained if helps else seen.pipeline.idle_trained
        rates = _rates(deals.outcome == 1, closed, trained, deals.created)
        size = {"metric": "win_rate", "trained": rates[0], "others": rates[1]}
        causes = (
            ("课程教会了需求挖掘和谈判", "The course teaches to find needs and to negotiate")
            if helps else ("课程内容与成交无关", "What is taught has no bearing on deals")
        )  # fmt: skip
        return {"course": name}, size if helps else {**size, "planted_change": 0.0}, causes

    return measured


def _sensitivity(seen: _Evidence, span: Span) -> Measured:
    plants, since = seen.world.plants, _months(seen, span)
    before = [k for k in range(seen.world.horizon.last + 1) if k not in since]
    return (
        {"company": COMPANY},
        {"metric": "price_elasticity", "before": _slope(seen, before), "since": _slope(seen, since),
         "planted_before": plants.elasticity(seen.world.horizon.starts_on),
         "planted_since": plants.elasticity(span.starts_on)},
        ("经济下行（PMI 低于 50），客户更在意价格",
         "In the downturn (PMI below 50) customers mind prices more"),
    )  # fmt: skip


def _slope(seen: _Evidence, months: list[int]) -> float:
    """Log quantity on log price within products; where lines are single pieces, it is flattened."""
    sums = seen.tally.filter(pl.col("month").is_in(months)).group_by("product").agg(
        pl.col("n", "p", "q", "pp", "pq").sum()
    ).filter(pl.col("n") > 1)  # fmt: skip
    across = float((sums["pq"] - sums["p"] * sums["q"] / sums["n"]).sum())
    along = float((sums["pp"] - sums["p"] ** 2 / sums["n"]).sum())
    return round(across / along, 3)


def _festival(seen: _Evidence, _span: Span) -> Measured:
    horizon = seen.world.horizon
    everywhere, all_lines = list(range(len(PROVINCES))), range(len(LINE_NAMES))
    change = {}
    for day in horizon.festivals:
        month = [k for k, first in enumerate(horizon.months[:-1]) if first == day.replace(day=1)]
        if month:
            booked = _net(seen, month, everywhere, all_lines)
            calm = _calm(seen, month, everywhere, all_lines)
            change[day.isoformat()] = round(booked / calm - 1, 4)
    return (
        {"company": COMPANY},
        {"metric": "net_revenue", "change_in_the_month_of": change},
        ("春节停工，节前收单、节后慢热", "Spring Festival stops work; it is slow before and after"),
    )


def _product(index_name: str) -> Callable[[_Evidence, Span], Measured]:
    def measured(seen: _Evidence, span: Span) -> Measured:
        book = seen.world.book
        index: int = getattr(book, index_name)
        product, best = book.products[index], index_name == "best_seller"
        inside = seen.tally.filter(pl.col("month").is_in(_months(seen, span)))
        of_line = inside.filter(pl.col("line") == product.line)
        own = float(of_line.filter(pl.col("product") == index)["net"].sum())
        peers = int(book.first[1])
        causes = (
            ("上市价低于同档竞品约 15%", "Launched about 15 % below comparable competitors")
            if best else ("定价比同档竞品贵三成", "Priced about 30 % above comparable competitors")
        )  # fmt: skip
        return (
            {"product_id": product.product_id, "product": product.name,
             "product_line": LINE_NAMES[product.line]},
            {"metric": "share_of_line_net_revenue",
             "share": round(own / float(of_line["net"].sum()), 4),
             "even_share": round(1 / peers, 4)},
            causes,
        )  # fmt: skip

    return measured


MEASURES: dict[str, Callable[[_Evidence, Span], Measured]] = {
    "competitor_promotion": _promotion,
    "vacancies": _vacancies,
    "market_shrank": _market,
    "overpriced_line": _overpriced,
    "talk_track": _talk_track,
    "slow_first_contact": _slow,
    "pulled_orders": _pulled,
    "course_helps": _course(planted.HELPFUL_COURSE, True),
    "course_without_effect": _course(planted.IDLE_COURSE, False),
    "price_sensitivity": _sensitivity,
    "spring_festival": _festival,
    "best_seller": _product("best_seller"),
    "slow_mover": _product("slow_mover"),
}


def _province(region_id: str) -> str:
    return next(p.name for p in PROVINCES if p.region_id == region_id)


def _team(seen: _Evidence, patch: str) -> str:
    """The path of the first squad of a patch; in a larger company its sisters share its market."""
    squad = next(s for s in seen.world.people.squads if s.patch.name == patch)
    return squad_path(squad.patch, 0, seen.world.size)


def _months(seen: _Evidence, span: Span) -> list[int]:
    return [k for k, month in enumerate(seen.world.horizon.months) if month in span]


def _attainment(seen: _Evidence, span: Span, team: str) -> Facts:
    """The team's attainment in each whole month of the span, and in all of them."""
    world = seen.world
    squad = next(s for s in world.people.squads if s.path == team)
    months = [k for k in _months(seen, span) if k < world.horizon.last]
    rows, sums = {}, np.zeros(2)
    for k in months:
        first = world.horizon.months[k]
        sold = seen.tally.filter((pl.col("month") == k) & (pl.col("squad") == squad.number))
        members = sorted({world.people.holder(seat, first).person_id for seat in squad.seats})
        goal = seen.quotas.filter((pl.col("month") == first) & pl.col("person_id").is_in(members))
        pair = np.array([float(sold["net"].sum()), float(goal["amount"].sum())])
        sums += pair
        rows[f"{first:%Y-%m}"] = round(pair[0] / pair[1], 4)
    return {"metric": "attainment", "months": rows, "attainment": round(sums[0] / sums[1], 4)}


def _against_calm(
    seen: _Evidence, span: Span, region_ids: tuple[str, ...], lines: tuple[int, ...]
) -> float:
    """Change against what the same cells would have booked in peace."""
    months = [k for k in _months(seen, span) if k < seen.world.horizon.last]
    provinces = [n for n, p in enumerate(PROVINCES) if p.region_id in region_ids]
    booked = _net(seen, months, provinces, lines)
    return round(booked / _calm(seen, months, provinces, lines) - 1, 4)


def _net(seen: _Evidence, months: list[int], provinces: list[int], lines: Iterable[int]) -> float:
    inside = seen.tally.filter(
        pl.col("month").is_in(months) & pl.col("province").is_in(provinces)
        & pl.col("line").is_in(list(lines))
    )  # fmt: skip
    return float(inside["net"].sum())


def _calm(seen: _Evidence, months: list[int], provinces: list[int], lines: Iterable[int]) -> float:
    """Undisturbed demand of some cells, less the goods that come back in an ordinary year."""
    demand = seen.world.demand
    groups = [n for n, (_, p) in enumerate(seen.world.pairs) if p in provinces]
    return float(demand.calm[months][:, groups][:, :, list(lines)].sum()) * KEPT_SHARE


def _share(part: Flags, whole: Flags) -> float:
    return round(float((part & whole).sum() / max(whole.sum(), 1)), 4)


def _rates(won: Flags, closed: Flags, trained: Flags, created: Times) -> tuple[float, float]:
    """Win rates of the trained and the others among deals of the same months, alike in number.

    More are trained as time goes on, and times change: months must weigh the same on both sides.
    """
    months = created.astype("datetime64[M]").astype(np.int64)
    sums = np.zeros(3)
    for month in np.unique(months[closed]):
        here = closed & (months == month)
        sides = [here & trained, here & ~trained]
        weight = min(side.sum() for side in sides)
        if weight:
            sums += weight * np.array([*(won[side].mean() for side in sides), 1.0])
    return round(float(sums[0] / sums[2]), 4), round(float(sums[1] / sums[2]), 4)
