"""A company small enough to know by heart: four regions in two areas, three lines, 26 months."""

from collections.abc import Iterator, Mapping
from datetime import UTC, date, datetime
from decimal import Decimal
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq

from salesops.kernel.period import month_later
from salesops.ledger.calendar import calendar_rows, seed_days
from salesops.ledger.engines import arrow_schema, duckdb_engine
from salesops.ledger.ledger import Ledger
from salesops.ledger.schema import TABLES

Rows = list[dict[str, Any]]

FIRST, LAST = date(2023, 11, 1), date(2025, 12, 31)
REGIONS = (("上海", "华东"), ("江苏", "华东"), ("广东", "华南"), ("福建", "华南"))
LINES = ("工业", "渠道", "零售")
# What sells in one month of one region and line, in thousands, before growth.
SIZES = {"上海": 900, "江苏": 600, "广东": 800, "福建": 300}
SHARES = {"工业": Decimal("0.5"), "渠道": Decimal("0.3"), "零售": Decimal("0.2")}
COLLAPSE = ("上海", "渠道", date(2025, 10, 1))


def company(
    home: Path, *, as_of: date = date(2025, 10, 31), quotas: bool = True, orders: bool = True,
    since: date = FIRST, scale: Decimal = Decimal(1),
) -> Ledger:  # fmt: skip
    """The company's ledger as of a day, with or without what the test is about."""
    tables = {
        "regions": [
            {"region_id": name, "name": name, "parent_id": area, "area": area, "level": 2}
            for name, area in REGIONS
        ],
        "products": [{"product_id": line, "name": f"{line}一号", "line": line} for line in LINES],
        "accounts": [
            {"account_id": f"{region}{line}", "name": f"{region}{line}客户", "region_id": region}
            for region, _ in REGIONS for line in LINES
        ],
        "orders": list(_orders(as_of, since, scale)) if orders else [],
        "receipts": list(_receipts(as_of, since, scale)) if orders else [],
        "settlements": list(_settlements(as_of, since, scale)) if orders else [],
        "quotas": list(_quotas(as_of, since, scale)) if quotas else [],
        "customer_changes": list(_changes(as_of)) if orders else [],
        "market_sizes": list(_markets(scale)) if orders else [],
    }  # fmt: skip
    return ledger_of(home, tables, as_of)


def ledger_of(home: Path, tables: Mapping[str, Rows], as_of: date) -> Ledger:
    """A ledger over rows that a test wrote down."""
    arrow = {
        name: pa.Table.from_pylist(rows, schema=arrow_schema(TABLES[name]))
        for name, rows in tables.items()
    }
    first, last = date(2021, 1, 1), date(2027, 12, 31)
    arrow["calendar"] = calendar_rows(first, last, seed_days(first, last))
    home.mkdir(parents=True, exist_ok=True)
    for name, table in arrow.items():
        pq.write_table(table, home / f"{name}.parquet")
    engine = duckdb_engine({name: [home / f"{name}.parquet"] for name in arrow})
    return Ledger(
        engine.tables, engine, None, "20251101-0918-4f2a", as_of,
        datetime(2025, 11, 1, 9, 18, tzinfo=UTC), "CNY",
    )  # fmt: skip


def _months(since: date) -> Iterator[date]:
    month = since
    while month <= LAST:
        yield month
        month = month_later(month)


def _amount(region: str, line: str, month: date, scale: Decimal) -> Decimal:
    months = (month.year - FIRST.year) * 12 + month.month - FIRST.month
    season = Decimal(1) + Decimal(month.month % 6) / 20
    growth = Decimal(1) + Decimal(months) / 200
    amount = Decimal(SIZES[region]) * 1000 * SHARES[line] * season * growth * scale
    if (region, line, month) == COLLAPSE:
        amount = amount * 4 / 10
    return amount.quantize(Decimal("0.01"))


def _orders(as_of: date, since: date, scale: Decimal) -> Iterator[dict[str, Any]]:
    for month in _months(since):
        for region, _ in REGIONS:
            for line in LINES:
                amount = _amount(region, line, month, scale)
                for at, day in enumerate((5, 15, 25)):
                    booked = month.replace(day=day)
                    if booked > as_of:
                        continue
                    part = (amount / 3).quantize(Decimal("0.01"))
                    yield {
                        "line_id": f"{region}{line}{booked}", "order_id": f"{region}{booked}",
                        "booked_on": booked, "account_id": f"{region}{line}", "product_id": line,
                        "region_id": region, "is_return": False, "quantity": Decimal(at + 1),
                        "list_amount": part * 11 / 10, "net_amount": part, "cost": part * 6 / 10,
                    }  # fmt: skip


def _receipts(as_of: date, since: date, scale: Decimal) -> Iterator[dict[str, Any]]:
    for order in _orders(as_of, since, scale):
        paid = month_later(order["booked_on"])
        if paid <= as_of:
            yield {
                "receipt_id": order["line_id"], "order_id": order["order_id"], "received_on": paid,
                "account_id": order["account_id"], "region_id": order["region_id"],
                "amount": order["net_amount"],
            }  # fmt: skip


def _settlements(as_of: date, since: date, scale: Decimal) -> Iterator[dict[str, Any]]:
    for receipt in _receipts(as_of, since, scale):
        row = {
            name: receipt[name] for name in ("receipt_id", "order_id", "account_id", "region_id")
        }
        yield {
            **row,
            "booked_on": month_later(receipt["received_on"], -1),
            "amount": receipt["amount"],
        }


def _quotas(as_of: date, since: date, scale: Decimal) -> Iterator[dict[str, Any]]:
    for month in _months(since):
        gone = min(max((as_of - month).days + 1, 0), 30)
        for region, _ in REGIONS:
            for line in LINES:
                amount = _quota(region, line, month, scale)
                yield {
                    "quota_id": f"{region}{line}{month}", "plan": str(month.year),
                    "starts_on": month, "ends_before": month_later(month), "region_id": region,
                    "product_line": line, "amount": amount,
                    "expected_amount": (amount * gone / 30).quantize(Decimal("0.01")),
                }  # fmt: skip


def _quota(region: str, line: str, month: date, scale: Decimal) -> Decimal:
    """A little less than usually sells, but in Fujian; nobody foresaw the collapse."""
    usual = _amount(region, line, month, scale)
    if (region, line, month) == COLLAPSE:
        usual = usual * 10 / 4
    return (usual * Decimal("1.04" if region == "福建" else "0.97")).quantize(Decimal("0.01"))


def _changes(as_of: date) -> Iterator[dict[str, Any]]:
    for day, kind, account in (
        (date(2024, 10, 8), "new", "上海工业"), (date(2025, 10, 9), "new", "江苏零售"),
        (date(2025, 10, 10), "new", "广东渠道"), (date(2025, 10, 20), "lost", "福建零售"),
    ):  # fmt: skip
        if day <= as_of:
            yield {
                "account_id": account,
                "happened_on": day,
                "kind": kind,
                "region_id": account[:2],
            }


def _markets(scale: Decimal) -> Iterator[dict[str, Any]]:
    for year, own in ((2024, 18), (2025, 20)):
        for line in LINES[:2]:
            yield {
                "market_size_id": f"{year}{line}", "starts_on": date(year, 7, 1),
                "ends_before": date(year, 10, 1), "region_id": "上海", "product_line": line,
                "amount": Decimal(10_000_000) * scale, "own_amount": Decimal(own * 100_000) * scale,
            }  # fmt: skip
