"""A panel: what every unit reached in every period, and from when on which of them is treated."""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property

import numpy as np

Array = np.ndarray


@dataclass(frozen=True, eq=False)
class Panel:
    """Values by unit and time, without a gap.

    `starts` holds for each unit the place of the first time it is treated at, None for never; from
    then on it stays treated. `weights` say how much each counts in its cohort's mean, alike
    without; the never treated count alike. ValueError where shapes or places do not fit.
    """

    units: tuple[str, ...]
    times: tuple[str, ...]
    values: Array
    starts: tuple[int | None, ...]
    weights: Array | None = None

    def __post_init__(self) -> None:
        """Refuse what is no panel."""
        if self.values.shape != (len(self.units), len(self.times)):
            raise ValueError(f"{self.values.shape} values for {len(self.units)} units")
        if len(self.starts) != len(self.units):
            raise ValueError("every unit needs its start, or None")
        if any(s is not None and not 0 < s < len(self.times) for s in self.starts):
            raise ValueError("nobody is treated from the first time on, or after the last")

    @cached_property
    def cohorts(self) -> tuple[int, ...]:
        """The places at which some unit is treated first, in order."""
        return tuple(sorted({start for start in self.starts if start is not None}))

    @cached_property
    def labels(self) -> Array:
        """For each unit the place of its cohort in `cohorts`; their number for never treated."""
        place = {start: n for n, start in enumerate(self.cohorts)}
        return np.array([place.get(s, len(place)) if s is not None else len(place)
                         for s in self.starts], dtype=np.int64)  # fmt: skip

    @cached_property
    def sizes(self) -> Array:
        """Units in each cohort, the never treated last."""
        return np.bincount(self.labels, minlength=len(self.cohorts) + 1)

    @cached_property
    def exposure(self) -> Array:
        """1 where a unit is treated, else 0."""
        starts = [len(self.times) if s is None else s for s in self.starts]
        return (np.arange(len(self.times)) >= np.array(starts)[:, None]).astype(float)

    def members(self, cohort: int) -> Array:
        """The places of the units of one cohort, by its place; the last are the never treated."""
        return np.flatnonzero(self.labels == cohort)

    def path(self, cohort: int) -> Array:
        """The weighted mean of a cohort's units at each time."""
        there = self.members(cohort)
        return np.asarray(self.shares(cohort) @ self.values[there])

    def shares(self, cohort: int) -> Array:
        """How much each of a cohort's units counts in its mean; they sum to 1."""
        there = self.members(cohort)
        if self.weights is None or cohort == len(self.cohorts):
            return np.full(len(there), 1 / max(1, len(there)))
        return np.asarray(self.weights[there] / self.weights[there].sum())

    @cached_property
    def factors(self) -> Array:
        """What one of each cohort's values stands for in the unit that is told: its mean weight."""
        if self.weights is None:
            return np.ones(len(self.cohorts))
        return np.array([self.weights[self.members(n)].mean() for n in range(len(self.cohorts))])

    @property
    def treated(self) -> int:
        """How many units are treated at some time."""
        return int(self.sizes[:-1].sum())

    @property
    def never(self) -> int:
        """How many units never are."""
        return int(self.sizes[-1])

    def treated_from(self, starts: Sequence[int | None]) -> "Panel":
        """The same values with other units treated."""
        return Panel(self.units, self.times, self.values, tuple(starts))
