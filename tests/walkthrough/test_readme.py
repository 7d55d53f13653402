"""The README's commands, run as printed, one block after the other."""

import json
import os
import re
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
BLOCKS = re.findall(r"```sh\n(.*?)```", (ROOT / "README.md").read_text("utf-8"), re.DOTALL)
# The company of the walkthrough is the same on every day it is run.
FIXED = {"salesops demo --no-serve": "salesops demo --no-serve --until 2026-10-31"}


@pytest.fixture(scope="module")
def place(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("walkthrough")


def run(block: str, place: Path, **more: str) -> str:
    """Everything a block prints; it must end well. `make` is what runs this test."""
    lines = [FIXED.get(line, line) for line in block.splitlines() if not line.startswith("make ")]
    kept = {k: v for k, v in os.environ.items() if not k.startswith(("SALESOPS_", "DJANGO_"))}
    path = os.pathsep.join([str(Path(sys.executable).parent), os.environ["PATH"]])
    done = subprocess.run(
        ["bash", "-c", "\n".join(["set -euo pipefail", *lines])],
        cwd=place, env={**kept, **more, "PATH": path}, stdin=subprocess.DEVNULL, text=True,
        capture_output=True, timeout=900, check=False,
    )  # fmt: skip
    assert done.returncode == 0, f"{done.stdout[-3000:]}\n{done.stderr[-3000:]}"
    return done.stdout


def block(beginning: str) -> str:
    return next(text for text in BLOCKS if beginning in text)


def test_every_block_of_the_readme_is_walked_through() -> None:
    beginnings = ("salesops demo", "salesops init", "salesops check", "salesops flow")
    walked = {block(beginning) for beginning in beginnings}
    assert all(b in walked or b.startswith("make ") for b in BLOCKS)


@pytest.mark.slow
def test_the_demo_answers_questions_and_reports(place: Path) -> None:
    printed = run(block("salesops demo"), place)
    assert "net_revenue_last_year" in printed
    assert '"margin"' in printed
    assert (place / "monthly.pdf").read_bytes().startswith(b"%PDF")


def test_files_are_enough_for_how_cases_went_how_many_are_won_and_when_it_is_due(
    place: Path,
) -> None:
    printed = run(block("salesops flow"), place, SALESOPS_LANGUAGE="en")
    assert "2 cases, 9 events, 2 variants" in printed
    assert '"worked_median_seconds"' in printed
    assert "Of 2: 1 won, 1 lost, 0 open" in printed
    assert printed.splitlines()[-1] == "2026-02-14T10:00"


@pytest.mark.slow
def test_the_demos_workspace_is_in_order(place: Path) -> None:
    if not (place / "workspace").exists():
        run(block("salesops demo"), place)
    printed = run(block("salesops check"), place)
    assert len(re.findall("没有发现错误|No errors found", printed)) == 2, printed


def test_a_handful_of_files_becomes_a_ledger_that_answers(tmp_path: Path) -> None:
    printed = run(block("salesops init"), tmp_path)
    again = re.search(r"^\{.*?^\}", printed, re.DOTALL | re.MULTILINE)
    assert again is not None, printed
    summary = json.loads(again[0])
    assert summary["rows"] == summary["accepted"] == summary["unchanged"] == 2
    assert summary["rejected"] == 0
    assert "1834.5" in printed.replace(",", "")
    assert "上海红光机械有限公司" in printed
