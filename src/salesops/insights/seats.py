"""Which months a seat stood empty, and which months its holder was new."""

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from salesops.insights.panel import POSITION, TEAM
from salesops.kernel.period import month_later

Row = Mapping[str, Any]
RAMP_MONTHS = 6
# Somebody who left longer ago than this left a seat that was given up, not one that is empty.
LONGEST_VACANCY_MONTHS = 12


@dataclass(frozen=True)
class Vacancy:
    """A seat of a team left empty by somebody, until somebody else joined; None is until now."""

    team: str
    left: str
    region: str
    manager: str
    starts_on: date
    ends_before: date | None


def vacancies(spells: Sequence[Row]) -> list[Vacancy]:
    """Seats whose holder left the company and that nobody joined the team for on the same day.

    Whoever joins a team next takes the seat that has been empty for longest.
    """
    teams: dict[str, list[Row]] = defaultdict(list)
    for spell in spells:
        if spell[TEAM]:
            teams[spell[TEAM]].append(spell)
    return [gap for team in sorted(teams) for gap in _of_team(team, teams[team])]


def _of_team(team: str, spells: Sequence[Row]) -> Iterator[Vacancy]:
    stays = {(spell["people.person_id"], spell["people.ends_before"]) for spell in spells}
    joined = sorted(_joined(spells, stays))
    leavers = [spell for spell in spells if _leaves(spell)]
    for spell in sorted(leavers, key=lambda spell: spell["people.ends_before"]):
        gone = spell["people.ends_before"]
        taken = next((day for day in joined if day >= gone), None)
        if taken is not None:
            joined.remove(taken)
        if taken != gone:
            manager = spell["people.manager_id"] or ""
            region = spell["people.region_id"] or ""
            yield Vacancy(team, spell[POSITION], region, manager, gone, taken)


def _leaves(spell: Row) -> bool:
    return spell["people.left_on"] is not None and spell["people.ends_before"] is not None


def _joined(spells: Sequence[Row], stays: set[tuple[str, date]]) -> Iterator[date]:
    """The days people came to the team: not merely got another title there."""
    for spell in spells:
        day = spell["people.starts_on"]
        if day is not None and (spell["people.person_id"], day) not in stays:
            yield day


def left(gaps: Sequence[Vacancy]) -> dict[str, set[str]]:
    """Position of a leaver → the months in which whatever still stands there is nobody's."""
    found: dict[str, set[str]] = {}
    for gap in gaps:
        found.setdefault(gap.left, set()).update(_empty_months(gap))
    return found


def covering(gaps: Sequence[Vacancy], spells: Sequence[Row]) -> dict[str, set[str]]:
    """Position of a leaver's manager → the months of the cover.

    A manager who has customers of their own is told from a cover by having had a quota there
    before; that is for the caller, who knows the quotas.
    """
    found: dict[str, set[str]] = {}
    for gap in gaps:
        for spell in spells:
            if gap.manager and spell["people.person_id"] == gap.manager:
                found.setdefault(spell[POSITION], set()).update(_empty_months(gap))
    return found


def _empty_months(gap: Vacancy) -> set[str]:
    end = gap.ends_before or month_later(gap.starts_on, LONGEST_VACANCY_MONTHS)
    return set(_whole_months(gap.starts_on, end))


def ramping(spells: Sequence[Row]) -> dict[str, set[str]]:
    """Position → the first months of a person in the company."""
    return {
        spell[POSITION]: set(_whole_months(hired, month_later(hired, RAMP_MONTHS)))
        for spell in spells
        if (hired := spell["people.hired_on"]) is not None
    }


def _whole_months(starts_on: date, ends_before: date) -> Iterator[str]:
    month = starts_on.replace(day=1)
    while month < ends_before:
        yield f"{month:%Y-%m}"
        month = month_later(month)
