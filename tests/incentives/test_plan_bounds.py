"""What cannot be meant is refused at its place, in both languages, and never paid."""

import pytest

from salesops.incentives.plan import Plan
from salesops.incentives.plan_file import plan_file
from salesops.incentives.templates import equal_shares
from tests.incentives.paying import HEAD, commission, told

COMPONENT = "versions[0].components[0]."
LOW = "plan_out_of_range"
BACKWARDS = "starts_on = 2026-05-01\nends_before = 2026-03-01"
BAND = "multipliers = [{ bands = [{ %s }] }]"


def problems(head="", version="", more=""):
    text = f"{HEAD}{head}\n[[versions]]\nstarts_on = 2026-01-01\n{version}\n"
    found = plan_file(text + commission("0 0.04", more=more))
    assert not isinstance(found, Plan)
    told(found)
    return [(problem.code, problem.values["field"]) for problem in found]


@pytest.mark.parametrize(
    ("head", "field"),
    [
        ("year_starts_in = 13", "year_starts_in"), ("carry_limit = -5", "carry_limit"),
        ("payment_cap = -1", "payment_cap"), ("plan_rates = { USD = 0 }", "plan_rates.USD"),
        ('draw = { kind = "advance", amount = -5 }', "draw.amount"),
        ('draw = { kind = "advance", amount = 5, periods = -1 }', "draw.periods"),
    ],
)  # fmt: skip
def test_a_plan_s_own_numbers_stay_within_what_can_be_meant(head, field):
    assert problems(head) == [(LOW, field)]


@pytest.mark.parametrize(
    ("more", "code", "field"),
    [
        ("roles = []", "plan_field_missing", "roles"),
        ("basis = []", "plan_field_missing", "basis"),
        ("weight = 3", LOW, "weight"),
        ('threshold = "-1"', LOW, "threshold"),
        ('gates = [{ at_least = "-2" }]', LOW, "gates[0].at_least"),
        ("multipliers = [{ bands = [] }]", "plan_field_missing", "multipliers[0].bands"),
        (BAND % "starts = 1, ends = 1, factor = 2", "plan_ends_early",
         "multipliers[0].bands[0].ends"),
        (BAND % 'factor = "-2"', LOW, "multipliers[0].bands[0].factor"),
        ('holdback = { share = "1.5", periods = 1 }', LOW, "holdback.share"),
        ('holdback = { share = "0.5", periods = 0 }', LOW, "holdback.periods"),
        ('returns = { clawback = "prorated", months = 0 }', LOW, "returns.months"),
        ("windfall = { above = 5, pay_share = 2 }", LOW, "windfall.pay_share"),
        ('caps = [{ of = "attainment", at_most = 0 }]', LOW, "caps[0].at_most"),
        (BACKWARDS, "plan_ends_early", "ends_before"),
    ],
)  # fmt: skip
def test_a_component_s_numbers_stay_within_what_can_be_meant(more, code, field):
    assert problems(more=more) == [(code, COMPONENT + field)]


def test_a_relief_that_ends_before_it_begins_is_refused():
    relief = 'payee = "a", share = 1, reason = "-"'
    days = "starts_on = 2026-05-01, ends_before = 2026-03-01"
    found = problems(version=f"relief = [{{ {relief}, {days} }}]")
    assert found == [("plan_ends_early", "versions[0].relief[0].ends_before")]


def test_a_pool_of_nobody_is_refused_at_its_shares():
    pool = 'kind = "pool"\nshares = %s'
    for shares in ('{ "" = 1 }', "{}"):
        text = commission("0 0.04", more=pool % shares).replace('kind = "commission"\n', "")
        found = plan_file(f"{HEAD}[[versions]]\nstarts_on = 2026-01-01\n{text}")
        assert not isinstance(found, Plan)
        assert COMPONENT + "shares" in [problem.values.get("field") for problem in found]


def test_equal_shares_sum_to_the_whole():
    assert [sum(equal_shares(["a", "b", "c", "d", "e", "f", "g"][:n]).values())
            for n in (1, 3, 7)] == [1, 1, 1]  # fmt: skip
    assert str(equal_shares(["a", "b", "c"])["a"]) == "0.3334"
