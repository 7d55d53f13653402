"""Which proposals somebody may see: whoever sees every customer sees all, others their own."""

from django.db.models import QuerySet
from django.http import Http404
from django.utils import timezone

from salesops.web.access import Actor, require
from salesops.web.boundary import covered
from salesops.web.crm.models import Account
from salesops.web.people.models import Role, Team, User
from salesops.web.people.positions import holding
from salesops.web.territories.models import Proposal

SEERS = (Role.MANAGER, Role.OPS, Role.EXECUTIVE)


def proposals_seen(actor: Actor) -> QuerySet[Proposal]:
    """The proposals the actor may see. Raises PermissionDenied."""
    require(actor, *SEERS)
    if covered(actor, timezone.localdate()) is None:
        return Proposal.objects.select_related("made_by__person")
    mine = Proposal.objects.select_related("made_by__person")
    return mine.filter(made_by=actor) if isinstance(actor, User) else mine.none()


def proposal_seen(actor: Actor, proposal_id: str) -> Proposal:
    """The proposal of this id. Raises Http404 where there is none the actor may see."""
    found = proposals_seen(actor).filter(pk=proposal_id.replace("\0", "")[:200]).first()
    if found is None:
        raise Http404
    return found


def teams_of(actor: Actor) -> QuerySet[Team]:
    """The teams in which people with customers stand today whom the actor covers.

    Whoever covers everybody may choose the teams above them as well.
    """
    today = timezone.localdate()
    persons = covered(actor, today)
    owners = Account.objects.filter(owner__isnull=False).order_by().values("owner")
    held = holding(today).filter(team__isnull=False, person__in=owners)
    held = held if persons is None else held.filter(person__in=persons)
    paths = set(held.values_list("team__path", flat=True))
    known = {path[:n] for path in paths for n in _ends(path)} if persons is None else paths
    return Team.objects.filter(path__in=known)


def _ends(path: str) -> list[int]:
    return [n for n, sign in enumerate(path) if sign == "/"] + [len(path)]
