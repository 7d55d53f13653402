"""The only way to a ledger: from a user to what that user may see, closed by default."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING

from django.conf import settings
from django.core.exceptions import PermissionDenied
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext as _

from salesops.ledger.permission import Reader, Scope, scope_of, seen
from salesops.web.people.delegation import stood_in_for
from salesops.web.people.models import Role, Team, User
from salesops.web.people.positions import holding
from salesops.web.prepared import Prepared, Rows
from salesops.web.workspace.models import Snapshot, Workspace

if TYPE_CHECKING:
    from salesops.ledger.ledger import Engine, Ledger
    from salesops.metrics.customer_view import CustomerView
    from salesops.web.crm.models import Account

LIVE = "live"
Forbidden = PermissionDenied
"""What an action raises when the actor's role does not allow it, for doors outside the web."""

EDITORS = (Role.OPS, Role.ADMIN)


@dataclass(frozen=True)
class Owner:
    """Whoever holds the workspace's folder: the command line without `--as`."""

    name: str = "command line"


Actor = User | Owner


class NoLedger(LookupError):
    """There is no such snapshot, or none yet."""


def require(actor: Actor, *roles: Role) -> None:
    """Refuse whoever has none of the roles; the owner of the folder may do everything."""
    if isinstance(actor, Owner) or (actor.is_active and actor.role in roles):
        return
    raise PermissionDenied(_("Your role does not allow this."))


def may_edit(user: User) -> bool:
    """Whether the user may bring data in, take it back and take snapshots."""
    return user.is_active and user.role in EDITORS


def current_snapshot() -> Snapshot | None:
    """The snapshot every page asks, if one was taken."""
    return Snapshot.objects.filter(is_current=True).first()


@dataclass(frozen=True)
class Standing:
    """Which ledger is asked when nobody names one, and the day it reaches to."""

    snapshot_id: str
    as_of: date
    taken_at: datetime


def standing(known: Rows | None = None) -> Standing | None:
    """What every page asks: the company's own warehouse where there is one, else a snapshot.

    `known` is what `current_asked` says, where whoever asks has it already.
    """
    if settings.SALESOPS_LEDGER_URL:
        return Standing(LIVE, timezone.localdate() - timedelta(days=1), timezone.now())
    return next(
        (Standing(*one.values()) for one in (current_asked() if known is None else known)), None
    )


current_asked = Prepared(
    lambda: (
        Snapshot.objects.filter(is_current=True)
        .order_by()
        .values("snapshot_id", "as_of", "made_at")[:1]
    )
)
"""The snapshot that pages ask."""


def ledger_for(user: User, snapshot_id: str | None = None) -> Ledger:
    """What the user may see of a ledger, by default of the one every page asks.

    Raises NoLedger when there is no such snapshot, or the warehouse does not answer.
    """
    if _is_live(snapshot_id):
        ledger = _warehouse()
        return seen(ledger, scope_of(reader(user, ledger.as_of)))
    snapshot = _snapshot(snapshot_id)
    scope = scope_of(reader(user, snapshot.as_of))
    return _restricted(settings.SALESOPS_HOME, snapshot.snapshot_id, scope)


def whole_ledger(owner: Owner, snapshot_id: str | None = None) -> Ledger:
    """Everything: for whoever could read the files anyway."""
    if not isinstance(owner, Owner):
        raise PermissionDenied(_("Your role does not allow this."))
    if _is_live(snapshot_id):
        return _warehouse()
    return _opened(settings.SALESOPS_HOME, _snapshot(snapshot_id).snapshot_id)


def ledger_of(actor: Actor, snapshot_id: str | None = None) -> Ledger:
    """The ledger of whoever acts: a user's part of it, or the owner's whole."""
    if isinstance(actor, Owner):
        return whole_ledger(actor, snapshot_id)
    return ledger_for(actor, snapshot_id)


def account_view(
    actor: Actor,
    account: Account | str,
    now: Standing | None = None,
    ids: Collection[str] = (),
) -> CustomerView | None:
    """What the figures know of one customer, whoever sold to it; None without a snapshot.

    Whoever may see a customer's record sees all of its history, also what former owners sold.
    This is the only way past `ledger_for` and leads to one customer, with those that were
    merged into it. Raises Http404 for a customer the actor may not see; a record instead of an
    id is one that was found for the actor. `now` and `ids` are `standing()` and the customer's
    `family`, where whoever asks knows them already.
    """
    from salesops.web import boundary
    from salesops.web.crm.families import family
    from salesops.web.crm.models import Account

    if isinstance(account, str):
        account = boundary.found(actor, Account, account)
    ids, now = ids or family(account), now or standing()
    if now is None:
        return None
    if now.snapshot_id == LIVE:
        from salesops.metrics.customer_view import customer_view

        return customer_view(_warehouse(), ids)
    return _viewed(settings.SALESOPS_HOME, now.snapshot_id, frozenset(ids))


def reader(user: User, day: date, today: date | None = None) -> Reader:
    """What decides over what a user sees: their role, their teams on the day, who is away today."""
    if not user.is_active or not user.person_id:
        return Reader(user.role if user.is_active else "", sees_pay=user.sees_pay)
    absent = stood_in_for(user.person_id, today or timezone.localdate())
    leaders = User.objects.filter(person_id__in=absent, role=Role.MANAGER)
    led = {team for one in leaders for team in teams_of(one.person_id, day)}
    return Reader(
        user.role,
        user.person_id,
        tuple(managed_teams(user, day)) if user.role == Role.MANAGER else (),
        user.sees_pay,
        tuple(absent),
        tuple(sorted(led)),
    )


def managed_teams(user: User, day: date) -> Sequence[str]:
    """The ids of the teams a manager stands in on the day, and of all teams below them."""
    return teams_of(user.person_id, day)


def teams_of(person_id: str | None, day: date) -> Sequence[str]:
    """The id of the team a person stands in on the day, and of all teams below it."""
    if not person_id:
        return []
    held = holding(day).filter(person_id=person_id, team__isnull=False)
    paths = [position.team.path for position in held.select_related("team") if position.team]
    return _subtree(paths[:1])


def _subtree(paths: Sequence[str]) -> Sequence[str]:
    if not paths:
        return []
    wanted = Q(pk__isnull=True)
    for path in paths:
        wanted |= Q(path=path) | Q(path__startswith=path + "/")
    return sorted(Team.objects.filter(wanted).values_list("team_id", flat=True))


def _snapshot(snapshot_id: str | None) -> Snapshot:
    found = (
        Snapshot.objects.filter(snapshot_id=snapshot_id).first()
        if snapshot_id
        else current_snapshot()
    )
    if found is None:
        raise NoLedger(snapshot_id or "current")
    return found


def _is_live(snapshot_id: str | None) -> bool:
    return bool(settings.SALESOPS_LEDGER_URL) and snapshot_id in (None, LIVE)


def _warehouse() -> Ledger:
    from salesops.ledger.warehouse import Unreachable, warehouse_over

    now = standing()
    workspace = Workspace.objects.first()
    if now is None or workspace is None:
        raise NoLedger(LIVE)
    try:
        engine = _engine(settings.SALESOPS_LEDGER_URL)
    except Unreachable as error:
        raise NoLedger(str(error)) from error
    return warehouse_over(
        engine, as_of=now.as_of, taken_at=now.taken_at, currency=workspace.currency
    )


@lru_cache(maxsize=2)
def _engine(url: str) -> Engine:
    from salesops.ledger.warehouse import engine_at

    return engine_at(url)


@lru_cache(maxsize=8)
def _opened(home: Path, snapshot_id: str) -> Ledger:
    from salesops.ledger.snapshot import open_snapshot

    return open_snapshot(home, snapshot_id)


@lru_cache(maxsize=512)
def _viewed(home: Path, snapshot_id: str, account_ids: frozenset[str]) -> CustomerView:
    """A snapshot never changes, so neither does what it says of a customer."""
    from salesops.metrics.customer_view import customer_view

    return customer_view(_opened(home, snapshot_id), account_ids)


@lru_cache(maxsize=256)
def _restricted(home: Path, snapshot_id: str, scope: Scope) -> Ledger:
    return seen(_opened(home, snapshot_id), scope)
