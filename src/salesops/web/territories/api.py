"""REST: territories proposed, looked at, handed over and taken back."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from ninja import Field, Router, Schema

from salesops.web.access import require
from salesops.web.crm.actions.accounts import GIVERS
from salesops.web.people.models import Team
from salesops.web.problems import refused
from salesops.web.signed_in import SignedIn
from salesops.web.territories import actions
from salesops.web.territories.forms import MOST_MOVED
from salesops.web.territories.held import proposal_seen, proposals_seen, teams_of
from salesops.web.territories.models import Proposal
from salesops.web.territories.problems import NOBODY
from salesops.web.territories.weighing import POTENTIALS, WORKLOADS

router = Router(tags=["territories"])


class ShareOut(Schema):
    """What a person has before and after: customers, workload, potential."""

    person: str
    name: str
    before: list[float]
    after: list[float]


class MoveOut(Schema):
    """A customer who would change hands."""

    account_id: str
    before: str
    after: str


class ProposalOut(Schema):
    """A proposal; imbalance is the largest deviation from the mean, 0 where all is even."""

    proposal_id: str
    name: str
    status: str
    by: str
    workload: str
    potential: str
    limit: int
    customers: int
    customers_moved: int
    imbalance_before: float | None
    imbalance: float
    made_at: datetime
    version: int


class ProposalWholeOut(ProposalOut):
    """A proposal with its moves and what everybody has before and after."""

    shares: list[ShareOut]
    moves: list[MoveOut]


class ProposalIn(Schema):
    """Among whom (a team with those below it), by what, and how many may change hands."""

    team_id: str = Field(max_length=200)
    name: str = Field("", max_length=200)
    by: str = Proposal.By.LIST
    workload: str = "contacts"
    potential: str = "sales"
    limit: int = Field(50, ge=0, le=MOST_MOVED)


class ProposalStepIn(Schema):
    """The version that was looked at."""

    version: int | None = None


class MapIn(Schema):
    """A map of the regions as GeoJSON text; a region is found by its id or name."""

    geojson: str


class MapOut(Schema):
    """How many of the regions have a place now."""

    regions: int


@router.get("/territories", response=list[ProposalOut])
def proposals(request: SignedIn) -> Any:
    """The proposals, newest first."""
    return [_told(one) for one in proposals_seen(request.user)[:100]]


def _told(one: Proposal) -> dict[str, Any]:
    moves = [dict(zip(("account_id", "before", "after"), move, strict=True)) for move in one.moves]
    names = [*ProposalOut.model_fields, "shares"]
    known = {name: getattr(one, name) for name in names if name != "customers_moved"}
    return {**known, "moves": moves, "customers_moved": len(moves)}


@router.post("/territories", response=ProposalWholeOut)
def propose(request: SignedIn, body: ProposalIn) -> Any:
    """Share the customers of a team's people out anew, on paper."""
    said = body.dict()
    team = _team(request, said.pop("team_id"))
    for name, known in (
        ("by", Proposal.By.values),
        ("workload", WORKLOADS),
        ("potential", POTENTIALS),
    ):
        if said[name] not in known:
            raise actions.unknown(name, said[name], known)
    return _told(actions.propose(actor=request.user, asked=actions.Asked(team=team, **said)))


def _team(request: SignedIn, team_id: str) -> Team:
    require(request.user, *GIVERS)
    team = teams_of(request.user).filter(pk=team_id.replace("\0", "")).first()
    if team is None:
        raise refused(NOBODY, field="team_id", team=team_id)
    return team


@router.post("/territories/map", response=MapOut)
def place_regions(request: SignedIn, body: MapIn) -> Any:
    """Bring in where the regions lie."""
    return {"regions": actions.place_regions(actor=request.user, text=body.geojson)}


@router.get("/territories/{proposal_id}", response=ProposalWholeOut)
def proposal(request: SignedIn, proposal_id: str) -> Any:
    """One proposal: its moves, and what everybody has before and after."""
    return _told(proposal_seen(request.user, proposal_id))


@router.post("/territories/{proposal_id}/apply", response=ProposalWholeOut)
def apply(request: SignedIn, proposal_id: str, body: ProposalStepIn) -> Any:
    """Hand the customers over."""
    who, version = request.user, body.version
    return _told(actions.apply_proposal(actor=who, proposal_id=proposal_id, version=version))


@router.post("/territories/{proposal_id}/take-back", response=ProposalWholeOut)
def take_back(request: SignedIn, proposal_id: str, body: ProposalStepIn) -> Any:
    """Give everybody back whom they had."""
    who, version = request.user, body.version
    return _told(actions.take_back_proposal(actor=who, proposal_id=proposal_id, version=version))


@router.post("/territories/{proposal_id}/drop", response=ProposalWholeOut)
def drop(request: SignedIn, proposal_id: str, body: ProposalStepIn) -> Any:
    """Put the proposal aside."""
    who, version = request.user, body.version
    return _told(actions.drop_proposal(actor=who, proposal_id=proposal_id, version=version))
