"""Which encoding a text file is in: mark, strict UTF-8, strict GB18030 or Big5, else ask."""

import codecs
from collections.abc import Iterator

import numpy as np

MARKS = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)

WINDOW, PLACES, TELLING = 16 * 1024, 64, 4


def encoding_of(sample: bytes, *, whole: bool) -> str | None:
    """The encoding of a sample from the start of a file; None when none fits.

    A sample that is not the whole file may be cut inside a character.
    """
    for mark, name in MARKS:
        if sample.startswith(mark):
            return name
    if b"\x00" in sample:
        return _utf16(sample)
    if _decodes(sample, "utf-8", whole):
        return "utf-8"
    chinese = _decodes(sample, "gb18030", whole)
    if _decodes(sample, "big5", whole) and (not chinese or _looks_big5(sample)):
        return "big5"
    return "gb18030" if chinese else None


def stray_utf8(text: bytes) -> int | None:
    """Where a line starts that is plainly UTF-8, in text that was taken for GB18030.

    GB18030 accepts most of UTF-8 and shows it garbled, so strict decoding does not tell. Short
    texts are looked at whole, long ones in many places: files are glued together by the block.
    """
    for start in range(0, len(text), max(WINDOW, len(text) // PLACES)):
        at = text.rfind(b"\n", 0, start) + 1
        for place, line in _perhaps_utf8(text[at : start + WINDOW]):
            if _is_plainly_utf8(line):
                return at + place
    return None


def _perhaps_utf8(text: bytes) -> Iterator[tuple[int, bytes]]:
    """The lines, with their places, in which a lead byte never lacks the byte that must follow it.

    Nearly no line of GB18030 is among them, and looking at all of them at once costs far less than
    trying to decode each.
    """
    octets = np.frombuffer(text, np.uint8)
    leads, follows = octets >= 0xC0, octets.view(np.int8) < -0x40
    broken = leads[:-1] > follows[1:]
    starts = np.concatenate(([0], np.flatnonzero(octets == ord("\n")) + 1))
    starts = starts[starts < len(broken)]
    for place in starts[~np.logical_or.reduceat(broken, starts)].tolist():
        end = text.find(b"\n", place)
        yield place, text[place : end if end >= 0 else len(text)]


def _is_plainly_utf8(line: bytes) -> bool:
    """Four Chinese characters in GB18030 are UTF-8 by chance once in a hundred million lines."""
    if line.isascii():
        return False
    try:
        text = line.decode("utf-8")
    except UnicodeDecodeError:
        return False
    return sum("\u4e00" <= c <= "\u9fff" for c in text) >= TELLING


def _decodes(sample: bytes, name: str, whole: bool) -> bool:
    try:
        codecs.getincrementaldecoder(name)("strict").decode(sample, whole)
    except UnicodeDecodeError:
        return False
    return True


def _utf16(sample: bytes) -> str | None:
    """UTF-16 without a mark: ASCII in every other byte."""
    even, odd = sample[0::2].count(0), sample[1::2].count(0)
    if odd > 4 * even and odd > len(sample) / 16:
        return "utf-16-le"
    if even > 4 * odd and even > len(sample) / 16:
        return "utf-16-be"
    return None


def _looks_big5(sample: bytes) -> bool:
    """Whether text that decodes as both is Big5: strict GB18030 accepts nearly all of Big5.

    Simplified text stays inside GB2312; Big5 read as GB18030 falls out of it all the time.
    """
    simplified = _share(sample, "gb18030", "gb2312")
    traditional = sample.decode("big5", "ignore")
    common = [c for c in traditional if not c.isascii()]
    frequent = sum("\xa1" <= chr(c.encode("big5")[0]) <= "\xc6" for c in common)
    return simplified < 0.85 and frequent >= 0.8 * max(1, len(common))


def _share(sample: bytes, read: str, inside: str) -> float:
    letters = [c for c in sample.decode(read, "ignore") if not c.isascii()]
    fitting = sum(bool(c.encode(inside, "ignore")) for c in letters)
    return fitting / max(1, len(letters))
