"""What it means that a case reached a stage, and how long it was there."""

from collections import Counter

from salesops.process.reached import StageTime, entrants, reached, stage_times

STAGES = ("S1", "S2", "S3", "S4", "Won")
NINE = Counter(
    tuple(line.split())
    for line in (
        "S1 S2 S3 S4 Won", "S1 S3 Won", "S1 S2 S1 S2 S3 Lost", "S1 S2 Lost", "S1 S2", "S1",
        "S1 Lost", "S1 S2 S3", "S1 S2 S1 S2",
    )
)  # fmt: skip


def test_three_meanings_of_reached_stand_side_by_side() -> None:
    # TV-18 any, TV-19 in order.
    found = reached(NINE, STAGES)
    assert [stage.any for stage in found] == [9, 6, 4, 1, 2]
    assert [stage.ordered for stage in found] == [9, 6, 3, 1, 1]
    assert [stage.furthest for stage in found] == [9, 7, 4, 2, 2]


def test_a_case_that_came_back_counts_once_and_open_ones_are_told_apart() -> None:
    # TV-21.
    second = entrants(NINE, STAGES, ("Lost",))[1]
    assert (second.entered, second.advanced, second.lost, second.open) == (6, 3, 1, 2)
    assert second.advanced / second.entered == 0.5
    assert second.advanced / second.decided == 0.75


def test_the_order_of_counting_cases_does_not_matter() -> None:
    once = [reached({path: 1}, STAGES) for path in NINE]
    assert [sum(each[n].ordered for each in once) for n in range(5)] == [9, 6, 3, 1, 1]


def test_first_latest_and_cumulative_time_in_a_stage() -> None:
    # TV-26.
    visits = [("S1", 0, 2), ("S2", 2, 5), ("S1", 5, 6), ("S2", 6, 10), ("S3", 10, 15)]
    first, second, third = stage_times(visits, now=20)
    assert (second.first, second.latest, second.cumulative) == (3, 4, 7)
    assert first.cumulative == 3
    assert first.cumulative + second.cumulative + third.cumulative == 15


def test_a_stage_the_case_is_still_in_has_no_latest_time_yet() -> None:
    (only,) = stage_times([("S1", 3, None)], now=10)
    assert only == StageTime("S1", 7, None, 7, is_open=True)
    assert only.outcome == "open"
