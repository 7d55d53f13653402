"""The worked example of the guide to targets, run as printed, in both languages."""

import os
import re
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
GUIDES = [ROOT / "docs" / "guide" / language / "targets.md" for language in ("en", "zh")]
EXAMPLE = re.compile(r"```sh\n(.*?)```\n\n```text\n(.*?)```", re.DOTALL)


@pytest.mark.parametrize("guide", GUIDES, ids=lambda guide: guide.parent.name)
def test_the_example_prints_what_the_guide_says(guide: Path, tmp_path: Path) -> None:
    ((commands, printed),) = EXAMPLE.findall(guide.read_text(encoding="utf-8"))
    path = os.pathsep.join([str(Path(sys.executable).parent), os.environ["PATH"]])
    done = subprocess.run(
        ["bash", "-c", f"set -euo pipefail\n{commands}"],
        cwd=tmp_path, env={**os.environ, "PATH": path}, text=True, capture_output=True, check=False,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    assert done.stdout == printed


def test_both_languages_show_the_same_example() -> None:
    one, other = (EXAMPLE.findall(guide.read_text(encoding="utf-8")) for guide in GUIDES)
    assert one == other and len(one) == 1
