"""Figures of ten sellers over two years, of whom three got something that worked."""

from collections.abc import Callable
from datetime import UTC, date, datetime
from pathlib import Path

from salesops.ledger import Ledger
from salesops.ledger.engines import duckdb_engine
from salesops.web.people.models import Person
from tests.spec.worlds import tables, written

SELLERS = ("bo", "cy", "p1", "p2", "p3", "p4", "p5", "p6", "p7", "p8")
TREATED = ("bo", "p1", "p2")
STARTS_ON = date(2025, 7, 1)


def text(lift: int) -> str:
    """Everybody sells on some days of each month; the treated more from July 2025 on."""
    people = ["people", "position_id | person_id | team_id"]
    people += [f"{name}-1 | {name} | T-{name}" for name in SELLERS]
    orders = ["orders", "line_id | booked_on | position_id | quantity | net_amount | list_amount"]
    for month in range(22):
        year, number = 2024 + month // 12, month % 12 + 1
        for place, name in enumerate(SELLERS):
            wobble = (place * 7 + month * 5 + place * month * 3) % 11
            more = lift if name in TREATED and month >= 18 else 0
            amount = 1000 + 200 * place + 10 * wobble + more
            orders.append(f"{name}-{month} | {year}-{number:02}-{10 + place} | {name}-1 | 1 | "
                          f"{amount} | {amount + 100}")  # fmt: skip
    return "\n".join(people) + "\n\n" + "\n".join(orders)


def figures(folder: Path, lift: int = 500) -> Callable[..., Ledger]:
    """What stands in the place of the workspace's ledger, with its sellers among the people."""
    for name in SELLERS:
        Person.objects.get_or_create(person_id=name, defaults={"name": name.upper()})
    engine = duckdb_engine(written(tables(text(lift)), folder))
    ledger = Ledger(
        engine.tables, engine, identity=None, snapshot_id="made", as_of=date(2025, 10, 31),
        taken_at=datetime(2025, 11, 1, tzinfo=UTC), currency="CNY",
    )  # fmt: skip
    return lambda *_: ledger


DECLARED = {
    "name": "阀门专项", "kind": "spiff", "level": "person", "metric": "net_revenue",
    "treated": dict.fromkeys(TREATED, STARTS_ON.isoformat()), "worth": "50",
    "months_before": 18, "months_after": 4,
}  # fmt: skip
