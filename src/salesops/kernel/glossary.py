"""What tables, columns, metrics, units and terms are called and mean, in both languages."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from pathlib import Path

from salesops.kernel.problem import Language


@dataclass(frozen=True)
class Term:
    """One row of the glossary: a name as the code writes it, and what people call it."""

    name: str
    section: str
    en: str
    zh: str
    definition_en: str
    definition_zh: str


def label(name: str, language: Language) -> str:
    """What people call `name`; a `table.column` without its own row goes by its column's."""
    term = find(name)
    if term is None:
        return name
    return term.zh if language == "zh" else term.en


def definition(name: str, language: Language) -> str:
    """The sentence that says what `name` means, or nothing where the glossary is silent."""
    term = find(name)
    if term is None:
        return ""
    return term.definition_zh if language == "zh" else term.definition_en


def find(name: str) -> Term | None:
    """The glossary's row for `name`, or for the part after its last dot."""
    return terms().get(name) or terms().get(name.rpartition(".")[2])


@cache
def terms() -> Mapping[str, Term]:
    """Every row of the glossary by name, in the order it is written."""
    return {term.name: term for term in parse(_text())}


def parse(text: str) -> list[Term]:
    """The terms in a text laid out as the glossary is: sections, each with one table."""
    found: list[Term] = []
    section = ""
    for line in text.splitlines():
        if line.startswith("## "):
            section = line.removeprefix("## ").strip()
        elif line.startswith("| `"):
            name, en, zh, definition_en, definition_zh = _cells(line)
            found.append(Term(name.strip("`"), section, en, zh, definition_en, definition_zh))
    return found


def _cells(line: str) -> list[str]:
    return [cell.strip() for cell in line.strip().strip("|").split("|")]


def _text() -> str:
    installed = files("salesops").joinpath("GLOSSARY.md")
    if installed.is_file():
        return installed.read_text(encoding="utf-8")
    return (Path(__file__).parents[3] / "GLOSSARY.md").read_text(encoding="utf-8")
