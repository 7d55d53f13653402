"""A team's customers made units, shared out, and told customer by customer."""

from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from django.db.models import Q
from django.utils import timezone

from salesops.kernel.problem import Problem
from salesops.planning.territories import (
    Aim,
    Neighbours,
    Territories,
    Unit,
    balanced,
    problems_of,
)
from salesops.web.access import Actor
from salesops.web.boundary import covers
from salesops.web.crm.listings.accounts import unmerged
from salesops.web.crm.models import Account
from salesops.web.people.models import Person, Role, Team
from salesops.web.people.positions import holding
from salesops.web.problems import Faulty, Refused, refused
from salesops.web.territories.models import Place, Proposal
from salesops.web.territories.problems import (
    FEW_REGIONS,
    NO_CUSTOMERS,
    NO_PLACES,
    NOBODY,
    OVER_LIMIT,
    REGIONLESS,
    TOO_MANY,
)
from salesops.web.territories.weighing import units_of

MOST_UNITS = 3_000
QUICK = Aim(rounds=400, patience=40)


@dataclass(frozen=True)
class Wanted:
    """Among whom and by what customers are shared out."""

    team: Team
    by: str
    workload: str
    potential: str


@dataclass(frozen=True)
class Proposed:
    """The moves, what each person has before and after, and how uneven that is."""

    customers: int
    moves: Sequence[tuple[str, str, str]]
    shares: Sequence[Mapping[str, Any]]
    owners: Mapping[str, str] = field(default_factory=dict)
    imbalance_before: float | None = None
    imbalance: float = 0.0


def proposed(actor: Actor, wanted: Wanted, limit: int) -> Proposed:
    """Even territories for the team's people. Raises Refused and Faulty."""
    people = _people(actor, wanted.team)
    if not people:
        raise refused(NOBODY, team=wanted.team.path)
    accounts = list(unmerged(actor).filter(owner__in=people).order_by("pk"))
    if not accounts:
        raise refused(NO_CUSTOMERS, team=wanted.team.path)
    units = units_of(actor, accounts, wanted.workload, wanted.potential)
    if wanted.by == Proposal.By.MAP:
        return _by_region(accounts, units, people, limit)
    if len(units) > MOST_UNITS:
        raise refused(TOO_MANY, count=len(units), most=MOST_UNITS)
    found = _shared(units, people, limit, None)
    return _told(units, found.owner, people, found)


def _people(actor: Actor, team: Team) -> list[str]:
    """Who sells in the team or below it today and may be given customers by the actor."""
    within = Q(team=team) | Q(team__path__startswith=f"{team.path}/")
    held = holding(timezone.localdate()).filter(within).exclude(role=Role.MANAGER)
    persons = sorted(set(held.values_list("person_id", flat=True)))
    return [person for person in persons if covers(actor, person)]


def _shared(
    units: Sequence[Unit], people: Sequence[str], limit: int, neighbours: Neighbours | None
) -> Territories:
    if problems := problems_of(units, people, neighbours):
        raise Faulty(problems)
    found = balanced(units, people, limit=limit, neighbours=neighbours, aim=QUICK)
    if isinstance(found, Problem):
        raise Refused(found)
    return found


def _by_region(
    accounts: Sequence[Account], units: Sequence[Unit], people: Sequence[str], limit: int
) -> Proposed:
    """Every region whole: it starts with whoever has most customers there."""
    placed = {place.pk: place for place in Place.objects.all()}
    lost = [account for account in accounts if account.region_id not in placed]
    if len(lost) == len(accounts):
        raise refused(NO_PLACES)
    if lost:
        raise refused(REGIONLESS, count=len(lost), name=lost[0].name)
    region = {account.pk: str(account.region_id) for account in accounts}
    regions = _regions(units, region, placed)
    if len(regions) < len(people):
        raise refused(FEW_REGIONS, regions=len(regions), people=len(people))
    here = {unit.unit_id for unit in regions}
    beside = {pk: frozenset(placed[pk].neighbours or ()) & here for pk in here}
    if not any(beside.values()):
        raise refused(NO_PLACES)
    strays = sum(unit.owner != _owner(regions, region[unit.unit_id]) for unit in units)
    if strays > limit:
        raise refused(OVER_LIMIT, needed=strays, limit=limit)
    found = _shared(regions, people, limit - strays, beside)
    owner = {unit.unit_id: found.owner[region[unit.unit_id]] for unit in units}
    return _told(units, owner, people, found, found.owner)


def _owner(regions: Sequence[Unit], pk: str) -> str:
    return next(unit.owner for unit in regions if unit.unit_id == pk)


def _regions(
    units: Sequence[Unit], region: Mapping[str, str], placed: Mapping[str, Place]
) -> list[Unit]:
    inside: dict[str, list[Unit]] = defaultdict(list)
    for unit in units:
        inside[region[unit.unit_id]].append(unit)
    return [
        Unit(
            pk, sum(u.workload for u in held), sum(u.potential for u in held), len(held),
            Counter(u.owner for u in held).most_common(1)[0][0],
            (placed[pk].longitude, placed[pk].latitude),
        )
        for pk, held in sorted(inside.items())
    ]  # fmt: skip


def _told(
    units: Sequence[Unit],
    owner: Mapping[str, str],
    people: Sequence[str],
    found: Territories,
    owners: Mapping[str, str] | None = None,
) -> Proposed:
    moves = [(u.unit_id, u.owner, owner[u.unit_id]) for u in units if owner[u.unit_id] != u.owner]
    before = [(unit, unit.owner) for unit in units]
    after = [(unit, owner[unit.unit_id]) for unit in units]
    had, has = _sums(before, people), _sums(after, people)
    names = dict(Person.objects.filter(pk__in=people).values_list("pk", "name"))
    shares = [
        {"person": one, "name": names.get(one, one), "before": had[one], "after": has[one]}
        for one in people
    ]
    return Proposed(
        len(units), moves, shares, owners or {}, _uneven(had.values()), _uneven(has.values())
    )  # fmt: skip


def _sums(held: Sequence[tuple[Unit, str]], people: Sequence[str]) -> dict[str, list[float]]:
    """Customers, workload and potential of each person."""
    found = {person: [0.0, 0.0, 0.0] for person in people}
    for unit, person in held:
        for n, value in enumerate((unit.customers, unit.workload, unit.potential)):
            found[person][n] += value
    return found


def _uneven(sums: Any) -> float:
    """The largest |load ÷ mean − 1| of workload and potential."""
    rows = list(sums)
    means = [(n, sum(row[n] for row in rows) / len(rows)) for n in (1, 2)]
    return max((abs(row[n] / mean - 1) for row in rows for n, mean in means if mean), default=0.0)
