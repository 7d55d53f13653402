"""A working calendar: hours on the clock of a zone, days unlike their weekday, final until when."""

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from salesops.kernel.hours import hours_read
from salesops.kernel.problem import Problem, Where, Wording
from salesops.kernel.worktime import HOURS, Hours

WEEK = frozenset({1, 2, 3, 4, 5})
SHANGHAI = ZoneInfo("Asia/Shanghai")
KEYS = ("time_zone", "hours", "weekdays", "holidays", "workdays", "confirmed_until")

CALENDAR_UNREADABLE = Wording(
    "calendar_unreadable",
    zh=("日历文件读不了：{why}", "日历是一个 TOML 文件，键有 {keys}"),
    en=("The calendar cannot be read: {why}", "It is a TOML file with the keys {keys}"),
)
CALENDAR_WRONG = Wording(
    "calendar_wrong",
    zh=("日历中的 {key} 不对：{why}", "{remedy}"),
    en=("{key} of the calendar is wrong: {why}", "{remedy}"),
)
REMEDIES = {
    "time_zone": "time_zone = \"Asia/Shanghai\"",
    "hours": "hours = \"09:00-12:00 13:30-18:00\"",
    "weekdays": "weekdays = [1, 2, 3, 4, 5]",
    "holidays": "holidays = [2026-10-01, 2026-10-02]",
    "workdays": "workdays = [2026-10-10]",
    "confirmed_until": "confirmed_until = 2026-12-31",
}  # fmt: skip


@dataclass(frozen=True)
class Calendar:
    """When people work: windows of a workday, days unlike their weekday, and how sure that is.

    `told` says of single days whether they are worked: holidays, and make-up workdays. Days after
    `confirmed_until` may still change, so what is due after it is provisional; None promises
    nothing and doubts nothing.
    """

    hours: Hours = HOURS
    zone: ZoneInfo = SHANGHAI
    told: Mapping[date, bool] = field(default_factory=dict)
    names: Mapping[date, str] = field(default_factory=dict)
    confirmed_until: date | None = None
    weekdays: frozenset[int] = WEEK

    def is_workday(self, day: date) -> bool:
        """Whether the day is worked."""
        return self.told.get(day, day.isoweekday() in self.weekdays)

    def moment(self, day: date, minutes: int) -> datetime:
        """So many minutes after midnight as the wall clock of that day shows them."""
        wall = datetime.combine(day, time()) + timedelta(minutes=minutes)
        return wall.replace(tzinfo=self.zone)

    def is_provisional(self, at: datetime) -> bool:
        """Whether the calendar up to that moment may still change."""
        until = self.confirmed_until
        return until is not None and at.astimezone(self.zone).date() > until


def calendar_read(text: str, file: str | None = None) -> Calendar | Problem:
    """A calendar as its TOML file says it; else what is wrong with it."""
    try:
        told = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        values = {"why": str(error), "keys": ", ".join(KEYS)}
        return Problem(CALENDAR_UNREADABLE, Where(file=file), values)
    unknown = next((key for key in told if key not in KEYS), None)
    if unknown:
        values = {"why": f"{unknown}?", "keys": ", ".join(KEYS)}
        return Problem(CALENDAR_UNREADABLE, Where(file=file), values)
    found: dict[str, object] = {}
    for key in told:
        try:
            found[key] = READ[key](told[key])
        except (ValueError, TypeError, KeyError, OSError) as error:
            values = {"key": key, "why": str(error) or str(told[key]), "remedy": REMEDIES[key]}
            return Problem(CALENDAR_WRONG, Where(file=file), values)
    return _calendar(found)


def _calendar(found: Mapping[str, object]) -> Calendar:
    off: dict[date, str] = found.get("holidays", {})  # type: ignore[assignment]  # as read below
    worked: dict[date, str] = found.get("workdays", {})  # type: ignore[assignment]
    plain = {"time_zone": "zone", "hours": "hours", "weekdays": "weekdays"}
    given = {field: found[key] for key, field in plain.items() if key in found}
    return Calendar(
        told={**dict.fromkeys(off, False), **dict.fromkeys(worked, True)},
        names={day: name for day, name in off.items() if name},
        confirmed_until=found.get("confirmed_until"),  # type: ignore[arg-type]  # a date or nothing
        **given,  # type: ignore[arg-type]  # as read below
    )


def _day(said: object) -> date:
    if isinstance(said, datetime):
        return said.date()
    return said if isinstance(said, date) else date.fromisoformat(str(said))


def _days(said: object) -> dict[date, str]:
    """Days as a list, or with their names as a table."""
    if isinstance(said, Mapping):
        return {_day(day): str(name) for day, name in said.items()}
    if not isinstance(said, list):
        raise TypeError(str(said))
    return {_day(day): "" for day in said}


def _weekdays(said: object) -> frozenset[int]:
    found = frozenset(said) if isinstance(said, list) else frozenset()
    if not found or not all(type(day) is int and 1 <= day <= 7 for day in found):
        raise ValueError(str(said))
    return found


READ = {
    "time_zone": lambda said: ZoneInfo(str(said)),
    "hours": lambda said: hours_read(str(said)),
    "weekdays": _weekdays,
    "holidays": _days,
    "workdays": _days,
    "confirmed_until": _day,
}
