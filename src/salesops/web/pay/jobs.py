"""What the worker does for pay: calculate a run, tell people of their statements."""

from django.db import transaction
from django.utils import timezone
from django_tasks import task

from salesops.web import changing
from salesops.web.access import Owner, whole_ledger
from salesops.web.pay.models import PayRun
from salesops.web.workspace.models import Snapshot

WORKER = Owner("worker")
Status = PayRun.Status


@task()
def run_pay(run_id: str) -> None:
    """Calculate a run and put it before whoever reviews it.

    Everything is written in one transaction: killed in the middle, what stood before stands, and
    the worker begins anew. A run that was approved meanwhile stays as it is.
    """
    run = PayRun.objects.filter(pk=run_id, status=Status.CALCULATING).first()
    if run is None:
        return
    try:
        calculate(run)
    except Exception as error:
        PayRun.objects.filter(pk=run_id, status=Status.CALCULATING).update(
            status=Status.FAILED, failure=f"{type(error).__name__}: {error}"[:2000]
        )
        raise


def calculate(run: PayRun) -> None:
    """The calculation itself, on what every page asks. Raises NoLedger where there is nothing.

    A company's own warehouse has no fingerprint: what was read from it stands on the statements.
    """
    from salesops.web.pay.calculating import found
    from salesops.web.pay.storing import store

    ledger = whole_ledger(WORKER)
    snapshot = Snapshot.objects.filter(pk=ledger.snapshot_id).first()
    made = found(run, ledger)
    with transaction.atomic():
        held = changing.locked(PayRun, run.pk, None)
        if held.status != Status.CALCULATING:
            return
        store(held, ledger, made, snapshot.fingerprint if snapshot else "")
        held.status, held.failure, held.calculated_at = Status.REVIEW, "", timezone.now()
        names = ("status", "failure", "calculated_at", "snapshot", "fingerprint", "as_of",
                 "plans", "anomalies", "noticed", "people", "sums", "seen")  # fmt: skip
        changing.keep(held, names)
        about = {"statements": len(made.pays), "noticed": held.noticed,
                 "snapshot": held.snapshot}  # fmt: skip
        changing.note(WORKER, "calculate_pay", held, details=about)
