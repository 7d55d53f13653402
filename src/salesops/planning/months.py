"""A simulated year's sales by period: what is luck of a year was luck of its months."""

import numpy as np
from numpy.typing import NDArray

from salesops.planning.seats import Seat

Floats = NDArray[np.float64]
Whole = NDArray[np.int64]


def shares(seat: Seat, periods: int) -> Floats:
    """The part of each period in a seat's ordinary year; equal ones where that is not known."""
    expected = np.array(seat.expected, np.float64)
    if len(expected) != periods or expected.sum() <= 0:
        return np.full(periods, 1 / periods)
    return np.asarray(expected / expected.sum())


def split(amounts: Whole, parts: Floats) -> Whole:
    """Whole amounts by parts along the last axis; running sums are rounded, so nothing is lost."""
    reached = np.cumsum(parts, axis=-1)
    to_date = np.rint(amounts[..., None] * reached / reached[..., -1:]).astype(np.int64)
    to_date[..., -1] = amounts
    return np.diff(to_date, axis=-1, prepend=0)


def lucky(
    sales: Whole, ordinary: Floats, spreads: Floats, rng: np.random.Generator
) -> Whole:  # fmt: skip
    """Years × seats of sales by period, each year summing to what it was drawn as.

    Periods are independent gamma variables given their sum, with means in the `ordinary` parts
    (seats × periods) and together the year's own variance: Var ÷ mean² = exp(spread²) − 1. Their
    parts follow a Dirichlet distribution and do not depend on the sum (Lukacs 1955), so the
    years stay as they were. A seat without luck sells its ordinary parts.
    """
    variance = np.expm1(np.square(spreads))[:, None]
    shape = ordinary / np.where(variance > 0, variance, 1)
    parts = rng.standard_gamma(np.broadcast_to(shape, (*sales.shape, ordinary.shape[1])))
    is_drawn = (variance > 0) & (parts.sum(axis=-1, keepdims=True) > 0)
    return split(sales, np.where(is_drawn, parts, ordinary))
