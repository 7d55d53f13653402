"""Panels made for tests: of noise alone, or with an effect that is known."""

from collections.abc import Sequence

import numpy as np

from salesops.causal.panel import Panel


def noise(
    units: int, times: int, treated: int, start: int, seed: int, effect: float = 0.0
) -> Panel:
    """Units of very different levels, a common path, and noise that hangs together over time."""
    random = np.random.default_rng(seed)
    shocks = random.normal(size=(units, times))
    for time in range(1, times):
        shocks[:, time] += 0.6 * shocks[:, time - 1]
    values = shocks + random.normal(50, 20, (units, 1)) + random.normal(0, 5, times)
    values[:treated, start:] += effect
    starts = [start] * treated + [None] * (units - treated)
    return panel(values.tolist(), starts)


def panel(values: Sequence[Sequence[float]], starts: Sequence[int | None]) -> Panel:
    """A panel whose units are called 0, 1, 2 …, and so are its times."""
    array = np.array(values, dtype=float)
    names, times = (tuple(map(str, range(size))) for size in array.shape)
    return Panel(names, times, array, tuple(starts))
