"""Laws of pay: order, splitting and repetition never matter, and every cent is on a line."""

from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal
from fractions import Fraction
from functools import cache
from itertools import pairwise

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from salesops.incentives.calculation import Calculation
from salesops.incentives.credits import Credit
from salesops.incentives.exact import money, rounded
from salesops.incentives.plan import Plan
from salesops.incentives.statement import due, rows
from salesops.incentives.tiers import Table, Tier, Totals
from salesops.incentives.tracing import traced
from tests.incentives.paying import by_period, commission, issue, paid, plan, quotas, whole

D = Decimal
TIERS = "0 0.031, 0.5 0.047, 1 0.083"
HELD = quotas("ann 2026 3333.33", "bo 2026 5000")
METHODS = st.sampled_from(["marginal", "whole"])
SCOPES = st.sampled_from(["month", "quarter", "year"])


@cache
def by(method: str, scope: str, more: str = "") -> Plan:
    settings = f'tier_unit = "attainment"\naccumulate = "{scope}"\n{more}'
    return plan(commission(TIERS, method, settings))


@st.composite
def sales(draw: st.DrawFn) -> list[Credit]:
    """Some sales of two people, some of them returned in part or whole."""
    found = []
    for number in range(draw(st.integers(1, 9))):
        payee, day = draw(st.sampled_from(["ann", "bo"])), draw(st.integers(0, 300))
        amount = D(draw(st.integers(1, 200_000))) / 100
        sold = Credit(payee, date(2026, 1, 1) + timedelta(day), amount, order=f"o{number}")
        found.append(sold)
        if draw(st.booleans()):
            part = D(draw(st.integers(0, 100))) / 100
            back = -(amount * part).quantize(D("0.01"))
            later = sold.day + timedelta(draw(st.integers(0, 60)))
            found.append(replace(sold, day=later, amount=back))
    return found


def entries(of: Calculation) -> list[tuple[str, str, Decimal]]:
    return [(e.payee, e.period, e.amount) for e in due(of)]


@settings(max_examples=20)
@given(sales(), METHODS, SCOPES, st.randoms(use_true_random=False))
def test_the_order_of_rows_changes_nothing(
    sold: list[Credit], method: str, scope: str, chance: object
) -> None:
    mixed = list(sold)
    chance.shuffle(mixed)  # type: ignore[attr-defined]
    of = by(method, scope)
    assert list(rows(paid(of, sold, HELD))) == list(rows(paid(of, mixed, HELD)))


@settings(max_examples=20)
@given(sales(), METHODS, SCOPES, st.integers(1, 99))
def test_splitting_a_transaction_changes_nothing(
    sold: list[Credit], method: str, scope: str, percent: int
) -> None:
    part = (sold[0].amount * percent / 100).quantize(D("0.01"))
    halves = [replace(sold[0], amount=part), replace(sold[0], amount=sold[0].amount - part)]
    of = by(method, scope)
    assert entries(paid(of, sold, HELD)) == entries(paid(of, halves + sold[1:], HELD))


@settings(max_examples=20)
@given(sales(), METHODS, SCOPES)
def test_reversing_a_transaction_restores_every_total(
    sold: list[Credit], method: str, scope: str
) -> None:
    of, extra = by(method, scope), Credit("ann", date(2026, 4, 4), D("777.77"), order="extra")
    back = replace(extra, day=date(2026, 8, 8), amount=-extra.amount)
    assert entries(paid(of, [*sold, extra, back], HELD)) == entries(paid(of, sold, HELD))


@settings(max_examples=20)
@given(sales(), SCOPES, st.sampled_from(["marginal", "whole"]))
def test_lines_sum_to_what_is_entitled_and_orders_to_what_tiers_pay(
    sold: list[Credit], scope: str, method: str
) -> None:
    found = paid(by(method, scope), sold, HELD)
    for row in rows(found):
        assert sum(line.amount for line in row.lines) == row.entitled
    for sight in found.sights():
        by_order = sum(traced(sight).amounts.tolist())
        assert money(by_order, found.plan.unit) == whole(found) + whole(found, "bo")


MODIFIED = (
    'threshold = "0.2"\nfloor = { amount = 7 }\n'
    'multipliers = [{ bands = [{ starts = 1, factor = "1.5" }] }]\n'
    'caps = [{ of = "payment", at_most = 90 }]\n'
    'holdback = { share = "0.15", periods = 2 }\ninstalments = 3'
)


@settings(max_examples=20)
@given(sales(), METHODS, SCOPES)
def test_lines_sum_also_under_everything_that_modifies_them(
    sold: list[Credit], method: str, scope: str
) -> None:
    for row in rows(paid(by(method, scope, MODIFIED), sold, HELD)):
        assert sum(line.amount for line in row.lines) == row.entitled


@settings(max_examples=20)
@given(sales(), sales(), METHODS, SCOPES)
def test_paying_twice_pays_once_and_issued_periods_are_never_touched(
    sold: list[Credit], late: list[Credit], method: str, scope: str
) -> None:
    of = by(method, scope)
    issued = issue(paid(of, sold, HELD, "2026-06-30"))
    closed = list(issued)
    renamed = [replace(credit, order=f"late-{credit.order}") for credit in late]
    later = paid(of, sold + renamed, HELD)
    fresh = due(later, issued)
    assert issued == closed and all(entry.posted_in == "2026-12" for entry in fresh)
    assert due(later, [*issued, *fresh]) == []
    carried = [e.amount for e in [*issued, *fresh] if e.component != "carried"]
    assert sum(carried) == whole(later) + whole(later, "bo")


@settings(max_examples=20)
@given(sales(), st.integers(1, 11), METHODS)
def test_month_by_month_pays_what_one_go_pays(sold: list[Credit], month: int, method: str) -> None:
    of = by(method, "year")
    issued = issue(paid(of, sold, HELD, f"2026-{month:02}-28"))
    end = paid(of, sold, HELD)
    issued = issue(end, issued)
    assert sum(e.amount for e in issued if e.component != "carried") == sum(
        (row.entitled for row in rows(end)), D(0)
    )


@settings(max_examples=20)
@given(st.integers(0, 10**6), st.integers(0, 10**6))
def test_marginal_pay_is_continuous_and_never_falls(one: int, more: int) -> None:
    of = by("marginal", "year")
    first = Credit("ann", date(2026, 1, 1), D(one) / 100)
    second = replace(first, amount=D(one + more) / 100)
    low, high = whole(paid(of, [first], HELD)), whole(paid(of, [second], HELD))
    assert 0 <= high - low <= D("0.083") * (second.amount - first.amount) + D("0.01")


CONDITIONS = st.sampled_from([
    "", 'threshold = "0.4"', 'gates = [{ at_least = "0.7" }]', "floor = { amount = 9 }",
    'multipliers = [{ bands = [{ starts = "0.6", factor = "1.5" }] }]',
    'caps = [{ of = "payment", at_most = 60 }]', 'caps = [{ of = "attainment", at_most = "0.9" }]',
    "returns = { reduce_attainment = false }",
])  # fmt: skip
FIXED = """
[[versions.components]]
name = "bonus"
kind = "bonus"
basis = "booked"
accumulate = "SCOPE"
amount = 50
at_least = LEAST
"""


def again_from(of: Plan, *days: int) -> Plan:
    """The same terms, written once more from so many days after New Year on."""
    first = of.versions[0]
    starts = sorted(date(2026, 1, 1) + timedelta(day) for day in set(days))
    return replace(of, versions=(first, *(replace(first, starts_on=day) for day in starts)))


@settings(max_examples=40)
@given(sales(), METHODS, SCOPES, CONDITIONS, st.lists(st.integers(1, 360), min_size=1, max_size=3))
def test_terms_written_once_more_within_an_interval_pay_the_same(
    sold: list[Credit], method: str, scope: str, more: str, days: list[int]
) -> None:
    of = by(method, scope, more)
    once, twice = paid(of, sold, HELD), paid(again_from(of, *days), sold, HELD)
    # Every version's part is rounded by itself.
    most = D("0.01") * (1 + len(days))
    assert np.abs(once.entitled - twice.entitled).max() * D("0.01") <= most


@settings(max_examples=20)
@given(sales(), SCOPES, st.sampled_from(["0", '"0.3"']), st.integers(1, 360))
def test_a_bonus_is_paid_once_an_interval_whatever_version_holds(
    sold: list[Credit], scope: str, least: str, day: int
) -> None:
    of = plan(FIXED.replace("SCOPE", scope).replace("LEAST", least))
    once, twice = paid(of, sold, HELD), paid(again_from(of, day), sold, HELD)
    assert by_period(once) == by_period(twice)


EDGES = st.lists(st.integers(1, 400), min_size=1, max_size=4, unique=True).map(sorted)
SIZES = st.sampled_from([10, 10**7, 10**14])


def by_hand(sold: D, quota: D, edges: list[D], rates: list[D], method: str) -> Fraction:
    """The same in fractions, slice by slice, without an array or a common denominator."""
    starts = [Fraction(edge) * Fraction(quota) for edge in edges]
    ends = [*starts[1:], None]
    found = Fraction(0)
    for start, end, rate in zip(starts, ends, rates, strict=True):
        reached = start <= sold and (end is None or sold < end)
        if method == "whole":
            found += Fraction(sold) * Fraction(rate) if reached else 0
        elif sold > start:
            top = Fraction(sold) if end is None else min(Fraction(sold), end)
            found += (top - start) * Fraction(rate)
    return found


@settings(max_examples=40)
@given(EDGES, SIZES, st.integers(1, 10**4), st.integers(1, 10**4), METHODS, st.data())
def test_pay_is_what_fractions_say_however_large_the_amounts(
    edges: list[int], size: int, sold: int, quota: int, method: str, data: st.DataObject
) -> None:
    starts = [D(0), *(D(edge) / 100 for edge in edges)]
    rates = [D(data.draw(st.integers(0, 10**4))) / 10**5 for _ in starts]
    table = ", ".join(f"{start} {rate}" for start, rate in zip(starts, rates, strict=True))
    of = plan(commission(table, method, 'tier_unit = "attainment"'))
    amount, held = D(sold) * size / 100, D(quota) * size / 100
    found = whole(paid(of, [Credit("ann", date(2026, 1, 1), amount)], quotas(f"ann 2026 {held}")))
    exact = by_hand(amount, held, starts, rates, method)
    assert abs(Fraction(found) - exact) <= Fraction(1, 200)


PRICES = st.sampled_from(["rate", "times", "amount"])


@settings(max_examples=60)
@given(METHODS, PRICES, st.sampled_from([1, 10**4, 10**9]), st.data())
def test_orders_traced_by_doubles_are_rounded_as_fractions_are(
    method: str, price: str, size: int, data: st.DataObject
) -> None:
    edges = [None, D("0.5"), D(1), None]
    prices = [D(data.draw(st.integers(0, 400))) / 200 for _ in edges[1:]]
    tiers = tuple(
        Tier(starts=start or D(0), ends=end, **{price: each})  # type: ignore[arg-type]
        for (start, end), each in zip(pairwise(edges), prices, strict=True)
    )
    # Whole cents of round quotas: many come to exactly half a cent, where doubles are in doubt.
    column = st.lists(st.integers(-400, 400), min_size=4, max_size=4)
    attained = np.array(data.draw(column)) * 50 * size
    quota = np.array(data.draw(column)).clip(0) * 100 * size
    target = np.array(data.draw(column)).clip(0) * 5000
    of = Totals(attained, attained, attained * 0, quota, target)
    table = Table(tiers, method, "attainment")  # type: ignore[arg-type]
    exact = table.earned(of.as_objects(), D("0.01"))
    assert table.rounded(of, D("0.01")).tolist() == rounded(exact.total, exact.den).tolist()


@settings(max_examples=20)
@given(st.lists(st.integers(-10_000, 10_000), min_size=1, max_size=8))
def test_a_recoverable_guarantee_is_square_once_earnings_allow(earned: list[int]) -> None:
    head = 'draw = { kind = "guarantee", amount = 20 }'
    of = plan(commission("0 1", more='accumulate = "month"'), head)
    sold = [Credit("ann", date(2026, n, 3), D(a) / 100) for n, a in enumerate(earned, 1)]
    found = by_period(paid(of, sold, as_of=f"2026-{len(earned):02}-28"))
    assert all(amount >= 20 for amount in found.values()) and len(found) == len(earned)
    assert sum(found.values()) >= sum(earned) / D(100)
