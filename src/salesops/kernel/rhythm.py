"""When something that is done again and again is due: every so often, or daily from an hour on."""

from dataclasses import dataclass
from datetime import datetime, time, timedelta

FIRST_WAIT = timedelta(seconds=2)
LONGEST_WAIT = timedelta(minutes=15)
MOST_DOUBLINGS = 20


@dataclass(frozen=True)
class Rhythm:
    """With `at`, once a day from that time of the day on; else whenever `every` has passed."""

    every: timedelta = timedelta(days=1)
    at: time | None = None


def due(
    rhythm: Rhythm,
    now: datetime,
    *,
    known_since: datetime,
    last: datetime | None,
    failures: int = 0,
) -> bool:
    """Whether it is time, for somebody who has known the duty since then and last tried it then.

    `now` is given in the zone whose clock tells the time of day. What failed is tried again
    after two seconds, then four, eight …, at most a quarter of an hour, so that an outage neither
    ends a duty nor fills a log. A clock that was set back does not silence a duty until it has
    caught up.
    """
    if last is None:
        return rhythm.at is None or _moment_passed(rhythm.at, known_since, now)
    if last > now:
        return True
    if failures:
        patience = _patience(failures)
        return now - last >= (patience if rhythm.at else max(patience, rhythm.every))
    if rhythm.at is not None:
        return _moment_passed(rhythm.at, last, now)
    return now - last >= rhythm.every


def _patience(failures: int) -> timedelta:
    return min(FIRST_WAIT * 2 ** min(failures - 1, MOST_DOUBLINGS), LONGEST_WAIT)


def _moment_passed(at: time, since: datetime, now: datetime) -> bool:
    """Whether the clock has shown that time of the day after `since` and up to now."""
    moment = now.replace(hour=at.hour, minute=at.minute, second=at.second, microsecond=0)
    if moment > now:
        moment -= timedelta(days=1)
    return since < moment
