"""REST: the snapshots that can be asked."""

from __future__ import annotations

from datetime import date, datetime

from ninja import Router, Schema, Status

from salesops.web.access import EDITORS, require
from salesops.web.signed_in import SignedIn
from salesops.web.workspace.models import Snapshot

router = Router(tags=["snapshots"])


class SnapshotOut(Schema):
    """A ledger that was built, and can be asked by its id."""

    snapshot_id: str
    made_at: datetime
    as_of: date
    currency: str
    is_current: bool


class Started(Schema):
    """Work the worker will do."""

    state: str


@router.get("/snapshots", response=list[SnapshotOut])
def snapshots(request: SignedIn, limit: int = 100) -> list[Snapshot]:
    """Every snapshot that can be asked, newest first."""
    return list(Snapshot.objects.all()[: min(max(limit, 1), 1000)])


@router.post("/snapshots", response={202: Started})
def refresh(request: SignedIn) -> Status[dict[str, str]]:
    """Have the figures brought up to date."""
    from salesops.web.jobs import start_snapshot

    require(request.user, *EDITORS)
    start_snapshot(request.user)
    return Status(202, {"state": "waiting"})
