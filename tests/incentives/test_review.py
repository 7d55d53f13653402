"""What a reviewer is shown first, payroll's file, managers' credits, and parts that sum to pay."""

from datetime import date

from salesops.incentives.credit_words import NO_QUOTA
from salesops.incentives.credits import credits_of
from salesops.incentives.if_won import if_each_won
from salesops.incentives.in_currency import in_plan_currency, plan_rate, sums
from salesops.incentives.paying import pays
from salesops.incentives.payroll import COLUMNS, Payment, payroll_rows, totals
from salesops.incentives.review import (
    Reviewed,
    anomalies,
    left_out,
    with_two_plans,
    without_plan,
)
from salesops.incentives.rollup import Held, rolls_up, with_managers
from salesops.incentives.statement import Entry
from salesops.kernel.problem import Problem
from tests.incentives.paying import D, booked, commission, paid, plan, quotas

FLAT = commission("0 0.1")


def one(name="安", paid="100", earned=None, **told):
    return Reviewed(name, name, "CNY", D(paid), D(earned or paid), **told)


def told(*of, usual="0.3", more=()):
    found = anomalies(of, D(usual), more)
    assert all(
        a.words.reason(lang) and a.words.remedy(lang) for a in found for lang in ("zh", "en")
    )
    return [(a.kind, a.words.reason("zh")) for a in found]


def test_a_change_is_told_only_beyond_the_usual_and_names_person_and_amounts():
    assert told(one(paid="130", before=D(100))) == []
    ((kind, said),) = told(one(paid="130.01", before=D(100)))
    assert kind == "changed" and said.startswith("安 从 CNY 100 变为 CNY 130.01，相差 CNY 30.01")


def test_pay_after_none_is_a_change_and_not_a_first_pay():
    assert [kind for kind, _ in told(one(paid="5", before=D(0)))] == ["changed"]
    assert [kind for kind, _ in told(one(paid="5"))] == ["first_pay"]
    assert told(one(paid="0")) == []


def test_negative_capped_and_leavers_are_told_with_what_they_cost():
    found = told(
        one("负", "0", "-40", before=D(0)), one("顶", "90", before=D(90), capped=D(-10)),
        one("走", "7", before=D(7), has_left=True),
    )  # fmt: skip
    assert found == [
        ("negative", "负 本期为负：−CNY 40，本期发放 CNY 0"),
        ("left", "走 已离职，本期仍发放 CNY 7"),
        ("capped", "顶 触及封顶，少发 CNY 10"),
    ]


def test_who_is_not_paid_comes_before_who_is_paid_unusually_and_the_largest_first():
    problem = Problem(
        NO_QUOTA, values={"payee": "s9", "component": "c", "period": "2026-01", "amount": D(5)}
    )
    more = [
        left_out("s9", "缺", problem, "CNY"),
        without_plan("s1", "无", "CNY", D(3)),
        with_two_plans("s2", "双", ["甲", "乙"], "CNY", D(9)),
    ]
    found = told(one("大", "500"), one("巨", "900"), more=more)
    assert [kind for kind, _ in found] == ["two_plans", "no_plan", "out", "first_pay", "first_pay"]
    assert "双" in found[0][1] and "甲、乙" in found[0][1] and "9" in found[0][1]
    assert found[2][1].startswith("“缺”") and "CNY 5" in found[2][1] and "巨" in found[3][1]


def test_parts_sum_to_what_is_paid_and_a_second_time_nothing_is_due():
    of = paid(
        plan(FLAT), booked("ann 2026-01-05 1000 A", "ann 2026-02-05 500 B"), as_of="2026-02-28"
    )
    ((pay,), problems) = pays(of, [Entry("ann", "2026-01", "commission", D(80))])
    assert problems == [] and pay.payable.payable == D(70)
    assert [(p.period, p.entitled, p.issued, p.due) for p in pay.parts] == [
        ("2026-01", 100, 80, 20), ("2026-02", 50, 0, 50),
    ]  # fmt: skip
    assert [(o.order, o.amount) for o in pay.parts[0].orders] == [("A", 100)]
    entries = [Entry("ann", p.period, p.component, p.due) for p in pay.parts]
    ((again,), _) = pays(of, [Entry("ann", "2026-01", "commission", D(80)), *entries])
    assert again.payable.payable == 0 and all(part.due == 0 for part in again.parts)


def test_an_adjustment_is_due_once_and_taken_back_when_it_is_gone():
    of = paid(plan(FLAT), booked("ann 2026-01-05 1000 A"), as_of="2026-01-31")
    extra = Entry("ann", "2026-01", "ADJ-1", D(7))
    ((pay,), _) = pays(of, [], [extra])
    assert pay.payable.payable == D(107)
    issued = [Entry("ann", p.period, p.component, p.due) for p in pay.parts]
    assert pays(of, issued, [extra])[0][0].payable.payable == 0
    assert pays(of, issued, [])[0][0].payable.payable == 0
    assert pays(of, issued, [])[0][0].payable.carried == D(7)


def test_a_negative_sum_is_carried_and_taken_from_the_next_pay():
    of = paid(plan(FLAT), booked("ann 2026-01-05 1000 A"), as_of="2026-01-31")
    ((pay,), _) = pays(of, [Entry("ann", "2026-01", "commission", D(130))])
    assert pay.payable.payable == 0 and pay.negative == D(30)
    before = [Entry("ann", "2026-01", "commission", D(130))]
    before += [Entry("ann", p.period, p.component, p.due) for p in pay.parts]
    more = paid(
        plan(FLAT), booked("ann 2026-01-05 1000 A", "ann 2026-02-05 500 B"), as_of="2026-02-28"
    )
    ((then,), _) = pays(more, before)
    assert then.payable.payable == D(20)
    assert sum(e.amount for e in before) + then.payable.payable == D(150)


def test_managers_are_credited_by_who_led_whom_on_the_day():
    team = commission("0 0.01", more='roles = ["rollup"]')
    assert rolls_up(plan(team)) and not rolls_up(plan(FLAT))
    held = [
        Held("bo", "ada", None, date(2026, 2, 1)), Held("bo", "eve", date(2026, 2, 1)),
        Held("ada", "top"), Held("eve", "top"),
    ]  # fmt: skip
    rows = credits_of(booked("bo 2026-01-31 100 A", "bo 2026-02-01 10 B"))
    found = dict(sums(with_managers(rows, held)))
    assert found == {"ada": 100, "bo": 110, "eve": 10, "top": 110}


def test_each_deal_is_judged_by_itself_in_the_tier_it_would_reach():
    steep = plan(commission("0 0.1, 1000 0.2"))
    rows = credits_of(booked("ann 2026-01-05 900 A"))
    deals = {"small": booked("ann 2026-01-20 100"), "large": booked("ann 2026-01-20 300")}
    found, problems = if_each_won(steep, rows, quotas(), deals, date(2026, 1, 31))
    assert problems == [] and found == {"small": {"ann": 10}, "large": {"ann": 50}}


def test_credits_come_into_the_plans_currency_at_its_own_rate_or_not_at_all():
    dollars = plan(FLAT, head='plan_rates = { USD = "7.1" }\n')
    assert plan_rate(dollars, "USD") == D("7.1") and plan_rate(dollars, "EUR") is None
    found = in_plan_currency(credits_of(booked("ann 2026-01-05 0.0005 A")), D("7.1"))
    assert sums(found) == [("ann", D("0.0036"))]


def test_payroll_has_a_row_a_payment_exact_and_none_for_nothing():
    base = ("安", "2026-01", "方案", D("7.10"), "USD", D("50.41"), "CNY", D("7.1"), "ST-1")
    rows = payroll_rows([Payment("s2", *base), Payment("s1", *base[:3], D(0), *base[4:])])
    assert [dict(zip(COLUMNS, row, strict=True))["amount"] for row in rows] == [D("7.10")]
    assert totals([("CNY", D("0.1")), ("CNY", D("0.2"))]) == [("CNY", D("0.3"))]
