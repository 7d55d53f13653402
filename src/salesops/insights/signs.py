"""Signs that tell causes apart: markets against their trend, prices, rivals, noise, peers."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from decimal import Decimal
from math import pi, sqrt
from statistics import fmean, median, pstdev

from salesops.causal.shrinking import Estimate, between_variance, shrunken, spread
from salesops.insights.panel import (
    LINE,
    REGION,
    USUAL_MONTHS,
    Asked,
    Panel,
    Sums,
    grouped,
)

Place = tuple[str, str]
LEAST_NOISE, PLAIN_NOISE = 0.03, 0.08
# Targets of sister nodes differ by at least so much in truth, however alike they look.
LEAST_BETWEEN = 0.01**2
LEAST_GAIN = 0.02
PRODUCT = "products.product_id"


def noise(monthly: Sequence[float], months: int) -> float:
    """The standard deviation of actual ÷ target over so many months, from single months."""
    if len(monthly) < 6:
        return PLAIN_NOISE
    return max(spread(monthly) / sqrt(months), LEAST_NOISE)


def shares_by_month(sums: Mapping[str, Sums], months: Iterable[str]) -> list[float]:
    """Actual ÷ target of each month that has a target."""
    found = (sums[month].share for month in months if month in sums)
    return [share for share in found if share is not None]


def usual_share(asked: Asked, panel: Panel) -> Estimate:
    """The share of its target that the node usually sells, drawn towards 1: a fair target."""
    months = asked.before(USUAL_MONTHS)
    own = grouped(panel.node, lambda key: key[0], months)
    value, variance = _share_and_variance(own, months)
    teams = grouped(panel.teams, lambda key: (key[3], key[0]), months)
    others = [
        _share_and_variance({m: s for (t, m), s in teams.items() if t == team}, months)
        for team in sorted({team for team, _ in teams if team})
    ]
    between = between_variance([share for share, _ in others], [error for _, error in others])
    between = max(between, LEAST_BETWEEN)
    return shrunken(value, variance, 1.0, between)


def _share_and_variance(sums: Mapping[str, Sums], months: Sequence[str]) -> tuple[float, float]:
    total = sum(sums.values(), Sums())
    monthly = shares_by_month(sums, months)
    if total.share is None or len(monthly) < 3:
        return 1.0, 1.0
    return total.share, max(pstdev(monthly) ** 2 / len(monthly), 1e-6)


def market_moves(asked: Asked, panel: Panel) -> dict[Place, float]:
    """Each market's size against its own trend: 1 where it grew as in the year before.

    Size in the period's known months ÷ (the same months a year earlier × the growth of the
    twelve months before the period over the twelve before those).
    """
    sizes: dict[Place, dict[str, Decimal]] = defaultdict(dict)
    for (month, region, line), size in panel.markets.items():
        sizes[region, line][month] = size
    found = {}
    for place, known in sizes.items():
        months = [m for m in asked.months if m in known and asked.later([m], -12)[0] in known]
        if months:
            then = _sum(known, asked.later(months, -12))
            found[place] = float(_sum(known, months) / then) / _growth(asked, known)
    return found


def _growth(asked: Asked, known: Mapping[str, Decimal]) -> float:
    recent = [m for m in asked.before(USUAL_MONTHS) if m in known]
    both = [m for m in recent if asked.later([m], -12)[0] in known]
    if not both:
        return 1.0
    return float(_sum(known, both) / _sum(known, asked.later(both, -12)))


def _sum(known: Mapping[str, Decimal], months: Iterable[str]) -> Decimal:
    return sum((known[month] for month in months if month in known), Decimal(0))


def elsewhere(
    asked: Asked, panel: Panel, moves: Mapping[Place, float], regions: set[str]
) -> dict[str, float]:
    """What each product line does against target and market in the regions the node is not in.

    The median region, drawn towards 1 by its own uncertainty: one region's trouble is not the
    line's. Lines seen in fewer than four other regions are left out.
    """
    others = grouped(panel.teams, lambda key: (key[1], key[2]), asked.months)
    ratios: dict[str, list[float]] = defaultdict(list)
    for (region, line), sums in others.items():
        if region not in regions and sums.share is not None:
            ratios[line].append(sums.share / moves.get((region, line), 1.0))
    return {line: _typical(found) for line, found in ratios.items() if len(found) >= 4}


def _typical(ratios: Sequence[float]) -> float:
    variance = spread(ratios) ** 2 * pi / 2 / len(ratios)
    return shrunken(median(ratios), max(variance, 1e-6), 1.0, 0.03**2).value


def dearer(asked: Asked) -> dict[Place, float]:
    """Where our price rose against elsewhere: price there ÷ elsewhere, now ÷ a year's worth before.

    At today's quantities of the region, product by product, so that mix is no price. Only places
    that rose by more than three times what places usually differ: a few large customers with
    other discounts move a small place's average.
    """
    now, then = (
        _relative_prices(asked, back, ahead) for back, ahead in ((0, True), (USUAL_MONTHS, False))
    )
    ratios = {place: now[place] / then[place] for place in now if then.get(place)}
    if not ratios:
        return {}
    usual = 3 * spread(list(ratios.values()))
    return {place: ratio for place, ratio in ratios.items() if ratio - 1 > usual}


def _relative_prices(asked: Asked, back: int, ahead: bool) -> dict[Place, float]:
    by = (REGION, LINE, PRODUCT)
    rows = asked.ask(("gross_revenue", "units_sold"), by, back=back, ahead=ahead)
    sold = {
        (row[REGION], row[LINE], row[PRODUCT]): (
            float(row["gross_revenue"] or 0),
            float(row["units_sold"] or 0),
        )
        for row in rows
    }
    wholes: dict[str, list[float]] = defaultdict(lambda: [0.0, 0.0])
    for (_, _, product), (amount, units) in sold.items():
        wholes[product][0] += amount
        wholes[product][1] += units
    ours: dict[Place, list[float]] = defaultdict(lambda: [0.0, 0.0])
    for (region, line, product), (amount, units) in sold.items():
        others = [
            whole - part for whole, part in zip(wholes[product], (amount, units), strict=True)
        ]
        if units > 0 and others[1] > 0:
            ours[region, line][0] += amount
            ours[region, line][1] += units * others[0] / others[1]
    return {place: amount / same for place, (amount, same) in ours.items() if same > 0}


def winners(asked: Asked, panel: Panel) -> dict[Place, str]:
    """The competitor that won most share in a place, by two points and by more than chance."""
    series: dict[tuple[str, str, str], dict[str, float]] = defaultdict(dict)
    for (month, region, line, rival), share in panel.rivals.items():
        series[region, line, rival][month] = share
    best: dict[Place, tuple[float, str]] = {}
    for (region, line, rival), months in series.items():
        gain = _gain(asked, months)
        if gain > best.get((region, line), (0.0, ""))[0]:
            best[region, line] = (gain, rival)
    return {place: rival for place, (_, rival) in best.items()}


def _gain(asked: Asked, months: Mapping[str, float]) -> float:
    now = [months[m] for m in asked.months if m in months]
    then = [months[m] for m in asked.before(USUAL_MONTHS) if m in months]
    if not now or len(then) < 3:
        return 0.0
    gain = fmean(now) - fmean(then)
    error = pstdev(then) * sqrt(1 / len(now) + 1 / len(then))
    return gain if gain >= LEAST_GAIN and gain > 3 * error else 0.0
