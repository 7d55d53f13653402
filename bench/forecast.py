"""Where the quarter ends for every node of 10,000 sellers in 200 teams: seconds, and sums.

    python bench/forecast.py
    python bench/forecast.py 2000      so many sellers

Prints one line of JSON. Three years of months, noisy and seasonal, and quotas by quarter. Counted
is the time of the processor, all threads together; `largest_error` is how far a node's expected
end is from the sum of those below it, as a share of the company's.
"""

import json
import sys
import tempfile
from collections import defaultdict
from datetime import UTC, date, datetime
from pathlib import Path
from time import process_time

import duckdb

from salesops.forecast.models import Node
from salesops.insights.expectation import Expected, expectations
from salesops.kernel.period import Period
from salesops.ledger import TABLES, Ledger
from salesops.ledger.calendar import calendar_rows, seed_days
from salesops.ledger.engines import arrow_schema, duckdb_engine

FIRST, LAST, AS_OF = date(2022, 11, 1), date(2026, 12, 31), date(2025, 10, 31)
QUARTER = Period(date(2025, 10, 1), date(2026, 1, 1))
LEVELS = ("people.team_path", "people.person_id")
A_TEAM = 50
SELLERS = 10_000
PROMISED_SECONDS = 60.0

ROWS = {
    "calendar": "SELECT * FROM days",
    "people": "SELECT 'E' || i AS position_id, 'E' || i AS person_id, 'Seller ' || i AS name,"
    " 'Team ' || i // {team} AS team, 'Sales/Team ' || i // {team} AS team_path,"
    " DATE '2020-01-01' AS starts_on FROM range({sellers}) r(i)",
    "orders": "SELECT 'L' || i || '-' || m AS line_id, 'O' || i || '-' || m AS order_id,"
    " (DATE '{first}' + to_months(m::INT))::DATE AS booked_on, 'E' || i AS position_id,"
    " 1 AS quantity, round((5000 + i % 900) * (1 + 0.3 * sin(m * pi() / 6))"
    " * (0.6 + (hash(i * 1000 + m) % 800) / 1000)) AS net_amount"
    " FROM range({sellers}) r(i), range(36) s(m)",
    "quotas": "SELECT 'Q' || i || '-' || m AS quota_id, '2025' AS plan, 'E' || i AS position_id,"
    " (DATE '2025-01-01' + to_months(m::INT * 3))::DATE AS starts_on,"
    " (DATE '2025-01-01' + to_months(m::INT * 3 + 3))::DATE AS ends_before,"
    " 16500 + i % 2700 AS amount, 5000 AS expected_amount"
    " FROM range({sellers}) r(i), range(4) s(m)",
}  # fmt: skip


def ledger(folder: Path, sellers: int) -> Ledger:
    """The company's ledger, from rows made by SQL."""
    parts: dict[str, list[Path]] = {}
    with duckdb.connect() as connection:
        connection.register("days", calendar_rows(FIRST, LAST, seed_days(FIRST, LAST)))
        for name, table in TABLES.items():
            connection.register("empty", arrow_schema(table).empty_table())
            made = ROWS.get(name, "SELECT * FROM empty")
            query = made.format(sellers=sellers, team=A_TEAM, first=FIRST)
            typed = f"SELECT * FROM empty UNION ALL BY NAME ({query})"
            file = folder / f"{name}.parquet"
            connection.execute(f"COPY ({typed}) TO '{file}' (FORMAT parquet)")
            parts[name] = [file]
    engine = duckdb_engine(parts)
    taken = datetime(2025, 11, 1, tzinfo=UTC)
    return Ledger(engine.tables, engine, str(folder), "bench", AS_OF, taken, "CNY")


def largest_error(found: dict[Node, Expected]) -> float:
    """The largest difference of a node from the sum of those below it, as a share of the whole."""
    below: dict[Node, float] = defaultdict(float)
    for node, one in found.items():
        if node:
            below[node[:-1]] += one.end.mean if one.end else 0.0
    ends = {node: one.end.mean for node, one in found.items() if one.end}
    return max(abs(ends[node] - total) for node, total in below.items()) / ends[()]


def main() -> int:
    """One forecast of everybody; 1 where it takes too long or does not add up."""
    sellers = int(sys.argv[1]) if len(sys.argv) > 1 else SELLERS
    with tempfile.TemporaryDirectory() as folder:
        asked = ledger(Path(folder), sellers)
        started = process_time()
        found = dict(expectations(asked, LEVELS, AS_OF, QUARTER).nodes)
        seconds = process_time() - started
    error = largest_error(found)
    methods: dict[str, int] = defaultdict(int)
    for one in found.values():
        methods[one.ahead.method] += 1
    told = {
        "workload": "forecast", "nodes": len(found), "methods": methods,
        "processor_seconds": round(seconds, 2), "largest_error": error,
        "without_an_end": sum(one.end is None for one in found.values()),
    }  # fmt: skip
    print(json.dumps(told))
    return int(seconds > PROMISED_SECONDS or error > 1e-9)


if __name__ == "__main__":
    sys.exit(main())
