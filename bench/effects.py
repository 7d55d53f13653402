"""Score the verdicts on made panels whose effect is known: none at all, or one of a known size.

    python bench/effects.py
    python bench/effects.py 100      so many panels of each kind

Four worlds, four comparisons. *alike*: units of different levels, one common path, noise that hangs
together over time. *factors*: units follow a common random walk, each by its own part. *uneven*:
levels like sellers', noise in proportion, anybody treated. *largest*: the same with the largest
treated. Two starts where more than one is treated. Prints one line of JSON a world and comparison
and one in all: how often the 95 % interval held the truth, how often *worked* was said of nothing,
how often of a true effect. Exits with 1 where *worked* was said of nothing in more than 5 % beyond
chance, or an interval held the truth in fewer than 95 % beyond chance.
"""

import json
import sys
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from math import sqrt
from time import process_time

import numpy as np

from salesops.causal.declared import Declared, Method
from salesops.causal.effects import Effect, effect
from salesops.causal.panel import Panel

PANELS = 300
UNITS, TIMES, START = 40, 24, 18
EFFECT = 3.0
"""In standard deviations of a unit's noise in one period."""
TREATED: dict[Method, int] = {"did": 8, "sc": 1, "sdid": 4, "matched": 6}
Random = np.random.Generator
World = Callable[[Random, int], tuple[np.ndarray, float]]


def noise(random: Random) -> np.ndarray:
    """Of spread 1 a period, each period hanging on the one before."""
    shocks = random.normal(size=(UNITS, TIMES))
    for time in range(1, TIMES):
        shocks[:, time] = 0.6 * shocks[:, time - 1] + 0.8 * shocks[:, time]
    return shocks


def alike(random: Random, _treated: int) -> tuple[np.ndarray, float]:
    """Values, and how large one spread of noise is among the treated."""
    return noise(random) + random.normal(50, 20, (UNITS, 1)) + random.normal(0, 5, TIMES), 1.0


def factors(random: Random, _treated: int) -> tuple[np.ndarray, float]:
    """Everybody follows the same walk, by a part of their own."""
    walk, parts = random.normal(0, 1, TIMES).cumsum(), random.uniform(0.5, 1.5, (UNITS, 1))
    return noise(random) + 50 + parts * walk, 1.0


def uneven(random: Random, treated: int) -> tuple[np.ndarray, float]:
    """Sellers: a few large, many small; noise a tenth of the level, a season for all."""
    levels = random.lognormal(0, 0.7, (UNITS, 1))
    season = 1 + 0.2 * np.sin(np.arange(TIMES) / 12 * 2 * np.pi)
    values = levels * (10 * season + noise(random))
    return values, float(levels[:treated].mean())


def largest(random: Random, treated: int) -> tuple[np.ndarray, float]:
    """The same with the largest treated."""
    values, _ = uneven(random, treated)
    values = values[np.argsort(-values.mean(axis=1))]
    return values, float(values[:treated].mean() / 10)


WORLDS: dict[str, World] = {
    "alike": alike, "factors": factors, "uneven": uneven, "largest": largest,
}  # fmt: skip


def panel(world: str, method: Method, seed: int, size: float) -> tuple[Panel, float]:
    """A panel with an effect of so many spreads, and what it is in the unit of the values."""
    treated = TREATED[method]
    values, spread = WORLDS[world](np.random.default_rng(seed), treated)
    late = treated // 2
    starts = [START] * (treated - late) + [START + 2] * late + [None] * (UNITS - treated)
    for unit, start in enumerate(starts[:treated]):
        values[unit, start:] += size * spread
    names, times = (tuple(map(str, range(count))) for count in values.shape)
    return Panel(names, times, values, tuple(starts)), size * spread


@dataclass
class Score:
    """Panels of nothing and of something: intervals that held the truth, *worked* that was said."""

    panels: int
    held: int = 0
    false: int = 0
    found: int = 0

    def record(self) -> dict[str, float]:
        """As shares: coverage over both kinds of panel, the others each over its own."""
        return {"coverage": round(self.held / 2 / self.panels, 4),
                "worked_of_nothing": round(self.false / self.panels, 4),
                "worked_of_effect": round(self.found / self.panels, 4)}  # fmt: skip

    def keeps(self) -> bool:
        """Whether both promises are kept, three standard errors allowed for chance."""
        slack = 3 * sqrt(0.95 * 0.05 / self.panels)
        return (self.false <= (0.05 + slack) * self.panels
                and self.held >= (0.95 - slack / sqrt(2)) * 2 * self.panels)  # fmt: skip


def scored(world: str, method: Method, panels: int) -> Score:
    """One comparison in one world."""
    score = Score(panels)
    for seed in range(panels):
        for size in (0.0, EFFECT):
            made, truth = panel(world, method, seed, size)
            found = effect(made, Declared(method=method))
            score.held += found.estimate.low <= truth <= found.estimate.high
            score.false += _worked(found) and not size
            score.found += _worked(found) and bool(size)
    return score


def _worked(found: Effect) -> bool:
    return found.kind == "worked"


def lines(panels: int) -> Iterator[dict[str, object]]:
    """What is printed."""
    begun, kept, cells = process_time(), True, 0
    for world in WORLDS:
        for method, treated in TREATED.items():
            score = scored(world, method, panels)
            kept, cells = kept and score.keeps(), cells + 1
            yield {"workload": "effects", "world": world, "method": method, "panels": panels,
                   "treated": treated, "units": UNITS, **score.record()}  # fmt: skip
    yield {"workload": "effects", "judged": cells, "kept": kept,
           "cpu_seconds": round(process_time() - begun, 1)}  # fmt: skip


def main() -> int:
    """Print the lines; 1 where a promise is broken."""
    kept: object = True
    for line in lines(int(sys.argv[1]) if len(sys.argv) > 1 else PANELS):
        print(json.dumps(line), flush=True)
        kept = line.get("kept", kept)
    return int(not kept)


if __name__ == "__main__":
    sys.exit(main())
