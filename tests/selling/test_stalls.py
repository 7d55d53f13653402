"""A deal at risk says why, how serious it is and what to do; a healthy one says nothing."""

from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

import pytest

from salesops.selling.stalls import Limits, OpenDeal, risks, stalls, usual_stays
from salesops.selling.standing import Workdays

TODAY = date(2026, 3, 31)  # a Tuesday
HEALTHY = OpenDeal(
    "D1",
    "报价",
    entered_stage_on=date(2026, 3, 20),
    last_activity_on=date(2026, 3, 30),
    created_on=date(2026, 1, 5),
    expected_close_on=date(2026, 3, 31),
    pushes=1,
    has_next_task=True,
    contacts=2,
    has_decision_maker=True,
    amount=Decimal(90),
    highest_amount=Decimal(100),
)
LIMITS = Limits(usual_stays={"报价": 7})


def works(day: date) -> bool:
    return day.weekday() < 5


def why(limits: Limits = LIMITS, **changes: Any) -> list[tuple[str, str]]:
    found = risks(replace(HEALTHY, **changes), limits, TODAY, works)
    return [(risk.problem.code, risk.severity) for risk in found]


def test_a_healthy_deal_is_not_at_risk() -> None:
    assert why() == []
    assert stalls([HEALTHY], LIMITS, TODAY, works) == []


@pytest.mark.parametrize(
    ("changes", "risk"),
    [
        ({"last_activity_on": date(2026, 3, 16)}, ("quiet", "medium")),
        ({"last_activity_on": date(2026, 3, 2)}, ("quiet", "high")),
        ({"last_activity_on": None}, ("quiet", "high")),
        ({"expected_close_on": date(2026, 3, 30)}, ("overdue_close", "high")),
        ({"pushes": 2}, ("pushed_often", "medium")),
        ({"pushes": 3}, ("pushed_often", "high")),
        ({"entered_stage_on": date(2026, 3, 18)}, ("slower_than_won", "medium")),
        ({"entered_stage_on": date(2026, 3, 2)}, ("slower_than_won", "high")),
        ({"has_next_task": False}, ("no_next_task", "medium")),
        ({"contacts": 1}, ("single_contact", "low")),
        ({"amount": Decimal(80)}, ("amount_shrank", "medium")),
        ({"has_decision_maker": False}, ("no_decision_maker", "low")),
    ],
)
def test_each_reason_is_found_alone(changes: dict[str, Any], risk: tuple[str, str]) -> None:
    assert why(**changes) == [risk]


def test_a_deal_stands_as_long_as_the_board_says_today_included() -> None:
    days = [date(2026, 3, 2) + timedelta(days=n) for n in range(60)]
    board = Workdays([day for day in days if works(day)])
    for entered in days[:28]:
        limit = board.after(entered, TODAY)
        assert why(Limits(stage_limits={"报价": limit}), entered_stage_on=entered) == []
        if limit:
            late = why(Limits(stage_limits={"报价": limit - 1}), entered_stage_on=entered)
            assert late == [("stuck_in_stage", "high")]


def test_silence_is_counted_in_working_days() -> None:
    assert why(last_activity_on=date(2026, 3, 17)) == []  # nine whole working days since
    (risk,) = risks(replace(HEALTHY, last_activity_on=date(2026, 3, 16)), LIMITS, TODAY, works)
    assert risk.problem.reason("zh") == "10 个工作日没有任何跟进"


def test_the_companys_own_limit_of_a_stage_comes_before_what_is_usual() -> None:
    own = Limits(stage_limits={"报价": 3}, usual_stays={"报价": 30})
    assert why(own) == [("stuck_in_stage", "high")]
    lenient = Limits(stage_limits={"报价": 90}, usual_stays={"报价": 1})
    assert why(lenient) == []
    assert why(Limits()) == []


def test_contacts_and_decision_makers_matter_only_in_late_stages_where_those_are_named() -> None:
    limits = Limits(late_stages=frozenset({"谈判"}))
    assert why(limits, contacts=0, has_decision_maker=False) == []
    assert len(why(limits, stage="谈判", contacts=0, has_decision_maker=False)) == 2


def test_unknown_days_and_amounts_are_no_risk() -> None:
    assert why(expected_close_on=None, amount=None, highest_amount=None) == []
    assert why(highest_amount=Decimal(0)) == []


def test_the_list_begins_with_the_weightiest_reasons_and_then_the_largest_amount() -> None:
    deals = [
        replace(HEALTHY, deal_id="small", pushes=3, amount=Decimal(95)),
        replace(HEALTHY, deal_id="large", pushes=3, amount=Decimal(99)),
        replace(HEALTHY, deal_id="worst", pushes=3, has_next_task=False),
    ]
    found = stalls(deals, LIMITS, TODAY, works)
    assert [stall.deal.deal_id for stall in found] == ["worst", "large", "small"]
    assert [stall.score for stall in found] == [6, 4, 4]


def test_every_reason_speaks_both_languages_and_says_what_to_do() -> None:
    worst = OpenDeal(
        "D9", "报价", date(2026, 1, 1), expected_close_on=date(2026, 2, 1), pushes=5,
        amount=Decimal(10), highest_amount=Decimal(100),
    )  # fmt: skip
    found = risks(worst, LIMITS, TODAY, works)
    assert len(found) == 8
    for risk in found:
        for sentence in (
            risk.problem.reason("zh"), risk.problem.remedy("zh"),
            risk.problem.reason("en"), risk.problem.remedy("en"),
        ):  # fmt: skip
            assert sentence and "{" not in sentence
    assert [risk.severity for risk in found] == sorted(
        (risk.severity for risk in found), key=["high", "medium", "low"].index
    )


def test_what_is_usual_is_the_upper_quartile_of_won_deals_where_there_are_enough() -> None:
    stays = [("报价", days) for days in range(1, 10)] + [("谈判", 5)] * 7
    assert usual_stays(stays) == {"报价": 7}
    assert usual_stays([("谈判", 5)] * 7, least=7) == {"谈判": 5}
    assert usual_stays([]) == {}
