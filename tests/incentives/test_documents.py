"""The text of a plan, its examples, its differences; templates; the pay curve."""

from dataclasses import replace
from datetime import date

import pytest

from salesops.incentives.changes import changes
from salesops.incentives.curve import curve
from salesops.incentives.documents import document, example_problems
from salesops.incentives.misleading import curve_problems
from salesops.incentives.order_curve import order_curves
from salesops.incentives.plan import Payee
from salesops.incentives.plan_checks import plan_problems
from salesops.incentives.plan_file import fingerprint, fingerprints, toml
from salesops.incentives.templates import TEMPLATES, Asked
from salesops.reports.order_curve import order_charts
from salesops.reports.pen import Pen
from tests.incentives.paying import D, commission, plan, plan_of, told

ATTAINED = 'tier_unit = "attainment"'
TIERS = "0 0.03, 1 0.05"
EXAMPLE = "examples = [{ sold = 120000, quota = 100000, pays = 4000 }]"


def test_the_text_says_rules_and_computed_examples_in_both_languages() -> None:
    of = plan(commission(TIERS, more=ATTAINED), version=EXAMPLE)
    zh, en = document(of, "zh", D(100_000)), document(of, "en", D(100_000))
    assert "超额累进" in zh and "- 0% 至 100%：3%" in zh and "卖出 120,000" in zh
    assert "marginal tier" in en and "- from 100%: 5%" in en
    assert "| 80% | 80,000 | 2,400 |" in en and "| 120% | 120,000 | 4,000 |" in en
    assert fingerprint(of) in zh and fingerprint(of) in en


def test_an_example_that_does_not_come_out_is_told_with_what_is_paid() -> None:
    right = plan(commission(TIERS, more=ATTAINED), version=EXAMPLE)
    assert example_problems(right) == []
    wrong = plan(commission(TIERS, more=ATTAINED), version=EXAMPLE.replace("4000", "6000"))
    (problem,) = example_problems(wrong)
    assert told([problem]) == ["example_does_not_come_out"]
    assert (problem.values["told"], problem.values["amount"]) == (6000, 4000)


def test_two_texts_differ_in_what_was_changed_and_nothing_else() -> None:
    before = plan(commission(TIERS, more=ATTAINED))
    after = plan(commission("0 0.03, 1 0.06", more=ATTAINED))
    assert [(c.field, c.before, c.after) for c in changes(before, after)] == [
        ("versions[0].components[commission].tiers[1].rate", D("0.05"), D("0.06"))
    ]
    assert fingerprint(before) != fingerprint(after)


@pytest.mark.parametrize("name", TEMPLATES)
def test_every_template_is_a_plan_that_can_be_written_down_and_paid(name: str) -> None:
    members = {"000000": D("0.5"), "000001": D("0.5")}
    asked = Asked(name="新方案", currency="CNY", year=2026, members=members)
    of = TEMPLATES[name].plan(asked)
    assert plan_problems(of) == [] and plan_of(toml(of)) == of
    (full,) = curve(of, D(1_000_000), [D(1)])
    target = {"linear": 20_000, "accelerated": 100_000, "tiered": 22_000, "target_bonus": 100_000,
              "mbo_mix": 100_000, "team_pool": 20_000}  # fmt: skip
    assert full.pay == target[name]


def test_the_curve_of_marginal_tiers_has_nothing_to_be_told() -> None:
    assert curve_problems(plan(commission(TIERS, more=ATTAINED)), D(100_000)) == []


def test_a_whole_amount_tier_is_a_cliff_and_a_brake_above_quota_makes_pay_fall() -> None:
    cliff = plan(commission(TIERS, "whole", ATTAINED))
    (problem,) = curve_problems(cliff, D(100_000))
    assert told([problem]) == ["pay_cliff"] and problem.values["at"] == "100%"
    assert problem.values["amount"] == D("2000.30")
    brake = 'multipliers = [{ bands = [{ starts = 1, factor = "0.5" }] }]'
    falls = curve_problems(plan(commission("0 0.03", more=brake)), D(100_000))
    assert told(falls) == ["pay_falls"] and falls[0].values["start"] == "99.99%"


def test_a_cap_is_a_flat_stretch_and_too_steep_a_tier_is_told() -> None:
    cap = f'{ATTAINED}\ncaps = [{{ of = "attainment", at_most = "1.5" }}]'
    (flat,) = curve_problems(plan(commission(TIERS, more=cap)), D(100_000))
    assert told([flat]) == ["pay_flat"] and flat.values["start"] == "150%"
    text = commission("0 0").replace('rate = "0"', "times = 3").replace('"amount"', '"attainment"')
    (steep,) = curve_problems(plan(text, version="target_pay = 100000"), D(100_000))
    assert told([steep]) == ["pay_steep"] and steep.values["amount"] == 3 * steep.values["sold"]


@pytest.mark.parametrize(
    ("text", "place", "amount"),
    [
        # All of a quarter's 30,000 at 5 % instead of 3 %; the year's quota is 100,000.
        (commission("0 0.03, 30000 0.05", "whole", 'accumulate = "quarter"'),
         "Commission, tiers 2 (each quarter, 30,000)", 600),
        (commission("0 0.04", more='gates = [{ at_least = "0.8" }]\naccumulate = "half"'),
         "Commission, gates 1 (each half-year, 80%)", 1600),
        (commission("0 0.04", more='threshold = "0.6"'),
         "Commission, threshold (attainment) (each year, 60%)", 2400),
    ],
)  # fmt: skip
def test_a_cliff_is_told_at_the_plan_s_own_words_with_what_one_interval_pays(text, place, amount):
    (problem,) = curve_problems(plan(text), D(100_000))
    assert told([problem]) == ["pay_cliff"] and problem.values["place_en"] == place
    assert abs(problem.values["amount"] - amount) < 2


def test_a_rate_of_the_whole_order_invites_splitting_and_joining_orders() -> None:
    one = commission("0 0.03, 1000 0.05", "whole", 'accumulate = "transaction"')
    (problem,) = [p for p in curve_problems(plan(one), D(100_000)) if "order" in p.code]
    assert (problem.values["at"], problem.values["amount"]) == ("1,000", 20)
    assert told([problem]) == ["pay_order_cliff"]


def test_a_matrix_may_make_a_sale_lower_pay_and_is_named() -> None:
    across = 'kind = "bonus"\nname = "new"\nbasis = "booked"\naccumulate = "year"\namount = 1\n'
    matrix = (
        'matrices = [{ across = "new", rows = [0, 1], columns = [0], factors = [[1], ["0.5"]] }]'
    )
    text = f"[[versions.components]]\n{across}" + commission("0 0.04", more=matrix)
    falls = [p for p in curve_problems(plan(text), D(100_000)) if p.code == "pay_falls"]
    assert [p.values["at"] for p in falls] == ["100%"]
    assert "Matrices 1" in falls[0].values["place_en"].title()


def test_a_pool_pays_by_head_where_all_attain_alike() -> None:
    shares = 'kind = "pool"\nshares = { ann = "0.75", bo = "0.25" }'
    text = commission("0 0.01, 150000 0.03", more=shares)
    points = curve(plan(text.replace('kind = "commission"\n', "")), D(100_000), [D("0.5"), D(1)])
    # Two people sell 100,000 and 200,000 together.
    assert [point.pay for point in points] == [500, 1500]


def test_fingerprints_for_many_payees_are_those_of_each() -> None:
    of, many = plan(commission("0 0.1")), fingerprints(plan(commission("0 0.1")))
    for payee in (Payee(payee="ann"), Payee(payee='李"雷', starts_on=date(2026, 2, 1)),
                  Payee(payee="bo", target_pay=D("1.50"), currency="USD")):  # fmt: skip
        assert many(payee) == fingerprint(replace(of, payees=(payee,)))


SPIFF = """
[[versions.components]]
name = "scanners"
kind = "spiff"
basis = "booked"
measure = "quantity"
amount = 250
at_least = 10
"""


def test_jumps_of_single_orders_and_of_pieces_are_drawn_each_on_its_own_curve() -> None:
    by_order = commission("0 0.03, 1000 0.05", "whole", 'accumulate = "transaction"')
    pieces = commission("0 2, 100 3", "whole", 'tier_unit = "quantity"\nmeasure = "quantity"')
    pieces = pieces.replace('"commission"', '"pieces"', 1).replace('"year"', '"month"')
    of = plan(by_order + pieces + SPIFF)
    found = {one.component: one for one in order_curves(of)}
    leaps = {name: [(leap.size, leap.amount) for leap in one.leaps] for name, one in found.items()}
    problems = [one for one in curve_problems(of, D(100_000)) if one.values.get("at_en")]
    assert told(problems) == ["pay_order_cliff", "pay_pieces_cliff", "pay_order_cliff"]
    assert [one.values["at_en"] for one in problems] == ["1,000", "100 pieces", "10 pieces"]
    assert leaps == {"commission": [(1000, 20)], "pieces": [(100, 100)], "scanners": [(10, 250)]}
    charts = order_charts(of, Pen("en", "CNY"))
    assert [chart.alt for chart in charts][2] == "¥250 more at once at 10 pieces"
    assert [len(chart.spec["layer"]) for chart in charts] == [2, 2, 2]
    assert order_curves(plan(commission("0 0.03, 1 0.05", "whole", ATTAINED))) == []
