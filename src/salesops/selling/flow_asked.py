"""What one asks of the pipeline's flow, and what is known of deals whose moves nobody wrote."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta, tzinfo
from decimal import Decimal

from salesops.kernel.period import Period, period
from salesops.selling.flow import Change, Move, Status

DAY = timedelta(days=1)
FIRST, LAST = date(1990, 1, 1), date(2200, 1, 1)
BY = ("owner", "team", "stage", "pipeline")


@dataclass(frozen=True)
class Asked:
    """From the morning of one day to the evening of another, for deals closing in the window.

    `zone` is where the company's days begin; `named` is the window as an address names it.
    """

    starts_on: date
    ends_on: date
    window: Period | None
    zone: tzinfo
    by: str = "owner"
    named: str = ""

    @property
    def starts_at(self) -> datetime:
        """The first moment, where the company is."""
        return morning(self.starts_on, self.zone)

    @property
    def ends_at(self) -> datetime:
        """The moment after the last one."""
        return morning(self.ends_on + DAY, self.zone)


def morning(day: date, zone: tzinfo) -> datetime:
    """The first moment of a day."""
    return datetime.combine(day, time(), tzinfo=zone)


def asked_of(told: Mapping[str, str], today: date, zone: tzinfo) -> Asked:
    """What an address asks: by default this month, for deals that close in this quarter."""
    starts = _near(day_of(told.get("from", ""))) or today.replace(day=1)
    ends = _near(day_of(told.get("to", ""))) or today
    by = told.get("by", "")
    named = told.get("period") or quarter_of(today)
    by = by if by in BY else "owner"
    return Asked(starts, max(starts, ends), window_of(named), zone, by, named)


def quarter_of(day: date) -> str:
    """The name of the quarter a day lies in."""
    return f"{day.year}-Q{(day.month + 2) // 3}"


def _near(day: date | None) -> date | None:
    """The day, if it is one of a calendar that companies use."""
    return day if day and FIRST <= day <= LAST else None


def day_of(text: str) -> date | None:
    """The day a text names, if it names one."""
    try:
        return date.fromisoformat(text.strip())
    except ValueError:
        return None


def window_of(named: str) -> Period | None:
    """The period of a name, if it is one."""
    try:
        return period(named)
    except ValueError:
        return None


def change_of(at: datetime, field: str, before: str, after: str, rate: Decimal) -> Change:
    """A change as it was written down, amounts in our currency."""
    if field == "amount":
        return Change(at, "amount", _money(before, rate), _money(after, rate))
    return Change(at, "expected_close_on", day_of(before), day_of(after))


def _money(text: str, rate: Decimal) -> Decimal | None:
    return Decimal(text) * rate if text else None


def unwritten(
    stage: str, status: Status, created_on: date | None, closed_on: date | None, zone: tzinfo
) -> list[Move]:
    """The moves of a deal whose steps nobody brought: made on one day, closed on another."""
    if created_on is None:
        return []
    began = morning(created_on, zone)
    if status == "open":
        return [Move(began, stage)]
    ended = morning(closed_on or created_on, zone)
    return [Move(began, ""), Move(max(began, ended), stage, status)]
