"""Who wants the same customer or comes at the same moment: one gets it, nobody gets two turns."""

import json
import subprocess
import sys
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from tests.doors.shell import Shell
from tests.doors.towns import on_both

pytestmark = [pytest.mark.slow, on_both]
RIVALS = Path(__file__).with_name("rivals.py")


@pytest.fixture
def town(shell: Shell) -> Shell:
    """With what is wanted in it, and a key for the interface."""
    secret = json.loads(shell.python(RIVALS, "prepare", "-"))
    return replace(shell, more={"RIVALS_TOKEN": secret})


def at_once(town: Shell, go: Path, *commands: tuple[str, str]) -> list[list[Any]]:
    """What each got, all having been let go in the same moment."""
    running = [
        subprocess.Popen(
            [sys.executable, RIVALS, *command, go], env=town.env, text=True,
            stdout=subprocess.PIPE, stderr=subprocess.PIPE,
        )
        for command in commands
    ]  # fmt: skip
    for one in running:
        assert one.stderr and one.stderr.readline() == "ready\n"
    go.touch()
    told = [one.communicate(timeout=600) for one in running]
    assert all(one.returncode == 0 for one in running), [error for _, error in told]
    return [json.loads(out) for out, _ in told]


def counted(town: Shell) -> dict[str, Any]:
    return json.loads(town.python(RIVALS, "count", "-"))


def test_every_customer_is_claimed_once_and_no_cap_is_passed(town, tmp_path):
    twice_bo = [("claim", "bo"), ("claim", "bo"), ("claim", "cy")]
    told = at_once(town, tmp_path / "go", *twice_bo)
    found = counted(town)
    assert found["held"] == [f"F{n}" for n in range(8)], "a stretch for each, and one only"
    owners = list(found["owners"].values())
    assert None not in owners and owners.count("bo") <= 6 and owners.count("cy") <= 6
    assert sum(answers.count("got") for answers in told) == 8
    refusals = {answer for answers in told for answer in answers} - {"got"}
    assert refusals <= {"not_in_pool", "cap_reached"}


def test_leads_that_come_at_once_go_round_in_turn(town, tmp_path):
    told = at_once(town, tmp_path / "go", ("receive", "10"), ("receive", "10"))
    assert sorted(one for part in told for one in part) == ["bo"] * 10 + ["cy"] * 10
    assert counted(town)["leads"] == ["bo"] * 10 + ["cy"] * 10


def test_a_key_sent_twice_at_once_is_done_once_and_both_get_the_same_answer(town, tmp_path):
    first, second = at_once(town, tmp_path / "go", ("send", "6"), ("send", "6"))
    assert first == second and {status for status, _ in first} == {201}
    names = sorted(f"新客户{n}" for n in range(6))
    found = counted(town)
    assert found["new"] == names and found["audited"] == names
