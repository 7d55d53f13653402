"""Texts that follow one another, and people who come to a plan twice."""

from dataclasses import replace
from datetime import date

from salesops.incentives.plan import Payee
from salesops.incentives.succession import stretches
from tests.incentives.paying import D, booked, by_period, commission, paid, plan, quotas

YEAR = date(2026, 1, 1)


def text(rate, since="2026-01-01", head=""):
    found = plan(commission(f"0 {rate}"), head)
    starts = date.fromisoformat(since)
    return replace(found, versions=(replace(found.versions[0], starts_on=starts),))


def test_a_text_holds_until_a_later_approved_one_begins():
    [one] = stretches([text("0.01"), text("0.02", "2026-07-01")], [Payee(payee="ann")])
    assert one.texts == (0, 1)
    pays = by_period(paid(one.plan, booked("ann 2026-06-30 100", "ann 2026-07-01 100")))
    assert pays == {"2026-06": D("1.00"), "2026-07": D("2.00")}


def test_a_plan_of_which_nothing_is_approved_pays_nobody():
    assert stretches([], [Payee(payee="ann")]) == []


def test_what_is_approved_later_and_begins_no_later_takes_the_place():
    texts = [text("0.01"), text("0.02", "2026-07-01"), text("0.03", "2026-04-01")]
    [one] = stretches(texts)
    assert one.texts == (0, 2)
    assert [v.starts_on.month for v in one.plan.versions] == [1, 4]


def test_a_cap_of_the_plan_begins_a_plan_of_its_own():
    one, other = stretches(
        [text("0.01"), text("0.01", "2026-07-01", "payment_cap = 5")], [Payee(payee="ann")]
    )
    assert one.plan.ends_before == other.starts_on == date(2026, 7, 1)
    assert (one.plan.payment_cap, other.plan.payment_cap) == (None, D(5))


def test_who_is_not_on_it_in_its_days_is_no_payee_and_who_came_with_it_no_newcomer():
    people = [
        Payee(payee="ann", starts_on=date(2025, 5, 1)),
        Payee(payee="bo", starts_on=date(2026, 3, 1)),
        Payee(payee="cy", starts_on=date(2025, 5, 1), ends_before=YEAR),
    ]
    [one] = stretches([text("0.01")], people)
    assert [(p.payee, p.starts_on) for p in one.plan.payees] == [
        ("ann", None), ("bo", date(2026, 3, 1)),
    ]  # fmt: skip


def test_target_pay_that_changes_within_the_year_counts_for_its_part_of_it():
    tiers = (
        '[[versions.components]]\nname = "commission"\nkind = "commission"\nbasis = "booked"\n'
        'accumulate = "year"\ntier_method = "marginal"\ntiers = [{ times = 1 }]\n'
    )
    of = plan(tiers, version="target_pay = 1")
    terms = (
        Payee(payee="ann", ends_before=date(2026, 7, 1), target_pay=D(12_000)),
        Payee(payee="ann", starts_on=date(2026, 7, 1), target_pay=D(24_000)),
    )
    rows = booked("ann 2026-02-01 600", "ann 2026-08-01 600")
    done = paid(replace(of, payees=terms), rows, quotas("ann 2026 1200"))
    # Half a year of each: 18,000 at 100 %.
    assert sum(by_period(done).values()) == D("18000.00")


def test_a_sale_between_two_times_on_a_plan_is_told_and_not_paid():
    from tests.incentives.paying import told, tried

    terms = (
        Payee(payee="ann", ends_before=date(2026, 3, 1)),
        Payee(payee="ann", starts_on=date(2026, 5, 1)),
    )
    of = replace(plan(commission("0 0.1")), payees=terms)
    rows = booked("ann 2026-02-01 100", "ann 2026-04-01 100", "ann 2026-05-01 100")
    done, problems = tried(of, rows)
    assert told(problems) == ["credit_outside_plan"]
    assert by_period(done) == {"2026-02": D("10.00"), "2026-05": D("10.00")}
