"""Resolve the dependencies and write uv.lock without the name of any package index.

A lock as uv writes it names the index of the machine it was made on, file by file. The hashes
are what makes an installation the same everywhere; where the files come from is the business of
the machine that installs. See docs/decisions/lock.md.
"""

import re
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
LOCK = ROOT / "uv.lock"


def without_index(lock: str) -> str:
    """The lock with every address of an index replaced by the name of the file it led to."""
    named = re.sub(r'registry = "https?://[^"]*"', 'registry = "index"', lock)
    return re.sub(r'\burl = "https?://[^"]*/([^"/]+)"', r'path = "\1"', named)


def main() -> int:
    """Run `uv lock` with the given options, such as --upgrade, and clean what it wrote."""
    before = LOCK.read_text(encoding="utf-8") if LOCK.exists() else ""
    done = subprocess.run(["uv", "lock", *sys.argv[1:]], cwd=ROOT, check=False)
    if done.returncode == 0:
        LOCK.write_text(without_index(LOCK.read_text(encoding="utf-8")), encoding="utf-8")
        print("uv.lock", "changed" if LOCK.read_text(encoding="utf-8") != before else "unchanged")
    elif before:
        LOCK.write_text(before, encoding="utf-8")
    return done.returncode


if __name__ == "__main__":
    sys.exit(main())
