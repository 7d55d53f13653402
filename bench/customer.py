"""All there is to say of one customer among many order lines, beside plain SQL on the orders."""

import argparse
import json
import os
import random
import statistics
import sys
import tempfile
import time
from collections.abc import Callable, Iterable, Iterator, Sequence
from datetime import UTC, date, datetime, timedelta
from itertools import islice
from pathlib import Path
from typing import Any

import duckdb

sys.path.insert(0, str(Path(__file__).resolve().parent))
import snapshot as many

ASKED, WARM = 200, 5
SAID = datetime(2025, 12, 1, 9, tzinfo=UTC)
PLAIN = """
SELECT account_id, booked_on, order_id, product_id, position_id, is_return, quantity, net_amount
FROM read_parquet('{parts}/orders/*.parquet') WHERE account_id = ?
"""


def workspace(home: Path, lines: int, activities: int) -> None:
    """A workspace with its customers, what was done about them, and a snapshot of the orders."""
    os.environ["SALESOPS_HOME"] = str(home)
    from salesops.cli.serving import create, seal

    create(home, "Bench", "CNY", 1, "months")
    seal(home)
    for n, start in enumerate(range(0, lines, many.LINES_A_BATCH)):
        many.write_batch(home, f"b{n:05}", start, min(start + many.LINES_A_BATCH, lines), lines)
    many.take(home)
    with_records(activities)
    with_snapshot(home)


def with_records(activities: int) -> None:
    """The records the page reads: products, people, customers, and what was done about them."""
    from salesops.web.crm.models import Account, Activity, Contact
    from salesops.web.market.models import Product
    from salesops.web.people.models import Person, Position

    said = many.records().tables
    put(Product, (Product(**row) for row in said["products"].to_pylist()))
    people = range(many.PEOPLE)
    put(Person, (Person(person_id=f"E{i}", name=f"Person {i}") for i in people))
    put(Position, (Position(position_id=f"E{i}-1", person_id=f"E{i}") for i in people))
    put(Account, (account(row) for row in said["accounts"].to_pylist()))
    accounts = range(many.ACCOUNTS)
    put(Contact, (Contact(contact_id=f"C{i}", account_id=f"A{i}", name="刘工") for i in accounts))
    put(Activity, (activity(i) for i in range(activities)))


def account(row: dict[str, Any]) -> Any:
    """A customer as a record."""
    from salesops.web.crm.models import Account

    return Account(account_id=row["account_id"], name=row["name"], owner_id=row["owner_id"])


def activity(number: int) -> Any:
    """A call, visit or message, the newest first."""
    from salesops.web.crm.models import Activity

    customer = number % many.ACCOUNTS
    return Activity(
        activity_id=f"V{number}",
        kind=("call", "visit", "message")[number % 3],
        direction="outbound",
        outcome="follow_up",
        summary="谈了下季度的计划",
        happened_at=SAID - timedelta(minutes=number),
        account_id=f"A{customer}",
        contact_id=f"C{customer}",
        person_id=f"E{customer % many.PEOPLE}",
        shard="2025-12",
    )


def put(model: Any, rows: Iterable[Any]) -> None:
    """Write the records, many at a time."""
    left = iter(rows)
    while some := list(islice(left, 5000)):
        model.objects.bulk_create(some)


def with_snapshot(home: Path) -> None:
    """Let every page ask the snapshot that was taken."""
    from salesops.ledger.snapshot import manifest, snapshot_ids
    from salesops.web.people.models import User
    from salesops.web.workspace.models import Snapshot

    taken = manifest(home, snapshot_ids(home)[0])
    Snapshot.objects.create(
        snapshot_id=taken.snapshot_id, made_at=taken.created_at, made_by="bench",
        as_of=taken.as_of, currency=taken.currency, fingerprint=taken.fingerprint,
        is_current=True,
    )  # fmt: skip
    User.objects.create_user("olga", password="bench", role="ops")


Times = Sequence[tuple[float, float]]
"""Milliseconds by the clock and of the processor."""


def timed(work: Callable[[str], object], ids: Iterator[str], times: int) -> Times:
    """How long each of so many customers took, none asked for before."""
    for one in islice(ids, WARM):
        work(one)
    found = []
    for one in islice(ids, times):
        start, used = time.perf_counter(), time.process_time()
        work(one)
        found.append(((time.perf_counter() - start) * 1000, (time.process_time() - used) * 1000))
    return found


def told(name: str, times: Times) -> dict[str, float]:
    """Median and 95th percentile by the clock, and the median of the processor."""
    clock, used = zip(*times, strict=True)
    last = statistics.quantiles(clock, n=20)[-1]
    return {
        f"{name}_p50_ms": round(statistics.median(clock), 1), f"{name}_p95_ms": round(last, 1),
        f"{name}_cpu_ms": round(statistics.median(used), 1),
    }  # fmt: skip


def figures(home: Path) -> Callable[[str], object]:
    """What the figures say of a customer, asked afresh."""
    from salesops.ledger.snapshot import open_snapshot, snapshot_ids
    from salesops.metrics.customer_view import customer_view
    from salesops.reports.customer import Item, buying

    ledger = open_snapshot(home, snapshot_ids(home)[0])
    items = {f"P{n}": Item(f"Product {n}", f"Line {n % 4}") for n in range(many.PRODUCTS)}
    return lambda one: buying(customer_view(ledger, [one]), items, date(2025, 12, 31))


def page() -> Callable[[str], object]:
    """The whole page as the browser gets it, and its story from the second page on."""
    from django.conf import settings
    from django.test import Client

    settings.ALLOWED_HOSTS = ["testserver"]
    client = Client()
    client.login(username="olga", password="bench")

    def opened(one: str) -> int:
        answer = client.get(f"/accounts/{one}")
        if answer.status_code != 200:
            raise RuntimeError(f"{one}: {answer.status_code}")
        return len(answer.content)

    return opened


def plain(home: Path) -> Callable[[str], object]:
    """The same rows by hand-written SQL, from the orders as they lie."""
    connection = duckdb.connect(config={"preserve_insertion_order": False})
    connection.execute("SET parquet_metadata_cache = true")
    query = PLAIN.format(parts=home / "parts")
    return lambda one: connection.execute(query, [one]).fetchall()


def measured(home: Path) -> dict[str, float]:
    """How long each way takes, every customer asked once."""
    drawn = random.Random(7)
    ids = iter([f"A{n}" for n in drawn.sample(range(many.ACCOUNTS), 3 * ASKED + 4 * WARM)])
    peer = timed(plain(home), ids, ASKED // 4)
    figures_, pages = timed(figures(home), ids, ASKED), timed(page(), ids, ASKED)
    ratio = statistics.median(t for t, _ in figures_) / statistics.median(t for t, _ in peer)
    return {
        **told("figures", figures_), **told("page", pages), **told("peer", peer),
        "ratio": round(ratio, 3),
    }  # fmt: skip


def main() -> int:
    """Measure, and print one line of JSON; 1 when the page takes longer than promised."""
    arguments = argparse.ArgumentParser(description=__doc__)
    arguments.add_argument("--lines", type=int, default=10_000_000)
    arguments.add_argument("--activities", type=int, default=1_000_000)
    arguments.add_argument("--home", type=Path, help="where to work; a scratch folder by default")
    given = arguments.parse_args()
    with tempfile.TemporaryDirectory(dir=given.home) as scratch:
        workspace(Path(scratch), given.lines, given.activities)
        found = measured(Path(scratch))
    size = {"lines": given.lines, "accounts": many.ACCOUNTS, "activities": given.activities}
    peer = "duckdb reading the customer's orders where they lie"
    print(json.dumps({"bench": "customer", **size, **found, "peer": peer}))
    return int(found["page_p95_ms"] > 200)


if __name__ == "__main__":
    sys.exit(main())
