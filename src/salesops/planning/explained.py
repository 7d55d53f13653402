"""Where a node's target comes from: parent, weights, shares, limits, seasons, lines, rounding."""

from collections.abc import Iterator
from decimal import Decimal
from fractions import Fraction
from typing import Any

from salesops.planning.tree import Limit
from salesops.planning.worked import Worked


def explained(worked: Worked, key: str) -> dict[str, Any]:
    """The way from the parent's number to the node's; amounts exactly, shares 0 to 1.

    `share` of `from_parent` is the number before limits and rounding; `rounding` is what made it
    whole units. Raises KeyError for a node that is not there.
    """
    allocation, place = worked.allocation, worked.place(key)
    tree = allocation.plan.tree
    parent = tree.parents[place]
    _, share = allocation.why(place)
    to_come, exact = allocation.totals[place], before_rounding(worked, place)
    past = int(worked.totals[place]) - to_come
    return {
        "parent": tree.nodes[parent].name if parent >= 0 else "",
        "from_parent": _money(worked, allocation.totals[parent]) if parent >= 0 else None,
        "weights": list(_weights(worked, place)),
        "share": float(share),
        "part_to_come": _part_to_come(worked, place),
        "held": allocation.held[place],
        "exact": _rounded(exact, allocation.plan.goal.unit),
        "rounding": float(to_come - exact),
        "to_come": _money(worked, to_come),
        "past": _money(worked, past),
        "target": _money(worked, int(worked.totals[place])),
        "months": list(_months(worked, place)),
        "lines": list(_lines(worked, place)),
    }


def _part_to_come(worked: Worked, place: int) -> float | None:
    """How much of a year a node had still to come, where a re-plan's family differs in that."""
    plan, parent = worked.allocation.plan, worked.allocation.plan.tree.parents[place]
    stood = plan.standing.nodes.get(plan.tree.nodes[place].name) if plan.standing else None
    shared = plan.shares[parent] if parent >= 0 else None
    if stood is None or shared is None or worked.allocation.held[place]:
        return None
    return stood.part if list(shared.mixed) != list(plan.weights[parent]) else None


def before_rounding(worked: Worked, place: int) -> Fraction:
    """What a node would have of its parent's amount to the last digit, in units.

    Whoever stands at a limit, or stays as an earlier plan had it, has just that; the others share
    the rest by their weights, of a re-plan times how much of the year each had still to come.
    """
    allocation = worked.allocation
    tree, parent = allocation.plan.tree, allocation.plan.tree.parents[place]
    if parent < 0 or allocation.held[place]:
        return Fraction(allocation.totals[place])
    family = tree.children[parent]
    free = [child for child in family if not allocation.held[child]]
    held = sum(allocation.totals[child] for child in family if allocation.held[child])
    weights = allocation.plan.weights[parent]
    whole = sum(weights[tree.numbers[child]] for child in free)
    return Fraction((allocation.totals[parent] - held) * weights[tree.numbers[place]], whole)


def _money(worked: Worked, units: int) -> str:
    return f"{worked.money(units).normalize():f}"


def _rounded(units: Fraction, unit: Decimal) -> str:
    """An amount before rounding, to four places beyond the unit."""
    amount = Decimal(units.numerator) / Decimal(units.denominator) * unit
    return f"{amount.quantize(unit * Decimal('0.0001')).normalize():f}"


def _weights(worked: Worked, place: int) -> Iterator[dict[str, Any]]:
    """Each metric's part: λ of the mix, the node's own figure, its family's, and the share."""
    plan = worked.allocation.plan
    parent = plan.tree.parents[place]
    if parent < 0:
        return
    mix, family = plan.mixes[parent], plan.tree.children[parent]
    by_metric, _ = worked.allocation.why(place)
    used = {metric: weight for metric, weight in mix.items() if metric in by_metric}
    whole = sum(used.values())
    for metric, weight in used.items():
        share = by_metric[metric]
        own = plan.answers[metric][place]
        scale = _scale(worked, metric)
        told = [answer for child in family if (answer := plan.answers[metric][child]) is not None]
        yield {
            "metric": metric, "weight": float(weight / whole), "inverse": metric in plan.inverse,
            "own": None if own is None else f"{(own * scale).normalize():f}",
            "family": f"{(sum(told) * scale).normalize():f}",
            "share": None if share is None else float(share),
        }  # fmt: skip


def _scale(worked: Worked, metric: str) -> Decimal:
    """What one step of a metric's whole-number answers is."""
    values = [node.weights.get(metric) for node in worked.allocation.plan.tree.nodes]
    places = max((-int(v.as_tuple().exponent) for v in values if v is not None), default=0)
    return Decimal(1).scaleb(-max(0, places))


def _months(worked: Worked, place: int) -> Iterator[dict[str, Any]]:
    season, _ = worked.allocation.profiles.of(place)
    limits = worked.allocation.plan.tree.nodes[place].limits
    held = {one.period: _held(one) for one in limits if one.period is not None}
    for period, units in enumerate(worked.cells[place].sum(axis=1)):
        is_past = period < worked.past.periods
        share = None if is_past else float(season[period - worked.past.periods])
        limit = "" if is_past else held.get(period - worked.past.periods, "")
        target = _money(worked, int(units))
        yield {"is_past": is_past, "season": share, "target": target, "held": limit}


def _lines(worked: Worked, place: int) -> Iterator[dict[str, Any]]:
    _, shares = worked.allocation.profiles.of(place)
    limits = worked.allocation.plan.tree.nodes[place].limits
    held = {one.product: _held(one) for one in limits if one.product is not None}
    for line, product in enumerate(worked.allocation.plan.goal.products):
        units = int(worked.cells[place, :, line].sum())
        yield {"product": product, "share": float(shares[line]),
               "target": _money(worked, units), "held": held.get(product, "")}  # fmt: skip


def _held(limit: Limit) -> str:
    """What of a limit bounds the cell."""
    named = (("pin", limit.pin), ("floor", limit.floor), ("cap", limit.cap))
    return " ".join(name for name, units in named if units is not None)
