"""Text as people send it, made fit to keep: no control characters, no tricks with direction."""

import re
import unicodedata
from html import escape

_CONTROL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\u202a-\u202e\u2066-\u2069\ufeff]")

_MARKUP = re.compile("[&<>\"']")


def escaped(text: str) -> str:
    """The text as HTML; most hold nothing to escape, which is soon seen."""
    return escape(text) if _MARKUP.search(text) else text


def clean_text(text: str, *, multiline: bool = False) -> str:
    """The text without what cannot be seen; one line unless told otherwise.

    Right-to-left letters, emoji and full-width forms stay; only the characters that turn the
    direction of what follows go, since they let a name show as another.
    """
    kept = _CONTROL.sub("", unicodedata.normalize("NFC", text)).strip()
    return kept.replace("\r\n", "\n") if multiline else " ".join(kept.split())
