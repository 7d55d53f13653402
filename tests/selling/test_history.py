"""A deal's steps tell how long it stayed where, also when it came back."""

from datetime import datetime, timedelta

from salesops.selling.history import Entry, stays, visits

START = datetime(2026, 11, 2, 9)
HOUR = timedelta(hours=1)


def clock(start, end):
    return int((end - start) / timedelta(minutes=1))


# TV 26 of the field's facts: S1 0–2, S2 2–5, S1 5–6, S2 6–10, S3 10–15.
MADE = visits(
    [Entry(stage, START + at * HOUR, "bo") for stage, at in
     [("S1", 0), ("S2", 2), ("S1", 5), ("S2", 6), ("S3", 10)]],
    START + 15 * HOUR, clock,
)  # fmt: skip


def test_a_visit_ends_where_the_next_begins_and_the_last_has_not_ended() -> None:
    assert [visit.work_minutes // 60 for visit in MADE] == [2, 3, 1, 4, 5]
    assert [visit.left_at is None for visit in MADE] == [False] * 4 + [True]


def test_time_in_a_stage_is_that_of_all_visits_and_sums_to_the_whole() -> None:
    told = stays(["S1", "S2", "S3", "S4"], MADE, "S3", {})
    assert [(s.visits, s.work_minutes // 60) for s in told] == [(2, 3), (2, 7), (1, 5), (0, 0)]
    assert sum(s.work_minutes for s in told) == 15 * 60
    assert [s.stage for s in told if s.is_here] == ["S3"]


def test_a_renamed_stage_keeps_the_time_it_had_under_its_old_name() -> None:
    told = stays(["First", "S2", "S3"], MADE, "S3", {"S1": "First"})
    assert (told[0].visits, told[0].work_minutes // 60) == (2, 3)


def test_steps_of_one_moment_stand_in_the_order_they_were_written() -> None:
    made = visits([Entry("B", START, sequence=2), Entry("A", START, sequence=1)], START, clock)
    assert [visit.stage for visit in made] == ["A", "B"]


def test_no_steps_are_no_visits() -> None:
    assert visits([], START, clock) == []
