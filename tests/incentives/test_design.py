"""What a deal would pay, and what countries ask of a plan."""

from dataclasses import replace
from datetime import date

import pytest

from salesops.incentives.credits import credits_of, joined
from salesops.incentives.if_won import if_won
from salesops.incentives.profiles import profile_problems
from tests.incentives.paying import (
    D,
    booked,
    by_period,
    commission,
    paid,
    plan,
    quotas,
    told,
    tried,
)

TIERS = 'tier_unit = "attainment"'


def test_a_deal_pays_what_it_adds_at_the_tier_it_reaches() -> None:
    of, held = plan(commission("0 0.1, 1 0.2", more=TIERS)), quotas("ann 2026 1000", "bo 2026 1")
    sold, end = credits_of(booked("ann 2026-01-05 900 A")), date(2026, 12, 31)
    found, problems = if_won(of, sold, held, booked("ann 2026-03-01 200 B"), end)
    assert (found, problems) == ({"ann": 30}, [])
    new, problems = if_won(of, sold, held, booked("cy 2026-03-01 200 C"), end)
    assert new == {} and told(problems) == ["no_quota"]


def test_rows_joined_pay_as_if_they_had_come_together() -> None:
    of = plan(commission("0 0.1, 100 0.2", more='accumulate = "transaction"'))
    first = booked("bo 2026-01-05 300 B", "ann 2026-01-05 200 A")
    back = booked("ann 2026-02-05 -100 A", "cy 2026-01-09 50 C")
    from salesops.incentives.calculation import calculated
    from salesops.incentives.credit_checks import world_of
    from salesops.incentives.quotas import Quotas

    rows = joined(
        credits_of(first[:1]), joined(credits_of(first[1:] + back[:1]), credits_of(back[1:]))
    )
    world, problems = world_of(of, rows, Quotas(), date(2026, 12, 31))
    together, _ = tried(of, first + back)
    assert problems == []
    for name in ("ann", "bo", "cy"):
        assert by_period(calculated(world), name) == by_period(together, name)


@pytest.mark.parametrize(
    ("more", "leaver", "codes"),
    [
        ('release = "collected"', "as_usual", ["leaver_not_settled"]),
        ('release = "collected"', "settle", []),
        ("", "forfeit", ["leaver_not_settled"]),
        ('basis = "collected"', "settle", ["leaver_not_collected"]),
        ("", "as_usual", []),
    ],
)
def test_a_leavers_pay_that_waits_is_told_where_it_must_be_settled(
    more: str, leaver: str, codes: list[str]
) -> None:
    of = plan(commission("0 0.1", more=more), f'leaver = "{leaver}"')
    assert told(profile_problems(of, "CN")) == codes


def test_a_commission_plan_is_to_be_written_and_signed_in_california() -> None:
    (problem,) = profile_problems(plan(commission("0 0.1")), "US-CA")
    assert "2751" in problem.reason("en") and "legal advice" in problem.remedy("en")
    assert told([problem]) == ["plan_to_be_signed"] and problem.severity == "warning"


def test_an_amount_for_a_goal_is_a_bonus_and_no_commission_in_california() -> None:
    goal = commission("0 0.1", "whole").replace('rate = "0.1"', "amount = 500")
    assert profile_problems(plan(goal), "US-CA") == []


def test_a_rule_holds_from_its_day_on() -> None:
    of = plan(commission("0 0.1"))
    earlier = replace(of, versions=(replace(of.versions[0], starts_on=date(2012, 12, 31)),))
    assert profile_problems(earlier, "US-CA") == []


def test_what_a_leaver_forfeits_is_taken_after_the_period_of_leaving() -> None:
    head = 'leaver = "forfeit"\npayees = [{ payee = "ann", ends_before = 2026-02-01 }]'
    of = plan(commission("0 0.1", more="instalments = 2"), head)
    assert by_period(paid(of, booked("ann 2026-01-05 1000"))) == {"2026-01": D(50)}
