"""A million due times and a million elapsed working times, beside going through the days.

    python bench/deadlines.py [how many]

Prints one line of JSON: seconds for each kind of limit and for elapsed times on a calendar with
lunch, holidays and make-up workdays, and how many times the plain way through the days, timed on
a thousandth of them, would take.
"""

import json
import sys
import time
from collections.abc import Callable
from datetime import datetime
from decimal import Decimal
from zoneinfo import ZoneInfo

import numpy as np

from salesops.cli.deadlines import china
from salesops.kernel.hours import hours_read
from salesops.kernel.worktime import moment_after, work_minutes
from salesops.process.calendars import Calendar
from salesops.process.deadlines import Moments, due_times, working_times
from salesops.process.limits import Limit, Unit

HOW_MANY = 1_000_000
SAMPLE = 1_000
LIMITS: tuple[tuple[int, Unit], ...] = (
    (24, "hours"), (24, "working_hours"), (3, "working_days"),
)  # fmt: skip


def main() -> None:
    """Time each and print the line."""
    count = int(sys.argv[1]) if len(sys.argv) > 1 else HOW_MANY
    cn = china(datetime(2026, 1, 1, tzinfo=ZoneInfo("Asia/Shanghai")))
    calendar = Calendar(hours_read("09:00-12:00 13:30-18:00"), told=cn.told)
    chance = np.random.default_rng(7)
    minutes = chance.integers(0, 360 * 24 * 60, count).astype("timedelta64[m]")
    starts = (np.datetime64("2026-01-01", "us") + minutes).astype("datetime64[us]")
    ends = starts + chance.integers(0, 30 * 24 * 60, count).astype("timedelta64[m]")
    told: dict[str, object] = {"count": count}
    for amount, unit in LIMITS:
        limit = Limit(Decimal(amount), unit)
        told[f"due_{unit}_seconds"] = timed(lambda long=limit: due_times(starts, long, calendar))  # type: ignore[misc]
    told["elapsed_seconds"] = timed(lambda: working_times(starts, ends, calendar))
    told |= plainly(starts, ends, calendar)
    print(json.dumps(told))


def timed(do: Callable[[], object]) -> float:
    """The best of three, in seconds."""
    best = float("inf")
    for _ in range(3):
        began = time.perf_counter()
        do()
        best = min(best, time.perf_counter() - began)
    return round(best, 4)


def plainly(starts: Moments, ends: Moments, calendar: Calendar) -> dict[str, float]:
    """Seconds that going through the days would take for all of them, from a sample."""
    pairs = list(zip(starts[:SAMPLE].tolist(), ends[:SAMPLE].tolist(), strict=True))
    scale = len(starts) / len(pairs)
    began = time.perf_counter()
    for start, _ in pairs:
        moment_after(start, 24 * 60, calendar.is_workday, calendar.hours)
    middle = time.perf_counter()
    for start, end in pairs:
        work_minutes(start, end, calendar.is_workday, calendar.hours)
    ended = time.perf_counter()
    return {
        "plain_due_seconds": round((middle - began) * scale, 2),
        "plain_elapsed_seconds": round((ended - middle) * scale, 2),
    }


if __name__ == "__main__":
    main()
