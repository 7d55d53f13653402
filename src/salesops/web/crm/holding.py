"""Who holds which customer from when to when: every stretch begins here and ends here."""

from datetime import datetime

from salesops.web.crm.models import Account, Holding, Pool

Began = Holding.Began
Ended = Holding.Ended


def begin(account: Account, *, at: datetime, began: Began, pool: Pool | None = None) -> None:
    """Write down that the customer's owner holds it from now on; nothing without an owner."""
    if account.owner_id is None:
        return
    Holding.objects.create(
        account=account, person_id=account.owner_id, began_at=at, began=began, pool=pool
    )


def end(
    account: Account,
    person_id: str | None,
    *,
    at: datetime,
    ended: Ended,
    reason: str = "",
    pool: Pool | None = None,
) -> None:
    """Write down that this person holds the customer no longer.

    A stretch that began in a file is written down when it ends.
    """
    if person_id is None:
        return
    here = {"ended_at": at, "ended": ended, "reason": reason[:300]}
    if pool is not None:
        here["pool"] = pool
    running = Holding.objects.filter(account=account, person_id=person_id, ended_at__isnull=True)
    if running.update(**here):
        return
    began_at = min(account.owned_since or account.made_at, at)
    Holding.objects.create(
        account=account, person_id=person_id, began_at=began_at, began=Began.IMPORTED, **here
    )
