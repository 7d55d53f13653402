"""How much of a period's sales is usually in by a given day, learnt from the years before."""

from bisect import bisect_left
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal

from salesops.kernel.period import Period, month_later

YEARS_LEARNT_FROM = 3
DAY = timedelta(days=1)


@dataclass(frozen=True)
class Past:
    """What is known of the past: sales by day, all workdays in order, the first day of sales."""

    sales: Mapping[date, Decimal]
    workdays: Sequence[date]
    first_day: date | None

    def workdays_in(self, period: Period) -> Sequence[date]:
        """The workdays of the period, in order."""
        start, end = (bisect_left(self.workdays, d) for d in (period.starts_on, period.ends_before))
        return self.workdays[start:end]

    def sold(self, period: Period) -> Decimal:
        """Net sales of the period."""
        days = (period.starts_on + n * DAY for n in range(period.days))
        return sum((self.sales.get(day, Decimal(0)) for day in days), Decimal(0))


def expected_share(period: Period, as_of: date, past: Past) -> Decimal:
    """The share of a running period's sales that is usually in once `as_of` is over, from 0 to 1.

    It is read from the same period of up to three years before, at the same workday of it, so a
    moved holiday moves the expectation too; where there are none, from the workdays alone.
    """
    gone = total = Decimal(0)
    for years in range(1, YEARS_LEARNT_FROM + 1):
        base = Period(month_later(period.starts_on, -12 * years),
                      month_later(period.ends_before, -12 * years))  # fmt: skip
        if past.first_day is None or base.starts_on < past.first_day.replace(day=1):
            break
        if (sold := past.sold(base)) > 0:
            gone += past.sold(_same_part(base, period, as_of, past))
            total += sold
    if total:
        return min(max(gone / total, Decimal(0)), Decimal(1))
    return _by_workdays(period, as_of, past)


def _same_part(base: Period, period: Period, as_of: date, past: Past) -> Period:
    """The beginning of the base that holds as large a share of its workdays."""
    workdays, base_workdays = past.workdays_in(period), past.workdays_in(base)
    done = len(past.workdays_in(period.cut(as_of)))
    if not workdays or not base_workdays:
        days = round(Decimal(period.cut(as_of).days * base.days) / period.days)
        return Period(base.starts_on, base.starts_on + days * DAY)
    position = int(Decimal(done * len(base_workdays)) / len(workdays) + Decimal("0.5"))
    if position >= len(base_workdays):
        return base
    # On a day off, the days off behind the base's last workday are gone as well.
    if done and as_of in workdays:
        return Period(base.starts_on, base_workdays[max(position, 1) - 1] + DAY)
    return Period(base.starts_on, base_workdays[position])


def _by_workdays(period: Period, as_of: date, past: Past) -> Decimal:
    gone = period.cut(as_of)
    if workdays := past.workdays_in(period):
        return Decimal(len(past.workdays_in(gone))) / len(workdays)
    return Decimal(gone.days) / period.days
