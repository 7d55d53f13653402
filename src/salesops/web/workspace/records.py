"""Calendar and exchange rates; and all records together, as the ledger wants them."""

from collections.abc import Sequence
from datetime import date
from typing import cast

import pyarrow as pa

from salesops.ledger.calendar import DayKind, Pattern, calendar_rows, seed_days
from salesops.ledger.snapshot import Records
from salesops.web.crm.records import (
    accounts,
    amount_changes,
    crosswalk,
    holdings,
    postponements,
)
from salesops.web.market.records import products, regions
from salesops.web.people.records import spells
from salesops.web.process.designs import process_moves
from salesops.web.targets.records import open_seat_rows, quotas
from salesops.web.workspace.arrow import DATE, STRING, table
from salesops.web.workspace.models import CalendarDay, ExchangeRate, Workspace
from salesops.web.workspace.upsert import Row, upsert

FIRST_DAY = date(1990, 1, 1)
YEARS_AHEAD = 3


def put_exchange_rates(rows: Sequence[Row]) -> int:
    """Take rates in; gives how many were already so."""
    touched = upsert(ExchangeRate, rows, ["currency", "starts_on"])
    return sum((row["currency"], row["starts_on"]) not in touched for row in rows)


def put_calendar(first: date, last: date) -> None:
    """Write down how China works these days, as far as that is known."""
    rows = [
        {
            "day": day,
            "is_workday": kind.is_workday,
            "holiday": kind.holiday or "",
            "is_confirmed": not kind.is_provisional,
        }
        for day, kind in seed_days(first, last).items()
    ]
    upsert(CalendarDay, rows, ["day"])


def exchange_rates() -> pa.Table:
    """Every rate, as the snapshot wants them."""
    rows = ExchangeRate.objects.order_by("currency", "starts_on")
    values = rows.values_list("currency", "starts_on", "rate")
    return table(values, currency=STRING, starts_on=DATE, rate=pa.decimal128(18, 8))


def calendar(workspace: Workspace, as_of: date) -> pa.Table:
    """Every day the ledger may speak of, as this company works and counts its years."""
    kept = CalendarDay.objects.values_list("day", "is_workday", "holiday", "is_confirmed")
    days = {
        day: DayKind(is_workday, holiday or None, not is_confirmed)
        for day, is_workday, holiday, is_confirmed in kept.iterator(chunk_size=2000)
    }
    last = date(as_of.year + YEARS_AHEAD, 12, 31)
    pattern = cast("Pattern", workspace.pattern)
    return calendar_rows(FIRST_DAY, last, days, workspace.fiscal_start_month, pattern)


def records(workspace: Workspace, as_of: date) -> Records:
    """Everything people keep that the ledger is built from."""
    return Records(
        {
            "calendar": calendar(workspace, as_of),
            "regions": regions(),
            "products": products(),
            "people": spells(open_seat_rows()),
            "accounts": accounts(),
            "quotas": quotas(),
            "crosswalk": crosswalk(),
            "holdings": holdings(),
            "exchange_rates": exchange_rates(),
            "postponements": postponements(),
            "amount_changes": amount_changes(),
            "process_moves": process_moves(),
        }
    )
