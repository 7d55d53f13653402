"""Named streams of random numbers: what one part draws never moves what another part draws."""

from zlib import crc32

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]
Integers = NDArray[np.int64]
Flags = NDArray[np.bool_]


def stream(seed: int, *names: object) -> np.random.Generator:
    """The generator of this name: equal names and seeds draw equal numbers, in any order of use."""
    return np.random.Generator(
        np.random.PCG64([seed, *(crc32(str(name).encode()) for name in names)])
    )


def spread(total: int, weights: Floats, least: int) -> Integers:
    """Whole numbers in proportion to the weights, each at least `least`, that sum to the total."""
    spare = max(total - least * weights.size, 0)
    edges = np.floor(np.cumsum(weights.ravel()) / weights.sum() * spare + 1e-9)
    parts = np.diff(edges, prepend=0.0).reshape(weights.shape)
    return parts.astype(np.int64) + least


def picked(cumulative: Floats, low: Integers, high: Integers, u: Floats) -> Integers:
    """Positions drawn by weight inside [low, high) of a running total of weights."""
    before = np.where(low > 0, cumulative[low - 1], 0.0)
    sought = before + u * (cumulative[high - 1] - before)
    return np.clip(np.searchsorted(cumulative, sought, side="right"), low, high - 1)


def shuffled_uniform(numbers: Integers, seed: int) -> Floats:
    """A number in [0, 1) for each id, always the same one (splitmix64's finishing steps)."""
    with np.errstate(over="ignore"):
        z = numbers.astype(np.uint64) + np.uint64(seed + 1) * np.uint64(0x9E3779B97F4A7C15)
        z = (z ^ (z >> np.uint64(30))) * np.uint64(0xBF58476D1CE4E5B9)
        z = (z ^ (z >> np.uint64(27))) * np.uint64(0x94D049BB133111EB)
    mixed: Floats = ((z ^ (z >> np.uint64(31))) >> np.uint64(11)).astype(np.float64) / 2.0**53
    return mixed
