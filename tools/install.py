"""Install exactly what uv.lock names into the environment this runs in, then the project itself."""

import subprocess
import sys
from pathlib import Path
from tempfile import TemporaryDirectory

ROOT = Path(__file__).resolve().parents[1]
UV = str(Path(sys.executable).with_name("uv"))
PROJECT = ["--no-build-isolation", "--no-deps", "--quiet", "--editable", str(ROOT)]


def requirements(groups: list[str], into: Path) -> Path:
    """A file of pinned, hashed requirements of the program and the given dependency groups."""
    file = into / "requirements.txt"
    chosen = ["--frozen", "--no-emit-project", "--quiet", *groups, "--output-file", str(file)]
    subprocess.run([UV, "export", *chosen], cwd=ROOT, check=True)
    return file


def install(*what: str) -> None:
    """Install with uv, or with pip where only pip has been told which index to use."""
    # Compiled now, since some machines never write what they compile at run time.
    fast = [UV, "pip", "install", "--compile-bytecode", "--python", sys.executable, *what]
    if subprocess.run(fast, cwd=ROOT, check=False).returncode:
        print("uv could not; trying the same with pip")
        subprocess.run([sys.executable, "-m", "pip", "install", *what], cwd=ROOT, check=True)


def main() -> int:
    """Install the groups named on the command line, as `uv export` takes them."""
    with TemporaryDirectory() as folder:
        file = requirements(sys.argv[1:], Path(folder))
        install("--require-hashes", "--quiet", "--requirement", str(file))
    install(*PROJECT)
    subprocess.run([sys.executable, "-m", "compileall", "-q", str(ROOT / "src")], check=True)
    return 0


if __name__ == "__main__":
    sys.exit(main())
