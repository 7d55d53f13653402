"""Text as people send it, made fit to keep: no control characters, no tricks with direction."""

import re
import unicodedata

_CONTROL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\u202a-\u202e\u2066-\u2069\ufeff]")


def clean_text(text: str, *, multiline: bool = False) -> str:
    """The text without what cannot be seen; one line unless told otherwise.

    Right-to-left letters, emoji and full-width forms stay; only the characters that turn the
    direction of what follows go, since they let a name show as another.
    """
    kept = _CONTROL.sub("", unicodedata.normalize("NFC", text)).strip()
    return kept.replace("\r\n", "\n") if multiline else " ".join(kept.split())
