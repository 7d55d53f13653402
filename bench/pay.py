"""Pay 10,000 people for twelve months of credits: how much over a script in pandas, and Tryton.

    python bench/pay.py 1000000 10000000

Prints one line of JSON a size: marginal tiers on attainment to date, every line kept. The peer is
what a person would write with pandas in floats, on the same rows in the same run; both read their
file, both are asked in turn, and the medians are divided. `recalculated` is the time to pay again
after 1,000 credits changed. With `--tryton 1000`, Tryton's commission module makes the
commissions of so many invoice lines on a PostgreSQL server of its own, beside ours of as many
credits with their orders. Seconds of the processor stand beside those of the clock, for a machine
that is busy with other things.
"""

import argparse
import json
import subprocess
import sys
import tempfile
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, date, datetime
from decimal import Decimal
from pathlib import Path
from statistics import median
from time import perf_counter, process_time
from typing import Any

import duckdb
import numpy as np
import pandas as pd

HERE = Path(__file__).resolve().parent
sys.path[:0] = [str(HERE), str(HERE.parent)]

from side_by_side import tryton_pay  # noqa: E402 - found beside this file
from side_by_side.environment import installed  # noqa: E402

from salesops.incentives.calculation import Calculation, calculated  # noqa: E402
from salesops.incentives.credit_checks import world_of  # noqa: E402
from salesops.incentives.credits import Credit, credits_of  # noqa: E402
from salesops.incentives.from_ledger import credits_in, quotas_in  # noqa: E402
from salesops.incentives.plan import Payee, Plan  # noqa: E402
from salesops.incentives.plan_file import plan_file  # noqa: E402
from salesops.incentives.quotas import Quotas  # noqa: E402
from salesops.incentives.statement import line_columns, order_lines  # noqa: E402
from salesops.ledger import Ledger  # noqa: E402
from salesops.ledger.engines import duckdb_engine  # noqa: E402
from tests.postgres import cluster  # noqa: E402

PEOPLE, QUOTA, TIMES = 10_000, 120_000, 5
END = date(2026, 12, 31)
STARTS, RATES = (0.0, 0.5, 0.8, 1.0, 1.2), (0.01, 0.02, 0.03, 0.045, 0.06)
PLAN = """
name = "bench"
currency = "CNY"
ends_before = 2027-01-01
[[versions]]
starts_on = 2026-01-01
[[versions.components]]
name = "commission"
kind = "commission"
basis = "booked"
accumulate = "year"
tier_method = "marginal"
returns = { attribution = "current" }
tiers = [
  { ends = "0.5", rate = "0.01" }, { starts = "0.5", ends = "0.8", rate = "0.02" },
  { starts = "0.8", ends = 1, rate = "0.03" }, { starts = 1, ends = "1.2", rate = "0.045" },
  { starts = "1.2", rate = "0.06" },
]
"""


def plan(text: str = PLAN) -> Plan:
    """The plan that is paid."""
    found = plan_file(text)
    if not isinstance(found, Plan):
        raise TypeError(found)
    return found


def written(folder: Path, rows: int) -> dict[str, list[Path]]:
    """Credits and quotas as Parquet: exact for the ledger, in floats for the script."""
    database = duckdb.connect()
    database.execute("SELECT setseed(0.5)")
    parts = {name: folder / f"{name}.parquet" for name in ("credits", "quotas", "floats")}
    per_row = QUOTA * PEOPLE * 100 // rows
    database.execute(
        f"CREATE TABLE c AS SELECT 'L' || n AS line_id, format('P{{:05}}', n % {PEOPLE}) AS"
        " position_id, 'seller' AS role, DATE '2026-01-01' + (random() * 364)::INT AS credited_on,"
        " 1::DECIMAL(18,6) AS share, ((random() * 2.1 - 0.05) *"
        f" {per_row})::BIGINT::DECIMAL(18,4) / 100 AS amount FROM range({rows}) t(n)"
    )
    database.execute(
        "COPY (SELECT line_id, position_id, role, credited_on, share, amount::DECIMAL(18,4) AS"
        f" amount FROM c) TO '{parts['credits']}'"
    )
    database.execute(
        "COPY (SELECT format('Q{:07}', p * 12 + m) AS quota_id, format('P{:05}', p) AS position_id,"
        " make_date(2026, m + 1, 1) AS starts_on, 'net_revenue' AS metric,"
        f" {QUOTA // 12}::DECIMAL(18,4) AS amount FROM range({PEOPLE}) a(p), range(12) b(m))"
        f" TO '{parts['quotas']}'"
    )
    database.execute(
        "COPY (SELECT position_id, credited_on::TIMESTAMP AS credited_on, amount::DOUBLE AS amount"
        " FROM c)"
        f" TO '{parts['floats']}'"
    )
    return {name: [path] for name, path in parts.items()}


def opened(parts: dict[str, list[Path]]) -> Ledger:
    """The ledger of the files."""
    engine = duckdb_engine({name: parts[name] for name in ("credits", "quotas")})
    return Ledger(
        engine.tables, engine, identity="bench", snapshot_id="bench", as_of=END,
        taken_at=datetime(2026, 1, 1, tzinfo=UTC), currency="CNY",
    )  # fmt: skip


def ours(
    ledger: Ledger, of: Plan, people: list[str] | None = None
) -> tuple[Calculation, dict[str, Any]]:
    """From the files to every line, in whole cents."""
    made = credits_in(ledger, of, END, people=people)
    world, problems = world_of(of, made, quotas_in(ledger, people=people), END)
    if problems:
        raise ValueError(problems[0].reason("en"))
    done = calculated(world)
    return done, line_columns(done)


def by_hand(files: dict[str, list[Path]]) -> pd.DataFrame:
    """The same in pandas: sums by month, running totals, tiers by clipping, floats rounded."""
    frame = pd.read_parquet(files["floats"][0])
    month = frame["credited_on"].to_numpy().astype("datetime64[M]")
    sums = frame.groupby(["position_id", month])["amount"].sum()
    sums = sums.unstack(fill_value=0.0)  # noqa: PD010 - twice as fast as a pivot table
    quotas = pd.read_parquet(files["quotas"][0], columns=["position_id", "amount"])
    quota = quotas.groupby("position_id")["amount"].sum().astype(float).reindex(sums.index)
    to_date = sums.to_numpy().cumsum(axis=1)
    starts = np.array(STARTS)[:, None, None] * quota.to_numpy()[None, :, None]
    ends = np.concatenate([starts[1:], np.full_like(starts[:1], np.inf)])
    slices = np.clip(to_date[None], starts, ends) - starts
    slices[0] = np.minimum(to_date, ends[0])
    basis = np.diff(slices, axis=2, prepend=0)
    pay = (basis * np.array(RATES)[:, None, None]).round(2)
    tier, person, place = np.nonzero(basis)
    return pd.DataFrame({
        "payee": sums.index.to_numpy()[person], "month": sums.columns.to_numpy()[place],
        "tier": tier, "basis": basis[tier, person, place], "amount": pay[tier, person, place],
    })  # fmt: skip


def timed(work: Callable[[], object]) -> tuple[float, float]:
    """Seconds it takes, of the clock and of the processor."""
    started, worked = perf_counter(), process_time()
    work()
    return perf_counter() - started, process_time() - worked


def measured(rows: int) -> dict[str, object]:
    """One line of the result."""
    with tempfile.TemporaryDirectory() as name:
        files, of = written(Path(name), rows), plan()
        ledger = opened(files)
        done, lines = ours(ledger, of)
        theirs = by_hand(files)
        runs = [(timed(lambda: ours(ledger, of)), timed(lambda: by_hand(files)))
                for _ in range(max(2, TIMES * 1_000_000 // rows))]  # fmt: skip
        (mine, worked), (hand, hand_worked) = (
            zip(*of_one, strict=True) for of_one in zip(*runs, strict=True)
        )
        again, again_worked = recalculated(Path(name), files, of)
    cents = int(lines["amount"].sum())
    ratio = median(mine) / median(hand)
    cpu_ratio = median(worked) / median(hand_worked)
    return {
        "bench": "pay", "credits": rows, "people": PEOPLE, "lines": len(lines["amount"]),
        "seconds": round(median(mine), 3), "by_hand": round(median(hand), 3),
        "ratio": round(ratio, 2), "cpu_seconds": round(median(worked), 3),
        "cpu_ratio": round(cpu_ratio, 2), "recalculated": round(again, 3),
        "recalculated_cpu": round(again_worked, 3),
        "cents_off_by_hand": abs(cents - round(float(theirs["amount"].sum()) * 100)),
        "largest_error": int(abs(int(done.entitled.sum()) - cents)),
        "ok": cpu_ratio <= 1 and again < 1,
    }  # fmt: skip


def recalculated(folder: Path, files: dict[str, list[Path]], of: Plan) -> tuple[float, float]:
    """Seconds, of clock and processor, until 1,000 people with corrected credits are paid again."""
    late = folder / "late.parquet"
    duckdb.execute(
        f"COPY (SELECT 'late' || line_id AS line_id, position_id, role, credited_on, share, -amount"
        f" AS amount FROM '{files['credits'][0]}' LIMIT 1000) TO '{late}'"
    )
    ledger = opened({**files, "credits": [*files["credits"], late]})
    changed = duckdb.execute(f"SELECT DISTINCT position_id FROM '{late}'").fetchall()
    people = [name for (name,) in changed]
    runs = [timed(lambda: ours(ledger, of, people)) for _ in range(TIMES)]
    return median(wall for wall, _ in runs), median(worked for _, worked in runs)


def beside_tryton(lines: int) -> dict[str, object]:
    """The commissions of invoice lines, each with its order: Tryton's, and ours of as many."""
    programs = installed(HERE.parent / ".venv" / "tryton_pay", tryton_pay.PACKAGES)
    script = HERE / "side_by_side" / "tryton_pay.py"
    with tempfile.TemporaryDirectory() as name, cluster(Path(name), as_kept=True) as url:
        done = subprocess.run(
            [programs / "python", script, name, url, str(lines)], check=True,
            stdout=subprocess.PIPE, text=True,
        )  # fmt: skip
    theirs = json.loads(done.stdout)
    sold = [
        Credit("agent", date(2026, 1, 1), Decimal(100), order=str(n // 10), event=str(n))
        for n in range(lines)
    ]
    flat = plan(PLAN.partition("tiers = [")[0] + 'tiers = [{ rate = "0.1" }]\n')
    flat = replace(flat, payees=(Payee(payee="agent"),))
    quotas = Quotas({("agent", ""): {date(2026, n, 1): 10**9 for n in range(1, 13)}})
    worked, started = process_time(), perf_counter()
    world, _ = world_of(flat, credits_of(sold), quotas, END)
    found = list(order_lines(calculated(world)))
    seconds, cpu = perf_counter() - started, process_time() - worked
    return {
        "bench": "pay", "peer": "trytond_commission", "lines": len(found),
        "peer_lines": theirs["lines"], "seconds": round(seconds, 3), "cpu_seconds": round(cpu, 3),
        "peer_seconds": theirs["seconds"], "peer_cpu_seconds": theirs["cpu_seconds"],
        "ratio": round(theirs["cpu_seconds"] / cpu, 1), "ok": cpu < theirs["cpu_seconds"],
    }  # fmt: skip


def main() -> int:
    """A line a size; 1 when a promise is missed."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("sizes", type=int, nargs="*", default=[1_000_000])
    parser.add_argument("--tryton", type=int, default=0, metavar="LINES")
    asked = parser.parse_args()
    results = []
    if asked.tryton:
        results.append(beside_tryton(asked.tryton))
        print(json.dumps(results[-1]), flush=True)
    for size in asked.sizes:
        results.append(measured(size))
        print(json.dumps(results[-1]), flush=True)
    return int(not all(line["ok"] for line in results))


if __name__ == "__main__":
    sys.exit(main())
