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
    single column, adds the one that helps most, drops whichever would become negative. Nothing of
    the size of columns × columns is made but among those held.
    """
    count = columns.shape[1]
    scale = (float((columns**2).sum()) / count + ridge) or 1.0
    columns, target = columns / np.sqrt(scale), target / np.sqrt(scale)
    ridge = max(ridge / scale, JITTER)
    if ridge > WIDE:
        spread = _exchanged(columns, target, ridge)
        if spread is not None:
            return spread
    return _added(columns, target, ridge)


def _added(columns: Array, target: Array, ridge: float) -> Array:
    """One column after the other, from the best single one."""
    count = columns.shape[1]
    weights = np.zeros(count)
    first = int(np.argmin((columns**2).sum(axis=0) - 2 * (target @ columns)))
    held, weights[first] = [first], 1.0
    for _ in range(10 * count + 10):
        slope = (columns @ weights - target) @ columns + ridge * weights
        joining = int(np.argmin(slope))
        if joining in held or slope[joining] >= slope[held].mean() - TOLERANCE:
            break
        held.append(joining)
        held = _settled(columns, target, ridge, weights, held)
    return weights


def _exchanged(columns: Array, target: Array, ridge: float) -> Array | None:
    """The same from all columns at once: whatever is wrong changes sides; None where it cycles.

    Block principal pivoting (Júdice and Pires 1994), which takes a few steps where shares are many.
    """
    inside = np.ones(columns.shape[1], dtype=bool)
    for _ in range(MOST_EXCHANGES):
        held = np.flatnonzero(inside)
        if not len(held):
            return None
        weights = np.zeros(len(inside))
        weights[held] = _unbounded(columns[:, held], target, ridge)
        slope = (columns @ weights - target) @ columns + ridge * weights
        wrong = np.where(inside, weights < 0, slope - slope[held].mean() < -TOLERANCE)
        if not wrong.any():
            return weights
        inside ^= wrong
    return None


def _settled(
    columns: Array, target: Array, ridge: float, weights: Array, held: list[int]
) -> list[int]:
    """Put the best shares of the columns held into `weights`; those still held after that."""
    while True:
        found = _unbounded(columns[:, held], target, ridge)
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


def _unbounded(columns: Array, target: Array, ridge: float) -> Array:
    """The minimum where only the sum is held."""
    periods, count = columns.shape
    if count > periods and ridge > WIDE:
        return _by_periods(columns, target, ridge)
    system = np.ones((count + 1, count + 1))
    system[:count, :count] = columns.T @ columns + np.eye(count) * ridge
    system[count, count] = 0.0
    return np.asarray(np.linalg.solve(system, np.append(target @ columns, 1.0))[:count])


def _by_periods(columns: Array, target: Array, ridge: float) -> Array:
    """The same through a system as small as the periods are few (Woodbury's identity)."""
    small = columns @ columns.T + np.eye(len(columns)) * ridge

    def solved(values: Array) -> Array:
        return np.asarray((values - np.linalg.solve(small, columns @ values) @ columns) / ridge)

    free, level = solved(target @ columns), solved(np.ones(columns.shape[1]))
    return np.asarray(free + (1 - free.sum()) / level.sum() * level)
