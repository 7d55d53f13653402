"""Territories: bring a map in, propose, hand over, take back, drop. Only here is written."""

from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass

from django.core.exceptions import PermissionDenied
from django.db import transaction

from salesops.planning.region_map import places
from salesops.web import audit, changing
from salesops.web.access import Actor, require
from salesops.web.boundary import seen
from salesops.web.crm.actions.accounts import GIVERS
from salesops.web.crm.listings.accounts import ACCOUNTS
from salesops.web.crm.models import Account
from salesops.web.ids import new_id
from salesops.web.lists.bulk import CHANGED, do_to_all, take_back
from salesops.web.market.models import Region
from salesops.web.people.models import Role, Team, User
from salesops.web.problems import Faulty, Refused, refused
from salesops.web.territories.balancing import Wanted, proposed
from salesops.web.territories.held import proposal_seen
from salesops.web.territories.models import Place, Proposal
from salesops.web.territories.problems import NO_REGION_MATCHES, NOT_A_DRAFT, UNKNOWN_CHOICE
from salesops.web.text import clean_text
from salesops.web.workspace.models import AuditEntry

GIVE = next(bulk for bulk in ACCOUNTS.bulks if bulk.name == "give")


def place_regions(*, actor: Actor, text: str) -> int:
    """Where regions lie, from a GeoJSON map; gives how many of ours it has. Raises Refused.

    A region is found by its id or name; places of before that the map lacks stay.
    """
    require(actor, Role.OPS)
    found, problems = places(text)
    if problems:
        raise Faulty(problems)
    ours = {region.name: region.pk for region in Region.objects.all()}
    ours |= {pk: pk for pk in ours.values()}
    known = {one.key: next((ours[n] for n in one.names if n in ours), None) for one in found}
    if not any(known.values()):
        raise refused(NO_REGION_MATCHES, field="map", name=found[0].key if found else "—")
    with transaction.atomic():
        for one in found:
            if (pk := known[one.key]) is None:
                continue
            beside = one.neighbours
            # An island has no neighbours, which is not the same as unknown ones.
            neighbours = None if beside is None else sorted(filter(None, map(known.get, beside)))
            where: dict[str, object] = {
                "longitude": one.centre[0], "latitude": one.centre[1], "rings": one.rings,
                "neighbours": neighbours,
            }  # fmt: skip
            Place.objects.update_or_create(region_id=pk, defaults=where)
        count = sum(pk is not None for pk in known.values())
        audit.note(actor, "place_regions", "", {"regions": count, "not_ours": len(found) - count})
    return count


@dataclass(frozen=True)
class Asked:
    """What a proposal is asked for: among whom, by what, and how many may change hands."""

    name: str
    team: Team
    by: str = Proposal.By.LIST
    workload: str = "contacts"
    potential: str = "sales"
    limit: int = 50


def unknown(field: str, value: str, known: Collection[str]) -> Refused:
    """The refusal of a word that is none of those to choose from."""
    return refused(
        UNKNOWN_CHOICE, field=field, column=field, value=value[:80], known=", ".join(known)
    )


def propose(*, actor: Actor, asked: Asked) -> Proposal:
    """Share the customers of a team's people out anew, on paper. Raises Refused and Faulty."""
    require(actor, *GIVERS)
    found = proposed(
        actor, Wanted(asked.team, asked.by, asked.workload, asked.potential), asked.limit
    )
    proposal = Proposal(
        proposal_id=new_id("T"), name=clean_text(asked.name) or asked.team.path, by=asked.by,
        workload=asked.workload, potential=asked.potential, limit=asked.limit,
        customers=found.customers, moves=found.moves, shares=found.shares, owners=found.owners,
        imbalance_before=found.imbalance_before, imbalance=found.imbalance,
        made_by=actor if isinstance(actor, User) else None,
    )  # fmt: skip
    with transaction.atomic():
        changing.made(actor, "propose_territories", proposal)
    return proposal


def apply_proposal(*, actor: Actor, proposal_id: str, version: int | None = None) -> Proposal:
    """Hand the customers over, each by the action that gives one. Raises Refused and Conflict.

    A customer who has changed hands since it was proposed stays where they are.
    """
    require(actor, *GIVERS)
    proposal = _held(actor, proposal_id, version, Proposal.Status.DRAFT, Proposal.Status.APPLIED)
    given: dict[str, list[str]] = defaultdict(list)
    now = dict(seen(actor, Account).filter(pk__in=[m[0] for m in proposal.moves])
               .values_list("pk", "owner_id"))  # fmt: skip
    for account_id, before, after in proposal.moves:
        if now.get(account_id) == before:
            given[after].append(account_id)
    entries = [_handed(actor, pks, person) for person, pks in sorted(given.items())]
    return _done(actor, proposal, "apply_territories", entries)


def _handed(actor: Actor, pks: Sequence[str], person: str) -> AuditEntry:
    values = {"person_id": person}
    return do_to_all(actor=actor, listing=ACCOUNTS, bulk=GIVE, pks=pks, values=values)


def take_back_proposal(*, actor: Actor, proposal_id: str, version: int | None = None) -> Proposal:
    """Give everybody back whom they had before it was applied. Raises Refused and Conflict."""
    require(actor, *GIVERS)
    proposal = _held(
        actor, proposal_id, version, Proposal.Status.APPLIED, Proposal.Status.TAKEN_BACK
    )
    told = AuditEntry.objects.filter(pk__in=proposal.entries)
    entries = [back for entry in told if (back := take_back(actor=actor, entry=entry, bulk=GIVE))]
    return _done(actor, proposal, "take_back_territories", entries, keep=False)


def drop_proposal(*, actor: Actor, proposal_id: str, version: int | None = None) -> Proposal:
    """Put a proposal aside. Raises Refused and Conflict."""
    require(actor, *GIVERS)
    proposal = _held(actor, proposal_id, version, Proposal.Status.DRAFT, Proposal.Status.DROPPED)
    return _done(actor, proposal, "drop_territories", [])


def _held(actor: Actor, proposal_id: str, version: int | None, before: str, after: str) -> Proposal:
    """The proposal, moved to its next state, so that nobody else moves it meanwhile."""
    proposal = proposal_seen(actor, proposal_id)
    if isinstance(actor, User) and actor.role == Role.MANAGER and proposal.made_by != actor:
        raise PermissionDenied
    with transaction.atomic():
        proposal = changing.locked(Proposal, proposal.pk, version)
        if proposal.status != before:
            status = proposal.get_status_display()
            raise refused(NOT_A_DRAFT, name=proposal.name, status=status)
        changing.apply(proposal, {"status": after})
        changing.keep(proposal, ["status"])
    return proposal


def _done(
    actor: Actor,
    proposal: Proposal,
    action: str,
    entries: Sequence[AuditEntry],
    *,
    keep: bool = True,
) -> Proposal:
    details: Mapping[str, object] = {
        name: sum(entry.details.get(name, 0) for entry in entries)
        for name in ("asked", "changed", "refused")
    }
    with transaction.atomic():
        if keep:
            proposal.entries = [entry.pk for entry in entries if entry.details.get(CHANGED)]
            Proposal.objects.filter(pk=proposal.pk).update(entries=proposal.entries)
        changing.note(actor, action, proposal, details=details)
    return proposal
