"""Whether something was done in time: the customer's clock, the owner's, and those of stages."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Literal

from salesops.process.calendars import Calendar
from salesops.process.deadlines import Pause, due_at, ran
from salesops.process.limits import DAY_AND_NIGHT, Limit

State = Literal["running", "warned", "paused", "late", "met", "missed", "stopped"]

WARNED_FROM = 0.75
"""The share of a limit that has run when whoever owes is warned."""
AROUND_THE_CLOCK = Calendar()


@dataclass(frozen=True)
class Clock:
    """One clock: when it began and is due, how long it ran or has run, and whether in time.

    `length` is the limit as a length: of time that passes, or of work.
    """

    began_at: datetime
    due_at: datetime
    ran: timedelta
    length: timedelta
    limit: Limit
    state: State
    is_provisional: bool = False

    @property
    def left(self) -> timedelta:
        """What is left of the limit; below nothing when it is over."""
        return self.length - self.ran

    @property
    def share(self) -> float:
        """How much of the limit has run, at most all of it."""
        return max(0.0, min(self.ran / self.length, 1.0))

    @property
    def is_late(self) -> bool:
        """Whether it was not done in time, or has not been yet."""
        return self.state in ("late", "missed")

    @property
    def is_on(self) -> bool:
        """Whether somebody is still to do it."""
        return self.state in ("running", "warned", "paused", "late")


def clock(
    began_at: datetime,
    done_at: datetime | None,
    now: datetime,
    limit: Limit = DAY_AND_NIGHT,
    calendar: Calendar = AROUND_THE_CLOCK,
    *,
    closed_at: datetime | None = None,
    pauses: Sequence[Pause] = (),
) -> Clock:
    """A clock that began then, and was stopped when it was done or the case closed without it."""
    ended_at = max(done_at or closed_at or now, began_at)
    due = due_at(began_at, limit, calendar, pauses, now)
    length = ran(began_at, due.at, limit, calendar, pauses)
    run = ran(began_at, ended_at, limit, calendar, pauses)
    is_paused = done_at is None and any(pause.ended_at is None for pause in pauses)
    state = _state(
        in_time=ended_at <= due.at, done=done_at is not None, closed=closed_at is not None,
        paused=is_paused, share=run / length,
    )  # fmt: skip
    return Clock(began_at, due.at, run, length, limit, state, due.is_provisional)


def _state(*, in_time: bool, done: bool, closed: bool, paused: bool, share: float) -> State:
    if done:
        return "met" if in_time else "missed"
    if closed:
        return "stopped"
    if not in_time:
        return "late"
    if paused:
        return "paused"
    return "warned" if share >= WARNED_FROM else "running"


def customers_clock(
    received_at: datetime | None,
    answered_at: datetime | None,
    now: datetime,
    limit: Limit = DAY_AND_NIGHT,
    calendar: Calendar = AROUND_THE_CLOCK,
    *,
    closed_at: datetime | None = None,
) -> Clock | None:
    """From arrival to our first contact, whoever had the lead meanwhile; none without an arrival.

    It never begins anew and is never paused: it is the customer who waits. A lead that was closed
    without a contact has neither kept nor missed anything more.
    """
    if received_at is None:
        return None
    return clock(received_at, answered_at, now, limit, calendar, closed_at=closed_at)


def owners_clock(
    assigned_at: datetime | None,
    answered_at: datetime | None,
    now: datetime,
    limit: Limit = DAY_AND_NIGHT,
    calendar: Calendar = AROUND_THE_CLOCK,
    *,
    closed_at: datetime | None = None,
    pauses: Sequence[Pause] = (),
) -> Clock | None:
    """From the day the owner got the lead; it begins anew whenever somebody else gets it.

    None where the lead had been answered before this owner got it: they owe no first contact.
    """
    if assigned_at is None or (answered_at is not None and answered_at < assigned_at):
        return None
    return clock(assigned_at, answered_at, now, limit, calendar, closed_at=closed_at, pauses=pauses)
