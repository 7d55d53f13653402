"""What assignment rules would have done with the leads that came: decided once more, in order."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from heapq import heappop, heappush

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
    desks = {rule.name: _desk(rule, sellers, (caps or {}).get(rule.name)) for rule in rules}
    last: dict[str, str] = {}
    closing: list[tuple[datetime, str]] = []
    each = []
    for lead in sorted(leads, key=lambda one: (one.came_at, one.lead_id)):
        while closing and closing[0][0] <= lead.came_at:
            _weigh(desks, heappop(closing)[1], -1)
        rule = next((rule for rule in rules if holds(rule, lead.incoming)), None)
        known = desks[rule.name] if rule else {}
        found = assignment((rule,) if rule else (), lead.incoming, known, last)
        if found.person_id is not None and found.rule is not None:
            last[found.rule] = found.person_id
            _weigh(desks, found.person_id, 1)
            if lead.closed_at is not None:
                heappush(closing, (lead.closed_at, found.person_id))
        each.append(Rehearsed(lead, found.person_id, found.rule, found.why))
    return Rehearsal(tuple(each))


Desk = dict[str, Seller]
"""The sellers of one rule under its cap, with what they have open now."""


def _desk(rule: AssignmentRule, sellers: Mapping[str, Seller], cap: int | None) -> Desk:
    known = [sellers[one] for one in rule.candidates if one in sellers]
    return {one.person_id: replace(one, open_load=0, cap=cap) for one in known}


def _weigh(desks: Mapping[str, Desk], person_id: str, more: int) -> None:
    for desk in desks.values():
        if person_id in desk:
            seller = desk[person_id]
            desk[person_id] = replace(seller, open_load=seller.open_load + more)
