"""What a PDF of ours draws, read from its own bytes: text, pages and the embedded typeface."""

import re
import zlib
from collections.abc import Iterator
from io import BytesIO

from fontTools.ttLib import TTFont

UNKNOWN = "\N{REPLACEMENT CHARACTER}"


def streams(made: bytes) -> Iterator[bytes]:
    """Every compressed stream, opened."""
    for found in re.finditer(rb"stream\r?\n", made):
        try:
            yield zlib.decompressobj().decompress(made[found.end() :])
        except zlib.error:
            continue


def letters(made: bytes) -> dict[int, str]:
    """Which character each glyph of the typeface stands for."""
    known: dict[int, str] = {}
    for stream in streams(made):
        if b"begincmap" not in stream:
            continue
        for glyph, text in re.findall(rb"<([0-9A-Fa-f]{4})> <([0-9A-Fa-f]+)>\s", stream):
            known[int(glyph, 16)] = bytes.fromhex(text.decode()).decode("utf-16-be")
        ranges = rb"<([0-9A-Fa-f]{4})> <([0-9A-Fa-f]{4})> <([0-9A-Fa-f]+)>"
        for first, last, text in re.findall(ranges, stream):
            start = ord(bytes.fromhex(text.decode()).decode("utf-16-be"))
            low, high = int(first, 16), int(last, 16)
            known |= {low + at: chr(start + at) for at in range(high - low + 1)}
    return known


def glyphs(made: bytes) -> list[int]:
    """The glyphs that are drawn, in the order they are."""
    return [glyph for stream in streams(made) for glyph in _drawn(stream)]


def text(made: bytes) -> str:
    """All drawn text without any space, in the order it is drawn."""
    known = letters(made)
    return squeezed(
        "".join(known.get(glyph, "\N{REPLACEMENT CHARACTER}") for glyph in glyphs(made))
    )


def squeezed(words: str) -> str:
    """Text without spaces: a PDF places words, it does not space them."""
    return re.sub(r"\s", "", words)


def pages(made: bytes) -> int:
    """How many pages there are."""
    return int(re.search(rb"/Type/Pages/Count (\d+)", made)[1])


def typeface(made: bytes) -> TTFont:
    """The embedded typeface, cut down to what is drawn."""
    found = [stream for stream in streams(made) if stream[:4] == b"\x00\x01\x00\x00"]
    assert len(found) == 1, "one typeface is embedded"
    return TTFont(BytesIO(found[0]))


# A shown string is written in parentheses or in hexadecimal; a name before the latter is a tag.
SHOWN = re.compile(rb"\(((?:\\.|[^\\()])*)\)|(?<![A-Za-z<])<([0-9A-Fa-f]+)>", re.DOTALL)


def _drawn(stream: bytes) -> Iterator[int]:
    if b" Tf" not in stream:
        return
    for escaped, digits in SHOWN.findall(stream):
        codes = bytes.fromhex(digits.decode()) if digits else _unescaped(escaped)
        yield from (int.from_bytes(codes[at : at + 2]) for at in range(0, len(codes), 2))


def _unescaped(part: bytes) -> bytes:
    named = {b"n": b"\n", b"r": b"\r", b"t": b"\t", b"b": b"\b", b"f": b"\f"}

    def one(found: re.Match[bytes]) -> bytes:
        code = found[1]
        return bytes([int(code, 8)]) if code.isdigit() else named.get(code, code)

    return re.sub(rb"\\([0-7]{1,3}|.)", one, part, flags=re.DOTALL)
