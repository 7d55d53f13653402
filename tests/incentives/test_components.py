"""What modifies a component's pay, and the kinds of component beside commissions."""

import pytest

from tests.incentives.paying import (
    D,
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
from tests.incentives.test_versions import split_in_july

ATTAINED = 'tier_unit = "attainment"'
HALF = quotas("ann 2026 1000")


def other(name: str, more: str = "") -> str:
    """A second component on collected money, that pays nothing itself."""
    return commission("0 0", more=f'basis = "collected"\n{more}').replace(
        '"commission"', f'"{name}"', 1
    )


def test_a_gate_pays_nothing_until_another_component_is_reached() -> None:
    gate = 'gates = [{ component = "cash", at_least = "0.8" }]'
    of = plan(commission("0 0.1", more=gate) + other("cash"))
    sales = [*booked("ann 2026-01-05 100"), credit("ann 2026-03-05 700", basis="collected")]
    held = quotas("ann 2026 1000")
    assert whole(paid(of, sales, held)) == 0
    more = [*sales, credit("ann 2026-06-05 100", basis="collected")]
    assert by_period(paid(of, more, held)) == {"2026-06": 10}


@pytest.mark.parametrize(("amount", "pay"), [("799.99", "0"), ("800", "80")])
def test_below_the_threshold_nothing_is_paid_and_at_it_everything(amount: str, pay: str) -> None:
    of = plan(commission("0 0.1", more='threshold = "0.8"'))
    assert whole(paid(of, booked(f"ann 2026-01-05 {amount}"), HALF)) == D(pay)


def test_a_matrix_looks_up_two_attainments() -> None:
    matrix = (
        'matrices = [{ across = "cash", rows = [0, 1], columns = [0, 1], '
        'factors = [[1, "1.1"], ["1.2", "1.5"]] }]'
    )
    of = plan(commission("0 0.1", more=matrix) + other("cash"))
    money = credit("ann 2026-01-06 1000", basis="collected")
    assert whole(paid(of, booked("ann 2026-01-05 1000"), HALF)) == 120
    assert whole(paid(of, [*booked("ann 2026-01-05 1000"), money], HALF)) == 150
    assert whole(paid(of, [*booked("ann 2026-01-05 100"), money], HALF)) == 11


def test_a_floor_fills_up_every_period_and_is_no_threshold() -> None:
    of = plan(commission("0 0.1", more="floor = { amount = 50 }"))
    found = by_period(
        paid(of, booked("ann 2026-01-05 100", "ann 2026-02-05 1000"), as_of="2026-03-31")
    )
    assert found == {"2026-01": 50, "2026-02": 60, "2026-03": 40}


def test_a_cap_on_attainment_stops_the_tiers_and_one_on_payment_the_money() -> None:
    most = f'{ATTAINED}\ncaps = [{{ of = "attainment", at_most = "1.2" }}]'
    sold = booked("ann 2026-01-05 1500")
    assert whole(paid(plan(commission("0 0.1, 1 0.2", more=most)), sold, HALF)) == 140
    whole_amount = plan(commission("0 0.1, 1 0.2", "whole", most))
    assert whole(paid(whole_amount, sold, HALF)) == 240
    money = 'caps = [{ of = "payment", at_most = 99 }]'
    assert whole(paid(plan(commission("0 0.1", more=money)), sold)) == 99


@pytest.mark.parametrize(
    ("refundable", "pays"), [("true", [100, 100, 30]), ("false", [100, 20, 10])]
)
def test_what_a_payment_cap_holds_back_is_paid_later_only_if_refundable(
    refundable: str, pays: list[int]
) -> None:
    of_plan = f"payment_cap = 100\npayment_cap_refundable = {refundable}"
    own = f'caps = [{{ of = "payment", at_most = 100, per = "period", refundable = {refundable} }}]'
    sold = booked("ann 2026-01-05 2000", "ann 2026-02-05 200", "ann 2026-03-05 100")
    for of in (plan(commission("0 0.1"), of_plan), plan(commission("0 0.1", more=own))):
        assert list(by_period(paid(of, sold)).values()) == pays


DRAWS = {
    "guarantee": [100, 100, 200, 250],
    "advance": [150, 250, 250],
    "fixed_guarantee": [100, 150, 200, 250],
    "fixed_advance": [150, 250, 200, 250],
}


@pytest.mark.parametrize("kind", DRAWS)
def test_the_four_draws(kind: str) -> None:
    """Earned 50, 150, 200, 250; a draw of 100 for two months."""
    of = plan(commission("0 1"), f'draw = {{ kind = "{kind}", amount = 100, periods = 2 }}')
    earned = enumerate((50, 150, 200, 250), 1)
    sold = booked(*(f"ann 2026-{n:02}-05 {amount}" for n, amount in earned))
    found = list(by_period(paid(of, sold, as_of="2026-04-30")).values())
    assert found == DRAWS[kind]


def test_a_forgiven_balance_is_not_recovered() -> None:
    draw = 'draw = { kind = "advance", amount = 100, periods = 2, forgiven_in = 2 }'
    found = paid(plan(commission("0 1"), draw), booked("ann 2026-03-05 500"), as_of="2026-03-31")
    assert by_period(found) == {"2026-01": 100, "2026-02": 100, "2026-03": 500}


def test_a_holdback_is_released_so_many_periods_later() -> None:
    of = plan(commission("0 0.1", more='holdback = { share = "0.2", periods = 2 }'))
    assert by_period(paid(of, booked("ann 2026-01-05 1000"), as_of="2026-12-31")) == {
        "2026-01": 80, "2026-03": 20,
    }  # fmt: skip


def test_of_a_windfall_only_a_part_counts() -> None:
    more = f'{ATTAINED}\nwindfall = {{ above = 500, attainment_share = 0, pay_share = "0.5" }}'
    found = paid(plan(commission("0 0.1, 1 0.3", more=more)), booked("ann 2026-01-05 1500 A"), HALF)
    assert next(found.sights()).cells.attained[0, -1] == 500 * 10_000
    assert whole(found) == 100


def test_a_shadow_credit_attains_and_does_not_pay() -> None:
    of = plan(commission("0 0.1, 1 0.2", "whole", ATTAINED))
    shadow = credit("ann 2026-01-05 900", role="shadow")
    assert whole(paid(of, [*booked("ann 2026-02-05 100"), shadow], HALF)) == 20


def test_a_manager_is_paid_on_what_the_team_sold_on_the_day() -> None:
    from datetime import date

    from salesops.incentives.crediting import Reports, rolled_up

    of = plan(commission("0 0.01", more='roles = ["rollup"]'))
    reports = [
        Reports("ann", "may", ends_before=date(2026, 2, 1)),
        Reports("ann", "moe", date(2026, 2, 1)),
        Reports("moe", "may"),
    ]
    made = list(rolled_up(booked("ann 2026-01-05 1000 A", "ann 2026-02-05 500 B"), reports))
    found = paid(of, made)
    assert (whole(found, "may"), whole(found, "moe"), whole(found, "ann")) == (15, 5, 0)


def test_quota_to_date_asks_for_what_the_plan_had_so_far() -> None:
    more = f'{ATTAINED}\nquota_scope = "to_date"'
    of = plan(commission("0 0.1, 1 0.2", more=more))
    found = paid(of, booked("ann 2026-01-05 200"), quotas("ann 2026 1200"), "2026-02-28")
    assert by_period(found) == {"2026-01": 30, "2026-02": -10}


NEW = 'payees = [{ payee = "ann", starts_on = 2026-07-01 }]'


def test_who_came_in_july_has_half_the_quota_and_less_while_ramping() -> None:
    of = plan(commission("0 0, 1 0.1", more=ATTAINED), NEW)
    assert whole(paid(of, booked("ann 2026-08-01 700"), quotas("ann 2026 1200"))) == 10
    ramp = 'ramp = ["0.5", "0.5"]'
    ramped = plan(commission("0 0, 1 0.1", more=ATTAINED), NEW, ramp)
    assert whole(paid(ramped, booked("ann 2026-08-01 700"), quotas("ann 2026 1200"))) == 20
    full = plan(commission("0 0, 1 0.1", more=ATTAINED), NEW, 'proration = "none"')
    assert whole(paid(full, booked("ann 2026-08-01 700"), quotas("ann 2026 1200"))) == 0


def test_quota_relief_reduces_the_periods_it_touches() -> None:
    relief = (
        'relief = [{ payee = "ann", starts_on = 2026-01-01, ends_before = 2026-04-01, '
        'share = "0.5", reason = "parental leave" }]'
    )
    of = plan(commission("0 0, 1 0.1", more=ATTAINED), "", relief)
    assert whole(paid(of, booked("ann 2026-08-01 1100"), quotas("ann 2026 1200"))) == 5


def test_nothing_after_the_day_asked_about_is_looked_at() -> None:
    of = plan(commission("0 0.1"))
    sold = booked("ann 2026-01-05 100", "ann 2026-01-20 900")
    assert whole(paid(of, sold, as_of="2026-01-19")) == 10


def test_scored_objectives_pay_target_by_weight_and_score() -> None:
    text = """
[[versions.components]]
name = "mbo"
kind = "objectives"
basis = "booked"
accumulate = "quarter"
objectives = { hygiene = "0.4", launch = "0.6" }
"""
    of = plan(text, version="target_pay = 12000")
    scores = [
        credit("ann 2026-02-05 0.5", basis="hygiene"),
        credit("ann 2026-02-06 1.4", basis="launch"),
    ]
    assert whole(paid(of, scores)) == 3000 * D("0.4") * D("0.5") + 3000 * D("0.6")


@pytest.mark.parametrize(("score", "pays"), [("0.8", 750 + 100), ("0.7", 700)])
def test_what_looks_at_scored_objectives_goes_by_their_weighted_score(
    score: str, pays: int
) -> None:
    text = """
[[versions.components]]
name = "mbo"
kind = "objectives"
basis = "booked"
accumulate = "month"
objectives = { hygiene = "0.5", launch = "0.5" }
"""
    gate = 'accumulate = "month"\ngates = [{ component = "mbo", at_least = "0.75" }]'
    of = plan(commission("0 0.1", more=gate) + text, version="target_pay = 12000")
    sold = [
        credit("ann 2026-01-05 1000"), credit("ann 2026-01-06 0.7", basis="hygiene"),
        credit(f"ann 2026-01-06 {score}", basis="launch"),
    ]  # fmt: skip
    assert whole(paid(of, sold)) == pays


def test_a_pool_is_shared_to_the_cent() -> None:
    text = """
[[versions.components]]
name = "pool"
kind = "pool"
basis = "booked"
accumulate = "month"
tier_method = "marginal"
tiers = [{ rate = "0.1" }]
shares = { ann = "0.3333", bo = "0.3333", cy = "0.3334" }
"""
    sold = booked("ann 2026-01-05 1", "bo 2026-01-05 0.5", "dan 2026-01-05 99")
    found = paid(plan(text), sold)
    parts = [whole(found, name) for name in ("ann", "bo", "cy", "dan")]
    assert parts == [D("0.05"), D("0.05"), D("0.05"), 0] and sum(parts) == D("0.15")


def test_pay_goes_out_at_the_rate_of_the_payment_and_both_are_kept() -> None:
    from salesops.incentives.statement import due, payables

    head = (
        'payees = [{ payee = "ann", currency = "USD" }]\n'
        'payment_rates = { USD = { "2026-01" = "7.2" } }'
    )
    of = plan(commission("0 0.1"), head)
    found = paid(of, booked("ann 2026-01-05 1000"), as_of="2026-01-31")
    (one,), problems = payables(found, due(found))
    assert (one.payable, one.rate, one.pay_out, problems) == (100, D("7.2"), D("13.89"), [])
    later = paid(of, booked("ann 2026-01-05 1000"), as_of="2026-02-28")
    nothing, (problem,) = payables(later, due(later))
    assert nothing == [] and problem.values["period"] == "2026-02"


@pytest.mark.parametrize(
    ("head", "carried", "forgiven"),
    [
        ("", 50, 0),
        ("carry_limit = 20", 20, 30),
        ('negative = "forgive"', 0, 50),
        ('negative = "deduct"', 0, 0),
    ],
)
def test_a_negative_sum_is_carried_forgiven_or_deducted(
    head: str, carried: int, forgiven: int
) -> None:
    from salesops.incentives.statement import due
    from tests.incentives.paying import issue

    of = plan(commission("0 1"), head)
    first = booked("ann 2026-01-05 50 A")
    issued = issue(paid(of, first, as_of="2026-01-31"))
    back = paid(of, [*first, *booked("ann 2026-02-05 -50 A")], as_of="2026-02-28")
    found = {entry.component: entry.amount for entry in due(back, issued)}
    assert (found.get("carried", 0), found.get("forgiven", 0)) == (carried, forgiven)
    assert due(back, issue(back, issued)) == []


def test_periods_need_not_be_months() -> None:
    starts = (
        "2026-01-01, 2026-01-29, 2026-02-26, 2026-04-02, 2026-04-30, 2026-05-28, 2026-07-02, "
        "2026-07-30, 2026-08-27, 2026-10-01, 2026-10-29, 2026-11-26"
    )
    quarterly = commission("0 0.1", more='accumulate = "quarter"')
    of = plan(quarterly, f"period_starts = [{starts}]")
    found = paid(of, booked("ann 2026-01-28 10", "ann 2026-01-29 20", "ann 2026-04-01 30"))
    assert by_period(found) == {"2026-01-01": 1, "2026-01-29": 2, "2026-02-26": 3}


def test_a_plan_written_down_is_the_same_plan() -> None:
    from salesops.incentives.plan_file import fingerprint, plan_schema, toml

    relief = (
        'relief = [{ payee = "an\\"n", starts_on = 2026-01-01, ends_before = 2026-02-01, '
        'share = "0.5", reason = "病假" }]'
    )
    of = split_in_july(commission("0 0.1"), relief)
    again = plan_of(toml(of))
    assert again == of and fingerprint(again) == fingerprint(of)
    said = plan_schema()
    version = said["properties"]["versions"]["items"]["properties"]
    kinds = [one["properties"]["kind"]["const"] for one in version["components"]["items"]["oneOf"]]
    assert kinds == ["commission", "bonus", "spiff", "objectives", "pool", "promise"]
    tiers = version["components"]["items"]["oneOf"][0]
    assert {"tier_method", "accumulate", "basis", "tiers"} <= set(tiers["required"])
