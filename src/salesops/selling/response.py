"""How soon a lead is answered: the customer's clock and the owner's, each against its limit."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Literal

State = Literal["running", "late", "met", "missed", "stopped"]

LIMIT = timedelta(hours=24)
"""How soon a lead is to be answered, in hours that pass, not in hours of work."""


@dataclass(frozen=True)
class Clock:
    """One clock: when it began, how long it ran or has run, and whether in time."""

    began_at: datetime
    ran: timedelta
    limit: timedelta
    state: State

    @property
    def due_at(self) -> datetime:
        """The last moment in time."""
        return self.began_at + self.limit

    @property
    def left(self) -> timedelta:
        """What is left of the limit; below nothing when it is over."""
        return self.limit - self.ran

    @property
    def share(self) -> float:
        """How much of the limit has run, at most all of it."""
        return max(0.0, min(self.ran / self.limit, 1.0))

    @property
    def is_late(self) -> bool:
        """Whether nobody answered in time, or has not yet."""
        return self.state in ("late", "missed")


def customers_clock(
    received_at: datetime | None,
    answered_at: datetime | None,
    now: datetime,
    *,
    closed_at: datetime | None = None,
    limit: timedelta = LIMIT,
) -> Clock | None:
    """From arrival to our first contact, whoever had the lead meanwhile; none without an arrival.

    A lead that was closed without a contact has neither kept nor missed anything more.
    """
    if received_at is None:
        return None
    return _clock(received_at, answered_at, now, closed_at, limit)


def owners_clock(
    assigned_at: datetime | None,
    answered_at: datetime | None,
    now: datetime,
    *,
    closed_at: datetime | None = None,
    limit: timedelta = LIMIT,
) -> Clock | None:
    """From the day the owner got the lead; it begins anew whenever somebody else gets it.

    None where the lead had been answered before this owner got it: they owe no first contact.
    """
    if assigned_at is None or (answered_at is not None and answered_at < assigned_at):
        return None
    return _clock(assigned_at, answered_at, now, closed_at, limit)


def _clock(
    began_at: datetime,
    answered_at: datetime | None,
    now: datetime,
    closed_at: datetime | None,
    limit: timedelta,
) -> Clock:
    ended_at = answered_at or closed_at or now
    ran = max(ended_at - began_at, timedelta())
    if answered_at is not None:
        return Clock(began_at, ran, limit, "met" if ran <= limit else "missed")
    if closed_at is not None:
        return Clock(began_at, ran, limit, "stopped")
    return Clock(began_at, ran, limit, "running" if ran <= limit else "late")
