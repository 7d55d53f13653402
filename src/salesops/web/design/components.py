"""The shapes the components draw: figure tiles, bullet bars and sparklines, already worded."""

from collections.abc import Sequence
from dataclasses import dataclass

SPARK_WIDTH = 120
SPARK_HEIGHT = 28


@dataclass(frozen=True)
class Bullet:
    """Actual against target on one common scale, with a mark where the pace should be."""

    name: str
    value: str
    exact: str
    actual: float
    target: float = 1.0
    pace: float | None = None
    top: float = 1.2
    detail: str = ""
    address: str = ""

    @property
    def is_short(self) -> bool:
        """Whether the actual is behind the pace, or the target where there is no pace."""
        return self.actual < (self.pace if self.pace is not None else self.target)

    def at(self, value: float) -> str:
        """Where a value stands on the bar, as a percentage of its width."""
        share = 0.0 if self.top <= 0 else max(0.0, min(value / self.top, 1.0))
        return f"{share * 100:.2f}%"

    @property
    def actual_at(self) -> str:
        """Where the actual ends."""
        return self.at(self.actual)

    @property
    def target_at(self) -> str:
        """Where the target stands."""
        return self.at(self.target)

    @property
    def pace_at(self) -> str:
        """Where the pace stands."""
        return self.at(self.pace or 0.0)


@dataclass(frozen=True)
class Spark:
    """A line of a dozen points and the area under it, as SVG paths."""

    line: str
    area: str


def spark(values: Sequence[object]) -> Spark | None:
    """The path through the values that are there; none for fewer than two."""
    known = [
        (at, float(value))  # type: ignore[arg-type]  # Decimal, int or float
        for at, value in enumerate(values)
        if value is not None
    ]
    if len(known) < 2:
        return None
    low, high = min(v for _, v in known), max(v for _, v in known)
    low = min(low, 0.0) if low < high * 0.5 else low - (high - low) * 0.15
    span = (high - low) or 1.0
    step = SPARK_WIDTH / (len(values) - 1)
    points = [
        f"{at * step:.1f} {SPARK_HEIGHT - 2 - (value - low) / span * (SPARK_HEIGHT - 4):.1f}"
        for at, value in known
    ]
    line = "M" + "L".join(points)
    first, last = known[0][0] * step, known[-1][0] * step
    return Spark(line, f"{line}L{last:.1f} {SPARK_HEIGHT}L{first:.1f} {SPARK_HEIGHT}Z")
