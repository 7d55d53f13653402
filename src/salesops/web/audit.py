"""Who did what and when: one row for every write and for every export of customer data."""

from collections.abc import Mapping

from django.utils import timezone

from salesops.web.access import Actor
from salesops.web.people.models import User
from salesops.web.workspace.models import AuditEntry


def note(
    actor: Actor,
    action: str,
    subject: str = "",
    details: Mapping[str, object] | None = None,
) -> AuditEntry:
    """Write one audit row, in whatever transaction is open."""
    return AuditEntry.objects.create(
        at=timezone.now(),
        actor=actor if isinstance(actor, User) else None,
        actor_name=actor.username if isinstance(actor, User) else actor.name,
        action=action,
        subject=subject[:300],
        details=dict(details or {}),
    )
