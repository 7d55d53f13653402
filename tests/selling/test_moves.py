"""A move says what it must, a push crosses a month, and parts sum to the whole."""

from dataclasses import replace
from datetime import date
from decimal import Decimal

import pytest

from salesops.selling.moves import (
    Move,
    Part,
    is_push,
    lines_amount,
    lines_objection,
    lost_reason_said,
    objection,
    shared_anew,
)

ON = Move("方案报价", "open", "商务谈判", "open")
LOST = replace(ON, to_stage="输单", to_kind="lost")


def test_a_move_between_open_stages_needs_no_words() -> None:
    assert objection(ON) is None
    assert objection(replace(ON, to_stage="赢单", to_kind="won")) is None


def test_a_deal_already_there_does_not_move() -> None:
    told = objection(replace(ON, is_same=True))
    assert told is not None and told.code == "already_there"


def test_losing_needs_a_reason_and_a_lost_race_a_winner() -> None:
    codes = [
        problem.code if problem else None
        for problem in (
            objection(LOST),
            objection(replace(LOST, lost_reason="  ")),
            objection(replace(LOST, lost_reason="competitor")),
            objection(replace(LOST, lost_reason="competitor", competitor="凯泉")),
            objection(replace(LOST, lost_reason="price")),
        )
    ]
    assert codes == ["needs_lost_reason", "needs_lost_reason", "needs_competitor", None, None]


@pytest.mark.parametrize(("kind", "to_kind"), [("won", "open"), ("lost", "open"), ("lost", "won")])
def test_a_closed_deal_opens_again_only_for_a_reason(kind, to_kind) -> None:
    back = replace(ON, from_kind=kind, to_kind=to_kind)
    told = objection(back)
    assert told is not None and told.code == "needs_reopen_reason"
    assert objection(replace(back, reason="客户反悔")) is None


def test_a_push_crosses_the_end_of_a_month_to_later() -> None:
    assert is_push(date(2026, 10, 31), date(2026, 11, 1))
    assert is_push(date(2026, 12, 5), date(2027, 1, 5))
    assert not is_push(date(2026, 10, 5), date(2026, 10, 25))
    assert not is_push(date(2026, 11, 5), date(2026, 10, 25))
    assert not is_push(None, date(2026, 10, 25))
    assert not is_push(date(2026, 10, 25), None)


def test_lines_say_what_they_are_about_and_all_of_them_how_much_or_none() -> None:
    pump, valve = Part("泵", amount=Decimal(60)), Part("阀", amount=Decimal(40))
    assert lines_objection([pump, valve], Decimal(100)) is None
    assert lines_objection([pump, Part("阀")]).code == "lines_half_priced"
    assert lines_objection([Part("  ")]).code == "line_empty"
    assert lines_objection([replace(pump, quantity=Decimal(-1))]).code == "line_negative"
    assert lines_objection([pump, valve], Decimal(101)).code == "lines_do_not_sum"
    assert lines_objection([Part("泵"), Part("阀")], Decimal(7)) is None


def test_the_amount_is_the_sum_of_the_lines_or_unknown() -> None:
    assert lines_amount(
        [Part("泵", amount=Decimal("0.10")), Part("阀", amount=Decimal("0.20"))]
    ) == (Decimal("0.30"))
    assert lines_amount([Part("泵")]) is None
    assert lines_amount([]) is None


def test_a_new_amount_is_shared_among_the_lines_to_the_cent() -> None:
    shared = shared_anew([Decimal(1), Decimal(1), Decimal(1)], Decimal(100))
    assert shared == [Decimal("33.34"), Decimal("33.33"), Decimal("33.33")]
    assert sum(shared_anew([Decimal(60), Decimal(40)], Decimal("0.01"))) == Decimal("0.01")


def test_a_reason_of_ours_is_said_in_the_readers_language_and_others_as_written() -> None:
    assert lost_reason_said("price", "zh") == "价格"
    assert lost_reason_said("price", "en") == "Price"
    assert lost_reason_said("老板不同意", "en") == "老板不同意"
