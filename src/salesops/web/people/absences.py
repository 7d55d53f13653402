"""An absence: who is away and who stands in, and when that makes sense."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date, timedelta

from salesops.kernel.tenure import Spell
from salesops.web.people.problems import (
    ENDS_BEFORE_IT_STARTS,
    FOR_ONESELF,
    NOT_HERE_THEN,
    TOO_LONG_AWAY,
)
from salesops.web.problems import refused
from salesops.web.text import clean_text

LONGEST = timedelta(days=184)
"""Half a year, as for a birth; whoever stays away for longer hands over."""


@dataclass(frozen=True)
class Absence:
    """Who is away, who stands in, from a day up to and not including another, and why."""

    absent_id: str
    stand_in_id: str
    starts_on: date
    ends_before: date
    reason: str = ""


def cleaned(absence: Absence) -> Absence:
    """The absence as it can be kept."""
    return replace(
        absence,
        absent_id=clean_text(absence.absent_id),
        stand_in_id=clean_text(absence.stand_in_id),
        reason=clean_text(absence.reason)[:300],
    )


def check(absence: Absence, known: Mapping[str, tuple[str, date | None]]) -> None:
    """Refuse an absence that makes no sense; `known` gives each person's name and last day."""
    if absence.absent_id == absence.stand_in_id:
        raise refused(FOR_ONESELF, field="stand_in_id")
    if not Spell(absence.starts_on, absence.ends_before).lasts:
        raise refused(ENDS_BEFORE_IT_STARTS, field="ends_before")
    if absence.ends_before - absence.starts_on > LONGEST:
        raise refused(TOO_LONG_AWAY, field="ends_before", days=LONGEST.days)
    for field in ("absent_id", "stand_in_id"):
        name, left_on = known[getattr(absence, field)]
        if left_on and left_on < absence.ends_before:
            raise refused(NOT_HERE_THEN, field=field, name=name)
