"""A plan's seats as the simulation wants them: what each is asked for, and what it can sell."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
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
RAMP = (0.17, 0.33, 0.5, 0.67, 0.83)
"""What somebody new sells in the first months; full from the sixth on."""
POTENTIAL = "potential"


@dataclass(frozen=True)
class Odds:
    """The plan as it stands, and with the sliders moved; what that changed and what it did not."""

    before: Outlook
    after: Outlook
    changes: Sequence[Change]
    top: str
    names: Mapping[str, str]
    nodes: Sequence[str]
    seats: int


def odds(goal: Goal, sliders: Sliders, growth: float) -> Odds | None:
    """Simulate the plan's year; None while nobody stands in it. Raises planning's Conflict."""
    nodes = list(goal.plan.nodes.all())
    parents = {node.key: node.parent_key or None for node in nodes}
    org = _organisation(goal, parents, growth)
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
        before, after, changes(before, after, (top,)), top, names, teams, len(org.seats)
    )  # fmt: skip


def _organisation(
    goal: Goal, parents: Mapping[str, str | None], growth: float
) -> Organisation | None:
    people = goal.stances.filter(node__kind=Node.Kind.PERSON).select_related("node__person")
    stances = list(people)
    if not stances:
        return None
    found = worked(goal)
    usual = _usual(stances, found)
    seats = [_seat(goal, stance, found, usual, growth) for stance in stances]
    return organisation(parents, seats)


def _usual(stances: Sequence[Stance], found: Worked) -> float:
    """Last year's sales as a share of the target, where both are known: the middle seat's."""
    shares = [
        sold / float(found.target(stance.node.key))
        for stance in stances
        if (sold := _known(stance, LAST_YEAR)) and found.target(stance.node.key)
    ]
    return median(shares) if shares else 1.0


def _seat(goal: Goal, stance: Stance, found: Worked, usual: float, growth: float) -> Seat:
    """A seat expects last year and the growth; without a last year, what the middle seat does."""
    node, target = stance.node, found.target(stance.node.key)
    expected = (_known(stance, LAST_YEAR) or usual * float(target)) * (1 + growth)
    hired = node.person.hired_on if node.person else None
    begun = goal.plan.starts_on
    months = (begun.year - hired.year) * 12 + begun.month - hired.month if hired and begun else 99
    return Seat(
        seat_id=node.key, node=node.key, target=max(target, Decimal(0)),
        expected=(expected / goal.plan.periods,) * goal.plan.periods,
        potential=_known(stance, POTENTIAL) or _known(stance, CUSTOMERS),
        is_new=months <= 0, is_open=node.person is None, incentive=1.0,
    )  # fmt: skip


def _known(stance: Stance, column: str) -> float:
    return float(stance.weights.get(column) or 0)
