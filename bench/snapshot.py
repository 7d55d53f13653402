"""Snapshot of many order lines, then of 1,000 more, beside DuckDB merely copying the same rows."""

import argparse
import json
import resource
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from datetime import UTC, date, datetime
from pathlib import Path

import duckdb
import pyarrow as pa

from salesops.ledger.calendar import calendar_rows, seed_days
from salesops.ledger.snapshot import BatchRef, Records, build

FIRST, AS_OF = date(2023, 1, 1), date(2025, 12, 31)
LINES_A_BATCH = 1_000_000
PEOPLE, ACCOUNTS, PRODUCTS, REGIONS = 10_000, 200_000, 400, 35

LINES = """
SELECT 'L' || lpad(i::VARCHAR, 10, '0') AS line_id,
  'O' || lpad((i // 3)::VARCHAR, 10, '0') AS order_id,
  DATE '2023-01-01' + ((i * 1095) // {total})::INT AS booked_on,
  'A' || hash(i // 3) % {accounts} AS account_id, 'P' || hash(i) % {products} AS product_id,
  'E' || hash(i // 3 + 1) % {people} AS person_id, NULL::VARCHAR AS region_id,
  CASE hash(i) % 3 WHEN 0 THEN 'direct' WHEN 1 THEN 'partner' ELSE 'web' END AS channel,
  (hash(i) % 20 + 1)::DECIMAL(18,4) AS quantity,
  ((hash(i + 1) % 1000000)::DECIMAL(18,4) / 10)::DECIMAL(18,4) AS list_amount,
  ((hash(i + 1) % 1000000)::DECIMAL(18,4) / 11)::DECIMAL(18,4) AS net_amount,
  ((hash(i + 1) % 1000000)::DECIMAL(18,4) / 17)::DECIMAL(18,4) AS cost,
  'CNY' AS currency, hash(i) % 50 = 0 AS is_return, hash(i) AS row_hash
FROM range({start}, {end}) r(i)
"""
RECORDS = {
    "regions": "SELECT 'R' || i AS region_id, 'Region ' || i AS name,"
    f" CASE WHEN i > 0 THEN 'R0' END AS parent_id FROM range({REGIONS}) r(i)",
    "products": "SELECT 'P' || i AS product_id, 'Product ' || i AS name, 'Line ' || i % 4 AS line"
    f" FROM range({PRODUCTS}) r(i)",
    "people": "SELECT 'E' || i || '-' || k AS position_id, 'E' || i AS person_id,"
    f" 'Team ' || (i + k) % 100 AS team, 'R' || (i + k) % {REGIONS} AS region_id,"
    f" DATE '2022-01-01' + (k * 700)::INT AS starts_on FROM range({PEOPLE}) r(i), range(2) s(k)",
    "accounts": "SELECT 'A' || i AS account_id, 'Account ' || i AS name,"
    f" 'R' || i % {REGIONS} AS region_id, 'E' || i % {PEOPLE} AS owner_id"
    f" FROM range({ACCOUNTS}) r(i)",
    "quotas": "SELECT 'Q' || i || '-' || m AS quota_id, '2025' AS plan, 'E' || i AS person_id,"
    " (DATE '2025-01-01' + to_months(m::INT))::DATE AS starts_on,"
    " (DATE '2025-01-01' + to_months(m::INT + 1))::DATE AS ends_before, 'Line 1' AS product_line,"
    f" 100000::DECIMAL(18,4) AS amount FROM range({PEOPLE}) r(i), range(12) s(m)",
}


def write_batch(home: Path, batch_id: str, start: int, end: int, total: int) -> None:
    """One batch of the order lines from start to end."""
    folder = home / "batches" / batch_id
    folder.mkdir(parents=True)
    query = LINES.format(
        start=start, end=end, total=total, accounts=ACCOUNTS, products=PRODUCTS, people=PEOPLE
    )
    with duckdb.connect() as connection:
        connection.execute(f"COPY ({query}) TO '{folder}/rows.parquet' (COMPRESSION zstd)")


def records() -> Records:
    """A company of ten thousand sellers."""
    with duckdb.connect() as connection:
        tables: dict[str, pa.Table] = {
            name: connection.sql(query).to_arrow_table() for name, query in RECORDS.items()
        }
    days = seed_days(FIRST, date(2026, 12, 31))
    return Records({**tables, "calendar": calendar_rows(FIRST, date(2026, 12, 31), days)})


def take(home: Path) -> float:
    """Seconds in which a snapshot of all batches is built."""
    said = records()
    folders = sorted((home / "batches").iterdir())
    batches = [BatchRef(folder.name, "orders", folder) for folder in folders]
    start = time.perf_counter()
    made_at = datetime(2026, 1, 1, tzinfo=UTC)
    build(home, said, batches, as_of=AS_OF, currency="CNY", made_at=made_at)
    return time.perf_counter() - start


def copy(home: Path) -> float:
    """Seconds in which DuckDB reads the same batches and writes them to Parquet."""
    start = time.perf_counter()
    with duckdb.connect() as connection:
        for folder in sorted((home / "batches").iterdir()):
            connection.execute(
                f"COPY (FROM read_parquet('{folder}/rows.parquet'))"
                f" TO '{home}/copy.parquet' (FORMAT parquet, COMPRESSION zstd)"
            )
    return time.perf_counter() - start


WORK: dict[str, Callable[[Path], float]] = {"take": take, "copy": copy}


def measured(work: str, home: Path) -> dict[str, float]:
    """Seconds, processor seconds and peak memory of the work, done in a process of its own."""
    command = [sys.executable, __file__, "--home", str(home), "--only", work]
    done = subprocess.run(command, check=True, capture_output=True, text=True)
    found: dict[str, float] = json.loads(done.stdout)
    return found


def main() -> None:
    """Measure, and print one line of JSON."""
    arguments = argparse.ArgumentParser(description=__doc__)
    arguments.add_argument("--lines", type=int, default=10_000_000)
    arguments.add_argument("--home", type=Path, help="where to work; a scratch folder by default")
    arguments.add_argument("--only", choices=WORK, help=argparse.SUPPRESS)
    given = arguments.parse_args()
    if given.only:
        seconds = WORK[given.only](given.home)
        used = resource.getrusage(resource.RUSAGE_SELF)
        found = {
            "seconds": seconds,
            "cpu_seconds": used.ru_utime + used.ru_stime,
            "peak_gb": used.ru_maxrss / 1024**2,
        }
        print(json.dumps({name: round(value, 2) for name, value in found.items()}))
        return
    with tempfile.TemporaryDirectory(dir=given.home) as scratch:
        home = Path(scratch)
        for n, start in enumerate(range(0, given.lines, LINES_A_BATCH)):
            end = min(start + LINES_A_BATCH, given.lines)
            write_batch(home, f"b{n:05}", start, end, given.lines)
        peer, first = measured("copy", home), measured("take", home)
        write_batch(home, "later", given.lines, given.lines + 1000, given.lines)
        again = measured("take", home)
    result = {
        "bench": "snapshot",
        "lines": given.lines,
        **first,
        "seconds_after_1000_lines": again["seconds"],
        "peer": "duckdb copying the same rows",
        "peer_seconds": peer["seconds"],
        "peer_cpu_seconds": peer["cpu_seconds"],
        "ratio": round(first["seconds"] / peer["seconds"], 2),
    }
    print(json.dumps(result))


if __name__ == "__main__":
    main()
