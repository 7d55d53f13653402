"""What is done about an alert: somebody says what it was, and gives somebody the next step."""

from django.db import transaction
from django.utils import timezone

from salesops.insights.finding import Finding
from salesops.insights.targets import missed_targets
from salesops.web import changing
from salesops.web.access import Actor, ledger_of, require
from salesops.web.crm.actions.tasks import add_task
from salesops.web.crm.models import Task
from salesops.web.people.models import Role, User
from salesops.web.problems import refused
from salesops.web.text import clean_text
from salesops.web.tracking.asked import DIMENSIONS
from salesops.web.tracking.models import Fate
from salesops.web.tracking.problems import DISPOSITION_NEEDED, NO_SUCH_ALERT

DECIDERS = (Role.MANAGER, Role.OPS, Role.EXECUTIVE)
STEPPERS = (Role.MANAGER, Role.OPS)


def dispose(
    *, actor: Actor, key: str, disposition: str, note: str = "", version: int | None = None
) -> Fate:
    """Say what an alert the actor can see was. Raises Refused and Conflict."""
    require(actor, *DECIDERS)
    finding = alert_of(actor, key)
    if disposition not in Fate.Disposition.values:
        known = "、".join(str(label) for label in Fate.Disposition.labels)
        raise refused(DISPOSITION_NEEDED, field="disposition", known=known)
    values = {
        "disposition": disposition, "note": clean_text(note),
        "decided_by_id": actor.pk if isinstance(actor, User) else None,
        "decided_at": timezone.now(),
    }  # fmt: skip
    with transaction.atomic():
        fate = Fate.objects.filter(key=key).first()
        if fate is None:
            fate = Fate(key=key, claim=finding.claim.zh, **values)
            changing.made(actor, "dispose_alert", fate)
            return fate
        fate = changing.locked(Fate, str(fate.pk), version)
        changing.change(actor=actor, record=fate, values=values, action="dispose_alert")
    return fate


def alert_of(actor: Actor, key: str) -> Finding:
    """The alert of this key, when it stands in what the actor may see. Raises Refused."""
    dimension = key.split(":")[1] if key.count(":") >= 3 else ""
    if dimension in DIMENSIONS:
        ledger = ledger_of(actor)
        for finding in missed_targets(ledger, dimension, ledger.as_of):
            if finding.key == key:
                return finding
    raise refused(NO_SUCH_ALERT, field="key")


def take_step(*, actor: Actor, title: str, details: str = "", owner_id: str | None = None) -> Task:
    """Give somebody the step a cause proposes, as a task. Raises Refused and ValidationError."""
    require(actor, *STEPPERS)
    return add_task(actor=actor, title=title, details=details, owner_id=owner_id)
