"""The pay calendar: months of the year, or the company's own periods where a plan names them."""

from datetime import date

from salesops.kernel.period import Period, month_later


def pay_period(text: str) -> Period | None:
    """The period written as a month, such as 2026-10; None for anything else."""
    try:
        start = date.fromisoformat(f"{text.strip()[:7]}-01")
    except ValueError:
        return None
    return Period(start, month_later(start)) if len(text.strip()) == 7 else None


def first_day(label: str) -> date:
    """The first day of a period by its name: 2026-10, or the day itself."""
    return date.fromisoformat(f"{label}-01" if len(label) == 7 else label)
