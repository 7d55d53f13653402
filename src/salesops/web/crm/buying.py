"""When customers ordered, out of the current snapshot: a buyer is not neglected."""

from collections.abc import Mapping, Sequence
from datetime import date
from functools import lru_cache
from pathlib import Path

from django.conf import settings

from salesops.ledger.ledger import Ledger
from salesops.metrics import recency
from salesops.web.access import LIVE, NoLedger, Owner, standing, whole_ledger


def last_orders() -> Mapping[str, date]:
    """The day of the last order by customer; nothing where there is no ledger yet.

    A snapshot never changes, so it is asked once.
    """
    now = standing()
    if now is not None and now.snapshot_id != LIVE:
        return _kept(settings.SALESOPS_HOME, now.snapshot_id)
    ledger = _whole(None) if now else None
    return recency.last_orders(ledger) if ledger else {}


def ordered() -> Mapping[str, Sequence[date]]:
    """The days of orders by customer, the first of each month."""
    ledger = _whole(None) if standing() else None
    return recency.order_days(ledger) if ledger else {}


@lru_cache(maxsize=2)
def _kept(_home: Path, snapshot_id: str) -> Mapping[str, date]:
    ledger = _whole(snapshot_id)
    return recency.last_orders(ledger) if ledger else {}


def _whole(snapshot_id: str | None) -> Ledger | None:
    try:
        return whole_ledger(Owner(), snapshot_id)
    except NoLedger:
        return None
