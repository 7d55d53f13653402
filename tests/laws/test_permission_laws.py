"""Laws of permission: whoever stands in sees more dealings and not one amount of pay more."""

from itertools import product

import pytest

from salesops.ledger import TABLES, Ledger
from salesops.ledger.permission import PAY, Reader, scope_of, seen
from tests.laws.worlds import full

READERS = [
    Reader(role, person, teams, pay, persons, led)
    for role, person, teams, pay, persons, led in product(
        ("", "rep", "manager", "ops", "finance", "executive", "admin"),
        (None, "cy"),
        ((), ("t2",)),
        (None, True, False),
        ((), ("bo",)),
        ((), ("t1",)),
    )
]


@pytest.fixture(scope="module")
def ledger(tmp_path_factory: pytest.TempPathFactory) -> Ledger:
    return full(str(tmp_path_factory.mktemp("full")))


def shown(ledger: Ledger, reader: Reader, tables: tuple[str, ...]) -> dict[str, int]:
    part = seen(ledger, scope_of(reader))
    return {name: part.engine.fetch(part[name]).num_rows for name in tables}


def alone(reader: Reader) -> Reader:
    return Reader(reader.role, reader.person_id, reader.teams, reader.sees_pay)


STANDING_IN = [r for r in READERS if r.absent_persons and r.absent_teams and r.sees_pay is None]


@pytest.mark.parametrize("reader", STANDING_IN, ids=str)
def test_standing_in_shows_no_less_and_no_pay_more(ledger: Ledger, reader: Reader) -> None:
    tables = tuple(TABLES)
    with_absent, without = shown(ledger, reader, tables), shown(ledger, alone(reader), tables)
    assert all(with_absent[name] >= without[name] for name in tables)
    assert {name: with_absent[name] for name in PAY} == {name: without[name] for name in PAY}


def test_standing_in_shows_something(ledger: Ledger) -> None:
    rep = Reader("rep", "cy", absent_persons=("bo",))
    with_absent, without = (shown(ledger, r, ("orders",))["orders"] for r in (rep, alone(rep)))
    assert with_absent > without
    everything = shown(ledger, Reader("finance"), ("orders", "earnings"))
    assert everything["earnings"] and shown(ledger, rep, ("earnings",)) == {"earnings": 0}


def is_nobody(reader: Reader) -> bool:
    nowhere = reader.role in ("rep", "manager") and not reader.person_id
    return reader.role in ("", "admin") or nowhere


def test_whoever_may_see_nothing_sees_nothing_whatever_else_is_said_of_them(ledger: Ledger) -> None:
    closed = tuple(name for name, table in TABLES.items() if not table.reference)
    for reader in filter(is_nobody, READERS):
        assert set(shown(ledger, reader, closed).values()) == {0}, reader
