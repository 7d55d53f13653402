"""How a node's amount lies over months and product lines: its own profile or the one above it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from math import lcm

import numpy as np

from salesops.planning.allocate_bounds import poured
from salesops.planning.allocate_plan import Plan
from salesops.planning.allocate_table import Reals, Units, controlled
from salesops.planning.rounding import cumulative, largest_remainder
from salesops.planning.tree import Index, Node

# Sums of profiles that nobody prescribed become weights in this many steps.
STEPS = 2**50


@dataclass(frozen=True)
class Profiles:
    """Distinct seasons and line shares, each summing to 1, and which of them a node has."""

    seasons: Reals
    products: Reals
    season_of: Units
    products_of: Units

    def of(self, place: int) -> tuple[Reals, Reals]:
        """A node's shares of the year by period, and of its amount by line."""
        return self.seasons[self.season_of[place]], self.products[self.products_of[place]]

    def seed(self, places: Sequence[int]) -> Reals:
        """What share of a node's amount each (period, line) would be by its profile alone."""
        pairs = np.stack([self.season_of[places], self.products_of[places]], axis=1)
        distinct, which = np.unique(pairs, axis=0, return_inverse=True)
        shapes = self.seasons[distinct[:, 0], :, None] * self.products[distinct[:, 1], None, :]
        rows: Reals = shapes.reshape(len(distinct), -1)[which.reshape(-1)]
        return rows


def profiles(plan: Plan) -> Profiles:
    """Every node's profile, inherited from the nearest node above that has its own.

    Without any season all periods are alike; without lines there is one.
    """
    goal = plan.goal
    seasons: list[Sequence[float]] = [[1.0] * goal.periods]
    products: list[Sequence[float]] = [[1.0] * (len(goal.products) or 1)]
    season_of: list[int] = []
    products_of: list[int] = []
    for node, parent in zip(plan.tree.nodes, plan.tree.parents, strict=True):
        above = (season_of[parent], products_of[parent]) if parent >= 0 else (0, 0)
        own_season, own_lines = _season(node), _lines(node, goal.products)
        season_of.append(len(seasons) if own_season else above[0])
        products_of.append(len(products) if own_lines else above[1])
        seasons += [own_season] if own_season else []
        products += [own_lines] if own_lines else []
    return Profiles(
        _normalised(seasons), _normalised(products), np.array(season_of), np.array(products_of)
    )


def _season(node: Node) -> Sequence[float]:
    return [] if node.season is None else [float(index or 0) for index in node.season]


def _lines(node: Node, products: Sequence[str]) -> Sequence[float]:
    told: Mapping[str, object] = node.products or {}
    return [float(str(told.get(product, 0))) for product in products] if told else []


def _normalised(rows: Sequence[Sequence[float]]) -> Reals:
    table: Reals = np.array(rows, dtype=float)
    return table / table.sum(axis=1, keepdims=True)


def whole_margins(plan: Plan, wished: Reals, stood: Units) -> Units:
    """The company's (period, line) cells in units: its own season and lines where it has them.

    Months are rounded so that every sum to date is within half a unit, lines by largest
    remainder; where the company has none of its own, what its leaves wish decides. `stood` are
    the cells of an earlier plan that nobody asked to change; below 0, there are none. Raises
    Stranded where the leaves' zeros leave no table with both sums.
    """
    goal, top = plan.goal, plan.tree.nodes[0]
    wish, before = wished.reshape(goal.periods, -1), stood.reshape(goal.periods, -1)
    is_standing = bool((before >= 0).all())
    if top.season is None:
        by_month = _steps(wish.sum(axis=1))
    else:
        by_month = before.sum(axis=1).tolist() if is_standing else _whole(top.season)
    months = _within(top, by_month, range(goal.periods), goal.amount) or cumulative(
        goal.amount, by_month
    )
    told = [top.products.get(p) for p in goal.products] if goal.products and top.products else None
    if told is None:
        parts = _steps(wish.sum(axis=0))
    else:
        parts = before.sum(axis=0).tolist() if is_standing else _whole(told)
    by_line = _within(top, parts, goal.products, goal.amount) or largest_remainder(
        goal.amount, parts
    )
    if before.sum(axis=1).tolist() == months and before.sum(axis=0).tolist() == by_line:
        return stood
    table = controlled(wish, np.array(months), np.array(by_line))
    return table.cells.reshape(-1)


def _within(
    top: Node, weights: Sequence[int], cells: Sequence[int | str], amount: int
) -> list[int]:
    """The amount over periods or lines within the company's own limits; empty without any."""
    bounds = {one.product or one.period: one.between(amount) for one in top.limits}
    if not any(cell in bounds for cell in cells):
        return []
    least, most = zip(*(bounds.get(cell, (0, amount)) for cell in cells), strict=True)
    return list(poured(amount, weights, least, most).parts)


def _steps(parts: Reals) -> list[int]:
    return [int(part) for part in np.rint(parts / parts.sum() * STEPS)]


def _whole(values: Sequence[Index]) -> list[int]:
    exact = [Fraction(value or 0) for value in values]
    common = lcm(*(value.denominator for value in exact))
    return [int(value * common) for value in exact]
