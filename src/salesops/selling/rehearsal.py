"""What assignment rules would have done with the leads that came: decided once more, in order."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from salesops.kernel.problem import Problem
from salesops.selling.assignment import (
    Assignment,
    AssignmentRule,
    Incoming,
    Seller,
    assignment,
    holds,
)

Caps = Mapping[str, int | None]
"""How much somebody may have open, by the name of the rule that gives."""


@dataclass(frozen=True)
class PastLead:
    """A lead that came: when, what it was, who has it, and when it was closed if it was."""

    lead_id: str
    came_at: datetime
    incoming: Incoming
    owner_id: str | None = None
    closed_at: datetime | None = None


@dataclass(frozen=True)
class Rehearsed:
    """One lead as it went and as it would have gone, and why."""

    lead: PastLead
    would: str | None
    rule: str | None
    why: Problem

    @property
    def is_other(self) -> bool:
        """Whether somebody else would have got it."""
        return self.would != self.lead.owner_id


@dataclass(frozen=True)
class Tally:
    """How many leads one person got and would have got."""

    person_id: str | None
    was: int
    would: int


@dataclass(frozen=True)
class Rehearsal:
    """All leads of a period as they would have gone."""

    each: tuple[Rehearsed, ...]

    @property
    def others(self) -> tuple[Rehearsed, ...]:
        """Those somebody else would have got."""
        return tuple(one for one in self.each if one.is_other)

    @property
    def unassigned(self) -> tuple[Rehearsed, ...]:
        """Those nobody would have got."""
        return tuple(one for one in self.each if one.would is None)

    def tallies(self) -> list[Tally]:
        """How many each person got and would have got, most first; nobody is None, and last."""
        was = [one.lead.owner_id for one in self.each]
        would = [one.would for one in self.each]
        people = sorted({*was, *would} - {None}, key=lambda p: (-would.count(p), str(p)))
        nobody = [None] if None in was or None in would else []
        return [Tally(p, was.count(p), would.count(p)) for p in [*people, *nobody]]


def decided(
    rules: Iterable[AssignmentRule],
    incoming: Incoming,
    sellers: Mapping[str, Seller],
    caps: Caps,
    last: Mapping[str, str],
) -> Assignment:
    """Who gets it by the first rule that holds, under that rule's own cap."""
    rule = next((rule for rule in rules if holds(rule, incoming)), None)
    if rule is None:
        return assignment((), incoming, {})
    cap = caps.get(rule.name)
    known = {one: replace(sellers[one], cap=cap) for one in rule.candidates if one in sellers}
    return assignment((rule,), incoming, known, last)


def rehearsal(
    rules: Sequence[AssignmentRule],
    leads: Iterable[PastLead],
    sellers: Mapping[str, Seller],
    caps: Caps | None = None,
) -> Rehearsal:
    """The leads given out once more in the order in which they came, from nobody having any.

    A lead counts against its owner's load until the day it was really closed.
    """
    last: dict[str, str] = {}
    given: dict[str, list[PastLead]] = {}
    each = []
    for lead in sorted(leads, key=lambda one: (one.came_at, one.lead_id)):
        loaded = {
            one: replace(seller, open_load=_load(given.get(one, ()), lead.came_at))
            for one, seller in sellers.items()
        }
        found = decided(rules, lead.incoming, loaded, caps or {}, last)
        if found.person_id is not None and found.rule is not None:
            last[found.rule] = found.person_id
            given.setdefault(found.person_id, []).append(lead)
        each.append(Rehearsed(lead, found.person_id, found.rule, found.why))
    return Rehearsal(tuple(each))


def _load(given: Iterable[PastLead], at: datetime) -> int:
    return sum(lead.closed_at is None or lead.closed_at > at for lead in given)
