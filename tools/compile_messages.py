"""Compile the translations without GNU gettext, and find the words that have none.

`python tools/compile_messages.py` writes every .mo; with `--missing` it lists the messages of
templates and code that no Chinese stands beside, and fails when there are any.
"""

import ast
import re
import sys
from collections.abc import Iterator
from pathlib import Path

from babel.messages.catalog import Catalog
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po

WEB = Path(__file__).resolve().parents[1] / "src" / "salesops" / "web"
CALLS = {"_", "gettext", "gettext_lazy", "ngettext", "pgettext", "pgettext_lazy"}
TRANSLATE = re.compile(r"""{%\s*translate\s+(["'])(.*?)\1(?:\s+context\s+(["'])(.*?)\3)?""")
INLINE = re.compile(r"""_\((["'])(.*?)\1\)""")
BLOCK = re.compile(r"{%\s*blocktranslate.*?%}(.*?){%\s*endblocktranslate\s*%}", re.DOTALL)
PLURAL = re.compile(r"{%\s*plural\s*%}")
VARIABLE = re.compile(r"{{\s*(\w+)\s*}}")


def catalogues(language: str) -> list[Path]:
    """The shared catalogue and that of every part that keeps its own words."""
    return sorted(WEB.rglob(f"locale/{language}/LC_MESSAGES/django.po"))


def compile_all() -> int:
    """Write the compiled file beside every translation; gives how many there were."""
    sources = catalogues("*")
    for source in sources:
        with source.open("rb") as read, source.with_suffix(".mo").open("wb") as written:
            write_mo(written, read_po(read))
    return len(sources)


def used() -> set[tuple[str | None, str]]:
    """Every message of our templates and code, with its context."""
    found = {one for path in WEB.rglob("*.html") for one in _of_template(path)}
    return found | {one for path in WEB.rglob("*.py") for one in _of_code(path)}


def _of_template(path: Path) -> Iterator[tuple[str | None, str]]:
    text = path.read_text(encoding="utf-8")
    for _, message, _, context in TRANSLATE.findall(text):
        # Django looks for a per cent sign of a template doubled.
        yield context or None, message.replace("%", "%%")
    for _, message in INLINE.findall(text):
        yield None, message
    for block in BLOCK.findall(text):
        message = PLURAL.split(block)[0]
        yield None, VARIABLE.sub(r"%(\1)s", message.replace("%", "%%"))


def _of_code(path: Path) -> Iterator[tuple[str | None, str]]:
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if not (isinstance(node, ast.Call) and isinstance(node.func, ast.Name)):
            continue
        words = [
            a.value for a in node.args if isinstance(a, ast.Constant) and isinstance(a.value, str)
        ]
        if node.func.id not in CALLS or not words:
            continue
        with_context = node.func.id.startswith("pgettext")
        yield (words[0], words[1]) if with_context else (None, words[0])


def missing(language: str = "zh_Hans") -> list[str]:
    """The messages that are used and not translated, in order."""
    known = {
        (message.context, message.id if isinstance(message.id, str) else message.id[0])
        for path in catalogues(language)
        for message in _read(path)
        if message.id and message.string and not message.fuzzy
    }
    return sorted(message for context, message in used() if (context, message) not in known)


def _read(path: Path) -> Catalog:
    with path.open("rb") as file:
        return read_po(file)


def main() -> int:
    """Compile, or list what is missing."""
    if "--missing" in sys.argv:
        words = missing()
        sys.stdout.writelines(f"{word!r}\n" for word in words)
        return 1 if words else 0
    sys.stdout.write(f"{compile_all()} translations compiled\n")
    return 0


if __name__ == "__main__":
    sys.exit(main())
