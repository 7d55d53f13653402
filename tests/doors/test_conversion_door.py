"""`salesops conversion`: a file in, the chance to be won out, without a workspace."""

from collections.abc import Callable
from pathlib import Path

import pytest

from tests.doors.shell import Said, run

Conversion = Callable[..., Said]


@pytest.fixture
def conversion(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Conversion:
    monkeypatch.setenv("SALESOPS_HOME", str(tmp_path / "none"))
    monkeypatch.setenv("SALESOPS_LANGUAGE", "en")

    def command(text: str, *words: str) -> Said:
        (tmp_path / "cases.csv").write_text(text, encoding="utf-8")
        return run("conversion", tmp_path / "cases.csv", *words)

    return command


CASES = """编号,开始,结束,结果,来源
a,2026-01-01,2026-01-03,赢单,web
b,2026-01-01,2026-01-04,输单,web
c,2026-01-01,2026-01-05,赢单,fair
d,2026-01-08,,,fair
e,2026-01-01,2026-01-07,输单,fair
f,2026-01-01,2026-01-09,赢单,web
g,2026-01-03,,,web
h,2026-01-01,,,web
"""


def test_a_table_of_cases_needs_no_options_where_its_headings_are_usual(
    conversion: Conversion,
) -> None:
    said = conversion(CASES, "--as-of", "2026-01-13", "--by", "来源", "--day", "8", "--json")
    assert (said.code, said.err) == (0, "")
    assert said.json["by_day"][0]["p_won"] == 0.40625
    assert said.json["not_to_be_shown"]["one_minus_km"] == 0.513889
    assert {row["group"]: row["entered"] for row in said.json["groups"]} == {"fair": 3, "web": 5}


def test_events_tell_what_was_reached(conversion: Conversion) -> None:
    events = (
        "deal,stage,time\nx,S1,2026-01-01\nx,S3,2026-01-02\nx,Won,2026-01-03\ny,S1,2026-01-01\n"
    )
    events += "y,S2,2026-01-02\ny,Lost,2026-01-09\n"
    stages = ("--stage", "S1", "--stage", "S2", "--stage", "S3", "--won", "Won", "--lost", "Lost")
    said = conversion(events, "--case", "deal", "--activity", "stage", "--at", "time", *stages,
                      "--json")  # fmt: skip
    assert said.code == 0
    assert [(row["any"], row["ordered"], row["furthest"]) for row in said.json["stages"]] == [
        (2, 2, 2), (1, 1, 2), (1, 0, 1),
    ]  # fmt: skip


def test_a_deal_that_was_won_is_not_open_in_its_last_stage(conversion: Conversion) -> None:
    events = "case,activity,at\nx,S1,2026-01-01\nx,Won,2026-01-03\ny,S1,2026-01-01\n"
    said = conversion(events, "--activity", "activity", "--at", "at", "--json")
    assert [(row["stage"], row["advanced"], row["open"]) for row in said.json["stages"]] == [
        ("S1", 1, 1), ("Won", 0, None),
    ]  # fmt: skip


def test_a_column_that_is_not_there_is_named(conversion: Conversion) -> None:
    said = conversion(CASES, "--outcome", "result")
    assert said.code == 1
    assert "no column for result" in said.err and "--outcome" in said.err


def test_a_file_without_a_row_to_count_is_a_problem(conversion: Conversion) -> None:
    said = conversion("case,start,end,outcome\na,soon,,\n")
    assert said.code == 1
    assert "no day or time" in said.err and "no row to count" in said.err
