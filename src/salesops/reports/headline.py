"""The sentence on top of a report or page, written by rules from the figures alone."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from salesops.kernel import figures
from salesops.reports.pen import Pen

# A part is named as the source when it makes up this share of all that is missing (or won).
NAMED_FROM = Decimal("0.30")
NAMED_AT_MOST = 2


@dataclass(frozen=True)
class Standing:
    """Where a period stands.

    `due` is the part of the quota due by `through`, for a period that is not over; `through` is
    None for one that is.
    """

    period: str
    net_revenue: Decimal | None
    quota: Decimal | None = None
    attainment: Decimal | None = None
    due: Decimal | None = None
    pace: Decimal | None = None
    growth: Decimal | None = None
    through: date | None = None


@dataclass(frozen=True)
class Part:
    """One part of the whole, and how far it is above (or, negative, below) what was asked of it."""

    name: str
    distance: Decimal


def headline(standing: Standing, cuts: Sequence[Sequence[Part]], pen: Pen) -> str:
    """What came in, what share of the target that is, and where most of the distance lies.

    `cuts` are ways to cut the whole into parts, the finest first, each part with its distance to
    target, or to last year when the standing has no target. The first cut that shows where most
    of the distance lies is the one that is told.
    """
    if standing.net_revenue is None:
        return pen.say(
            f"{standing.period}没有销售数据", f"There are no sales data for {standing.period}"
        )
    said = [_opening(standing, pen), _measure(standing, pen)]
    source = _source(standing, cuts, pen)
    if source:
        said.append(source)
    return pen.say("，", ", ").join(said)


def sources(parts: Sequence[Part], below: bool) -> list[Part]:
    """The parts that make up most of what is missing (or won), largest first; none if diffuse."""
    side = [part for part in parts if (part.distance < 0) == below and part.distance != 0]
    whole = sum((abs(part.distance) for part in side), Decimal(0))
    ranked = sorted(side, key=lambda part: (-abs(part.distance), part.name))
    return [p for p in ranked[:NAMED_AT_MOST] if abs(p.distance) >= whole * NAMED_FROM]


def _opening(standing: Standing, pen: Pen) -> str:
    name = pen.name("net_revenue")
    amount = pen.money(standing.net_revenue)
    if standing.through:
        day = standing.through.strftime("%m-%d")
        return pen.say(
            f"{standing.period}截至 {day} {name} {amount}",
            f"{name} for {standing.period} through {day}: {amount}",
        )
    return pen.say(f"{standing.period}{name} {amount}", f"{name} for {standing.period}: {amount}")


def _measure(standing: Standing, pen: Pen) -> str:
    if standing.through and standing.pace is not None:
        share = figures.short(standing.pace, "ratio")
        return pen.say(f"为应达进度的 {share}", f"{share} of what was due by then")
    if standing.attainment is not None:
        share = figures.short(standing.attainment, "ratio")
        return pen.say(f"{pen.name('attainment')} {share}", f"{share} of quota")
    if standing.growth is not None:
        share = figures.change(standing.growth)
        return pen.say(f"未设目标，同比 {share}", f"no quota set, {share} year on year")
    return pen.say("未设目标，去年同期无数据", "no quota set and nothing to compare with last year")


def _source(standing: Standing, cuts: Sequence[Sequence[Part]], pen: Pen) -> str:
    distance = distance_of(standing)
    if distance is None:
        return _push(standing, cuts, pen)
    if figures.direction(distance / (standing.due or standing.quota or 1)) == "flat":
        return pen.say("与目标持平", "right on target")
    is_below = distance < 0
    amount = pen.money(abs(distance))
    named = _named(cuts, is_below, pen)
    if is_below:
        zh = f"缺口 {amount}" + (f"，主要来自{named}" if named else "，来源分散")
        en = f"{amount} short" + (f", mostly {named}" if named else ", spread widely")
    else:
        zh = f"超出 {amount}" + (f"，主要来自{named}" if named else "，各处均有贡献")
        en = f"{amount} ahead" + (f", mostly {named}" if named else ", from many places")
    return pen.say(zh, en)


def _named(cuts: Sequence[Sequence[Part]], is_below: bool, pen: Pen) -> str:
    told = next((found for parts in cuts if (found := sources(parts, is_below))), [])
    return pen.say("和", " and ").join(part.name for part in told)


def _push(standing: Standing, cuts: Sequence[Sequence[Part]], pen: Pen) -> str:
    if standing.growth is None or figures.direction(standing.growth) == "flat":
        return ""
    is_below = standing.growth < 0
    named = _named(cuts, is_below, pen)
    if not named:
        return ""
    zh = f"{'下降' if is_below else '增长'}主要来自{named}"
    return pen.say(zh, f"the {'decline' if is_below else 'growth'} mostly from {named}")


def distance_of(standing: Standing) -> Decimal | None:
    """How far above (or below) the target the period is; None where there is no target."""
    target = standing.due if standing.through and standing.pace is not None else standing.quota
    if standing.net_revenue is None or not target or target <= 0:
        return None
    return standing.net_revenue - target
