"""The same plan pays the same cents on every engine."""

from datetime import date

from salesops.incentives.calculation import calculated
from salesops.incentives.credit_checks import world_of
from salesops.incentives.from_ledger import credits_in, quotas_in
from salesops.incentives.statement import rows
from tests.incentives.paying import D, commission, plan
from tests.spec.conftest import Open

WORLD = """
people
position_id | person_id | name
p1 | ada | Ada
p2 | bo | Bo

orders
line_id | order_id | booked_on | position_id | quantity | net_amount
1 | A | 2026-01-05 | p1 | 10 | 600.005
2 | A | 2026-01-05 | p1 | 2 | 0.0049
3 | B | 2026-02-07 | p2 | 9 | 333.3333
4 | C | 2026-02-09 | p1 | 25 | 700
5 | D | 2026-03-09 | p1 | -5 | -100

credits
line_id | position_id | role | credited_on | share | amount
1 | p1 | seller | 2026-01-05 | 1 | 600.005
2 | p1 | seller | 2026-01-05 | 1 | 0.0049
3 | p2 | split | 2026-02-07 | 0.5 | 166.6667
3 | p1 | split | 2026-02-07 | 0.5 | 166.6666
4 | p1 | seller | 2026-02-09 | 1 | 700
5 | p1 | seller | 2026-03-09 | 1 | -100

quotas
starts_on | ends_before | position_id | metric | amount
2026-01-01 | 2026-02-01 | p1 | | 500
2026-02-01 | 2026-03-01 | p1 | net_revenue | 500
2026-01-01 | 2026-02-01 | p2 | | 100
2026-02-01 | 2026-03-01 | p2 | | 100
2026-01-01 | 2026-02-01 | p2 | units | 7
"""
END = date(2026, 3, 31)
SPIFF = """
[[versions.components]]
name = "large"
kind = "spiff"
basis = "booked"
measure = "quantity"
amount = 25
at_least = 10
"""
YEAR = "".join(
    f"2026-{month:02}-01 | 2026-{month + 1:02}-01 | {who} | | 0\n"
    for month in range(3, 12)
    for who in ("p1", "p2")
)
LAST = "".join(f"2026-12-01 | 2027-01-01 | {who} | | 0\n" for who in ("p1", "p2"))


def test_a_plan_pays_the_same_cents_on_every_engine(ledger: Open) -> None:
    books = ledger(WORLD.rstrip() + "\n" + YEAR + LAST)
    tiers = 'tier_unit = "attainment"\nreturns = { attribution = "current" }'
    of = plan(commission("0 0.031, 1 0.047", more=tiers))
    world, problems = world_of(of, credits_in(books, of, END), quotas_in(books), END)
    found = [(row.payee, row.period, row.entitled) for row in rows(calculated(world))]
    assert problems == []
    assert found == [
        ("p1", "2026-01", D("18.60")), ("p1", "2026-02", D("34.33")), ("p1", "2026-03", D("-4.70")),
        ("p2", "2026-02", D("5.17")),
    ]  # fmt: skip


def test_a_return_counts_on_the_day_of_its_sale_and_other_orders_are_summed(ledger: Open) -> None:
    books = ledger((WORLD.rstrip() + "\n" + YEAR + LAST).replace("5 | D | 2026", "5 | C | 2026"))
    of = plan(commission("0 0.1"))
    made = credits_in(books, of, END)
    assert made.order.values == ("C",) and len(made) == 5
    world, problems = world_of(of, made, quotas_in(books), END)
    found = [(row.payee, row.period, row.entitled) for row in rows(calculated(world))]
    assert problems == []
    assert found == [
        ("p1", "2026-01", D("60.00")), ("p1", "2026-02", D("76.67")), ("p2", "2026-02", D("16.67")),
    ]  # fmt: skip


def test_single_orders_are_read_where_a_rule_looks_at_them(ledger: Open) -> None:
    books = ledger(WORLD.rstrip() + "\n" + YEAR + LAST)
    of = plan(SPIFF)
    world, problems = world_of(of, credits_in(books, of, END), quotas_in(books), END)
    found = [(row.payee, row.period, row.entitled) for row in rows(calculated(world))]
    assert problems == []
    assert found == [("p1", "2026-01", 25), ("p1", "2026-02", 25)]
