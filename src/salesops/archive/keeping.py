"""What is thrown away when: of nightly backups the newest stay, of snapshots days and months."""

from collections.abc import Mapping
from datetime import datetime, timedelta


def backups_to_remove(made: Mapping[str, datetime], keep: int) -> list[str]:
    """All but so many of the newest backups, oldest first."""
    newest = sorted(made, key=lambda name: (made[name], name), reverse=True)
    return sorted(newest[keep:], key=lambda name: (made[name], name))


def snapshots_to_keep(
    made: Mapping[str, datetime], now: datetime, days: int, months: int | None
) -> set[str]:
    """All snapshots of the last days, and of each month before that the last one.

    Months are those of the calendar on the clock the moments are given in; without a number of
    months theirs stay for ever. The newest of all stays in any case.
    """
    recent = {name for name, at in made.items() if now - at <= timedelta(days=days)}
    lasts: dict[tuple[int, int], str] = {}
    for name in sorted(made, key=lambda name: (made[name], name)):
        lasts[made[name].year, made[name].month] = name
    oldest = None if months is None else _months_before(now, months)
    kept = {name for month, name in lasts.items() if oldest is None or month > oldest}
    newest = set(list(lasts.values())[-1:])
    return recent | kept | newest


def _months_before(now: datetime, months: int) -> tuple[int, int]:
    count = now.year * 12 + now.month - 1 - months
    return count // 12, count % 12 + 1
