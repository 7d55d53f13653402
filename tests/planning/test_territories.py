"""Territories on lists and on small maps: what is known to be best, and what must hold."""

from dataclasses import replace

import pytest

from salesops.kernel.problem import Problem
from salesops.planning.territories import (
    Neighbours,
    Territories,
    Unit,
    balanced,
    components,
    problems_of,
)


def done(found: Territories | Problem) -> Territories:
    assert isinstance(found, Territories)
    return found


def listed(*weights: int, owner: str = "") -> list[Unit]:
    return [Unit(f"u{n}", float(w), 0.0, owner=owner) for n, w in enumerate(weights)]


def strip(count: int) -> Neighbours:
    """Districts in a row, each touching the next."""
    return {
        f"u{n}": frozenset(f"u{m}" for m in (n - 1, n + 1) if 0 <= m < count) for n in range(count)
    }


def test_heavy_customers_first_then_swaps_reach_the_even_split() -> None:
    # Longest first alone gives 8+6+4+4 and 7+6+5+... ; the even split of 40 needs a swap.
    found = done(balanced(listed(8, 7, 6, 5, 4, 4, 3, 3), ["ada", "bo"]))
    assert sorted(found.workloads.values()) == [20.0, 20.0]
    assert found.disruption == 0.0


def test_as_few_customers_as_allowed_change_hands() -> None:
    units = [*listed(5, 5, 5, 5, 5, 5, owner="ada"), Unit("last", 5.0, 0.0, owner="bo")]
    found = done(balanced(units, ["ada", "bo"], limit=1))
    assert found.customers_moved == 1
    assert found.workloads == {"ada": 25.0, "bo": 10.0}
    assert found.imbalance < (found.imbalance_before or 0)
    free = done(balanced(units, ["ada", "bo"]))
    assert free.customers_moved == 2
    assert free.disruption == pytest.approx(2 / 7)


def test_work_and_potential_are_both_evened_out() -> None:
    units = [
        Unit("a", 10.0, 0.0), Unit("b", 10.0, 100.0), Unit("c", 10.0, 0.0), Unit("d", 10.0, 100.0),
    ]  # fmt: skip
    found = done(balanced(units, ["ada", "bo"]))
    assert found.workloads == {"ada": 20.0, "bo": 20.0}
    assert found.potentials == {"ada": 100.0, "bo": 100.0}


def test_nothing_moves_where_nothing_is_uneven() -> None:
    units = [Unit(f"u{n}", 1.0, 1.0, owner="ada" if n < 3 else "bo") for n in range(6)]
    assert done(balanced(units, ["ada", "bo"])).moved == ()


def test_districts_in_a_row_are_cut_once() -> None:
    units = [replace(unit, at=(float(n), 0.0)) for n, unit in enumerate(listed(*[1] * 10))]
    found = done(balanced(units, ["ada", "bo"], neighbours=strip(10)))
    assert sorted(found.workloads.values()) == [5.0, 5.0]
    for person in ("ada", "bo"):
        mine = [unit for unit, owner in found.owner.items() if owner == person]
        assert len(components(mine, strip(10))) == 1


def test_work_flows_through_the_territory_between() -> None:
    owners = ["ada"] * 6 + ["bo"] * 3 + ["cy"] * 3
    units = [
        Unit(f"u{n}", 1.0, 0.0, owner=owner, at=(float(n), 0.0)) for n, owner in enumerate(owners)
    ]
    found = done(balanced(units, ["ada", "bo", "cy"], neighbours=strip(12)))
    assert found.workloads == {"ada": 4.0, "bo": 4.0, "cy": 4.0}


def test_a_stray_district_is_taken_in_even_where_all_is_even() -> None:
    owners = ["ada", "bo", "ada", "bo"]
    units = [
        Unit(f"u{n}", 1.0, 0.0, owner=owner, at=(float(n), 0.0)) for n, owner in enumerate(owners)
    ]
    found = done(balanced(units, ["ada", "bo"], neighbours=strip(4)))
    assert found.owner["u0"] == found.owner["u1"] != found.owner["u2"] == found.owner["u3"]


def test_a_limit_that_does_not_even_let_territories_hang_together_is_a_problem() -> None:
    owners = ["ada", "bo", "ada", "bo"]
    units = [Unit(f"u{n}", 1.0, 0.0, owner=owner) for n, owner in enumerate(owners)]
    found = balanced(units, ["ada", "bo"], neighbours=strip(4), limit=0)
    assert isinstance(found, Problem)
    assert found.code == "limit_too_low"
    assert "0" in found.reason("zh")


def test_an_island_goes_to_whoever_has_nothing_or_is_named() -> None:
    units = [Unit("u0", 1.0, 0.0, owner="ada"), Unit("u1", 1.0, 0.0, owner="bo")]
    found = balanced([*units, Unit("isle", 1.0, 0.0)], ["ada", "bo", "cy"], neighbours={**strip(2)})
    assert isinstance(found, Territories)
    assert found.owner["isle"] == "cy"
    stranded = balanced([*units, Unit("isle", 1.0, 0.0)], ["ada", "bo"], neighbours={**strip(2)})
    assert isinstance(stranded, Problem)
    assert (stranded.code, stranded.values) == ("out_of_reach", {"unit": "isle"})


def test_bad_input_is_named_before_anything_is_shared_out() -> None:
    units = [
        Unit("a", -1.0, 0.0), Unit("a", 1.0, 0.0, owner="nobody"), Unit("b", 1.0, 0.0),
    ]  # fmt: skip
    problems = problems_of(units, ["ada"], {"a": frozenset({"gone"})})
    codes = ["negative_load", "unit_twice", "unknown_owner", "unknown_neighbour", "too_many_pieces"]
    assert [problem.code for problem in problems] == codes
    assert [problem.code for problem in problems_of([], [])] == ["no_people"]
    with pytest.raises(ValueError, match="negative"):
        balanced(units, ["ada"])


def test_whoever_has_nothing_on_a_map_is_given_a_piece_of_it() -> None:
    row = [Unit(f"u{n}", 1.0, 1.0, owner="ada", at=(float(n), 0.0)) for n in range(4)]
    beside = {
        f"u{n}": frozenset({f"u{n - 1}", f"u{n + 1}"} & {u.unit_id for u in row}) for n in range(4)
    }
    found = balanced(row, ["ada", "bo"], neighbours=beside)
    assert isinstance(found, Territories)
    assert sorted(found.workloads.values()) == [2.0, 2.0]
