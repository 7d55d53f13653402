"""Old snapshots, thrown away by the rules; and jobs long done, forgotten."""

from datetime import datetime, timedelta

from django.conf import settings
from django.db import transaction
from django.utils import timezone
from django_tasks import task
from django_tasks_db.models import DBTaskResult

from salesops.archive.keeping import snapshots_to_keep
from salesops.web import audit
from salesops.web.access import Actor, Owner, require
from salesops.web.administration.actions import upkeep
from salesops.web.people.models import Role
from salesops.web.workspace.folder import writing
from salesops.web.workspace.models import Snapshot

JOBS_KEPT = timedelta(days=30)


def superseded(now: datetime) -> list[str]:
    """The snapshots that the rules no longer keep; never the current one."""
    rules = upkeep()
    made = {s.pk: timezone.localtime(s.made_at) for s in Snapshot.objects.all()}
    kept = snapshots_to_keep(
        made, timezone.localtime(now), rules.snapshot_days, rules.snapshot_months
    )
    current = Snapshot.objects.filter(is_current=True).values_list("pk", flat=True)
    return sorted(made.keys() - kept - set(current))


def prune_snapshots(*, actor: Actor, now: datetime) -> list[str]:
    """Throw away what the rules no longer keep, with every file only they needed; gives their ids.

    The rows go first: files nobody speaks of are rubbish, a row without files would be a lie.
    """
    from salesops.ledger.snapshot import prune

    require(actor, Role.ADMIN)
    home = settings.SALESOPS_HOME
    with writing(home):
        with transaction.atomic():
            gone = superseded(now)
            Snapshot.objects.filter(pk__in=gone).delete()
            if gone:
                told = {"count": len(gone), "snapshots": gone[:100]}
                audit.note(actor, "prune_snapshots", f"{gone[0]} … {gone[-1]}", told,
                           table="snapshots")  # fmt: skip
        prune(home, set(Snapshot.objects.values_list("pk", flat=True)))
    return gone


@task()
def run_prune() -> None:
    """Throw old snapshots away."""
    prune_snapshots(actor=Owner("worker"), now=timezone.now())


def prune_nightly(now: datetime) -> bool:
    """A duty: have old snapshots thrown away, where there are any; whether there were."""
    if not superseded(now):
        return False
    run_prune.enqueue()
    return True


def forget_old_jobs(now: datetime) -> int:
    """A duty: forget jobs that ended long ago; gives how many."""
    return DBTaskResult.objects.filter(finished_at__lt=now - JOBS_KEPT).delete()[0]
