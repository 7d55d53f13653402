"""Shares that sum to one and together come closest to a path: least squares over the simplex."""

import numpy as np

from salesops.causal.panel import Array

TOLERANCE, JITTER = 1e-9, 1e-11
WIDE = 1e-4
"""A ridge of so much spreads the shares over many columns: then one does not begin with one."""
MOST_EXCHANGES = 30


def shares(columns: Array, target: Array, ridge: float = 0.0) -> Array:
    """The shares w ≥ 0, Σw = 1 that minimise ‖columns·w − target‖² + ridge·‖w‖², exactly.

    An active-set method (Lawson and Hanson 1974, with the sum as a constraint): starts at the best
    single column, adds the one that helps most, drops whichever would become negative.
    """
    gram = columns.T @ columns
    scale = (float(np.trace(gram)) / len(gram) + ridge) or 1.0
    gram = gram / scale + np.eye(len(gram)) * max(ridge / scale, JITTER)
    wanted = columns.T @ target / scale
    if ridge > WIDE * scale:
        spread = _exchanged(gram, wanted)
        if spread is not None:
            return spread
    weights = np.zeros(len(gram))
    first = int(np.argmin(np.diag(gram) - 2 * wanted))
    held, weights[first] = [first], 1.0
    for _ in range(10 * len(gram) + 10):
        slope = gram @ weights - wanted
        better = slope - slope[held].mean()
        better[held] = 0.0
        joining = int(np.argmin(better))
        if better[joining] > -TOLERANCE:
            break
        held.append(joining)
        held = _settled(gram, wanted, weights, held)
    return weights


def _exchanged(gram: Array, wanted: Array) -> Array | None:
    """The same from all columns at once: whatever is wrong changes sides; None where it cycles.

    Block principal pivoting (Júdice and Pires 1994), which takes a few steps where shares are many.
    """
    inside = np.ones(len(gram), dtype=bool)
    for _ in range(MOST_EXCHANGES):
        held = np.flatnonzero(inside)
        if not len(held):
            return None
        weights = np.zeros(len(gram))
        weights[held] = _unbounded(gram[np.ix_(held, held)], wanted[held])
        slope = gram @ weights - wanted
        wrong = np.where(inside, weights < 0, slope - slope[held].mean() < -TOLERANCE)
        if not wrong.any():
            return weights
        inside ^= wrong
    return None


def _settled(gram: Array, wanted: Array, weights: Array, held: list[int]) -> list[int]:
    """Put the best shares of the columns held into `weights`; those still held after that."""
    while True:
        found = _unbounded(gram[np.ix_(held, held)], wanted[held])
        if (found > 0).all():
            weights[:] = 0.0
            weights[held] = found
            return held
        now = weights[held]
        falling = found <= 0
        steps = now[falling] / np.maximum(now[falling] - found[falling], 1e-300)
        step = float(steps.min())
        now = now + step * (found - now)
        now[np.flatnonzero(falling)[int(steps.argmin())]] = 0.0
        weights[held] = np.maximum(now, 0.0)
        held = [place for place in held if weights[place] > 0]


def _unbounded(gram: Array, wanted: Array) -> Array:
    """The minimum where only the sum is held."""
    size = len(wanted)
    system = np.ones((size + 1, size + 1))
    system[:size, :size], system[size, size] = gram, 0.0
    return np.asarray(np.linalg.solve(system, np.append(wanted, 1.0))[:size])
