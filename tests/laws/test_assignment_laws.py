"""Laws of assignment: fair turns, the lightest load, and nothing for whoever is away or full."""

from collections import Counter
from dataclasses import replace

from hypothesis import given
from hypothesis import strategies as st

from salesops.selling.assignment import AssignmentRule, Incoming, Method, Seller, assignment

PEOPLE = ("ada", "bo", "cy", "di", "eve")
PATH = ("中国", "华东", "上海")
METHODS: st.SearchStrategy[Method] = st.sampled_from(["round_robin", "by_region", "by_load"])


def seller(person: str) -> st.SearchStrategy[Seller]:
    return st.builds(
        Seller,
        person_id=st.just(person),
        open_load=st.integers(0, 5),
        cap=st.none() | st.integers(0, 6),
        is_away=st.booleans(),
        region_ids=st.frozensets(st.sampled_from([*PATH, "华南"])),
    )


SELLERS = st.fixed_dictionaries({person: seller(person) for person in PEOPLE})
ORDERS = st.permutations(PEOPLE).map(tuple)
LAST = st.none() | st.sampled_from([*PEOPLE, "gone"])


def can(one: Seller) -> bool:
    return not one.is_away and (one.cap is None or one.open_load < one.cap)


@given(SELLERS, ORDERS, METHODS, LAST)
def test_nobody_away_or_full_gets_anything_and_nobody_at_all_has_a_reason(
    sellers: dict[str, Seller], order: tuple[str, ...], method: Method, last: str | None
) -> None:
    rule = AssignmentRule("r", method, order)
    told = assignment([rule], Incoming(region_path=PATH), sellers, {"r": last} if last else {})
    serving = [s for s in sellers.values() if can(s) and set(PATH) & s.region_ids]
    free = serving if method == "by_region" else [s for s in sellers.values() if can(s)]
    if told.person_id is None:
        assert not free and told.why.code == "no_candidate"
        assert set(told.passed_over) == set(PEOPLE)
    else:
        assert sellers[told.person_id] in free
        assert told.person_id not in told.passed_over
    assert told.why.reason("zh") and told.why.reason("en")


@given(SELLERS, ORDERS, LAST)
def test_the_load_method_picks_one_of_the_least_loaded(
    sellers: dict[str, Seller], order: tuple[str, ...], last: str | None
) -> None:
    told = assignment([AssignmentRule("r", "by_load", order)], Incoming(), sellers)
    loads = [s.open_load for s in sellers.values() if can(s)]
    if told.person_id:
        assert sellers[told.person_id].open_load == min(loads)


@given(SELLERS, ORDERS, LAST, st.integers(0, 20))
def test_round_robin_gives_those_who_can_take_the_same_but_for_one(
    sellers: dict[str, Seller], order: tuple[str, ...], last: str | None, count: int
) -> None:
    rule, given_to, turn = AssignmentRule("r", "round_robin", order), Counter[str](), last
    for _ in range(count):
        told = assignment([rule], Incoming(), sellers, {"r": turn} if turn else {})
        if told.person_id:
            given_to[told.person_id] += 1
            turn = told.person_id
    shares = [given_to[s.person_id] for s in sellers.values() if can(s)]
    assert max(shares, default=0) - min(shares, default=0) <= 1
    assert sum(shares) == (count if shares else 0)


@given(SELLERS, ORDERS, METHODS, st.integers(0, 12))
def test_no_cap_is_ever_passed_when_load_follows_assignment(
    sellers: dict[str, Seller], order: tuple[str, ...], method: Method, count: int
) -> None:
    rule = AssignmentRule("r", method, order)
    world = dict(sellers)
    for _ in range(count):
        told = assignment([rule], Incoming(region_path=PATH), world)
        if told.person_id:
            one = world[told.person_id]
            world[told.person_id] = replace(one, open_load=one.open_load + 1)
    for person, now in world.items():
        assert now.cap is None or now.open_load <= max(now.cap, sellers[person].open_load)
