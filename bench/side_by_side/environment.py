"""An environment of its own for programs we are measured against: no part of the project."""

import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path


def installed(folder: Path, packages: Sequence[str]) -> Path:
    """The folder of its programs, made with these packages once and kept for the next time."""
    programs = folder / "bin"
    done = folder / "installed"
    if not done.exists():
        subprocess.run([sys.executable, "-m", "venv", "--clear", folder], check=True)
        subprocess.run([programs / "pip", "install", "-q", *packages], check=True)
        done.touch()
    return programs
