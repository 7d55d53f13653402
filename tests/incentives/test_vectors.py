"""The worked numbers of the field (planning note, section D.2), each by its number."""

from salesops.incentives.crediting import Part, Sale, credited
from salesops.incentives.profiles import profile_problems
from salesops.incentives.statement import due, rows
from salesops.incentives.tracing import traced
from tests.incentives.paying import (
    D,
    booked,
    by_period,
    commission,
    credit,
    issue,
    paid,
    plan,
    quotas,
    told,
    whole,
)

SIX = booked(
    "ann 2026-01-05 200 T1", "ann 2026-01-10 300 T2", "ann 2026-01-20 1500 T3",
    "ann 2026-02-05 1200 T4", "ann 2026-02-20 2000 T5", "ann 2026-03-05 4500 T6",
)  # fmt: skip
STEPS = "0 0.01, 1000 0.02, 3000 0.03, 8000 0.05"


def orders(of: object) -> list[D]:
    """What each order added, in order."""
    sight = next(iter(of.sights()))  # type: ignore[attr-defined]
    return [D(int(amount)) / 100 for amount in traced(sight).amounts]


def test_t01_marginal_tiers_afresh() -> None:
    of = plan(commission("0 0.04, 200000 0.06, 300000 0.08, 400000 0.10"))
    assert whole(paid(of, booked("ann 2026-03-01 220000"))) == D("9200.00")


def test_t02_whole_amount_at_the_tier_reached() -> None:
    of = plan(commission("0 0.04, 100000 0.06, 200000 0.08", "whole"))
    assert whole(paid(of, booked("ann 2026-03-01 220000"))) == D("17600.00")


def test_t03_marginal_tiers_go_on_where_they_were() -> None:
    tiers = "0 0.04, 150000 0.06, 250000 0.08"
    of = plan(commission(tiers))
    found = paid(of, booked("ann 2026-01-01 145000", "ann 2026-02-01 20000"))
    assert by_period(found)["2026-02"] == D("1100.00")


def test_t04_marginal_slices() -> None:
    of = plan(commission("0 0.05, 50000 0.06, 100000 0.07"))
    found = paid(of, booked("ann 2026-03-01 102000"))
    assert whole(found) == D("5640.00")
    (row,) = rows(found)
    assert [line.basis for line in row.lines] == [50_000, 50_000, 2_000]
    assert [line.amount for line in row.lines] == [2500, 3000, 140]


def test_t05a_each_transaction_by_itself() -> None:
    found = paid(plan(commission(STEPS, more='accumulate = "transaction"')), SIX)
    assert orders(found) == [2, 3, 20, 14, 30, 95]
    assert whole(found) == 164


def test_t05b_each_month_by_itself() -> None:
    found = paid(plan(commission(STEPS, more='accumulate = "month"')), SIX)
    assert list(by_period(found).values()) == [30, 56, 95]


def test_t05c_to_date_over_the_quarter() -> None:
    found = paid(plan(commission(STEPS, more='accumulate = "quarter"')), SIX)
    assert orders(found) == [2, 3, 25, 26, 60, 169]
    assert list(by_period(found).values()) == [30, 86, 169]


def test_t05d_whole_amount_over_the_quarter() -> None:
    found = paid(plan(commission(STEPS, "whole", 'accumulate = "quarter"')), SIX)
    assert whole(found) == 485


CURVE = """
[[versions.components]]
name = "curve"
kind = "commission"
basis = "booked"
accumulate = "year"
tier_method = "interpolated"
tiers = [
  { starts = 0, ends = "0.25", amount = 1000 }, { starts = "0.25", ends = "0.5", amount = 2000 },
  { starts = "0.5", ends = 1, amount = 5000 }, { starts = 1, ends = "9.99", amount = 6000 },
]
"""


def test_t07_interpolated_attainment() -> None:
    held = quotas("ann 2026 100000", "bo 2026 100000")
    found = paid(plan(CURVE), booked("ann 2026-03-01 12000", "bo 2026-03-01 60000"), held)
    assert (whole(found), whole(found, "bo")) == (480, 4000)


def test_t09_the_rate_of_the_whole_deal_is_looked_up() -> None:
    of = plan(commission("0 0.01, 10000 0.02, 50000 0.03, 100000 0.04", "whole",
                         'accumulate = "transaction"'))  # fmt: skip
    found = paid(of, booked("ann 2026-01-01 5000 a", "ann 2026-01-02 15000 b",
                             "ann 2026-01-03 60000 c"))  # fmt: skip
    assert orders(found) == [50, 300, 1800]


def test_t10_nothing_below_the_first_bracket() -> None:
    of = plan(commission("0 0, 10000 0.04", more='accumulate = "month"'))
    found = paid(of, booked("ann 2026-01-01 8000", "ann 2026-01-02 3000"))
    assert orders(found) == [0, D("40.00")]


def test_t11_marginal_and_whole_differ_by_method_alone() -> None:
    tiers, more = "0 0.06, 1 0.08, 1.5 0.10", 'tier_unit = "attainment"'
    sold, held = booked("ann 2026-05-01 110000"), quotas("ann 2026 100000")
    assert whole(paid(plan(commission(tiers, "whole", more)), sold, held)) == 8800
    assert whole(paid(plan(commission(tiers, "marginal", more)), sold, held)) == 6800


def by_target(tiers: str, target: int) -> object:
    text = f"""
[[versions.components]]
name = "target"
kind = "commission"
basis = "booked"
accumulate = "year"
tier_method = "marginal"
tiers = [{tiers}]
"""
    return plan(text, version=f"target_pay = {target}")


def test_t13_accelerated_target_pay() -> None:
    of = by_target(
        '{ ends = 1, times = 1 }, { starts = 1, ends = "1.3", times = "1.5" },'
        '{ starts = "1.3", times = 2 }', 100_000,
    )  # fmt: skip
    found = paid(of, booked("ann 2026-06-01 650000"), quotas("ann 2026 500000"))  # type: ignore[arg-type]
    assert whole(found) == D("145000.00")
    (row,) = rows(found)
    assert [line.explanation["en"] for line in row.lines] == [
        "marginal tier 0% to 100%: 500,000 × base rate × 1 (about 20%) = 100,000",
        "marginal tier 100% to 130%: 150,000 × base rate × 1.5 (about 30%) = 45,000",
    ]


def test_t13_decelerated_target_pay() -> None:
    text = """
[[versions.components]]
name = "target"
kind = "commission"
basis = "booked"
accumulate = "year"
tier_method = "marginal"
tiers = [{ times = 1 }]
multipliers = [{ bands = [{ ends = "0.5", factor = "0.5" }] }]
"""
    of = plan(text, version="target_pay = 100000")
    found = paid(of, booked("ann 2026-06-01 200000"), quotas("ann 2026 500000"))
    assert whole(found) == D("20000.00")


def test_t14_over_achievement_trues_up_what_was_paid() -> None:
    """The published source prints 6,825 and 2,100: it subtracts from the wrong total."""
    of = by_target("{ ends = 1, times = 1 }, { starts = 1, times = 2 }", 21_000)
    held = quotas("ann 2026 100000")
    january = paid(of, booked("ann 2026-01-31 105000"), held, "2026-01-31")  # type: ignore[arg-type]
    issued = issue(paid(of, booked("ann 2026-01-10 67500"), held, "2026-01-31"))  # type: ignore[arg-type]
    assert sum(entry.amount for entry in issued) == 14_175
    assert [entry.amount for entry in due(january, issued)] == [8_925]
    issued = issue(january, issued)
    sold = booked("ann 2026-01-31 105000", "ann 2026-02-28 10000")
    (entry,) = due(paid(of, sold, held, "2026-02-28"), issued)  # type: ignore[arg-type]
    assert (entry.amount, entry.period, entry.posted_in) == (4_200, "2026-02", "2026-02")


def test_t16_a_credit_note_is_taken_off() -> None:
    of = plan(commission("0 0.04"))
    sold = booked("ann 2026-01-01 1000 A", "ann 2026-01-15 -200 A")
    assert whole(paid(of, sold)) == D("32.00")


def test_t17_a_partial_refund_goes_by_its_sales_tier() -> None:
    of = plan(commission("0 0, 15000 0.2, 16000 0", "whole", 'accumulate = "transaction"'))
    found = paid(of, booked("ann 2026-01-05 15100 A", "ann 2026-01-20 -7550 A"))
    assert orders(found) == [D("3020.00"), D("-1510.00")]
    assert whole(paid(of, booked("ann 2026-01-05 16000.50"))) == 0


def test_t17_a_gap_between_tiers_is_refused() -> None:
    from salesops.incentives.plan_file import plan_file
    from tests.incentives.paying import HEAD

    text = commission("0 0.1, 15000 0.2").replace('ends = "15000"', 'ends = "14999"')
    found = plan_file(f"{HEAD}[[versions]]\nstarts_on = 2026-01-01\n{text}")
    assert isinstance(found, list) and [p.code for p in found] == ["tier_gap"]


def test_t18_a_full_refund_brings_pay_on_payment_back_to_nothing() -> None:
    of = plan(commission("0 0.1", more='basis = "collected"'))
    sold = [credit(t, basis="collected") for t in ("ann 2026-01-05 100 A", "ann 2026-02-05 -100 A")]
    assert orders(paid(of, sold)) == [10, -10]
    assert whole(paid(of, sold)) == 0


def test_t19_half_the_money_releases_half_the_commission() -> None:
    of = plan(commission("0 0.2", more='basis = "invoiced"\nrelease = "collected"'))
    sold = [
        credit("ann 2026-01-02 20000 A", basis="invoiced"),
        credit("ann 2026-02-07 10000 A", basis="collected"),
        credit("ann 2026-03-28 10000 A", basis="collected"),
    ]
    assert by_period(paid(of, sold)) == {"2026-02": D("2000.00"), "2026-03": D("2000.00")}


def test_t21_what_waits_for_payment_is_earned_and_pending() -> None:
    of = plan(commission("0 0.1", more='basis = "invoiced"\nrelease = "collected"'))
    posted = credit("ann 2026-01-02 100 A", basis="invoiced")
    (row,) = rows(paid(of, [posted], as_of="2026-01-31"))
    assert {line.kind: line.amount for line in row.lines} == {"tier": D(10), "collected": D(-10)}
    assert row.due == 0
    money = credit("ann 2026-02-03 100 A", basis="collected")
    assert by_period(paid(of, [posted, money])) == {"2026-02": D("10.00")}


def test_t22_a_split_counts_its_share_in_attainment() -> None:
    of = plan(commission("0 1, 10 2", more='tier_unit = "quantity"\nmeasure = "quantity"'))
    sales = [
        Sale("e1", "A", paid_on(3), "ann", D(0), D(5)),
        Sale("e2", "B", paid_on(4), "ann", D(0), D(10)),
    ]
    told = [Part("B", "ann", share=D("0.5")), Part("B", "bo", share=D("0.5"))]
    made = credited(sales, told)
    found = paid(of, made)  # type: ignore[arg-type]
    sight = next(found.sights())
    assert sight.cells.attained[0, -1] == 10 * 10_000
    assert whole(found) == 10


def paid_on(month: int) -> object:
    from datetime import date

    return date(2026, month, 1)


def test_t24_a_split_shares_the_order_and_an_overlay_has_all_of_it() -> None:
    sale = Sale("e1", "A", paid_on(1), "ann", D(1000))
    half = [Part("A", "ann", share=D("0.5")), Part("A", "bo", share=D("0.5"))]
    assert [(c.payee, c.amount) for c in credited([sale], half)] == [("ann", 500), ("bo", 500)]  # type: ignore[union-attr]
    overlay = credited([sale], [Part("A", "bo", "overlay")])
    assert [(c.payee, c.amount) for c in overlay] == [("ann", 1000), ("bo", 1000)]  # type: ignore[union-attr]


def test_t25_a_recoverable_guarantee() -> None:
    of = plan(commission("0 1"), head='draw = { kind = "guarantee", amount = 2000 }')
    earned = (2750, 3000, 1500, 2375, 3000, 2750)
    sold = booked(*(f"ann 2026-{n:02}-15 {amount}" for n, amount in enumerate(earned, 1)))
    found = by_period(paid(of, sold, as_of="2026-06-30"))
    assert list(found.values()) == [2750, 3000, 2000, 2000, 2875, 2750]


CANCELLED = booked("ann 2026-06-10 10000 A", "ann 2026-08-20 -10000 A")


def kept_attainment(more: str) -> str:
    return f"returns = {{ reduce_attainment = false{more} }}"


def test_t27a_a_cancelled_deal_is_clawed_back_and_attainment_stays() -> None:
    found = paid(plan(commission("0 0.05", more=kept_attainment(""))), CANCELLED)
    assert by_period(found) == {"2026-06": D(500), "2026-08": D(-500)}
    assert next(found.sights()).cells.attained[0, -1] == 10_000 * 10_000


def test_t27b_an_early_exit_takes_half_back() -> None:
    of = plan(commission("0 1", more=kept_attainment(', clawback = "share", share = "0.5"')))
    assert by_period(paid(of, CANCELLED)) == {"2026-06": D(10_000), "2026-08": D(-5_000)}


def test_t27c_a_clawback_is_carried_into_the_next_earnings() -> None:
    of = plan(commission("0 1", more=kept_attainment("")))
    sold = booked("ann 2026-01-10 5000 A")
    issued = issue(paid(of, sold, as_of="2026-01-31"))
    back = [*sold, *booked("ann 2026-02-10 -5000 A")]
    february = paid(of, back, as_of="2026-02-28")
    assert sum(entry.amount for entry in due(february, issued)) == 0
    issued = issue(february, issued)
    march = paid(of, [*back, *booked("ann 2026-03-10 7000 B")], as_of="2026-03-31")
    assert sum(entry.amount for entry in due(march, issued)) == 2_000


def test_t27d_half_a_contract_served_is_half_recovered() -> None:
    of = plan(commission("0 0.1", more=kept_attainment(', clawback = "prorated", months = 12')))
    found = paid(of, booked("ann 2026-01-10 10000 A", "ann 2026-07-10 -10000 A"))
    assert by_period(found) == {"2026-01": D(1000), "2026-07": D(-500)}


def test_t28_a_leaver_is_settled_at_once() -> None:
    """110,000 of July and August, of which 20,000 is not collected yet; the employee leaves."""
    head = 'leaver = "settle"\npayees = [{ payee = "ann", ends_before = 2026-09-01 }]'
    of = plan(commission("0 1", more='release = "collected"'), head)
    sold = booked("ann 2026-07-05 90000 A", "ann 2026-08-05 20000 B")
    money = credit("ann 2026-08-20 90000 A", basis="collected")
    assert whole(paid(of, [*sold, money], as_of="2026-08-31")) == 110_000
    waiting = plan(
        commission("0 1", more='release = "collected"'), head.replace("settle", "as_usual")
    )
    assert whole(paid(waiting, [*sold, money], as_of="2026-08-31")) == 90_000
    # Counted only when collected, the 20,000 are not settled either: a country's profile warns.
    counted = plan(commission("0 1", more='basis = "collected"'), head)
    assert whole(paid(counted, [*sold, money], as_of="2026-08-31")) == 90_000
    assert told(profile_problems(counted, "CN")) == ["leaver_not_collected"]


def test_t29_a_cancelled_deal_lowers_the_tier_of_the_rest() -> None:
    """A naive clawback of the deal alone would be −2,500."""
    of = plan(commission("0 0.05, 450000 0.10", more='accumulate = "quarter"'))
    sold = booked("ann 2026-01-10 450000 A", "ann 2026-03-10 50000 B")
    issued = issue(paid(of, sold, as_of="2026-03-31"))
    assert sum(entry.amount for entry in issued) == 27_500
    back = paid(of, [*sold, *booked("ann 2026-05-10 -50000 B")], as_of="2026-05-31")
    assert whole(back) == 22_500
    march = next(entry for entry in due(back, issued) if entry.component == "commission")
    assert (march.amount, march.period, march.posted_in) == (-5_000, "2026-03", "2026-05")


def test_t31_three_instalments() -> None:
    found = paid(plan(commission("0 0.06", more="instalments = 3")), booked("ann 2026-01-10 1000"))
    assert list(by_period(found).items()) == [("2026-01", 20), ("2026-02", 20), ("2026-03", 20)]


def test_t32_attainment_does_not_depend_on_what_came_together() -> None:
    more = 'basis = ["invoiced", "booked"]\ntier_unit = "attainment"'
    of = plan(commission("0 0.1, 1 0.2", more=more))
    sold = [
        credit("ann 2026-01-10 100 A", basis="invoiced"),
        credit("ann 2026-02-10 50 B"),
        credit("ann 2026-03-10 50 C", basis="invoiced"),
        credit("ann 2026-03-10 100 C"),
    ]
    held = quotas("ann 2026 200")
    together = paid(of, sold, held)
    assert next(together.sights()).cells.attained[0, -1] == 300 * 10_000
    issued = issue(paid(of, sold[:3], held, "2026-03-31"))
    one_by_one = issue(paid(of, sold, held, "2026-03-31"), issued)
    assert sum(entry.amount for entry in one_by_one) == whole(together) == 40


def test_t34_a_yearly_bonus_has_a_quarter_in_each() -> None:
    text = """
[[versions.components]]
name = "bonus"
kind = "bonus"
basis = "booked"
accumulate = "quarter"
amount = 1000
amount_per = "year"
"""
    sold = booked(*(f"ann 2026-{month:02}-10 100" for month in (1, 4, 7, 10)))
    found = paid(plan(text), sold, quotas("ann 2026 400"))
    assert list(by_period(found).values()) == [250, 250, 250, 250]


def test_t35_a_spiff_for_each_large_order() -> None:
    text = """
[[versions.components]]
name = "scanners"
kind = "spiff"
basis = "booked"
measure = "quantity"
products = ["scanner"]
amount = 250
at_least = 10
"""
    sold = [
        credit(f"ann 2026-01-1{n} 1 {n}", quantity=D(pieces), product="scanner")
        for n, pieces in enumerate((10, 9, 25))
    ]
    found = paid(plan(text), sold)
    assert whole(found) == 500
    other = [credit("ann 2026-02-01 1 X", quantity=D(99), product="printer")]
    assert whole(paid(plan(text), [*sold, *other])) == 500


def test_t44_a_bonus_is_largest_where_the_forecast_was_true() -> None:
    text = """
[[versions.components]]
name = "promise"
kind = "promise"
basis = "booked"
accumulate = "year"
"""
    of, held = plan(text, version="target_pay = 1000"), quotas("ann 2026 50", "bo 2026 50")
    sold = [
        credit("ann 2026-01-05 25", basis="forecast"), credit("ann 2026-06-05 50"),
        credit("bo 2026-01-05 50", basis="forecast"), credit("bo 2026-06-05 50"),
    ]  # fmt: skip
    found = paid(of, sold, held)
    assert (whole(found), whole(found, "bo")) == (900, 1200)


def test_t45_tiers_in_ten_thousands() -> None:
    tiers, sold = "0 0.03, 100000 0.05, 200000 0.08", booked("ann 2026-01-10 250000")
    assert whole(paid(plan(commission(tiers)), sold)) == 12_000
    assert whole(paid(plan(commission(tiers, "whole")), sold)) == 20_000
