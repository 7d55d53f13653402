"""Quotas as the planners set them: per person, month and product line, one plan a year."""

from datetime import date

import numpy as np
import polars as pl

from salesops.demo.company import LINE_NAMES, PROVINCES
from salesops.demo.draws import Floats, stream
from salesops.demo.horizon import later
from salesops.demo.orders import World

# Planners allow for goods that come back, so that an ordinary team lands near 100 %.
_STRETCH = 0.978


def quotas(world: World) -> pl.DataFrame:
    """plan, person_id, region_id, product_line, month, amount (yuan, whole thousands or hundreds).

    A vacant seat's quota stands with the manager who covers it. The running year's plan goes to
    its end.
    """
    unit = 1000 if world.size.sheets else 100
    frames = [_year(world, year, unit) for year in world.horizon.years]
    keys = ("plan", "person_id", "region_id", "product_line", "month")
    return pl.concat(frames).group_by(*keys).agg(pl.col("amount").sum()).sort(*keys)


def _year(world: World, year: int, unit: int) -> pl.DataFrame:
    january = (year - world.horizon.starts_on.year) * 12
    shares = _seat_shares(world, january)
    rng = stream(world.seed, "quotas", year)
    stretch = _STRETCH * rng.lognormal(0, 0.02, len(world.people.squads))
    rows = []
    for number in range(12):
        month = date(year, number + 1, 1)
        plan = _plan(world, january + number, month)
        for group, (squad, province) in enumerate(world.pairs):
            for seat, share in shares[group].items():
                held = world.people.holder(seat, min(month, world.horizon.until))
                amounts = plan[group] * share * stretch[squad]
                rounded = np.maximum(np.floor(amounts / unit + 0.5), 1) * unit
                rows += [
                    (str(year), held.person_id, PROVINCES[province].region_id, line, month, int(a))
                    for line, a in zip(LINE_NAMES, rounded, strict=True)
                ]
    names = ["plan", "person_id", "region_id", "product_line", "month", "amount"]
    return pl.DataFrame(rows, schema=names, orient="row")


def _plan(world: World, index: int, month: date) -> Floats:
    """What the planners expect of a month, one year before ahead where the demand ends."""
    last = world.horizon.last
    if index <= last + 1:
        return world.demand.plan[index]
    a_year_ago: Floats = world.demand.plan[index - 12] * 1.14
    return a_year_ago if later(month, -12) >= world.horizon.starts_on else world.demand.plan[last]


def _seat_shares(world: World, january: int) -> list[dict[int, float]]:
    """Each group's expected split over its seats: by the customers held in January, smoothed."""
    active = world.customers.active(min(january, world.horizon.last))
    weight = world.customers.weights.mean(1) * active
    shares = []
    for group, (squad, province) in enumerate(world.pairs):
        low, high = world.customers.group_first[group : group + 2]
        seats = world.people.seats_in(world.people.squads[squad], PROVINCES[province])
        held = world.customers.seat[low:high]
        sums = np.array([weight[low:high][held == seat].sum() for seat in seats])
        part = 0.8 * sums / sums.sum() + 0.2 / len(seats)
        shares.append(dict(zip(seats, part.tolist(), strict=True)))
    return shares
