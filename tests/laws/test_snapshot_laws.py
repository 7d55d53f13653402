from collections.abc import Sequence
from pathlib import Path
from tempfile import TemporaryDirectory

from hypothesis import given, settings
from hypothesis import strategies as st

from salesops.ledger.manifest import Manifest
from salesops.ledger.resolve.bundles import BatchRef
from tests.ledger.workshop import Row, ask, batch, line, snapshot

DERIVED = ("orders", "credits", "customer_changes", "receipts", "settlements")

ROW = st.builds(
    lambda n, month, net, account: line(
        f"L{n}", f"202{month // 12 + 3}-{month % 12 + 1:02}-01", net, account_id=account
    ),
    st.integers(0, 6), st.integers(0, 35), st.integers(-5, 100), st.sampled_from(["A1", "A2", "?"]),
)  # fmt: skip
BATCHES = st.lists(st.lists(ROW, max_size=4, unique_by=lambda row: str(row["line_id"])), max_size=5)
LAW = settings(max_examples=8, deadline=None)


def imported(home: Path, contents: Sequence[Sequence[Row]]) -> list[BatchRef]:
    """The rows as imports would leave them: a known line id replaces the line before."""
    holder: dict[object, str] = {}
    found = []
    for n, rows in enumerate(contents):
        batch_id = f"b{n}"
        replaced = [
            {"batch_id": holder[row["line_id"]], "line_id": row["line_id"]}
            for row in rows
            if row["line_id"] in holder
        ]
        if rows:
            found.append(batch(home, "orders", rows, batch_id, replaced))
        holder |= {row["line_id"]: batch_id for row in rows}
    paid = [{"receipt_id": f"R{n}", "order_id": f"OL{n}", "received_on": "2025-05-05", "amount": n}
            for n in range(4)]  # fmt: skip
    return [*found, batch(home, "receipts", paid, "paid")]


def contents(home: Path, made: Manifest) -> dict[str, list[tuple[object, ...]]]:
    return {
        table: sorted(ask(home, made, f"FROM {table}"), key=str)
        for table in DERIVED
        if made.tables[table]
    }


@LAW
@given(BATCHES, st.sets(st.integers(0, 4)))
def test_a_retracted_batch_leaves_the_ledger_as_if_it_never_came(
    said: list[list[Row]], gone: set[int]
) -> None:
    with TemporaryDirectory() as folder:
        home, fresh = Path(folder, "home"), Path(folder, "fresh")
        batches = imported(home, said)
        kept = [b for b in batches if b.batch_id not in {f"b{n}" for n in gone}]
        snapshot(home, *batches)
        after = snapshot(home, *kept)
        never = snapshot(
            fresh, *[BatchRef(b.batch_id, b.table, home / "batches" / b.batch_id) for b in kept]
        )
        assert after.fingerprint == never.fingerprint
        assert contents(home, after) == contents(fresh, never)


@LAW
@given(BATCHES)
def test_of_rows_with_one_id_the_last_counts_and_the_others_do_not(said: list[list[Row]]) -> None:
    expected = {row["line_id"]: row["net_amount"] for rows in said for row in rows}
    with TemporaryDirectory() as folder:
        home = Path(folder)
        batches = imported(home, said)
        for count in range(1, len(batches) + 1):
            made = snapshot(home, *batches[:count])
        if made.tables["orders"]:
            found = ask(home, made, "SELECT line_id, net_amount::INT FROM orders")
            assert sorted(found) == sorted(expected.items())
