"""Every word of a page has its Chinese."""

import re
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
sys.path.insert(0, str(ROOT / "tools"))

messages = pytest.importorskip("compile_messages")
# What is called the same in every language: keys, formats, and ourselves.
NAMES = {
    "SalesOps", "Ctrl", "Enter", "Esc", "CSV", "UTF", "Excel", "xlsx", "doctype", "amp", "TOML",
    "XLSX", "English",
}  # fmt: skip
PLACE = re.compile(r"%\(\w+\)s|%s")


def flat(words: str | tuple[str, ...]) -> tuple[str, ...]:
    return (words,) if isinstance(words, str) else words


def test_every_message_is_translated():
    assert messages.missing() == []


def test_a_translation_keeps_the_places_of_the_original():
    from babel.messages.pofile import read_po

    for path in messages.catalogues("zh_Hans"):
        with path.open("rb") as file:
            catalog = read_po(file)
        for message in catalog:
            # One with a plural has several of both.
            for said in filter(None, flat(message.id)):
                places = set(PLACE.findall(said))
                assert all(places == set(PLACE.findall(s)) for s in flat(message.string)), said


def test_templates_say_nothing_that_is_not_marked_for_translation():
    tags = re.compile(
        r"{% block page_class %}\w+{% endblock %}|{%.*?%}|{{.*?}}|{#.*?#}|<[^>]+>",
        re.DOTALL,
    )
    for path in messages.WEB.rglob("*.html"):
        if path.name == "gallery.html":
            continue
        text = messages.BLOCK.sub("", path.read_text(encoding="utf-8"))
        words = re.findall(r"[A-Za-z]{3,}", tags.sub(" ", text))
        assert set(words) <= NAMES, path


def test_every_icon_a_page_names_is_there():
    import zipfile

    import lucide

    archive = next(Path(lucide.__file__).parent.glob("*.zip"))
    drawn = {Path(name).stem for name in zipfile.ZipFile(archive).namelist()}
    named = {
        (name, path.name)
        for path in messages.WEB.rglob("*.html")
        for name in re.findall(r'(?:icon|symbol=)\s?"([a-z0-9-]+)"', path.read_text("utf-8"))
    }
    assert {(name, page) for name, page in named if name not in drawn} == set()
