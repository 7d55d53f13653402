"""The house rules a machine can check: who knows whom, what is never written, how big it is."""

import ast
import os
import re
import subprocess
import sys
import tomllib
from collections.abc import Iterator
from functools import cache
from importlib.metadata import packages_distributions
from pathlib import Path

ROOT = Path(__file__).parents[1]
SOURCE = ROOT / "src" / "salesops"
PURE = (
    "kernel", "ledger", "ingest", "metrics", "selling", "archive", "planning", "process", "causal",
    "forecast", "insights", "incentives", "reports", "demo",
)  # fmt: skip
FRAMEWORKS = ("django", "ninja")
SHAPELESS = re.compile(r"^_?(utils?|helpers?|common|misc|base|managers?|services?|lib|core)$")
PRESCRIBED = {f"src/salesops/web/{engine}/base.py" for engine in ("postgresql", "sqlite")}
"""Django looks for a database's connection under this name and no other."""
# Written in pieces, so that this file does not hold what it looks for.
INDEXES = re.compile("|".join(["py" + r"pi\.org", "python" + "hosted", r"npm" + r"js\.org"]))
MACHINES = re.compile(r"(?<![\w./])/(?:root|home/\w|Users/\w|work/(?:main|shared)|tmp/w/)")
LEFTOVERS = re.compile(r"\b(" + "TO" + "DO|FIX" + "ME|XX" + r"X)\b")
LARGEST_FILE = 500
LARGEST_FUNCTION = 60
# Used without being imported by name, each for the reason given.
SILENT = {
    "adbc-driver-manager",  # what the drivers are loaded by
    "sqlglot",  # held below the release with which Ibis writes broken statements
    "zhplot",  # its font is read as a file
}


@cache
def tree(path: Path) -> ast.Module:
    return ast.parse(path.read_text(encoding="utf-8"))


def modules(*packages: str) -> Iterator[Path]:
    """The project's own modules, migrations apart: Django writes those."""
    folders = [SOURCE / package for package in packages] if packages else [SOURCE]
    for folder in folders:
        for path in sorted(folder.rglob("*.py")):
            if "migrations" not in path.parts:
                yield path


def imported(path: Path) -> set[str]:
    """The top-level names a module imports, wherever in the module it does so."""
    names: set[str] = set()
    for node in ast.walk(tree(path)):
        if isinstance(node, ast.Import):
            names.update(alias.name.partition(".")[0] for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module:
            names.add(node.module.partition(".")[0])
    return names


def tracked() -> Iterator[tuple[str, str]]:
    """Every text file of the project with its text, whether or not it is committed yet."""
    listed = subprocess.run(
        ["git", "ls-files", "--cached", "--others", "--exclude-standard"],
        cwd=ROOT, capture_output=True, text=True, check=True,
    )  # fmt: skip
    for name in listed.stdout.splitlines():
        path = ROOT / name
        if path.is_file() and b"\0" not in (content := path.read_bytes()):
            yield name, content.decode("utf-8", errors="replace")


def name(path: Path) -> str:
    return str(path.relative_to(ROOT))


def test_imports_point_down_and_each_library_has_one_home() -> None:
    program = Path(sys.executable).with_name("lint-imports")
    command = [program, "--no-cache"]
    done = subprocess.run(command, cwd=ROOT, check=False, capture_output=True, text=True)
    assert done.returncode == 0, done.stdout + done.stderr


def test_more_than_half_of_the_source_is_free_of_the_web_framework() -> None:
    lines = {path: len(path.read_text(encoding="utf-8").splitlines()) for path in modules()}
    bound = sum(size for path, size in lines.items() if imported(path) & set(FRAMEWORKS))
    assert bound / sum(lines.values()) < 0.5


def test_no_module_is_a_drawer_for_odds_and_ends() -> None:
    shapeless = {name(path) for path in modules() if SHAPELESS.match(path.stem)}
    assert shapeless == PRESCRIBED


def test_every_module_says_in_one_sentence_what_belongs_in_it() -> None:
    silent = [name(path) for path in modules() if not ast.get_docstring(tree(path))]
    assert silent == []


def test_nothing_happens_behind_a_writers_back() -> None:
    signals = re.compile(r"django\.dispatch|models\.signals|@receiver\b|GenericForeignKey")
    found = [name(p) for p in modules() if signals.search(p.read_text(encoding="utf-8"))]
    assert found == []
    overrides = [
        f"{name(path)}: {klass.name}.{method.name}"
        for path in modules("web")
        for klass in ast.walk(tree(path))
        if isinstance(klass, ast.ClassDef)
        for method in klass.body
        if isinstance(method, ast.FunctionDef) and method.name in ("save", "delete")
    ]
    assert overrides == []


def test_the_clock_and_chance_are_arguments_below_the_web() -> None:
    read = re.compile(
        r"\b(date\.today|datetime\.(now|utcnow|today)|time\.(time|localtime|gmtime))\(|"
        r"\brandom\.(random|randint|choice|choices|shuffle|sample)\(|\bdefault_rng\(\)|uuid4\("
    )
    found = [
        f"{name(path)}:{number}"
        for path in modules(*PURE)
        for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), 1)
        if read.search(line)
    ]
    assert found == []


def test_no_file_names_a_package_index_or_a_folder_of_somebodys_machine() -> None:
    found = [file for file, text in tracked() if INDEXES.search(text) or MACHINES.search(text)]
    assert found == []
    assert "://" not in (ROOT / "uv.lock").read_text(encoding="utf-8")


def test_every_dependency_is_used_and_its_choice_explained() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    declared = {re.split(r"[<>=\[]", name)[0] for name in project["dependencies"]}
    homes = packages_distributions()
    used = {d.lower() for path in modules() for m in imported(path) for d in homes.get(m, [])}
    settings = (SOURCE / "web" / "settings.py").read_text(encoding="utf-8")
    used |= {d.lower() for m, all_ in homes.items() for d in all_ if f'"{m}' in settings}
    assert {name for name in declared - SILENT if name not in used} == set()
    explained = (ROOT / "docs" / "decisions" / "dependencies.md").read_text(encoding="utf-8")
    assert {name for name in declared if name.removeprefix("adbc-driver") not in explained} == set()


def test_nothing_is_left_for_later() -> None:
    kept = ("src/", "tests/", "tools/", "bench/", "docs/")
    found = [file for file, text in tracked() if file.startswith(kept) and LEFTOVERS.search(text)]
    assert found == []


def test_files_stay_of_a_size_that_can_be_read() -> None:
    sizes = {name(path): len(path.read_text("utf-8").splitlines()) for path in modules()}
    assert {file: size for file, size in sizes.items() if size > LARGEST_FILE} == {}


def test_functions_stay_of_a_size_that_can_be_read() -> None:
    sizes = {
        f"{name(path)}: {node.name}": node.end_lineno - node.lineno + 1
        for path in modules()
        for node in ast.walk(tree(path))
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef) and node.end_lineno
    }
    assert {function: size for function, size in sizes.items() if size > LARGEST_FUNCTION} == {}
    assert sorted(sizes.values())[len(sizes) // 2] <= 10


def test_to_open_a_workspace_loads_nothing_that_only_figures_need(tmp_path: Path) -> None:
    heavy = ("ibis", "sqlglot", "duckdb", "pyarrow", "numpy", "polars", "scipy", "ninja", "rich")
    program = (
        "import sys; from salesops.web.opening import set_up_django; set_up_django(); "
        f"print(*(name for name in {heavy} if name in sys.modules))"
    )
    told = subprocess.run(
        [sys.executable, "-c", program], env={**os.environ, "SALESOPS_HOME": str(tmp_path)},
        capture_output=True, text=True, check=True,
    )  # fmt: skip
    assert told.stdout.split() == []
