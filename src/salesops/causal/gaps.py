"""What the treated reached beyond their comparison, by cohort and time, and how it is summed up."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from salesops.causal.panel import Array


@dataclass(frozen=True, eq=False)
class Gaps:
    """Actual less counterfactual of every cohort (…, cohorts, times); NaN without a comparison.

    Leading axes, if any, are draws: the same figures under many assignments at once. A period
    before the start shows how well the comparison fits, one from it on the effect.
    """

    by_cohort: Array
    starts: Sequence[int]
    sizes: Array

    def _weights(self, places: Array) -> Array:
        """Units behind each cell that counts; the same for every draw."""
        draws = tuple(range(self.by_cohort.ndim - 2))
        unknown = np.isnan(self.by_cohort).all(axis=draws)
        return np.where(places & ~unknown, self.sizes[:, None], 0).astype(float)

    def _mean(self, places: Array) -> Array:
        weights = self._weights(places)
        total = weights.sum()
        if not total:
            return np.full(self.by_cohort.shape[:-2], np.nan)
        return np.asarray(
            np.einsum("...kt,kt->...", np.nan_to_num(self.by_cohort), weights) / total
        )

    def times(self, factors: Array) -> "Gaps":
        """The same with every cohort's gaps so many times as large."""
        return Gaps(self.by_cohort * factors[:, None], self.starts, self.sizes)

    @property
    def event_times(self) -> Array:
        """Periods since the start (cohorts, times); below 0 before it."""
        return np.arange(self.by_cohort.shape[-1]) - np.array(self.starts)[:, None]

    def after(self) -> Array:
        """The mean effect over all treated units and periods."""
        return self._mean(self.event_times >= 0)

    def at(self, event: int) -> Array:
        """The mean gap so many periods after the start."""
        return self._mean(self.event_times == event)

    def events(self) -> dict[int, Array]:
        """The mean gap of every period since the start that has a comparison, in order."""
        since = self.event_times
        found = {int(event): self.at(int(event)) for event in np.unique(since)}
        return {event: gap for event, gap in found.items() if not np.isnan(gap).all()}

    def by_time(self) -> Array:
        """The mean gap at each time over all treated units; NaN without any."""
        weights = np.where(np.isnan(self.by_cohort), 0, self.sizes[:, None])
        total = weights.sum(axis=-2)
        with np.errstate(invalid="ignore", divide="ignore"):
            return np.asarray((np.nan_to_num(self.by_cohort) * weights).sum(axis=-2) / total)

    def cells(self) -> int:
        """Treated units times periods that have a comparison."""
        return int(self._weights(self.event_times >= 0).sum())

    def misfit(self) -> Array:
        """Root mean square of the gap before the start, over treated units' periods (RMSPE)."""
        squared = Gaps(self.by_cohort**2, self.starts, self.sizes)
        return np.asarray(np.sqrt(squared._mean(self.event_times < 0)))
