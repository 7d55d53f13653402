"""A plan as a form: nothing is lost on the way there and back; problems stand at their field."""

from decimal import Decimal

import pytest

from salesops.incentives.fields import written
from salesops.incentives.form import form_of
from salesops.incentives.form_edited import edited
from salesops.incentives.form_parts import Branch, Items, Optional, Pairs
from salesops.incentives.form_typed import typed
from salesops.incentives.payment import Draw
from salesops.incentives.placed import place_of
from salesops.incentives.plan import Plan
from salesops.incentives.plan_file import plan_of as read
from salesops.incentives.templates import TEMPLATES, Asked
from tests.incentives.paying import commission, plan

RICH = """
threshold = "0.5"
roles = ["direct", "rollup"]
products = ["P1", "P2"]
gates = [{ at_least = "0.4" }]
multipliers = [{ bands = [{ factor = "1.1", starts = "1" }] }]
caps = [{ of = "payment", at_most = 900, per = "period", refundable = true }]
holdback = { share = "0.1", periods = 3 }
returns = { reduce_attainment = false, clawback = "share", share = "0.5" }
windfall = { above = 5000 }
"""
MATRIX = """
[[versions.components]]
name = "both"
kind = "bonus"
basis = "booked"
accumulate = "quarter"
amount = 10
matrices = [{ across = "commission", rows = [0, 1], columns = [0, 1], factors = [[1, 2], [2, 3]] }]
"""
HEAD = """
payment_rates = { USD = { "2026-01" = "7.1" } }
plan_rates = { USD = "7" }
draw = { kind = "advance", amount = 5 }
leaver = "settle"
"""


def inputs(branch: Branch):
    """What a browser sends of a form nobody has touched."""
    for one in (*branch.inputs, *branch.more):
        if isinstance(one, Pairs):
            yield f"{one.path}.name", [name for name, _ in one.rows]
            yield f"{one.path}.value", [value for _, value in one.rows]
        elif one.kind == "choices":
            yield one.path, one.value
        else:
            yield one.path, [str(one.value)]
    for part in (*branch.parts, *branch.more_parts):
        if isinstance(part, Items):
            for item in part.items:
                yield from inputs(item)
        elif isinstance(part, Optional) and part.branch:
            yield from inputs(part.branch)


def sent(told):
    return dict(inputs(form_of(told, "zh")))


def all_plans():
    members = {"ann": Decimal("0.5"), "bo": Decimal("0.5")}
    asked = Asked(name="2026", currency="CNY", year=2026, members=members)
    usual = [template.plan(asked) for template in TEMPLATES.values()]
    return [*usual, plan(commission("0 0.1, 100 0.2", more=RICH) + MATRIX, head=HEAD)]


@pytest.mark.parametrize("of", all_plans())
def test_a_form_nobody_touched_says_the_same_plan(of):
    assert read(typed(sent(written(of)))) == of


def test_a_share_may_be_typed_in_per_cent():
    told = sent(written(plan(commission("0 0.1"))))
    told["versions.0.components.0.tiers.0.rate"] = ["3.5 %"]
    found = read(typed(told))
    assert isinstance(found, Plan)
    assert found.versions[0].components[0].tiers[0].rate == Decimal("0.035")


def test_a_new_component_leaves_its_switches_to_be_chosen():
    told = edited(written(plan(commission("0 0.1"))), "add:versions.0.components:commission")
    found = read(told)
    assert isinstance(found, list)
    missing = {problem.values["field"] for problem in found}
    assert missing == {
        f"versions[0].components[1].{name}" for name in ("accumulate", "tier_method")
    }
    assert {place_of(problem, told) for problem in found} == {
        f"versions.0.components.1.{name}" for name in ("accumulate", "tier_method")
    }


def test_a_new_component_is_called_by_its_kind_and_counted_among_its_like_alone():
    told = written(plan(commission("0 0.1")))
    for kind in ("spiff", "commission", "spiff"):
        edited(told, f"add:versions.0.components:{kind}")
    names = [component["name"] for component in told["versions"][0]["components"]]
    assert names == ["commission", "spiff", "commission2", "spiff2"]


def test_a_draw_without_end_is_left_empty_in_the_form_and_read_as_one():
    told = edited(written(plan(commission("0 0.1"))), "add:draw")
    told["draw"] |= {"kind": "advance", "amount": "100"}
    said = sent(told)
    assert said["draw.periods"] == [""]
    found = read(typed(said))
    assert isinstance(found, Plan) and found.draw == Draw(kind="advance", amount=Decimal(100))


def test_what_is_added_is_taken_away_again():
    before = written(plan(commission("0 0.1, 100 0.2")))
    place = "versions.0.components.0.tiers"
    told = edited(edited(before, f"add:{place}:"), f"remove:{place}.2")
    assert read(told) == plan(commission("0 0.1, 100 0.2"))
    assert edited(told, "remove:nothing.7.such") == told


@pytest.mark.parametrize(
    ("path", "value", "code", "place"),
    [
        ("tiers.1.starts", "120", "tier_gap", "tiers.1.starts"),
        ("tiers.1.starts", "90", "tier_overlap", "tiers.1.starts"),
        ("tiers.1.rate", "3", "rate_too_high", "tiers"),
        ("accumulate", "", "plan_field_missing", "accumulate"),
        ("tiers.1.rate", "a lot", "plan_field_bad", "tiers.1.rate"),
    ],
)
def test_a_problem_stands_at_its_field(path, value, code, place):
    component = "versions.0.components.0."
    told = sent(written(plan(commission("0 0.1, 100 0.2")))) | {component + path: [value]}
    [problem] = read(typed(told))
    assert problem.code == code and place_of(problem, typed(told)) == component + place


def test_a_plan_without_a_currency_says_so_at_the_currency():
    told = typed(sent(written(plan(commission("0 0.1")))) | {"currency": [""]})
    [problem] = read(told)
    assert (problem.code, place_of(problem, told)) == ("plan_without_currency", "currency")
