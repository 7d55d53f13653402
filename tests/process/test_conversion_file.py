"""Conversion from plain files: what is counted, and what is told of rows that cannot be."""

from collections.abc import Iterator
from datetime import datetime
from fractions import Fraction

from salesops.ingest.dates import moment
from salesops.kernel.problem import Where
from salesops.process.competing import incidence, tallied
from salesops.process.conversion_file import (
    Case,
    cases_of_events,
    cases_of_rows,
    seen_until,
    words,
)
from salesops.process.conversion_told import told

USUAL = words((), ())


def rows(*lines: str, columns: str = "case start end outcome") -> Iterator:
    names = columns.split()
    for number, line in enumerate(lines, 2):
        yield Where(line=number), dict(zip(names, line.split(","), strict=True))


def read(*lines: str) -> tuple[list[Case], list[str]]:
    cases, problems = cases_of_rows(rows(*lines), USUAL, moment)
    return cases, [problem.code.removeprefix("conversion_") for problem in problems]


def test_a_row_is_a_case() -> None:
    cases, problems = read(
        "a,2026-01-01,2026-01-03,赢单", "b,2026-01-01,,", "c,2026/1/2,2026/1/2,lost"
    )
    assert [(case.outcome, case.end and case.end.day) for case in cases] == [
        ("won", 3), ("open", None), ("lost", 2),
    ]  # fmt: skip
    assert problems == []


def test_rows_that_cannot_be_counted_are_told_and_left_out() -> None:
    cases, problems = read(
        ",2026-01-01,,open",
        "a,2026-01-01,,open",
        "a,2026-01-02,,open",
        "b,,,open",
        "c,someday,,open",
        "d,2026-01-02,2026-01-01,won",
        "e,2026-01-02,,won",
        "f,2026-01-02,,在谈",
    )
    assert [case.case_id for case in cases] == ["a", "f"]
    assert problems == [
        "no_case", "case_twice", "no_start", "not_a_time", "ends_early", "no_end",
        "unknown_outcome",
    ]  # fmt: skip


def test_many_of_a_kind_are_counted_and_not_listed() -> None:
    _, problems = read(*(f"c{n},,,open" for n in range(50)))
    assert problems == ["no_start"] * 5 + ["more_alike"]


def test_times_with_and_without_a_zone_do_not_mix() -> None:
    _, problems = read("a,2026-01-01T08:00:00+08:00,,", "b,2026-01-01 08:00,,")
    assert problems == ["mixed_zones"]
    cases, problems = read("a,2026-01-01T08:00:00+08:00,2026-01-01T00:00:00Z,won")
    assert (cases[0].days(datetime(2026, 2, 1)), problems) == (0, [])


def test_events_make_cases_and_ties_go_by_the_order_of_rows() -> None:
    lines = ("a,S1,2026-01-01", "a,S2,2026-01-01", "a,Won,2026-01-04", "b,S1,2026-01-02",
             "b,Lost,2026-01-03", "b,S1,2026-01-05", "c,Lost,2026-01-01")  # fmt: skip
    said = words(["Won"], ["Lost"], ["S1", "S2"])
    cases, problems = cases_of_events(rows(*lines, columns="case activity at"), said, moment)
    assert [(case.case_id, case.outcome, case.path) for case in cases] == [
        ("a", "won", ("S1", "S2", "Won")), ("b", "open", ("S1", "Lost", "S1")),
        ("c", "lost", ("Lost",)),
    ]  # fmt: skip
    assert [problem.code for problem in problems] == ["conversion_begins_with_end"]
    unknown, *_ = cases_of_events(
        rows(*lines, columns="case activity at"), words(["Won"], ["Lost"], ["S9"]), moment
    )[1]
    assert (unknown.code, unknown.severity) == ("conversion_no_such_stage", "error")


def test_as_of_an_earlier_day_what_ended_later_is_open() -> None:
    cases, _ = read("a,2026-01-01,2026-01-09,won", "b,2026-02-01,,")
    kept, problems = seen_until(cases, datetime(2026, 1, 5))
    assert [(case.case_id, case.outcome) for case in kept] == [("a", "open")]
    assert [problem.code for problem in problems] == ["conversion_future"]


def test_what_is_told_of_a_file_is_the_estimate_beside_the_wrong_ones() -> None:
    ends = [(2, "won"), (3, "lost"), (4, "won"), (6, "lost"), (8, "won")]
    cases = [
        Case(str(n), datetime(2026, 1, 1), datetime(2026, 1, 1 + day), kind)  # type: ignore[arg-type]
        for n, (day, kind) in enumerate(ends)
    ]
    cases += [Case(f"o{day}", datetime(2026, 1, 13 - day), None, "open") for day in (5, 10, 12)]
    found = told(cases, datetime(2026, 1, 13), (4, 90), USUAL, "zh").record()
    assert [day["p_won"] for day in found["by_day"]] == [0.25, 0.40625]
    assert found["not_to_be_shown"] == {
        "one_minus_km": 0.513889, "won_of_all": 0.375, "won_of_closed": 0.6,
    }  # fmt: skip
    (month,) = found["cohorts"]
    assert (month["entered"], month["is_ripe"], month["period_share"]) == (8, False, 0.375)
    assert "40.6%" in found["sentences"][0]
    exact = incidence(
        tallied((c.days(datetime(2026, 1, 13)), c.outcome) for c in cases), Fraction(1)
    )
    assert exact.last.won == Fraction(13, 32)


def test_a_case_that_begins_with_an_end_is_counted_as_ended_at_once_and_told() -> None:
    # Of b the win is written last and is the earlier of the two; of c both are at one moment.
    lines = ("a,Won,2026-01-01", "a,Lead,2026-01-02", "b,Lead,2026-01-05", "b,Won,2026-01-03",
             "c,Lead,2026-01-02", "c,Won,2026-01-02")  # fmt: skip
    cases, problems = cases_of_events(rows(*lines, columns="case activity at"), USUAL, moment)
    ended = [(case.outcome, case.days(datetime(2026, 2, 1))) for case in cases]
    assert ended == [("won", 0), ("won", 0), ("won", 0)]
    assert [(p.code, p.where.value, p.severity) for p in problems] == [
        ("conversion_begins_with_end", "a", "warning"),
        ("conversion_begins_with_end", "b", "warning"),
    ]
