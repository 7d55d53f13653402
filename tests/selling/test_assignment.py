"""A lead goes to somebody who is here and has room, and everybody can see why."""

from decimal import Decimal

import pytest

from salesops.selling.assignment import AssignmentRule, Incoming, Seller, assignment, holds

EAST = ("中国", "华东", "上海")
PEOPLE = ("ada", "bo", "cy")
SELLERS = {
    "ada": Seller("ada", "艾达", open_load=5, region_ids=frozenset({"华东"})),
    "bo": Seller("bo", "小波", open_load=2, cap=3, region_ids=frozenset({"上海"})),
    "cy": Seller("cy", "小赛", open_load=0, region_ids=frozenset({"华南"})),
}
TURNS = AssignmentRule("轮流", "round_robin", PEOPLE)


def test_turns_go_round_and_start_over() -> None:
    given, last = [], {}
    for _ in range(4):
        told = assignment([TURNS], Incoming(), SELLERS, last)
        given.append(told.person_id)
        last = {"轮流": told.person_id or ""}
    assert given == ["ada", "bo", "cy", "ada"]


def test_whoever_left_the_rule_does_not_stop_the_round() -> None:
    assert assignment([TURNS], Incoming(), SELLERS, {"轮流": "gone"}).person_id == "ada"


def test_somebody_away_or_full_or_unknown_is_passed_over_and_named() -> None:
    sellers = {
        "ada": Seller("ada", is_away=True),
        "bo": Seller("bo", open_load=3, cap=3),
        "cy": Seller("cy"),
    }
    rule = AssignmentRule("轮流", "round_robin", (*PEOPLE, "di"))
    told = assignment([rule], Incoming(), sellers)
    assert told.person_id == "cy"
    assert told.passed_over == {"ada": "away", "bo": "full", "di": "unknown"}


def test_the_nearest_region_wins_over_the_wider_one() -> None:
    rule = AssignmentRule("按区域", "by_region", PEOPLE)
    told = assignment([rule], Incoming(region_path=EAST), SELLERS)
    assert told.person_id == "bo"
    assert told.why.reason("zh") == "按规则“按区域”，小波负责区域“上海”"
    assert told.passed_over == {"cy": "other_region"}
    north = assignment([rule], Incoming(region_path=("中国", "华北")), SELLERS)
    assert (north.person_id, north.rule) == (None, "按区域")


def test_the_least_loaded_gets_it() -> None:
    told = assignment([AssignmentRule("按负荷", "by_load", PEOPLE)], Incoming(), SELLERS)
    assert told.person_id == "cy"
    assert told.why.reason("en") == 'By the rule "按负荷": 小赛 has the least open (0)'


@pytest.mark.parametrize(
    ("rule", "incoming", "is_so"),
    [
        ({"sources": frozenset({"web"})}, Incoming("web"), True),
        ({"sources": frozenset({"web"})}, Incoming("fair"), False),
        ({"regions": frozenset({"华东"})}, Incoming(region_path=EAST), True),
        ({"regions": frozenset({"华南"})}, Incoming(region_path=EAST), False),
        ({"product_lines": frozenset({"泵"})}, Incoming(product_line="泵"), True),
        ({"product_lines": frozenset({"泵"})}, Incoming(), False),
        ({"amount_at_least": Decimal(100)}, Incoming(amount=Decimal(100)), True),
        ({"amount_below": Decimal(100)}, Incoming(amount=Decimal(100)), False),
        ({"amount_below": Decimal(100)}, Incoming(amount=Decimal(0)), True),
        ({"amount_at_least": Decimal(0)}, Incoming(), False),
    ],
)
def test_a_rule_holds_when_all_its_conditions_do(
    rule: dict[str, object], incoming: Incoming, is_so: bool
) -> None:
    assert holds(AssignmentRule("x", "by_load", (), **rule), incoming) is is_so  # type: ignore[arg-type]


def test_the_first_rule_that_holds_decides_even_if_nobody_of_it_can() -> None:
    big = AssignmentRule("大客户", "by_load", ("bo",), amount_at_least=Decimal(1000))
    sellers = SELLERS | {"bo": Seller("bo", is_away=True)}
    told = assignment([big, TURNS], Incoming(amount=Decimal(5000)), sellers)
    assert (told.person_id, told.rule, told.why.code) == (None, "大客户", "no_candidate")
    assert "1 人休假" in told.why.reason("zh")
    assert assignment([big, TURNS], Incoming(), sellers).rule == "轮流"


def test_no_rule_at_all_says_so() -> None:
    told = assignment([], Incoming(), SELLERS)
    assert (told.person_id, told.rule, told.why.code) == (None, None, "no_rule")
