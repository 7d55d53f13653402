"""What a period picker offers on pages that show one period at a time."""

from dataclasses import dataclass
from datetime import date

from salesops.kernel.period import Period, period
from salesops.reports.asked import written

YEARS_OFFERED = 4


@dataclass(frozen=True)
class Offer:
    """One period to pick."""

    name: str
    label: str
    picked: bool


@dataclass(frozen=True)
class Periods:
    """The last years, and the quarters and months of the year in view that have begun."""

    label: str
    years: list[Offer]
    quarters: list[Offer]
    months: list[Offer]


def offered(chosen: Period, as_of: date) -> Periods:
    """What to offer beside the chosen period."""
    here, year = written(chosen), chosen.starts_on.year

    def offers(pairs: list[tuple[str, str]]) -> list[Offer]:
        begun = [(name, label) for name, label in pairs if period(name).starts_on <= as_of]
        return [Offer(name, label, name == here) for name, label in begun]

    return Periods(
        here,
        offers([(str(y), str(y)) for y in range(as_of.year, as_of.year - YEARS_OFFERED, -1)]),
        offers([(f"{year}-Q{q}", f"Q{q}") for q in range(1, 5)]),
        offers([(f"{year}-{m:02d}", f"{year}-{m:02d}") for m in range(1, 13)]),
    )
