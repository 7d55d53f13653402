"""What a plan costs in simulated years: exact, and different by what the plan says alone."""

from dataclasses import replace
from decimal import Decimal
from math import exp

import numpy as np

from salesops.incentives.plan import Payee
from salesops.incentives.simulation import outcome
from salesops.incentives.templates import TEMPLATES, Asked
from salesops.planning.achievability import Sliders, simulated
from salesops.planning.seats import Seat, organisation
from tests.incentives.paying import D, told

SPREAD = 0.35


def sellers(*potentials, target=1_000_000):
    mean = target * 0.95 * exp(SPREAD**2 / 2)
    seats = [
        Seat(f"s{n}", "company", Decimal(target), (mean / 12,) * 12, SPREAD, float(potential))
        for n, potential in enumerate(potentials)
    ]
    return organisation({"company": None}, seats)


def luck():
    return np.random.default_rng(7)


def plan(template="linear", **more):
    return TEMPLATES[template].plan(Asked(name="2026", currency="CNY", year=2026, **more))


def test_a_linear_plan_costs_its_rate_of_the_simulated_sales_exactly():
    org = sellers(*[1] * 5)
    found = outcome(plan(), org, Sliders(shock_spread=0.1), luck(), years=200)
    years = np.concatenate(list(simulated(org, Sliders(shock_spread=0.1), luck(), years=200)))
    sold = sorted(int(n) for n in np.rint(years.astype(float)).sum(axis=1))
    assert found.cost_share == D("0.02") and found.problems == ()
    assert (found.sold.low, found.sold.middle) == (sold[20], sold[100])
    assert found.cost.low == sold[20] * D("0.02") and found.cost.high == sold[180] * D("0.02")
    assert found.cost.mean == (D(sum(sold)) / 200 * D("0.02")).quantize(D("0.01"))


def test_of_two_plans_on_equal_years_the_steeper_costs_more_where_much_is_sold():
    org = sellers(*[1] * 5)
    one = outcome(plan("target_bonus"), org, Sliders(), luck(), years=100)
    other = outcome(plan("accelerated"), org, Sliders(), luck(), years=100)
    assert one.sold == other.sold
    assert other.cost.high - other.cost.low > one.cost.high - one.cost.low


def test_who_has_three_times_the_market_for_the_same_target_is_paid_under_the_part():
    found = outcome(plan(), sellers(1, 1, 3, 1), Sliders(), luck(), years=100)
    assert [seat.verdict for seat in found.seats] == ["over", "over", "under", "over"]
    assert sum(seat.paid for seat in found.seats) == found.cost.mean


def test_a_cliff_is_named_with_how_many_years_end_just_short_of_it():
    found = outcome(plan("target_bonus"), sellers(*[1] * 5), Sliders(), luck(), years=200)
    [one] = found.tempted
    assert (one.cliff.attainment, one.cliff.each, one.cliff.times) == (1, 25_000, 4)
    assert D("0.01") < one.share < D("0.12")
    assert sum(each.years for each in found.distribution) == 200
    assert outcome(plan(), sellers(1), Sliders(), luck(), years=50).tempted == ()


def test_a_pool_pays_its_members_by_their_shares_in_every_year():
    of = plan("team_pool", members={"ann": D("0.75"), "bo": D("0.25")})
    found = outcome(of, sellers(1, 1), Sliders(), luck(), years=20,
                    persons={"s0": "ann", "s1": "bo"})  # fmt: skip
    ann, bo = found.seats
    assert abs(ann.paid - 3 * bo.paid) < 1
    assert abs(found.cost.mean - found.sold.mean * D("0.02")) < 1


def test_own_target_pay_is_paid_and_scores_count_as_full_and_say_so():
    of = plan("mbo_mix", target_pay=D(1000))
    own = replace(of, payees=(Payee(payee="s0", target_pay=D(2000)),))
    org = sellers(1, 1)
    found = outcome(own, org, Sliders(), luck(), years=20)
    usual = outcome(of, org, Sliders(), luck(), years=20)
    assert abs(found.seats[0].paid - 2 * usual.seats[0].paid) < D("0.03")
    assert found.seats[1].paid == usual.seats[1].paid
    assert told(found.problems) == ["simulated_full_scores"]


def test_quarters_have_their_own_luck_and_years_stay_as_they_were():
    """A steady seller at 104 % makes every quarter; with luck of months some are missed."""
    target = 1_200_000
    steady = organisation({"company": None}, [
        Seat("s0", "company", Decimal(target), (104_000,) * 12, 0.0, 1.0)])  # fmt: skip
    lucky = organisation({"company": None}, [
        Seat("s0", "company", Decimal(target), (104_000,) * 12, 0.2, 1.0)])  # fmt: skip
    quarterly = plan("target_bonus", target_pay=D(4000))
    assert outcome(quarterly, steady, Sliders(), luck(), years=50).cost.mean == 4000
    found = outcome(quarterly, lucky, Sliders(), luck(), years=400)
    assert 1000 <= found.cost.low < found.cost.high <= 4000 and found.cost.mean < 3000
    assert found.sold == outcome(plan(), lucky, Sliders(), luck(), years=400).sold
    assert {each % 1000 for each in (found.cost.low, found.cost.middle)} == {0}
