"""Run every benchmark, one after the other, and print what each prints: one line of JSON each."""

import subprocess
import sys
from pathlib import Path

HERE = Path(__file__).resolve().parent
# The sizes for which something is promised, where they are not what a benchmark takes by itself.
PROMISED = {"ask": ["10000000", "50000000"], "demo": ["small", "large"]}


def workloads(names: list[str]) -> list[Path]:
    """The benchmarks named, or all of them."""
    files = sorted(file for file in HERE.glob("*.py") if file != Path(__file__).resolve())
    return [file for file in files if not names or file.stem in names]


def main() -> int:
    """Run them; 1 when any failed or missed what it promises."""
    codes = [
        subprocess.run(
            [sys.executable, str(file), *PROMISED.get(file.stem, [])], check=False
        ).returncode
        for file in workloads(sys.argv[1:])
    ]
    return int(any(codes))


if __name__ == "__main__":
    sys.exit(main())
