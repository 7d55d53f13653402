"""Plans, quotas and open seats: in from imports, out to the ledger."""

from collections.abc import Iterator, Sequence
from hashlib import blake2b

import pyarrow as pa

from salesops.ledger.schema import OPEN_SEAT
from salesops.web.targets.models import Node, Plan, Quota
from salesops.web.workspace.arrow import DATE, MONEY, STRING, table
from salesops.web.workspace.upsert import Row, upsert

KEY = ("plan", "person_id", "region_id", "product_line", "starts_on")


def quota_id(row: Row) -> str:
    """The id of the quota that these five make: the same whenever they are met again."""
    text = "\x1f".join("" if row.get(name) is None else str(row.get(name)) for name in KEY)
    return blake2b(text.encode(), digest_size=16).hexdigest()


def put_quotas(rows: Sequence[Row]) -> int:
    """Take quotas in, with the plans they belong to; gives how many were already so."""
    plans = sorted({str(row["plan"]) for row in rows})
    upsert(Plan, [{"plan_id": plan} for plan in plans], ["plan_id"])
    touched = upsert(Quota, [_quota(row) for row in rows], ["quota_id"], plan_id__in=plans)
    return sum((quota_id(row),) not in touched for row in rows)


def _quota(row: Row) -> dict[str, object]:
    rest = {k: v for k, v in row.items() if k not in ("plan", "quota_id")}
    return {"quota_id": quota_id(row), "plan_id": row["plan"], **rest}


def quotas() -> pa.Table:
    """The quotas that hold: those a later re-plan replaced stay out.

    A seat's that nobody holds yet stand with the seat itself, so they count for its team.
    """
    columns = {
        "quota_id": STRING, "plan": STRING, "starts_on": DATE, "ends_before": DATE,
        "person_id": STRING, "region_id": STRING, "product_line": STRING, "metric": STRING,
        "amount": MONEY,
    }  # fmt: skip
    names = ["plan_id" if name == "plan" else name for name in columns]
    seats, who = {(node.plan_id, node.key) for node in _open_seats()}, names.index("person_id")
    rows = Quota.objects.filter(replaced_by=None).order_by("pk").values_list(*names, "node_key")
    held = (
        (*row[:who], f"{OPEN_SEAT}{key}", *row[who + 1 :]) if (row[1], key) in seats else row
        for *row, key in rows
    )
    return table(held, **columns)


def _open_seats() -> list[Node]:
    """The seats of published plans that nobody holds."""
    seats = Node.objects.filter(kind=Node.Kind.PERSON, person=None)
    return list(seats.filter(plan__status=Plan.Status.PUBLISHED).exclude(starts_on=None))


def open_seat_rows() -> Iterator[tuple[object, ...]]:
    """Every open seat as a position in its team, in the order of the people's columns.

    A re-plan keeps its predecessor's seats: of equal keys the last plan's counts.
    """
    seats = {node.key: node for node in sorted(_open_seats(), key=lambda node: node.plan_id)}
    trees: dict[str, dict[str, Node]] = {}
    for key, seat in sorted(seats.items()):
        if seat.plan_id not in trees:
            nodes = Node.objects.filter(plan=seat.plan_id).exclude(kind=Node.Kind.PERSON)
            trees[seat.plan_id] = {node.key: node for node in nodes.select_related("team")}
        above = list(_above(seat, trees[seat.plan_id]))
        team = next((node.team for node in above if node.team), None)
        region = next((node.region_id for node in above if node.region_id), None)
        where = (team.pk, team.name, team.path) if team else (None, None, None)
        name = f"{OPEN_SEAT}{key}"
        yield (name, name, seat.name, None, *where, None, region, None, seat.starts_on, None, None)


def _above(seat: Node, tree: dict[str, Node]) -> Iterator[Node]:
    node = tree.get(seat.parent_key)
    while node is not None:
        yield node
        node = tree.get(node.parent_key)
