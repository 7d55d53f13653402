"""A customer with a rhythm is expected back; one without is not guessed at."""

from datetime import date, timedelta
from decimal import Decimal

import pytest

from salesops.selling.rebuy import Rebuy, Taken, occasions, rebuy, rebuys, usual_basket, usual_gap

START = date(2026, 1, 1)


def days(*offsets: int) -> list[date]:
    return [START + timedelta(days=n) for n in offsets]


def test_three_purchases_thirty_days_apart_expect_the_next_in_thirty() -> None:
    told = rebuy("泵", days(0, 30, 60), None, date(2026, 3, 10))
    assert (told.gap_days, told.expected_on, told.overdue_days) == (30, date(2026, 4, 1), 0)
    assert told.said().reason("zh") == "“泵”平均 30 天买一次，预计 2026-04-01 前后再买"


@pytest.mark.parametrize(
    ("offsets", "everybodys", "gap"),
    [
        ((0, 30, 60), 80, 60),  # two gaps: 2/5 of 30 and 3/5 of 80
        ((0, 30, 60, 90), 80, 55),  # three gaps: half and half
        (tuple(range(0, 390, 30)), 80, 40),  # twelve gaps: 4/5 of 30 and 1/5 of 80
        ((0, 30, 60), None, 30),
        ((0, 10, 40, 100), None, 30),  # the median gap, not the mean
    ],
)
def test_the_fewer_gaps_a_customer_has_shown_the_more_everybodys_count(
    offsets: tuple[int, ...], everybodys: int | None, gap: int
) -> None:
    assert rebuy("泵", days(*offsets), everybodys, date(2028, 1, 1)).gap_days == gap


def test_two_purchases_say_nothing_and_say_so() -> None:
    told = rebuy("泵", days(0, 30), 30, date(2026, 6, 1))
    assert told == Rebuy("泵", 2, date(2026, 1, 31))
    assert not told.is_known and not told.is_late
    assert "2 purchases" in told.said().reason("en")
    assert rebuy("泵", [], 30, date(2026, 6, 1)).purchases == 0


def test_a_delivery_in_pieces_is_one_purchase() -> None:
    assert occasions(days(0, 1, 3, 4, 30, 33, 34)) == days(0, 4, 30, 34)
    assert rebuy("泵", days(0, 1, 2), 30, date(2026, 6, 1)).purchases == 1


def test_late_begins_a_quarter_of_the_gap_after_the_expected_day() -> None:
    bought = days(0, 40, 80)  # expected on day 120
    on = rebuy("泵", bought, None, START + timedelta(days=130))
    late = rebuy("泵", bought, None, START + timedelta(days=131))
    assert (on.overdue_days, on.is_late) == (10, False)
    assert (late.overdue_days, late.is_late) == (11, True)
    assert "已晚 11 天" in late.said().reason("zh")


def test_purchases_of_the_future_are_not_known_today() -> None:
    assert rebuy("泵", days(0, 30, 60, 90), None, START + timedelta(days=70)).purchases == 3


def test_the_most_overdue_line_comes_first_and_the_unknown_last() -> None:
    bought = {"阀": days(0, 30, 60), "泵": days(0, 10, 20), "管": days(0), "表": days(0, 50, 100)}
    told = rebuys(bought, {}, START + timedelta(days=120))
    assert [one.line for one in told] == ["泵", "阀", "表", "管"]


def test_everybodys_gap_counts_each_customer_once() -> None:
    often = days(*range(0, 100, 5))
    assert usual_gap([often, days(0, 40), days(0, 60, 120), days(0)]) == 40
    assert usual_gap([days(0)]) is None


def taken(order: str, day: int, product: str, quantity: int) -> Taken:
    return Taken(order, START + timedelta(days=day), product, Decimal(quantity))


def test_the_usual_basket_is_what_several_of_the_last_orders_had() -> None:
    lines = [
        taken("O1", 0, "old", 9), taken("O2", 10, "old", 9),
        taken("O3", 20, "pump", 2), taken("O3", 20, "pump", 1), taken("O3", 20, "once", 5),
        taken("O4", 30, "pump", 5), taken("O4", 30, "seal", 10),
        taken("O5", 40, "seal", 20), taken("O5", 40, "pump", 7), taken("O5", 40, "back", -2),
    ]  # fmt: skip
    usual = usual_basket(lines, orders=3)
    assert [(u.product_id, u.orders, u.quantity) for u in usual] == [
        ("pump", 3, Decimal(5)),
        ("seal", 2, Decimal(15)),
    ]
    assert usual[1].order_share == Decimal("0.6667")
    assert usual[1].last_on == date(2026, 2, 10)
    assert [u.product_id for u in usual_basket(lines, orders=5)] == ["pump", "seal", "old"]
    assert usual_basket([]) == []
