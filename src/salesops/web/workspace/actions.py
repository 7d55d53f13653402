"""What is done to the workspace as a whole: set it up, take a snapshot, issue and end tokens."""

import hashlib
import secrets
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from datetime import date, timedelta

from django.conf import settings
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from salesops.web import audit
from salesops.web.access import EDITORS, Actor, Owner, require
from salesops.web.people.models import Role, User
from salesops.web.scopes import SCOPES
from salesops.web.workspace.folder import writing
from salesops.web.workspace.models import ApiToken, Snapshot, Workspace


@dataclass(frozen=True)
class Choices:
    """What a workspace is called and how it counts; None leaves a choice as it is."""

    name: str | None = None
    currency: str | None = None
    fiscal_start_month: int | None = None
    pattern: str | None = None
    language: str | None = None


def set_up(*, actor: Actor, choices: Choices, today: date) -> Workspace:
    """Create the workspace's one row of settings and its calendar, or change what is given.

    What changed stands in the audit from what to what; nothing changed, nothing is written.
    Raises ValidationError, by field.
    """
    from salesops.web.workspace.records import FIRST_DAY, YEARS_AHEAD, put_calendar

    require(actor, Role.ADMIN)
    given = {name: value for name, value in asdict(choices).items() if value is not None}
    with transaction.atomic():
        workspace = Workspace.objects.select_for_update().first() or Workspace(pk=1)
        is_new = workspace._state.adding  # noqa: SLF001 - Django documents it
        changed = {
            name: (None if is_new else getattr(workspace, name), value)
            for name, value in given.items()
            if is_new or getattr(workspace, name) != value
        }
        for name, value in given.items():
            setattr(workspace, name, value)
        others = {field.name for field in Workspace._meta.fields if field.name not in given}  # noqa: SLF001 - Django documents it
        workspace.clean_fields(exclude=others)
        if changed or is_new:
            workspace.save()
            audit.note(actor, "set_up", workspace.name, table="workspace", changes=changed)
        if is_new:
            put_calendar(FIRST_DAY, date(today.year + YEARS_AHEAD, 12, 31))
    return workspace


def take_snapshot(*, actor: Actor, as_of: date) -> Snapshot:
    """Build the ledger from all records and live batches, and make it the current one.

    Builds only what changed; when nothing did, the current snapshot stays as it is.
    """
    from salesops.ledger.snapshot import build, prune
    from salesops.web.crm.parts import record_parts, sweep_parts
    from salesops.web.imports.folders import live_batch_refs
    from salesops.web.pay.records import earnings_parts
    from salesops.web.workdays import company_hours
    from salesops.web.workspace.records import records

    require(actor, *EDITORS)
    home = settings.SALESOPS_HOME
    workspace = Workspace.objects.get()
    made_at = timezone.now()
    with writing(home):
        # What a killed build left belongs to no snapshot.
        prune(home, set(Snapshot.objects.values_list("snapshot_id", flat=True)))
        # What refers to others is read before them, so that nothing refers to what is not there.
        parts = [*record_parts(home), *earnings_parts(home)]
        manifest = build(
            home,
            records(workspace, as_of),
            [*live_batch_refs(home), *parts],
            as_of=as_of,
            currency=workspace.currency,
            made_at=made_at,
            hours=company_hours(),
        )
        sweep_parts(home, parts)
        with transaction.atomic():
            current = Snapshot.objects.filter(is_current=True).first()
            if current and current.snapshot_id == manifest.snapshot_id:
                current.checked_at = made_at
                current.save(update_fields=["checked_at"])
                return current
            Snapshot.objects.filter(is_current=True).update(is_current=False)
            snapshot, _made = Snapshot.objects.update_or_create(
                snapshot_id=manifest.snapshot_id,
                defaults={
                    "made_at": made_at,
                    "checked_at": made_at,
                    "made_by": actor.name,
                    "as_of": as_of,
                    "currency": workspace.currency,
                    "fingerprint": manifest.fingerprint,
                    "is_current": True,
                    "rows": dict(manifest.rows),
                },
            )
            audit.note(actor, "take_snapshot", snapshot.snapshot_id, {"as_of": str(as_of)})
    return snapshot


def issue_token(
    *,
    actor: Actor,
    user: User,
    name: str,
    scopes: Sequence[str] = ("read",),
    days: int | None = None,
) -> str:
    """A new key to the REST interface in the user's name; it is shown this once and never again."""
    if not isinstance(actor, Owner) and actor != user:
        raise PermissionDenied(_("Tokens are issued by their owner."))
    if unknown := set(scopes) - set(SCOPES):
        raise ValueError(f"unknown scopes: {sorted(unknown)}")
    secret = f"so_{secrets.token_urlsafe(32)}"
    made_at = timezone.now()
    with transaction.atomic():
        ApiToken.objects.create(
            user=user,
            name=name,
            digest=digest(secret),
            scopes=list(scopes),
            made_at=made_at,
            expires_at=made_at + timedelta(days=days) if days else None,
        )
        audit.note(actor, "issue_token", user.username, {"name": name, "scopes": list(scopes)})
    return secret


def revoke_token(*, actor: Actor, token: ApiToken) -> None:
    """End a key now."""
    if not isinstance(actor, Owner) and actor != token.user:
        raise PermissionDenied(_("Tokens are issued by their owner."))
    with transaction.atomic():
        token.revoked_at = timezone.now()
        token.save(update_fields=["revoked_at"])
        audit.note(actor, "revoke_token", token.user.username, {"name": token.name})


def note_audit_export(*, actor: Actor, filters: Mapping[str, str], count: int) -> None:
    """Put on record that the audit left the system as a file."""
    audit.note(actor, "export_audit", "", {"form": "csv", "count": count, **filters})


def digest(secret: str) -> str:
    """What is kept of a key: it is long and random, so one round of SHA-256 is enough."""
    return hashlib.sha256(secret.encode()).hexdigest()
