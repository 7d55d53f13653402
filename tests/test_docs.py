"""The documentation keeps up with the code."""

import re
from collections.abc import Iterator
from pathlib import Path

import click
import pytest

from salesops.metrics import METRICS
from tools import reference

ROOT = Path(__file__).parents[1]
READMES = [ROOT / "README.md", ROOT / "README.zh-CN.md"]
PAGES = [*READMES, *sorted((ROOT / "docs").rglob("*.md"))]
COMMAND = re.compile(
    r"^\s*(?:\$ )?salesops ((?:[a-z]+ ?)+)|`salesops ((?:[a-z]+ ?)+)", re.MULTILINE
)


def commands(command: click.Command, path: tuple[str, ...] = ()) -> Iterator[tuple[str, ...]]:
    """Every verb of the command line, as the words one types."""
    if isinstance(command, click.Group):
        for name, child in command.commands.items():
            yield (*path, name)
            yield from commands(child, (*path, name))


@pytest.fixture(scope="module")
def verbs() -> set[tuple[str, ...]]:
    from salesops.cli import main

    return set(commands(main))


@pytest.mark.parametrize("page", PAGES, ids=lambda page: str(page.relative_to(ROOT)))
def test_every_command_a_page_shows_exists(page: Path, verbs: set[tuple[str, ...]]) -> None:
    shown = [a or b for a, b in COMMAND.findall(page.read_text(encoding="utf-8"))]
    unknown = [words for words in shown if tuple(words.split()[:1]) not in verbs]
    assert unknown == []


@pytest.mark.parametrize("page", PAGES, ids=lambda page: str(page.relative_to(ROOT)))
def test_every_page_a_page_points_to_exists(page: Path) -> None:
    links = re.findall(r"\]\(([^)#:]+)\)", page.read_text(encoding="utf-8"))
    assert [link for link in links if not (page.parent / link).exists()] == []


def test_both_readmes_show_the_same_commands() -> None:
    blocks = [
        re.findall(r"```sh\n(.*?)```", page.read_text("utf-8"), re.DOTALL) for page in READMES
    ]
    assert blocks[0] == blocks[1]


def test_every_target_a_readme_shows_stands_in_the_makefile() -> None:
    targets = set(re.findall(r"^(\w+):", (ROOT / "Makefile").read_text("utf-8"), re.MULTILINE))
    for page in READMES:
        assert set(re.findall(r"\bmake (\w+)", page.read_text(encoding="utf-8"))) <= targets


@pytest.mark.parametrize(
    "name", ["tables.md", "metrics.md", "intakes.md", "cli.md", "assistants.md"]
)
def test_the_reference_is_what_the_code_says(name: str) -> None:
    written = (reference.REFERENCE / name).read_text(encoding="utf-8")
    assert written == reference.pages()[name], "run make reference"


def test_every_metric_is_explained_in_the_glossary_in_the_words_of_its_function() -> None:
    from salesops.kernel.glossary import definition

    docs = {name: " ".join(m.doc.split("\n\n")[0].split()) for name, m in METRICS.items()}
    assert {n: d for n, d in docs.items() if d != definition(n, "en")} == {}


def test_every_decision_is_listed_and_says_what_was_decided_and_why() -> None:
    listed = (ROOT / "docs" / "decisions" / "README.md").read_text(encoding="utf-8")
    for page in sorted((ROOT / "docs" / "decisions").glob("*.md")):
        assert page.name == "README.md" or f"({page.name})" in listed
        text = page.read_text(encoding="utf-8")
        assert text.startswith("# "), page.name
        assert len(text.splitlines()) >= 5, page.name
