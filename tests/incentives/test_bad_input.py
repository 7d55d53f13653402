"""What a plan refuses, and whom it leaves out: by name and amount, in both languages."""

from datetime import date

import pytest

from salesops.incentives.crediting import Part, Sale, converted, credited
from salesops.incentives.credits import Credit
from salesops.incentives.plan import Plan
from salesops.incentives.plan_checks import assignment_problems
from salesops.incentives.plan_file import plan_file
from salesops.incentives.statement import due
from tests.incentives.paying import (
    HEAD,
    D,
    booked,
    commission,
    credit,
    issue,
    paid,
    plan,
    quotas,
    told,
    tried,
    whole,
)

POOL = """
[[versions.components]]
name = "pool"
kind = "pool"
basis = "booked"
accumulate = "month"
tier_method = "whole"
tiers = [{ rate = "0.1" }]
shares = { ann = "0.5", bo = "0.49" }
"""


def refused(components: str, head: str = HEAD, version: str = "") -> list[str]:
    text = f"{head}\n[[versions]]\nstarts_on = 2026-01-01\n{version}\n{components}"
    found = plan_file(text, "plan.toml")
    assert isinstance(found, list)
    assert all(problem.where.file == "plan.toml" for problem in found)
    return told(found)


@pytest.mark.parametrize(
    ("tiers", "code"),
    [
        ('{ ends = 5, rate = 0 }, { starts = 6, rate = "0.1" }', "tier_gap"),
        ('{ ends = 7, rate = 0 }, { starts = 6, rate = "0.1" }', "tier_overlap"),
        ('{ rate = 0 }, { starts = 6, rate = "0.1" }', "tier_overlap"),
        ('{ starts = 1, rate = "0.1" }', "first_tier_not_at_zero"),
        ('{ ends = 6, rate = "0.1" }', "tier_ends"),
        ('{ ends = 0, rate = "0.1" }, { starts = 0, rate = 0 }', "tier_empty"),
        ("{ rate = 3 }", "rate_too_high"),
        ('{ rate = "-0.1" }', "plan_negative"),
        ('{ rate = "0.1", times = 1 }', "tier_pays_one"),
        ("{}", "tier_pays_one"),
        ('{ ends = "0.00001", rate = 0 }, { starts = "0.00001", rate = 0 }', "too_fine"),
        ("", "no_tiers"),
        ("{ times = 1 }", "no_target_pay"),
    ],
)
def test_tiers_that_leave_something_to_guess_are_refused(tiers: str, code: str) -> None:
    text = commission("0 0")
    start, _, rest = text.partition("tiers = ")
    assert code in refused(f"{start}tiers = [{tiers}]\n{rest.partition(chr(10))[2]}")


def test_a_plan_names_its_currency_method_and_scope() -> None:
    assert refused(commission("0 0.1"), HEAD.replace('currency = "CNY"\n', "")) == [
        "plan_without_currency"
    ]
    assert "plan_field_missing" in refused(commission("0 0.1").replace("tier_method", "method"))
    assert refused(commission("0 0.1").replace("accumulate", "acumulate")) == [
        "plan_field_unknown", "plan_field_missing",
    ]  # fmt: skip
    assert refused(commission("0 0.1", "linear")) == ["plan_field_bad"]


@pytest.mark.parametrize(("share", "gap"), [("0.49", "1% is missing"), ("0.51", "1% is too much")])
def test_shares_of_99_or_101_percent_are_refused(share: str, gap: str) -> None:
    assert refused(POOL.replace("0.49", share)) == ["shares_not_whole"]
    found = plan_file(
        f"{HEAD}\n[[versions]]\nstarts_on = 2026-01-01\n{POOL.replace('0.49', share)}"
    )
    assert isinstance(found, list) and gap in found[0].remedy("en")
    half = [Part("A", "ann", share=D("0.5")), Part("A", "bo", share=D(share))]
    sale = Sale("e", "A", date(2026, 1, 1), "ann", D(100))
    assert told(credited([sale], half)) == ["split_not_whole"]  # type: ignore[arg-type]


def test_names_that_the_plan_has_not_and_names_twice_are_refused() -> None:
    gate = 'gates = [{ component = "nobody", at_least = 1 }]'
    assert refused(commission("0 0.1", more=gate)) == ["no_such_component"]
    assert refused(commission("0 0.1") + commission("0 0.1")) == ["component_named_twice"]
    assert refused("components = []") == ["plan_without_component"]


def test_matrices_bands_periods_and_shares_that_cannot_be_are_refused() -> None:
    matrix = 'matrices = [{ across = "commission", rows = [0, 1], columns = [0], factors = [[1]] }]'
    assert refused(commission("0 0.1", more=matrix)) == ["matrix_not_full"]
    bands = "multipliers = [{ bands = [{ factor = 1 }, { starts = 1, factor = 2 }] }]"
    assert refused(commission("0 0.1", more=bands)) == ["tier_overlap"]
    starts = HEAD + "period_starts = [2026-01-05]\n"
    assert refused(commission("0 0.1"), starts) == ["plan_bad_periods"]
    assert refused(commission("0 0.1"), version='ramp = ["1.5"]') == ["not_a_share"]


def test_a_pool_waits_for_everybody_who_shares_it() -> None:
    whole_shares = POOL.replace("0.49", "0.5")
    assert refused(whole_shares, HEAD + 'payees = [{ payee = "ann" }]\n') == [
        "pool_member_not_on_plan"
    ]
    sold = booked("ann 2026-01-05 100 A", "ann 2026-01-06 -101 A", "cy 2026-01-05 10 B")
    found, problems = tried(plan(whole_shares), sold)
    assert told(problems) == ["returns_exceed_sale", "pool_waits"]
    assert found.world.left_out == {"ann", "bo"}


def test_a_plan_that_ends_before_it_begins_and_no_instalment_are_told_as_typed() -> None:
    late = HEAD.replace("2027-01-01", "2025-01-01")
    assert refused(commission("0 0.1"), late) == ["plan_ends_early"]
    text = f"{HEAD}\n[[versions]]\nstarts_on = 2026-01-01\n"
    found = plan_file(text + commission("0 0.1", more="instalments = 0"))
    assert isinstance(found, list) and "is 0, not from 1" in found[0].reason("en")


def test_a_choice_that_there_is_not_is_told_with_those_there_are() -> None:
    found = plan_file(
        f"{HEAD}\n[[versions]]\nstarts_on = 2026-01-01\n{commission('0 0.1', 'linear')}"
    )
    assert isinstance(found, list) and 'cannot be "linear"' in found[0].reason("en")
    assert found[0].remedy("en") == "It can be marginal, whole, interpolated"


def test_what_is_no_toml_is_told() -> None:
    found = plan_file("name = ")
    assert isinstance(found, list) and told(found) == ["plan_not_toml"]


def test_a_payee_on_two_plans_is_told_and_one_after_the_other_is_not() -> None:
    one = plan(commission("0 0.1"), 'payees = [{ payee = "ann", ends_before = 2026-07-01 }]')
    other = plan(commission("0 0.2"), 'payees = [{ payee = "ann", starts_on = 2026-06-01 }]')
    (problem,) = assignment_problems([one, other])
    assert problem.values["starts_on"] == date(2026, 6, 1)
    later = plan(commission("0 0.2"), 'payees = [{ payee = "ann", starts_on = 2026-07-01 }]')
    assert assignment_problems([one, later]) == []


LISTED = 'payees = [{ payee = "ann", ends_before = 2026-03-01 }, { payee = "bo" }]'


def listed() -> Plan:
    return plan(commission("0 0.1"), LISTED)


def test_a_payee_without_a_plan_is_told_with_the_amount() -> None:
    found, problems = tried(
        listed(), booked("cy 2026-01-05 70", "cy 2026-01-06 30", "bo 2026-01-05 10")
    )
    assert [(p.code, p.values["payee"], p.values["amount"]) for p in problems] == [
        ("payee_without_plan", "cy", 100)
    ]
    assert whole(found, "bo") == 1 and whole(found, "cy") == 0


def test_credits_of_who_left_are_told_and_not_counted() -> None:
    found, problems = tried(listed(), booked("ann 2026-02-05 100", "ann 2026-03-05 50"))
    assert [(p.code, p.values["amount"]) for p in problems] == [("credit_after_leaving", 50)]
    assert whole(found) == 10


def test_returns_larger_than_their_sale_leave_the_person_out() -> None:
    sold = booked("ann 2026-01-05 100 A", "ann 2026-01-06 -101 A", "bo 2026-01-05 10 B")
    found, problems = tried(plan(commission("0 0.1")), sold)
    assert [(p.code, p.values["order"], p.values["amount"]) for p in problems] == [
        ("returns_exceed_sale", "A", 101)
    ]
    assert [entry.payee for entry in due(found)] == ["bo"]


def test_a_return_that_names_no_sale_is_not_looked_up_by_its_own_size() -> None:
    of = plan(commission("0 0.1, 50 0.2", more='accumulate = "transaction"'))
    _, problems = tried(of, booked("ann 2026-01-05 -100 A"))
    assert told(problems) == ["return_without_sale"]


@pytest.mark.parametrize(
    ("held", "code"),
    [
        (quotas(), "no_quota"),
        (quotas("ann 2026Q1 100"), "no_quota"),
        (quotas("ann 2026 0"), "quota_zero"),
    ],
)
def test_a_quota_that_is_missing_or_nothing_leaves_the_person_out(held: object, code: str) -> None:
    of = plan(commission("0 0.1, 1 0.2", more='tier_unit = "attainment"'))
    _, problems = tried(of, booked("ann 2026-02-05 100"), held)  # type: ignore[arg-type]
    assert told(problems) == [code] and problems[0].values["payee"] == "ann"


CASH = commission("0 0", more='basis = "collected"').replace('"commission"', '"cash"', 1)
LOOKS = (
    'gates = [{ component = "cash", at_least = "0.8" }]',
    'multipliers = [{ component = "cash", bands = [{ starts = 1, factor = 2 }] }]',
    'matrices = [{ across = "cash", rows = [0], columns = [0, 1], factors = [[1, 2]] }]',
)


@pytest.mark.parametrize("looks", LOOKS)
@pytest.mark.parametrize(("cash", "code"), [((), "no_quota"), (("ann 2026 0 cash",), "quota_zero")])
def test_a_component_that_another_looks_at_needs_its_quota_too(
    looks: str, cash: tuple[str, ...], code: str
) -> None:
    held = quotas("ann 2026 1000 commission", *cash)
    of, sold = plan(commission("0 0.1", more=looks) + CASH), booked("ann 2026-02-05 100")
    found, problems = tried(of, sold, held)
    assert told(problems) == [code] and due(found) == []
    assert (problems[0].values["payee"], problems[0].values["component"]) == ("ann", "cash")
    whole_year = quotas("ann 2026 1000 commission", "ann 2026 1000 cash")
    assert tried(of, sold, whole_year)[1] == []


def test_a_fixed_bonus_behind_a_gate_on_its_own_attainment_needs_a_quota() -> None:
    text = """
[[versions.components]]
name = "bonus"
kind = "bonus"
basis = "booked"
accumulate = "year"
amount = 100
at_least = 0
gates = [{ at_least = "0.5" }]
"""
    assert told(tried(plan(text), booked("ann 2026-02-05 100"))[1]) == ["no_quota"]


@pytest.mark.parametrize("share", ["0.39", "0.41"])
def test_weights_of_objectives_of_99_or_101_percent_are_refused(share: str) -> None:
    text = """
[[versions.components]]
name = "mbo"
kind = "objectives"
basis = "booked"
accumulate = "year"
objectives = { a = "0.6", b = "SHARE" }
"""
    assert refused(text.replace("SHARE", share), version="target_pay = 100") == ["shares_not_whole"]


def test_a_rate_of_300_percent_is_told_with_its_rate() -> None:
    found = plan_file(f"{HEAD}\n[[versions]]\nstarts_on = 2026-01-01\n{commission('0 3')}")
    assert isinstance(found, list)
    assert [(one.code, one.values["rate"]) for one in found] == [("rate_too_high", "300%")]


def test_a_missing_exchange_rate_is_told() -> None:
    made: Credit = credit("ann 2026-02-05 100")
    found = converted(made, "USD", "CNY", {"EUR": D(8)})
    assert told([found]) == ["no_exchange_rate"]  # type: ignore[list-item]
    known = converted(made, "EUR", "CNY", {"EUR": D("7.89125")})
    assert isinstance(known, Credit) and known.amount == D("789.1250")


def test_days_no_version_holds_are_told() -> None:
    _, problems = tried(plan(commission("0 0.1")), booked("ann 2025-12-31 100", "ann 2026-01-05 1"))
    assert told(problems) == ["credit_outside_plan"]


def test_a_plan_changed_after_issue_is_told_by_person_period_and_amount() -> None:
    from salesops.incentives.statement import changed_after_issue

    sold = booked("ann 2026-01-05 100")
    issued = issue(paid(plan(commission("0 0.1")), sold, as_of="2026-01-31"))
    changed = paid(plan(commission("0 0.2")), sold, as_of="2026-02-28")
    (problem,) = changed_after_issue(changed, issued)
    assert told([problem]) == ["plan_changed_after_issue"] and problem.severity == "warning"
    assert (problem.values["period"], problem.values["amount"]) == ("2026-01", 10)
    assert [(e.period, e.amount, e.posted_in) for e in due(changed, issued)] == [
        ("2026-01", 10, "2026-02")
    ]


def test_a_version_added_for_later_days_changes_nothing_issued() -> None:
    from salesops.incentives.statement import changed_after_issue
    from tests.incentives.paying import plan_of

    sold = booked("ann 2026-01-05 100")
    issued = issue(paid(plan(commission("0 0.1")), sold, as_of="2026-01-31"))
    text = f"{HEAD}[[versions]]\nstarts_on = 2026-01-01\n{commission('0 0.1')}"
    later = plan_of(f"{text}\n[[versions]]\nstarts_on = 2026-02-01\n{commission('0 0.2')}")
    again = paid(later, sold, as_of="2026-02-28")
    assert changed_after_issue(again, issued) == [] == due(again, issued)
