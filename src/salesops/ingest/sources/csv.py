"""CSV and its kin, with any encoding and any separator: what shape such a file has."""

import codecs
import csv
import io
from contextlib import suppress
from pathlib import Path
from typing import IO

import polars as pl

from salesops.ingest import wordings as w
from salesops.ingest.fields import Intake
from salesops.ingest.mapping import SourceOptions
from salesops.ingest.sources.cutting import UNIT, Shape, plain, single
from salesops.ingest.sources.encoding import encoding_of
from salesops.ingest.sources.source import (
    Refused,
    Source,
    checked_columns,
    heading_row,
    no_heading,
)  # fmt: skip
from salesops.kernel.problem import Problem, Where, Wording

SAMPLE = 256 * 1024
_SEPARATORS = (",", "\t", ";", "|", "，")


def open_csv(
    path: Path, options: SourceOptions, intake: Intake, wanted: frozenset[str] = frozenset()
) -> Source:
    """A delimited text file as a source; Refused when it is none."""
    size = path.stat().st_size
    with path.open("rb") as opened:
        head = opened.read(SAMPLE)
        telling = b"" if options.encoding else _telling(opened, head)
    encoding = options.encoding or _encoding(path, head, telling, whole=size <= SAMPLE)
    text = _sample_text(path, head, encoding)
    _check_text(path, text)
    separator = options.separator or _separator(text)
    rows = _sample_rows(text, separator, options.line_end)
    skipped, columns = _heading(path, rows, options, intake, wanted)
    shape = Shape(path, encoding, separator, options.line_end, skipped, columns)
    body = [r for r in rows[skipped:] if any(r)][:1000]
    sample = pl.DataFrame(
        {c: [r[i] or None if i < len(r) else None for r in body] for i, c in enumerate(columns)},
        schema=dict.fromkeys(columns, pl.String),
    )
    return Source(
        path.name,
        columns,
        shape.chunks,
        encoding,
        separator,
        likely_rows=size * text.count("\n") // max(1, len(head)),
        sample=sample,
    )


def _telling(opened: IO[bytes], head: bytes) -> bytes:
    """The first lines that are not plain ASCII, when the start of the file is."""
    rest, block = b"", head
    while block and block.isascii():
        rest, block = block[block.rfind(b"\n") + 1 :][-SAMPLE:], opened.read(SAMPLE)
    return b"" if block is head else rest + block


def _encoding(path: Path, head: bytes, telling: bytes, *, whole: bool) -> str:
    found = encoding_of(head, whole=whole)
    if found == "utf-8" and telling:
        found = encoding_of(telling, whole=False)
    if found is None:
        raise Refused(Problem(_not_text(head), Where(file=path.name), {"file": path.name}))
    return found


def _not_text(head: bytes) -> Wording:
    odd = sum(byte < 9 or 13 < byte < 32 for byte in head[:4096])
    return w.NOT_A_TABLE if odd > len(head[:4096]) / 50 or b"\x00" in head else w.UNKNOWN_ENCODING


def _sample_text(path: Path, head: bytes, encoding: str) -> str:
    try:
        decoder = codecs.getincrementaldecoder(encoding)("replace")
    except LookupError as error:
        problem = Problem(w.BAD_MAPPING, Where(file=path.name), {"detail": str(error)})
        raise Refused(problem) from error
    return decoder.decode(head).lstrip("\ufeff")


def _check_text(path: Path, text: str) -> None:
    if not text.strip():
        raise Refused(Problem(w.EMPTY_FILE, Where(file=path.name), {"file": path.name}))
    controls = sum(c < " " and c not in "\t\r\n\x1f\x0c\x0b" for c in text[:4096])
    if controls > len(text[:4096]) / 50 or (
        text.lstrip()[:1] in ("{", "<", "%")
        and (
            text.lstrip()[:5].lower() in ("<!doc", "<html", "<?xml", "%pdf-")
            or text.lstrip().startswith("{")
        )
    ):
        raise Refused(Problem(w.NOT_A_TABLE, Where(file=path.name), {"file": path.name}))


def _separator(text: str) -> str:
    """The separator that cuts the first lines into most cells, equally many on each."""
    lines = [line for line in text.splitlines()[:200] if line.strip()][:50]
    lines = lines[:-1] if len(lines) > 2 else lines

    def regularity(separator: str) -> tuple[float, int]:
        counts = [len(next(csv.reader([line], delimiter=separator), [])) for line in lines]
        usual = max(set(counts), key=lambda n: (counts.count(n), n))
        if usual < 2:
            return (0.0, 0)
        return (counts.count(usual) / len(counts), usual)

    best = max(_SEPARATORS, key=lambda s: (round(regularity(s)[0], 1), regularity(s)[1]))
    return best if regularity(best)[1] >= 2 else ","


def _sample_rows(text: str, separator: str, line_end: str | None) -> list[list[str]]:
    head = plain(text.encode(), separator, line_end)[: 64 * 1024].decode("utf-8", "ignore")
    separator = separator if single(separator) else UNIT
    rows: list[list[str]] = []
    with suppress(csv.Error):
        rows.extend(csv.reader(io.StringIO(head, newline=""), delimiter=separator))
    return rows[:-1] if len(head) > 60 * 1024 and len(rows) > 2 else rows


def _heading(
    path: Path,
    rows: list[list[str]],
    options: SourceOptions,
    intake: Intake,
    wanted: frozenset[str],
) -> tuple[int, tuple[str, ...]]:
    """How many records stand before the data, and the names of the columns."""
    if options.columns:
        return options.header_row or 0, checked_columns(options.columns, path.name)
    if options.header_row:
        place: int | None = options.header_row - 1
    else:
        place = heading_row(rows[:20], intake, wanted)
    if place is None or place >= len(rows):
        first = next((row for row in rows if any(row)), [])
        raise no_heading(path.name, first)
    return place + 1, checked_columns(rows[place], path.name)
