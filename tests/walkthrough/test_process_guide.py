"""The worked examples of the guide to the process, run as printed, in both languages."""

import re
import shlex
from itertools import pairwise
from pathlib import Path

import pytest

from tests.doors.shell import Said, run

ROOT = Path(__file__).parents[2]
FENCE = re.compile(r"```(\w+)\n(.*?)```", re.DOTALL)


def guide(language: str) -> list[tuple[str, str]]:
    """The fenced parts of a guide: what kind each is, and what it holds."""
    page = ROOT / "docs" / "guide" / language / "process.md"
    return FENCE.findall(page.read_text(encoding="utf-8"))


def printed(said: Said) -> str:
    """What one sees, without the blanks that fill a table's last column."""
    return "".join(f"{line.rstrip()}\n" for line in (said.out + said.err).strip().splitlines())


@pytest.mark.parametrize(("language", "events"), [("en", "moves.csv"), ("zh", "流转.csv")])
def test_every_example_prints_what_the_guide_says(
    language: str, events: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("SALESOPS_HOME", "none")
    monkeypatch.setenv("SALESOPS_LANGUAGE", language)
    parts = guide(language)
    for kind, text in parts:
        if kind in ("csv", "toml"):
            Path(events if kind == "csv" else "mine.toml").write_text(text, encoding="utf-8")
    examples = [
        (command, text)
        for (kind, command), (then, text) in pairwise(parts)
        if (kind, then) == ("sh", "text")
    ]
    assert len(examples) >= 4
    for command, text in examples:
        said = run(*shlex.split(command.replace("\\\n", ""))[1:])
        assert said.code == 0 and printed(said) == text
