"""The pay calendar of this workspace, and the days of a period by its name."""

from datetime import date
from typing import cast

from salesops.incentives.pay_calendar import PayCalendar
from salesops.kernel.period import Period
from salesops.ledger.calendar import Pattern
from salesops.web.workspace.models import Workspace

MONTH = len("2026-10")


def pay_calendar() -> PayCalendar:
    """How this company counts its fiscal year."""
    kept = Workspace.objects.values_list("fiscal_start_month", "pattern").first()
    return PayCalendar(kept[0], cast("Pattern", kept[1])) if kept else PayCalendar()


def pay_period(text: str) -> Period | None:
    """The period of a name such as 2026-10, 2026-Q4, 2026-W41x2; None for anything else."""
    return pay_calendar().span(text.strip())


def first_day(name: str) -> date:
    """The first day of a period: of a plan's, a month or a day, or of one people are paid for."""
    try:
        return date.fromisoformat(f"{name}-01" if len(name) == MONTH else name)
    except ValueError:
        span = pay_period(name)
        if span is None:
            raise
        return span.starts_on
