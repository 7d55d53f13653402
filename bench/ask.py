"""Ask revenue by month, region and line, compared and against quota: how much over plain SQL.

    python bench/ask.py 1000000 10000000

Prints one line of JSON a size. The peer is the SQL a person would write for the same answer,
on the same files in the same run; both are asked in turn, several times, and the medians are
divided. `new_ratio` is of questions nobody has asked before, so that nothing is remembered of
them: the same dimensions in another order each time.
"""

import json
import sys
import tempfile
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from itertools import permutations
from pathlib import Path
from statistics import median
from time import perf_counter

import duckdb
import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq

from salesops.ledger import Ledger
from salesops.ledger.calendar import calendar_rows, seed_days
from salesops.ledger.engines import arrow_schema, duckdb_engine
from salesops.ledger.schema import TABLES
from salesops.metrics.question import Question, answer

FIRST, LAST = date(2023, 1, 1), date(2025, 12, 31)
DAYS = (LAST - FIRST).days + 1
REGIONS, PRODUCTS, LINES, POSITIONS, ACCOUNTS = 31, 200, 4, 600, 20_000
CHUNK = 1_000_000
TIMES = 5
QUESTION = Question(
    ("net_revenue", "attainment"),
    ("calendar.month", "regions.name", "products.line"),
    starts_on=date(2025, 1, 1),
    ends_before=date(2026, 1, 1),
    compare="last_year",
)

BY_HAND = """
WITH sold AS (
    SELECT n.month, r.name, p.line, sum(o.net_amount) AS revenue
    FROM orders o JOIN calendar n ON o.booked_on = n.day
    LEFT JOIN regions r USING (region_id) LEFT JOIN products p USING (product_id)
    WHERE o.booked_on >= DATE '2025-01-01' AND o.booked_on < DATE '2026-01-01'
    GROUP BY ALL
), before AS (
    SELECT l.month, r.name, p.line, sum(o.net_amount) AS revenue
    FROM orders o JOIN calendar n ON o.booked_on = n.day JOIN calendar l ON l.day = n.year_later
    LEFT JOIN regions r USING (region_id) LEFT JOIN products p USING (product_id)
    WHERE n.year_later >= DATE '2025-01-01' AND n.year_later < DATE '2026-01-01'
      AND o.booked_on >= DATE '2024-01-01' AND o.booked_on < DATE '2025-01-01'
    GROUP BY ALL
), target AS (
    SELECT n.month, r.name, q.product_line AS line, sum(q.amount) AS quota
    FROM quotas q JOIN calendar n ON q.starts_on = n.day LEFT JOIN regions r USING (region_id)
    WHERE q.starts_on >= DATE '2025-01-01' AND q.starts_on < DATE '2026-01-01'
    GROUP BY ALL
), target_before AS (
    SELECT l.month, r.name, q.product_line AS line, sum(q.amount) AS quota
    FROM quotas q JOIN calendar n ON q.starts_on = n.day JOIN calendar l ON l.day = n.year_later
    LEFT JOIN regions r USING (region_id)
    WHERE n.year_later >= DATE '2025-01-01' AND n.year_later < DATE '2026-01-01'
    GROUP BY ALL
)
SELECT month, name, line, s.revenue, b.revenue AS revenue_before,
       s.revenue / t.quota AS attainment, b.revenue / u.quota AS attainment_before,
       s.revenue / b.revenue - 1 AS change,
       (coalesce(s.revenue, 0) - coalesce(b.revenue, 0)) / sum(b.revenue) OVER () AS contribution
FROM sold s FULL JOIN before b USING (month, name, line)
FULL JOIN target t USING (month, name, line) FULL JOIN target_before u USING (month, name, line)
ORDER BY month, name, line
"""


def written(rows: int, folder: Path) -> dict[str, list[Path]]:
    """A ledger of so many order lines, as Parquet parts of a million lines each."""
    rng = np.random.default_rng(7)
    parts: dict[str, list[Path]] = {}

    def put(name: str, columns: dict[str, pa.Array], part: int = 0) -> None:
        schema = arrow_schema(TABLES[name])
        size = len(next(iter(columns.values())))
        filled = [
            columns[f.name].cast(f.type) if f.name in columns else pa.nulls(size, f.type)
            for f in schema
        ]
        path = folder / f"{name}-{part}.parquet"
        pq.write_table(pa.table(filled, schema=schema), path, compression="zstd")
        parts.setdefault(name, []).append(path)

    def names(prefix: str, count: int) -> pa.Array:
        return pa.array([f"{prefix}{i:05d}" for i in range(count)])

    def some(prefix: str, count: int, size: int) -> pa.Array:
        picked = pa.array(rng.integers(0, count, size, dtype=np.int32))
        return pa.DictionaryArray.from_arrays(picked, names(prefix, count)).cast(pa.string())

    rows_of_calendar = calendar_rows(FIRST, LAST + timedelta(days=366), seed_days(FIRST, LAST))
    put("calendar", {n: rows_of_calendar[n] for n in rows_of_calendar.column_names})
    put("regions", {"region_id": names("R", REGIONS), "name": names("Region ", REGIONS)})
    lines = pa.array([f"Line {i % LINES}" for i in range(PRODUCTS)])
    put(
        "products",
        {"product_id": names("P", PRODUCTS), "name": names("Product ", PRODUCTS), "line": lines},
    )
    for part, start in enumerate(range(0, rows, CHUNK)):
        size = min(CHUNK, rows - start)
        first, last = DAYS * start // rows, DAYS * (start + size) // rows
        days = np.sort(rng.integers(first, max(last, first + 1), size))
        net = pa.array(rng.integers(100, 1_000_000, size, dtype=np.int32))
        lines_of_part = np.arange(start, start + size)
        put(
            "orders",
            {
                "line_id": pa.array(lines_of_part).cast(pa.string()),
                "order_id": pa.array(lines_of_part // 3).cast(pa.string()),
                "booked_on": pa.array((np.datetime64(FIRST) + days).astype("datetime64[D]")),
                "region_id": some("R", REGIONS, size),
                "product_id": some("P", PRODUCTS, size),
                "position_id": some("S", POSITIONS, size),
                "account_id": some("A", ACCOUNTS, size),
                "quantity": pa.array(rng.integers(1, 20, size, dtype=np.int32)),
                "list_amount": net,
                "net_amount": net,
                "cost": net,
            },
            part,
        )
    months = [date(y, m, 1) for y in (2023, 2024, 2025) for m in range(1, 13)]
    goals = [(m, r, n) for m in months for r in range(REGIONS) for n in range(LINES)]
    put(
        "quotas",
        {
            "quota_id": names("Q", len(goals)),
            "starts_on": pa.array([m for m, _, _ in goals]),
            "region_id": pa.array([f"R{r:05d}" for _, r, _ in goals]),
            "product_line": pa.array([f"Line {n}" for _, _, n in goals]),
            "amount": pa.array([1_000_000 for _ in goals], pa.int32()),
            "expected_amount": pa.array([1_000_000 for _ in goals], pa.int32()),
        },
    )
    return parts


def measured(rows: int, folder: Path) -> dict[str, object]:
    """The medians of both, their ratio, and the time of an answer that is already known."""
    parts = written(rows, folder)
    engine = duckdb_engine(parts)
    ledger = Ledger(
        engine.tables,
        engine,
        f"bench-{rows}",
        "bench",
        LAST,
        datetime(2026, 1, 1, tzinfo=UTC),
        "CNY",
    )
    peer = duckdb.connect()
    for name, files in parts.items():
        peer.execute(f"CREATE VIEW {name} AS SELECT * FROM read_parquet({[str(f) for f in files]})")
    orders = permutations(QUESTION.by)
    answer(ledger, replace(QUESTION, by=next(orders)))  # What is imported is imported now.
    ours, by_hand, new = [], [], []
    for by, _ in zip(orders, range(TIMES), strict=False):
        start = perf_counter()
        expected = peer.sql(BY_HAND).to_arrow_table()
        by_hand.append(perf_counter() - start)
        start = perf_counter()
        found = answer(ledger, QUESTION)
        ours.append(perf_counter() - start)
        start = perf_counter()
        answer(ledger, replace(QUESTION, by=by))
        new.append(perf_counter() - start)
    assert [r["net_revenue"] for r in found.rows] == expected["revenue"].to_pylist()
    cache = folder / "cache"
    answer(ledger, QUESTION, cache)
    start = perf_counter()
    assert answer(ledger, QUESTION, cache).rows == found.rows
    again = perf_counter() - start
    return {
        "bench": "ask",
        "rows": rows,
        "groups": len(found.rows),
        "ask_s": round(median(ours), 3),
        "by_hand_s": round(median(by_hand), 3),
        "ratio": round(median(ours) / median(by_hand), 2),
        "new_ask_s": round(median(new), 3),
        "new_ratio": round(median(new) / median(by_hand), 2),
        "cached_ms": round(again * 1000, 1),
    }


if __name__ == "__main__":
    for size in map(int, sys.argv[1:] or ["1000000"]):
        with tempfile.TemporaryDirectory() as folder:
            print(json.dumps(measured(size, Path(folder))))
