"""`salesops tracking`, `forecast` and `why`: the same figures as the pages, as far as one sees."""

from pathlib import Path

import pytest

from tests.doors import test_tracking
from tests.doors.shell import run

pytestmark = pytest.mark.django_db
missed = test_tracking.missed


@pytest.fixture(autouse=True)
def in_english(home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SALESOPS_HOME", str(home))
    monkeypatch.setenv("SALESOPS_LANGUAGE", "en")


def test_the_shell_tells_who_alarms_where_it_ends_and_why_and_keeps_a_stranger_out(missed):
    said = run("tracking", "--as", "ada", "--format", "json")
    (node,) = [row for row in said.json if row["node"] == test_tracking.TEAM]
    assert node["alarms"] and node["attainment"] == 0 and float(node["target"]) == 1000
    assert "missed its target" in said.err and "alarms in" in said.err
    ends = run("forecast", "--as", "ada", "--format", "json").json
    assert ends[0]["node"] == "" and ends[0]["end"] == sum(row["end"] for row in ends[1:])
    told = run("why", test_tracking.TEAM, "--as", "ada", "--from", "2025-07", "--until", "2025-10",
               "--format", "json")  # fmt: skip
    assert sum(float(row["amount"]) for row in told.json) == -4000
    assert "below target" in told.err
    assert test_tracking.TEAM not in run("tracking", "--as", "cy").out
    turned = run("why", "--from", "2025-10", "--until", "2025-07")
    assert turned.code != 0 and "before the first" in turned.err
