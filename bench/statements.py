"""Print 10,000 pay statements as PDF in one process, as many at a time as there are processors.

    python bench/statements.py 10000

Prints one line of JSON. Every statement is somebody else's: two components over five tiers, the
twelve orders behind each, amounts of their own. The peer is what a script would do, a process for
each statement, of which a few are timed in the same run. `cpu_seconds` are those of all
processors, `processors` how many there are, `mb` the most memory that was held; the promise is
10,000 in 300 s of the clock, which are `cpu_seconds` shared by the processors where nothing else
runs.
"""

import json
import os
import resource
import subprocess
import sys
from datetime import UTC, date, datetime
from decimal import Decimal
from random import Random
from time import perf_counter, process_time

from salesops.reports.pay_statement import (
    Stated,
    StatedLine,
    StatedOrder,
    StatedPart,
    pay_statement,
)
from salesops.reports.render import render, render_each

PEERS = 5
RATES = ("0.01", "0.02", "0.03", "0.045", "0.06")


def statement(number: int) -> Stated:
    """The statement of one of many people."""
    random = Random(number)
    parts = [_part(random, name) for name in ("销售提成", "新品奖励")]
    due = sum((part.due for part in parts), Decimal(0))
    return Stated(
        statement_id=f"ST-{number:06}", name=f"销售{number:05}", team="华东组", period="2026-11",
        plan="2026 年销售提成方案", plan_hash=f"{number:064x}", currency="CNY", due=due,
        carried=Decimal(0), pay_currency="CNY", rate=Decimal(1), pay_out=due,
        before=_amount(random, 20_000), parts=parts, as_of=date(2026, 11, 30),
        calculated_at=datetime(2026, 12, 1, tzinfo=UTC), snapshot="2026-11-30-0123456789ab",
        digest=f"{number:064x}", dispute_until=date(2026, 12, 21),
    )  # fmt: skip


def _part(random: Random, component: str) -> StatedPart:
    lines = []
    for tier, rate in enumerate(RATES):
        basis = _amount(random, 400_000)
        amount = (basis * Decimal(rate)).quantize(Decimal("0.01"))
        told = f"第 {tier + 1} 档：{basis:,} × {rate} = {amount:,}"
        lines.append(StatedLine({"zh": told, "en": told}, basis, Decimal(rate), amount))
    orders = [
        StatedOrder(
            f"SO{random.randrange(10**8):08}", date(2026, 11, 1 + place * 2),
            _amount(random, 90_000), _amount(random, 4_000),
        )
        for place in range(12)
    ]  # fmt: skip
    earned = sum((line.amount for line in lines), Decimal(0))
    return StatedPart("2026-11", component, earned, Decimal(0), earned, lines, orders)


def _amount(random: Random, most: int) -> Decimal:
    return Decimal(random.randrange(most * 100)) / 100


def alone(number: int) -> float:
    """How long it takes to print one in a process of its own."""
    began = perf_counter()
    subprocess.run([sys.executable, __file__, "--one", str(number)], check=True)
    return perf_counter() - began


def main() -> None:
    """Print them, and say how long that took."""
    if "--one" in sys.argv:
        render(pay_statement(statement(int(sys.argv[-1])), "zh"), "pdf")
        return
    count = int(sys.argv[1]) if len(sys.argv) > 1 else 10_000
    began, cpu = perf_counter(), process_time()
    documents = (pay_statement(statement(number), "zh") for number in range(count))
    size = sum(map(len, render_each(documents, "pdf")))
    seconds, spent = perf_counter() - began, process_time() - cpu
    peer = sum(map(alone, range(PEERS))) / PEERS
    held = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    print(json.dumps({
        "bench": "statements", "count": count, "seconds": round(seconds, 1),
        "cpu_seconds": round(spent, 1), "ms_each": round(1000 * spent / count, 2),
        "kb_each": round(size / count / 1024), "mb": round(held),
        "peer_seconds_each": round(peer, 3), "ratio": round(seconds / count / peer, 4),
        "processors": os.cpu_count(),
    }))  # fmt: skip


if __name__ == "__main__":
    main()
