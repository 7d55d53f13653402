"""Before a visit, a few points with their proof; nothing where there is nothing."""

from datetime import date, timedelta
from decimal import Decimal

from salesops.selling.next_visit import (
    Known,
    OpenDeal,
    Returned,
    Sibling,
    Situation,
    Unpaid,
    points,
)
from salesops.selling.rebuy import Rebuy

TODAY = date(2026, 3, 10)


def ago(days: int) -> date:
    return TODAY - timedelta(days=days)


LATE = Rebuy("泵", 5, ago(60), 30, 30, ago(30), 30)
FULL = Situation(
    rebuys=[LATE, Rebuy("阀", 4, ago(20), 30, 30, ago(-10), 0)],
    unpaid=[Unpaid("O2", Decimal(50000), ago(3)), Unpaid("O1", Decimal(70000), ago(40))],
    deals=[OpenDeal("D1", "泵站改造", "报价", Decimal(1200000), "演示")],
    returns=[Returned("O3", "密封圈", Decimal(-800), ago(5))],
    contacts=[Known("C1", "王工", ago(90)), Known("C2", "李总")],
    siblings=[Sibling("P9", "润滑油", Decimal("0.42"))],
)


def codes(situation: Situation, limit: int = 20) -> list[str]:
    return [point.said.code for point in points(situation, TODAY, limit)]


def test_trouble_comes_before_money_before_business_before_people() -> None:
    assert codes(FULL) == [
        "returned", "unpaid", "deal_open", "reorder_late", "reorder_soon", "untouched",
        "never_met", "others_buy",
    ]  # fmt: skip
    assert len(points(FULL, TODAY)) == 6


def test_every_point_has_its_proof_and_speaks_both_languages() -> None:
    for point in points(FULL, TODAY, 20):
        assert point.evidence
        for sentence in (
            point.said.reason("zh"), point.said.remedy("zh"),
            point.said.reason("en"), point.said.remedy("en"),
        ):  # fmt: skip
            assert sentence and "{" not in sentence


def test_what_is_unpaid_is_one_conversation() -> None:
    (point,) = points(Situation(unpaid=FULL.unpaid), TODAY)
    assert point.evidence == ("O1", "O2")
    assert point.said.reason("zh") == "2 笔订单到期未付，共 ¥12.0 万，最早 2026-01-29 到期"
    assert "¥120.0 k" in point.said.reason("en")


def test_a_deal_without_a_next_step_says_so() -> None:
    assert codes(Situation(deals=[OpenDeal("D1", "x", "报价", None, " ")])) == ["deal_without_step"]


def test_what_is_fine_is_not_brought_up() -> None:
    fine = Situation(
        rebuys=[
            Rebuy("泵", 2, ago(60)),
            Rebuy("阀", 4, ago(1), 30, 30, ago(-29), 0),
        ],
        unpaid=[Unpaid("O1", Decimal(5), TODAY)],
        returns=[Returned("O3", "x", Decimal(5), ago(91))],
        contacts=[Known("C1", "王工", ago(59))],
        siblings=[Sibling("P9", "油", Decimal("0.29"))],
    )
    assert codes(fine) == []


def test_the_larger_deal_the_newer_return_and_the_likelier_product_come_first() -> None:
    situation = Situation(
        deals=[OpenDeal("small", "s", "x", Decimal(1)), OpenDeal("large", "l", "x", Decimal(9))],
        returns=[
            Returned("old", "x", Decimal(1), ago(50)),
            Returned("new", "x", Decimal(1), ago(2)),
        ],
        siblings=[
            Sibling("rare", "x", Decimal("0.3")),
            Sibling("often", "x", Decimal("0.9")),
        ],
    )
    evidence = [point.evidence[0] for point in points(situation, TODAY, 20)]
    assert evidence == ["new", "old", "large", "small", "often", "rare"]
