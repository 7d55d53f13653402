"""`salesops due`, without a workspace."""

import json
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from salesops.cli import main


def run(*arguments: str) -> Result:
    return CliRunner().invoke(main, ["due", *arguments])


def test_two_working_hours_on_a_friday_at_five_end_on_the_make_up_saturday() -> None:
    asked = ("--start", "2026-02-13T17:00", "--limit", "2 working hours", "--calendar", "cn")
    done = run(*asked)
    assert (done.exit_code, done.stdout) == (0, "2026-02-14T10:00\n")
    told = json.loads(run(*asked, "--json").stdout)
    assert (told["due_at"], told["is_provisional"]) == ("2026-02-14T10:00+08:00", False)
    assert "09:00" in run(*asked, "--explain").stdout


def test_what_nobody_has_announced_is_marked() -> None:
    done = run("--start", "2026-12-31T17:00", "--limit", "3 working days")
    assert done.exit_code == 0
    assert "2026-12-31" in done.stderr


def test_another_calendar_is_taken_from_a_file(tmp_path: Path) -> None:
    file = tmp_path / "york.toml"
    file.write_text('time_zone = "America/New_York"\nhours = "09:00-17:00"\n')
    done = run("--start", "2026-06-12T21:00+00:00", "--limit", "1 working hour",
               "--calendar", str(file))  # fmt: skip
    assert done.stdout == "2026-06-15T10:00-04:00\n"


@pytest.mark.parametrize(
    "arguments",
    [("--start", "now", "--limit", "1 hour"), ("--start", "2026-06-12", "--limit", "0 hours"),
     ("--start", "2026-06-12", "--limit", "1 hour", "--calendar", "nowhere.toml"),
     ("--start", "9999-12-31", "--limit", "9 working days")],
)  # fmt: skip
def test_what_cannot_be_told_is_refused_in_a_sentence(arguments: tuple[str, ...]) -> None:
    done = run(*arguments)
    assert done.exit_code == 1
    assert len(done.stderr) > 10


def test_a_calendar_that_says_nonsense_is_refused(tmp_path: Path) -> None:
    file = tmp_path / "odd.toml"
    file.write_text("lunch = 1\n")
    done = run("--start", "2026-06-12", "--limit", "1 hour", "--calendar", str(file))
    assert done.exit_code == 1
    assert "odd.toml" in done.stderr
