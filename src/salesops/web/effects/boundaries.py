"""Where plans end what they add up: months, quarters, halves and years, of the fiscal year too."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date

from salesops.incentives.labels import choice_label
from salesops.incentives.periods import LENGTHS
from salesops.incentives.rules import Accumulate
from salesops.kernel.problem import Language
from salesops.web.effects.in_force import versions_of
from salesops.web.effects.panels import FISCAL_MONTH, MONTH


@dataclass(frozen=True, order=True)
class Boundary:
    """The end of an interval of a plan: of calendar months or fiscal ones, from a first month."""

    length: int = 1
    interval: Accumulate = "month"
    is_fiscal: bool = False
    year_starts_in: int = 1

    @property
    def dimension(self) -> str:
        """The ledger's periods that it lies between."""
        return FISCAL_MONTH if self.is_fiscal else MONTH

    def is_end(self, label: str) -> bool:
        """Whether a period of this name is the last of its interval."""
        number = int(label[-2:]) - (0 if self.is_fiscal else self.year_starts_in - 1)
        return number % self.length == 0

    def label(self, language: Language) -> str:
        """What a reader calls it."""
        named = choice_label(self.interval, language)
        if language == "zh":
            return f"{'财务' if self.is_fiscal else ''}{named}末"
        return f"{'fiscal ' if self.is_fiscal else ''}{named.lower()} ends"


def boundaries(persons: Collection[str], first: date, end: date) -> list[Boundary]:
    """The ends of all intervals that the plans of these people add up over, and of months.

    Months are looked at whatever a plan says: quotas are by month, and so is what people are told.
    """
    found = set()
    for version in versions_of(persons, first, end):
        text = version.text
        for component in (c for one in text.versions for c in one.components):
            interval = "month" if component.accumulate == "transaction" else component.accumulate
            starts_in = text.year_starts_in if interval != "month" else 1
            is_fiscal = bool(text.period_starts)
            found.add(Boundary(
                LENGTHS[interval], interval, is_fiscal, 1 if is_fiscal else starts_in
            ))  # fmt: skip
    found.add(Boundary(is_fiscal=any(one.is_fiscal for one in found)))
    return sorted(found)
