"""Reality against the designed process, in plain words; what holds it up; two groups compared."""

from decimal import Decimal
from itertools import pairwise

import numpy as np
import pytest

from salesops.process.allowed import Allowed, Longest, allowed_by
from salesops.process.bottlenecks import Outcome, held, ranked
from salesops.process.compared import differences, notable, share_difference, usual_ends, wilson
from salesops.process.conform import astray, conformance, said, violations
from salesops.process.standard import standard
from tests.process.cases import START, TOY, log

CHAIN = ("lead", "contact", "qualify", "demo", "propose", "negotiate", "won", "after")
WAY = Allowed(
    (*CHAIN, "lost"),
    frozenset([*pairwise(CHAIN), *((stage, "lost") for stage in CHAIN[:6])]),
    frozenset(["lead"]),
    frozenset(["after", "lost"]),
)
HOUR = 3_600_000_000


def test_the_toy_conforms_as_far_as_the_fact_book_says() -> None:
    # TV-32.
    found = conformance(log(TOY), WAY)
    assert (found.edges, found.allowed_edges) == (23, 18)
    assert found.fitness == pytest.approx(0.7826, abs=5e-5)
    assert (found.cases, found.conforming, found.conforming_share) == (4, 2, 0.5)


def test_each_case_says_in_plain_words_what_it_did() -> None:
    toy = log(TOY)
    told = [[said(one, "en") for one in violations(toy, WAY, case)] for case in range(4)]
    assert told[0] == told[3] == []
    assert told[1] == [
        "went from qualify straight to propose and skipped demo",
        "was over in won without what comes after",
    ]
    assert [one.kind for one in violations(toy, WAY, 2)] == ["skip", "back", "skip", "back"]
    assert said(violations(toy, WAY, 2)[1], "zh") == "从“qualify”退回到“contact”"
    assert astray(toy, WAY) == [2, 1]


def test_an_open_case_is_not_judged_by_where_it_stands() -> None:
    waiting = log("a lead contact\nb contact qualify lost\nc lead elsewhere lost")
    is_open = np.array([True, False, False])
    kinds = [[v.kind for v in violations(waiting, WAY, case, is_open)] for case in range(3)]
    assert kinds == [[], ["start"], ["unknown", "unknown"]]
    assert conformance(waiting, WAY, is_open).conforming == 1
    assert conformance(waiting, WAY).conforming == 0


def test_a_stay_longer_than_its_limit_is_late_but_not_astray() -> None:
    late = Allowed(WAY.stages, WAY.edges, limits={"lead": Longest(2 * 3600)})
    found = conformance(log("a lead@0 contact@5\nb lead@0 contact@2"), late)
    assert (found.conforming, found.late_cases) == (2, 1)
    assert found.totals[0].violation.seconds == 3 * 3600


def test_the_standard_process_allows_its_own_moves() -> None:
    allowed = allowed_by(standard(), "deal", "en")
    first = allowed.stages[0]
    assert allowed.starts == {first}
    assert allowed.finals and allowed.finals <= set(allowed.stages)
    assert allowed.limits[first].is_worked
    assert all(source in allowed.stages for source, _ in allowed.edges)


def test_what_holds_up_most_is_not_what_is_over_its_limit_nor_what_loses_most() -> None:
    # TV-31: by all waiting, by what is beyond limits, by value lost.
    world = log(
        "a x@0 y@100 z@101 won@102\nb x@0 y@100 z@110 lost@121\nc x@0 y@90 z@91 lost@92\nd x@0"
    )
    allowed = Allowed(
        ("x", "y", "z", "won", "lost"),
        frozenset(),
        limits={"x": Longest(1000 * 3600), "y": Longest(3600), "z": Longest(10 * 3600)},
    )
    outcome = Outcome(
        np.array([False, False, False, True]),
        np.array([False, True, True, False]),
        [Decimal(5), Decimal("70.5"), Decimal(900), Decimal(1)],
    )
    until = int(START.timestamp() * 1_000_000) + 50 * HOUR
    found = held(world, outcome, allowed, until)
    ways = {by: [one.stage for one in ranked(found, by)] for by in ("wait", "excess", "lost")}
    assert ways == {"wait": ["x", "z", "y"], "excess": ["y", "z"], "lost": ["z"]}
    stage = {one.stage: one for one in found}
    assert (stage["x"].stays, stage["x"].waiting, stage["x"].seconds) == (4, 1, 340 * 3600)
    assert (stage["y"].excess, stage["y"].late) == (9 * 3600, 1)
    assert (stage["z"].lost, stage["z"].lost_late) == (Decimal("970.5"), Decimal("70.5"))
    assert "won" not in stage and "lost" not in stage


def test_a_share_and_its_difference_lie_in_the_published_intervals() -> None:
    # Newcombe 1998, example (a): 56 of 70 against 48 of 80.
    found = share_difference((56, 48), (70, 80))
    assert (found.low, found.high) == (
        pytest.approx(0.0524, abs=5e-5),
        pytest.approx(0.3339, abs=5e-5),
    )
    assert wilson(0, 10)[0] == pytest.approx(0) and wilson(10, 10)[1] == pytest.approx(1)


def test_benjamini_and_hochberg_keep_four_of_their_fifteen() -> None:
    chances = [0.0001, 0.0004, 0.0019, 0.0095, 0.0201, 0.0278, 0.0298, 0.0344, 0.0459, 0.3240,
               0.4262, 0.5719, 0.6528, 0.7590, 1.0]  # fmt: skip
    assert notable(chances) == [True] * 4 + [False] * 11


def test_two_groups_differ_where_they_do_and_nowhere_else() -> None:
    quick = [f"q{n} x@0 y@{1 + n % 3} won@9" for n in range(40)]
    slow = [f"s{n} x@0 y@{5 + n % 3} {'lost' if n % 2 else 'won'}@9" for n in range(40)]
    found = differences(log("\n".join(quick + slow)), np.arange(40), np.arange(40, 80))
    by_pair = {(one.source, one.target): one for one in found}
    there = by_pair["x", "y"]
    assert there.shares == (1, 1) and not there.share.is_notable
    assert there.wait is not None and there.wait.is_notable and there.wait.high < 0.5
    lost = by_pair["y", "lost"]
    assert lost.cases == (0, 20) and lost.share.is_notable and lost.share.high < 0
    assert lost.wait is None
    assert differences(log("a x y"), np.array([0]), np.array([], dtype=int)) == []


def test_that_the_won_were_won_is_no_difference() -> None:
    won = [f"w{n} x@0 y@1 won@2" for n in range(30)]
    lost = [f"l{n} x@0 {'y@1 x@2' if n % 2 else 'x@1'} lost@3" for n in range(30)]
    told, first, second = log("\n".join(won + lost)), np.arange(30), np.arange(30, 60)
    ends = usual_ends(told, first, second)
    assert ends == {"won", "lost"}
    found = differences(told, first, second, ends)
    assert {(one.source, one.target) for one in found} == {("x", "y"), ("y", "x"), ("x", "x")}
    assert next(one for one in found if one.target == "y").shares == (1, 0.5)
    assert usual_ends(told, first, np.array([], dtype=int)) == {"won"}
