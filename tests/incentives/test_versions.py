"""A plan that changes within an interval: what goes on, what begins anew, what is paid once."""

import pytest

from salesops.incentives.documents import document
from salesops.incentives.plan import Plan
from tests.incentives.paying import (
    HEAD,
    booked,
    by_period,
    commission,
    credit,
    paid,
    plan,
    plan_of,
    quotas,
    whole,
)

ATTAINED = 'tier_unit = "attainment"'


def two_versions(more: str) -> str:
    first = f"{HEAD}[[versions]]\nstarts_on = 2026-01-01\n{commission('0 0.1, 1000 0.2')}"
    return f"{first}[[versions]]\nstarts_on = 2026-04-15\n{more}\n{commission('0 0.3, 1000 0.4')}"


@pytest.mark.parametrize(("carries", "april"), [("true", 40 + 40), ("false", 40 + 30)])
def test_a_version_holds_from_its_day_and_attainment_goes_on_if_it_says_so(
    carries: str, april: int
) -> None:
    of = plan_of(two_versions(f"carry_attainment = {carries}"))
    sold = booked("ann 2026-01-05 1000", "ann 2026-04-14 200", "ann 2026-04-15 100")
    assert by_period(paid(of, sold)) == {"2026-01": 100, "2026-04": april}


def test_a_version_that_begins_anew_asks_for_its_own_periods_quota() -> None:
    text = two_versions("carry_attainment = false").replace('tier_unit = "amount"', ATTAINED)
    of = plan_of(text.replace('"1000"', '"1"').replace("2026-04-15", "2026-07-01"))
    held = quotas("ann 2026 1200")
    sold = booked("ann 2026-01-05 1300", "ann 2026-07-05 700")
    assert by_period(paid(of, sold, held)) == {"2026-01": 60 + 140, "2026-07": 180 + 40}


def split_in_july(component: str, version: str = "") -> Plan:
    """A plan whose terms are written once more for July and after."""
    first = f"{HEAD}[[versions]]\nstarts_on = 2026-01-01\n{version}\n{component}"
    return plan_of(f"{first}\n[[versions]]\nstarts_on = 2026-07-01\n{version}\n{component}")


SCORED = """
[[versions.components]]
name = "mbo"
kind = "objectives"
basis = "booked"
accumulate = "year"
objectives = { launch = "1" }
"""
FORECAST = """
[[versions.components]]
name = "promise"
kind = "promise"
basis = "booked"
accumulate = "year"
"""


def test_scores_go_on_over_a_new_version_up_to_the_most_that_counts() -> None:
    scores = [credit("ann 2026-03-31 0.7", basis="launch"),
              credit("ann 2026-09-30 0.6", basis="launch")]  # fmt: skip
    once = paid(plan(SCORED, version="target_pay = 12000"), scores)
    twice = paid(split_in_july(SCORED, "target_pay = 12000"), scores)
    assert by_period(once) == by_period(twice) == {"2026-03": 8_400, "2026-09": 3_600}


def test_a_forecast_made_under_the_version_before_is_kept() -> None:
    sold = [credit("ann 2026-01-05 50", basis="forecast"), *booked("ann 2026-06-05 20"),
            *booked("ann 2026-08-05 30")]  # fmt: skip
    held, terms = quotas("ann 2026 50"), "target_pay = 1000"
    once = paid(plan(FORECAST, version=terms), sold, held)
    twice = paid(split_in_july(FORECAST, terms), sold, held)
    # 0.6 × (3·20 − 50) / 50 of 1,000 by June, 1.2 of it when the forecast has come true.
    assert by_period(once) == by_period(twice) == {"2026-06": 120, "2026-08": 1_080}


def test_a_cap_on_a_years_pay_is_one_cap_over_a_new_version() -> None:
    capped = commission("0 0.1", more='caps = [{ of = "payment", at_most = 90 }]')
    sold = booked("ann 2026-02-01 700", "ann 2026-08-01 700")
    assert by_period(paid(plan(capped), sold)) == {"2026-02": 70, "2026-08": 20}
    assert by_period(paid(split_in_july(capped), sold)) == {"2026-02": 70, "2026-08": 20}


def test_a_lower_cap_of_a_new_version_takes_nothing_back() -> None:
    high, low = (commission("0 0.1", more=f'caps = [{{ of = "payment", at_most = {most} }}]')
                 for most in (90, 50))  # fmt: skip
    first = f"{HEAD}[[versions]]\nstarts_on = 2026-01-01\n{high}"
    of = plan_of(f"{first}\n[[versions]]\nstarts_on = 2026-07-01\n{low}")
    assert by_period(paid(of, booked("ann 2026-02-01 700", "ann 2026-08-01 700"))) == {
        "2026-02": 70
    }


def test_pay_above_the_floor_counts_towards_it_over_a_new_version() -> None:
    floored = commission("0 0.1", more="floor = { amount = 10 }")
    sold = booked("ann 2026-02-01 900")
    one = by_period(paid(plan(floored), sold))
    assert one == by_period(paid(split_in_july(floored), sold))
    assert one == {"2026-01": 10, "2026-02": 80, "2026-10": 10, "2026-11": 10, "2026-12": 10}


def changed_in_july(more: str, first: str = "") -> Plan:
    """5 % of the year's sales, from July on 8 %, under the same conditions."""
    one, other = (commission(f"0 {rate}", more=f"{ATTAINED}\n{more}")
                  for rate in ("0.05", "0.08"))  # fmt: skip
    text = f"{HEAD}[[versions]]\nstarts_on = 2026-01-01\n{first}\n{one}"
    return plan_of(f"{text}\n[[versions]]\nstarts_on = 2026-07-01\n{other}")


HELD = quotas("ann 2026 1000")
SOLD = booked("ann 2026-03-02 400", "ann 2026-09-02 400")
OWN = 'settled_by = "version"'


def test_a_threshold_goes_by_the_whole_interval_where_attainment_goes_on() -> None:
    # 40 % by June, 80 % by September: the year has reached 70 %, and 400 × 5 % are due then too.
    reached = changed_in_july('threshold = "0.7"')
    assert by_period(paid(reached, SOLD, HELD)) == {"2026-09": 400 * 8 / 100 + 400 * 5 / 100}
    own = changed_in_july('threshold = "0.7"', first=OWN)
    assert by_period(paid(own, SOLD, HELD)) == {"2026-09": 32}


def test_a_multiplier_of_the_earlier_terms_goes_by_the_whole_interval() -> None:
    bands = 'multipliers = [{ bands = [{ starts = "0.8", factor = "1.5" }] }]'
    assert by_period(paid(changed_in_july(bands), SOLD, HELD)) == {
        "2026-03": 20, "2026-09": 400 * 8 / 100 * 1.5 + 20 * 0.5,
    }  # fmt: skip
    assert by_period(paid(changed_in_july(bands, first=OWN), SOLD, HELD)) == {
        "2026-03": 20, "2026-09": 48,
    }  # fmt: skip


def test_whole_amount_rates_of_the_earlier_terms_go_by_the_whole_interval() -> None:
    one, other = (commission(f"0 {low}, 0.8 {high}", "whole", ATTAINED)
                  for low, high in (("0.05", "0.1"), ("0.08", "0.12")))  # fmt: skip
    text = f"{HEAD}[[versions]]\nstarts_on = 2026-01-01\nOWN\n{one}"
    text += f"\n[[versions]]\nstarts_on = 2026-07-01\n{other}"
    # At 80 % of the year all of it is paid at the upper tier: March at 10 %, September at 12 %.
    assert by_period(paid(plan_of(text.replace("OWN", "")), SOLD, HELD)) == {
        "2026-03": 20, "2026-09": 48 + 20,
    }  # fmt: skip
    own = paid(plan_of(text.replace("OWN", OWN)), SOLD, HELD)
    assert by_period(own) == {"2026-03": 20, "2026-09": 48}


def test_a_plan_changed_within_a_month_goes_on_within_it() -> None:
    more = 'accumulate = "month"'
    one, other = commission("0 0.1, 100 0.2", more=more), commission("0 0.3, 100 0.4", more=more)
    text = f"{HEAD}[[versions]]\nstarts_on = 2026-01-01\n{one}"
    of = plan_of(f"{text}\n[[versions]]\nstarts_on = 2026-04-15\n{other}")
    sold = booked("ann 2026-04-02 80", "ann 2026-04-20 50")
    # 80 at 10 %, then 20 up to the edge at 30 % and 30 above it at 40 %.
    assert by_period(paid(of, sold)) == {"2026-04": 8 + 6 + 12}


def test_a_version_goes_on_only_from_those_since_one_began_anew() -> None:
    first = f"{HEAD}[[versions]]\nstarts_on = 2026-01-01\n{commission('0 0.1, 1000 0.2')}"
    anew = f"{first}[[versions]]\nstarts_on = 2026-04-01\ncarry_attainment = false\n"
    anew += commission("0 0.1, 1000 0.2")
    of = plan_of(f"{anew}[[versions]]\nstarts_on = 2026-07-01\n{commission('0 0.1, 1000 0.2')}")
    sold = booked("ann 2026-02-02 1000", "ann 2026-05-02 600", "ann 2026-08-02 500")
    assert by_period(paid(of, sold)) == {"2026-02": 100, "2026-05": 60, "2026-08": 40 + 20}


FIXED = """
[[versions.components]]
name = "bonus"
kind = "bonus"
basis = "booked"
accumulate = "month"
amount = 100
at_least = 0
"""
MAY_TO_JULY = 'payees = [{ payee = "ann", starts_on = 2026-05-10, ends_before = 2026-08-01 }]'


def test_a_fixed_bonus_and_a_floor_are_for_the_months_somebody_is_on_the_plan() -> None:
    sold = booked("ann 2026-05-12 10")
    of = plan(FIXED, MAY_TO_JULY)
    assert by_period(paid(of, sold)) == {"2026-05": 100, "2026-06": 100, "2026-07": 100}
    floored = plan(commission("0 0.1", more="floor = { amount = 10 }"), MAY_TO_JULY)
    assert by_period(paid(floored, sold)) == {"2026-05": 10, "2026-06": 10, "2026-07": 10}


def test_a_fixed_bonus_ends_with_the_plan_and_is_paid_once_when_terms_change() -> None:
    sold = booked("ann 2026-05-12 10")
    late = paid(plan(FIXED), sold, as_of="2027-03-31")
    assert list(by_period(late)) == [f"2026-{month:02}" for month in range(1, 13)]
    assert whole(paid(split_in_july(FIXED), sold)) == 1_200
    yearly = FIXED.replace('"month"', '"year"')
    assert by_period(paid(split_in_july(yearly), sold)) == {"2026-01": 100}


def test_the_text_says_by_which_attainment_earlier_terms_are_settled() -> None:
    of = changed_in_july('threshold = "0.7"')
    assert "go by that of the whole interval" in document(of, "en")
    assert "按整个区间的达成率结算" in document(of, "zh")
    own = document(changed_in_july('threshold = "0.7"', first=OWN), "en")
    assert "go by the attainment up to then" in own
    assert "whole interval" not in document(plan(commission("0 0.1")), "en")
