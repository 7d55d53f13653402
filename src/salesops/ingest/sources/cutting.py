"""Delimited text cut into records, in pieces that fit in memory."""

import codecs
import csv
import io
from collections.abc import Iterator, Sequence
from pathlib import Path

import numpy as np
import polars as pl

from salesops.ingest import wordings as w
from salesops.ingest.sources.encoding import stray_utf8
from salesops.ingest.sources.source import BROKEN, LINE, Refused
from salesops.kernel.problem import Problem, Where

# Small blocks stay in the processor's cache while they are decoded; columns like more rows.
BLOCK = 256 * 1024
PIECE = 4 * 1024 * 1024
PIECES = 16
ROWS = 200_000
LONGEST_LINE = 16 * 1024 * 1024
UNIT = "\x1f"
_END = "\x1e\n"


def single(separator: str) -> bool:
    """Whether the readers take a separator as it is: one ASCII character."""
    return len(separator) == 1 and separator.isascii()


def plain(text: bytes, separator: str, line_end: str | None) -> bytes:
    """UTF-8 text whose separator is one character and whose lines end in a newline."""
    if line_end:
        text = text.replace(line_end.encode(), b"\n")
    if not single(separator):
        text = text.replace(separator.encode(), UNIT.encode())
    if b"\r" in text:
        text = text.replace(b"\r\n", b"\n").replace(b"\r", b"\n")
    return text


class Shape:
    """How to cut one text file into records, remembered between the sample and the reading."""

    def __init__(
        self, path: Path, encoding: str, separator: str, line_end: str | None, skipped: int,
        columns: Sequence[str],
    ) -> None:  # fmt: skip
        self.path, self.encoding, self.separator = path, encoding, separator
        self.line_end, self.skipped, self.columns = line_end, skipped, tuple(columns)

    def chunks(self) -> Iterator[pl.DataFrame]:
        """Frames of text with line numbers; Refused when the text breaks off its encoding."""
        gathered: list[pl.DataFrame] = []
        for frame in self._frames():
            gathered.append(frame)
            if sum(map(len, gathered)) >= ROWS or len(gathered) >= PIECES:
                yield pl.concat(gathered)
                gathered = []
        if gathered:
            yield pl.concat(gathered)

    def _frames(self) -> Iterator[pl.DataFrame]:
        line, skipped = 1, self.skipped
        for piece, separator in self._pieces():
            body = piece
            if skipped:
                body, lines = _without_first(piece, separator, skipped)
                line, skipped = line + lines, 0
            frame, lines = _frame(body, separator, self.columns, line)
            line += lines
            if len(frame):
                yield frame

    def _pieces(self) -> Iterator[tuple[bytes, str]]:
        """The text as UTF-8, cut between records."""
        rest = b""
        separator = self.separator if single(self.separator) else UNIT
        for text in self._texts():
            piece = rest + text if rest else text
            cut = _last_record(piece, separator)
            if cut is None:
                if len(piece) > LONGEST_LINE:
                    raise self._too_long(piece)
                rest = piece
                continue
            rest = piece[cut:]
            yield piece[:cut], separator
        if rest:
            yield rest if rest.endswith(b"\n") else rest + b"\n", separator

    def _texts(self) -> Iterator[bytes]:
        """The file decoded, as UTF-8 with one-character separators and newlines."""
        decoder = codecs.getincrementaldecoder(self.encoding)("strict")
        held, line, first = b"", 1, True
        with self.path.open("rb") as opened:
            while True:
                raw = opened.read(PIECE)
                text = held + self._decoded(raw, decoder, line)
                if self.encoding == "gb18030" and (at := stray_utf8(raw)) is not None:
                    raise self._mixed(raw, at, line)
                line += _count(raw, b"\n")
                # A two-character line end or separator must not be cut in half.
                keep = self._uncut(text) if raw else 0
                held, text = (text[-keep:], text[:-keep]) if keep else (b"", text)
                if first:
                    text, first = text.removeprefix(codecs.BOM_UTF8), False
                yield plain(text, self.separator, self.line_end)
                if not raw:
                    return

    def _decoded(self, raw: bytes, decoder: codecs.IncrementalDecoder, line: int) -> bytes:
        """A piece as UTF-8, by the block; nothing more to decode ends the text."""
        blocks = []
        for at in range(0, len(raw) or 1, BLOCK):
            try:
                text = decoder.decode(raw[at : at + BLOCK], not raw)
            except UnicodeDecodeError as error:
                before = _count(raw[:at], b"\n")
                raise self._mixed(error.object, error.start, line + before) from error
            blocks.append(text.encode("utf-8"))
        return b"".join(blocks)

    def _uncut(self, text: bytes) -> int:
        if self.line_end or not single(self.separator):
            return 8
        return 1 if text.endswith(b"\r") else 0

    def _mixed(self, text: bytes, at: int, line: int) -> Refused:
        where = Where(file=self.path.name, line=line + text[:at].count(b"\n"))
        return Refused(Problem(w.MIXED_ENCODINGS, where, {"encoding": self.encoding}))

    def _too_long(self, piece: bytes) -> Refused:
        where = Where(file=self.path.name, line=piece.count(b"\n") + 1)
        return Refused(Problem(w.LINE_TOO_LONG, where, {"size": f"{LONGEST_LINE // 2**20} MB"}))


def _last_record(piece: bytes, separator: str) -> int | None:
    """Where the last complete record of a piece ends: a newline outside quotation marks."""
    cut = piece.rfind(b"\n") + 1
    if _count(memoryview(piece)[:cut], b'"') % 2 == 0:
        return cut or None
    # An odd number is an open cell, or an inch mark: only reading tells.
    lines = list(io.StringIO(piece[:cut].decode("utf-8"), newline="\n"))
    reader = csv.reader([*lines, _END], delimiter=separator)
    ends = [0]
    try:
        ends += [reader.line_num for _ in reader]
    except csv.Error:
        return None
    whole = ends[-2]
    return sum(len(line.encode()) for line in lines[:whole]) or None


def _without_first(piece: bytes, separator: str, records: int) -> tuple[bytes, int]:
    """A piece without its first records, and how many lines those took."""
    reader = csv.reader(
        io.StringIO(piece[: 1 << 20].decode("utf-8", "ignore")), delimiter=separator
    )
    for _ in range(records):
        next(reader, None)
    start = 0
    for _ in range(reader.line_num):
        start = piece.find(b"\n", start) + 1
    return piece[start:], reader.line_num


def _frame(
    piece: bytes, separator: str, columns: Sequence[str], line: int
) -> tuple[pl.DataFrame, int]:
    """The records of a piece as text with their lines, and how many lines the piece has."""
    lines = _count(piece, b"\n")
    frame = _fast(piece, separator, columns, lines, line)
    if frame is None:
        frame = _careful(piece, separator, columns, line)
    return _without_blanks(frame, columns, quoted=b'"' in piece), lines


def _without_blanks(frame: pl.DataFrame, columns: Sequence[str], *, quoted: bool) -> pl.DataFrame:
    """The frame without the lines that hold nothing: none when any column is filled throughout."""
    if any(not frame[c].null_count() and not (quoted and (frame[c] == "").any()) for c in columns):
        return frame
    empty = pl.col(*columns).is_null()
    if quoted:
        empty = empty | (pl.col(*columns) == "")
    blank = pl.all_horizontal(empty)
    return frame.filter(~blank | pl.col(BROKEN).is_not_null())


def _count(text: bytes | memoryview, octet: bytes) -> int:
    """How often a byte occurs: where it is frequent, five times as fast as `bytes.count`."""
    return int(np.count_nonzero(np.frombuffer(text, np.uint8) == ord(octet)))


def _fast(
    piece: bytes, separator: str, columns: Sequence[str], lines: int, line: int
) -> pl.DataFrame | None:
    """Polars' reading of a piece; None when its rows are not all equally long."""
    missing = lines * (len(columns) - 1) - _count(piece, separator.encode())
    if missing > 0 and missing > piece.count(b"\n\n"):
        return None
    names = [f"c{i}" for i in range(len(columns))]
    heading = separator.join(names).encode() + b"\n"
    try:
        frame = pl.read_csv(heading + piece, separator=separator, infer_schema=False)
    except (pl.exceptions.ComputeError, pl.exceptions.SchemaError):
        return None
    if frame.columns != names:
        return None
    frame = frame.rename(dict(zip(names, columns, strict=True)))
    numbers = pl.int_range(line, line + len(frame), dtype=pl.UInt32, eager=True)
    if len(frame) != lines:
        numbers = numbers + _lines_inside(frame, columns)
    return frame.with_columns(numbers.alias(LINE), pl.lit(None, pl.String).alias(BROKEN))


def _lines_inside(frame: pl.DataFrame, columns: Sequence[str]) -> pl.Series:
    """How many line breaks inside cells precede each row."""
    breaks = frame.select(
        pl.sum_horizontal(pl.col(c).str.count_matches("\n").fill_null(0) for c in columns)
    ).to_series()
    return breaks.cum_sum().shift(1, fill_value=0).cast(pl.UInt32)


def _careful(piece: bytes, separator: str, columns: Sequence[str], line: int) -> pl.DataFrame:
    """A piece read record by record: rows that are too long or too short are kept and marked."""
    csv.field_size_limit(LONGEST_LINE)
    width = len(columns)
    rows: list[tuple[object, ...]] = []
    reader = csv.reader(io.StringIO(piece.decode("utf-8"), newline=""), delimiter=separator)
    before = 0
    try:
        for cells in reader:
            at, before = line + before, reader.line_num
            rows.append((*_fitted(cells, width, separator), at, _broken(cells, width)))
    except csv.Error as error:
        where = Where(line=line + before)
        size = f"{LONGEST_LINE // 2**20} MB"
        raise Refused(Problem(w.LINE_TOO_LONG, where, {"size": size})) from error
    schema = {**dict.fromkeys(columns, pl.String), LINE: pl.UInt32, BROKEN: pl.String}
    return pl.DataFrame(rows, schema=schema, orient="row")


def _fitted(cells: list[str], width: int, separator: str) -> list[str | None]:
    if any(cells[width:]):
        cells = [*cells[: width - 1], separator.join(cells[width - 1 :])]
    return [cell or None for cell in cells[:width]] + [None] * (width - len(cells))


def _broken(cells: list[str], width: int) -> str | None:
    if len(cells) > width and any(cells[width:]):
        return "too_many_cells"
    return "too_few_cells" if len([c for c in cells if c]) > 0 and len(cells) < width else None
