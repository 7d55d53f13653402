"""A plan's seats as the simulation wants them: what each is asked for, and what it can sell."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal
from statistics import median

import numpy as np

from salesops.planning.achievability import Outlook, Sliders, outlook
from salesops.planning.compared import Change, changes
from salesops.planning.seats import Organisation, Seat, organisation
from salesops.planning.worked import Worked
from salesops.web.targets.models import Goal, Node, Stance
from salesops.web.targets.weighing import CUSTOMERS, LAST_YEAR
from salesops.web.targets.working import worked

SEED = 7
"""Equal luck for everybody who looks, so that two looks differ by the sliders alone."""
MANY_SEATS, YEARS, FEWER_YEARS = 300, 10_000, 2_000
OVER_STEPS = (0.0, 0.1, 0.2, 0.3)
RAMP = (0.17, 0.33, 0.5, 0.67, 0.83)
"""What somebody new sells in the first months; full from the sixth on."""
POTENTIAL = "potential"


@dataclass(frozen=True)
class Odds:
    """The plan as it stands, and with the sliders moved; what that changed and what it did not.

    `over_assigned` are outlooks that differ by the over-assignment alone; `by_pay_plan` counts
    the seats whose pay at target a pay plan says.
    """

    before: Outlook
    after: Outlook
    changes: Sequence[Change]
    top: str
    names: Mapping[str, str]
    nodes: Sequence[str]
    seats: int
    open_seats: int
    incentive: float
    by_pay_plan: int
    over_assigned: Sequence[tuple[float, Outlook]]


def odds(
    goal: Goal, sliders: Sliders, growth: float, rate: float = 1.0,
    paid: Mapping[str, float] | None = None,
) -> Odds | None:  # fmt: skip
    """Simulate the plan's year; None while nobody stands in it. Raises planning's Conflict.

    `paid` is what people are paid at target by their pay plans; of everybody else `rate` is the
    target incentive as a share of the seat's target.
    """
    nodes = list(goal.plan.nodes.all())
    parents = {node.key: node.parent_key or None for node in nodes}
    org = _organisation(goal, parents, growth, _Pay(rate, paid or {}))
    if org is None:
        return None
    years = YEARS if len(org.seats) <= MANY_SEATS else FEWER_YEARS
    rng = np.random.default_rng
    plain = Sliders(ramp=RAMP)
    before = outlook(org, plain, rng(SEED), years=years)
    after = outlook(org, sliders, rng(SEED), years=years)
    top = next(key for key, parent in parents.items() if parent is None)
    teams = [node.key for node in nodes if node.kind != Node.Kind.PERSON]
    names = {node.key: node.name for node in nodes}
    return Odds(
        before, after, changes(before, after, (top,)), top, names, teams, len(org.seats),
        sum(seat.is_open for seat in org.seats), sum(seat.incentive for seat in org.seats),
        sum(node.person_id in (paid or {}) for node in nodes),
        [(step, _with_over(org, sliders, step, years)) for step in OVER_STEPS],
    )  # fmt: skip


def _with_over(org: Organisation, sliders: Sliders, step: float, years: int) -> Outlook:
    """The year with nothing moved but the over-assignment, lived with the same luck."""
    asked_more = replace(sliders, over_assignment=step)
    return outlook(org, asked_more, np.random.default_rng(SEED), years=years)


@dataclass(frozen=True)
class _Pay:
    """What is paid at target: by person where a pay plan says it, else a share of the target."""

    rate: float
    by_person: Mapping[str, float]

    def of(self, person_id: str | None, target: float) -> float:
        """One seat's target incentive."""
        return self.by_person.get(person_id or "", target * self.rate)


def seats_of(goal: Goal, growth: float) -> Organisation | None:
    """The plan's tree with the seats whose year is simulated; None while nobody stands in it."""
    parents = {node.key: node.parent_key or None for node in goal.plan.nodes.all()}
    return _organisation(goal, parents, growth, _Pay(1.0, {}))


def _organisation(
    goal: Goal, parents: Mapping[str, str | None], growth: float, pay: _Pay
) -> Organisation | None:
    people = goal.stances.filter(node__kind=Node.Kind.PERSON).select_related("node__person")
    stances = list(people)
    if not stances:
        return None
    found = worked(goal)
    usual = _usual(stances, found)
    seats = [_seat(goal, stance, found, usual, growth, pay) for stance in stances]
    return organisation(parents, opened(seats, parents))


def opened(seats: Sequence[Seat], parents: Mapping[str, str | None]) -> list[Seat]:
    """The seats, open ones as productive as the middle one of their team, or of all."""
    full = {seat.node: sum(seat.expected) for seat in seats if not seat.is_open}

    def usual(seat: Seat) -> float:
        beside = [sold for node, sold in full.items() if parents[node] == parents[seat.node]]
        return median(beside or list(full.values()) or [sum(seat.expected)])

    return [
        replace(seat, expected=(usual(seat) / len(seat.expected),) * len(seat.expected))
        if seat.is_open
        else seat
        for seat in seats
    ]


def _usual(stances: Sequence[Stance], found: Worked) -> float:
    """Last year's sales as a share of the target, where both are known: the middle seat's."""
    shares = [
        sold / float(found.target(stance.node.key))
        for stance in stances
        if (sold := _known(stance, LAST_YEAR)) and found.target(stance.node.key)
    ]
    return median(shares) if shares else 1.0


def _seat(
    goal: Goal, stance: Stance, found: Worked, usual: float, growth: float, pay: _Pay
) -> Seat:
    """A seat expects last year and the growth; without a last year, what the middle seat does."""
    node, target = stance.node, found.target(stance.node.key)
    expected = (_known(stance, LAST_YEAR) or usual * float(target)) * (1 + growth)
    hired = node.person.hired_on if node.person else None
    begun = goal.plan.starts_on
    months = _months(hired, begun) if hired and begun else 99
    starts = _months(begun, node.starts_on) if node.starts_on and begun else 0
    return Seat(
        seat_id=node.key, node=node.key, target=max(target, Decimal(0)),
        expected=(expected / goal.plan.periods,) * goal.plan.periods,
        potential=_known(stance, POTENTIAL) or _known(stance, CUSTOMERS),
        is_new=months <= 0, is_open=node.person is None, starts=max(starts, 0),
        incentive=pay.of(node.person_id, float(max(target, Decimal(0)))),
    )  # fmt: skip


def _months(since: date, until: date) -> int:
    return (until.year - since.year) * 12 + until.month - since.month


def _known(stance: Stance, column: str) -> float:
    return float(stance.weights.get(column) or 0)
