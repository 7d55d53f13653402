"""XES (IEEE 1849), read as it streams by and written event by event, compressed or not."""

import codecs
import gzip
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path
from typing import IO
from xml.parsers import expat
from xml.sax.saxutils import quoteattr

import polars as pl
import pyarrow as pa

from salesops.ingest.eventlogs import wordings as w
from salesops.ingest.eventlogs.columns import USUAL, Asked
from salesops.ingest.sources import LINE, Refused
from salesops.kernel.problem import Problem, Where

BLOCK = 1 << 20
VALUED = frozenset({"string", "date", "int", "float", "boolean", "id"})


def read_xes(path: Path, asked: Asked) -> pl.DataFrame:
    """The events of an XES file as text, with the line each begins on; Refused for no such file.

    A trace without a name is called by its number. A document that defines entities is refused:
    no log needs them, and they can be made to grow without end.
    """
    reader = _Reader(asked)
    try:
        with _opened(path) as stream:
            reader.parse(stream)
    except (expat.ExpatError, OSError, EOFError) as error:
        told = {"detail": str(error)}
        raise Refused(Problem(w.BAD_XES, Where(file=path.name), told)) from error
    if not reader.at:
        raise Refused(Problem(w.NO_EVENTS, Where(file=path.name)))
    kind = {"case": pl.String, "activity": pl.String, "at": pl.String, "who": pl.String}
    held = {"case": reader.case, "activity": reader.activity, "at": reader.at, "who": reader.who}
    frame = pl.DataFrame({**held, LINE: reader.line}, schema={**kind, LINE: pl.UInt32})
    return frame if frame["who"].null_count() < len(frame) else frame.drop("who")


@contextmanager
def _opened(path: Path) -> Iterator[IO[bytes]]:
    with path.open("rb") as plain:
        packed = plain.read(2) == b"\x1f\x8b"
        plain.seek(0)
        if packed:
            with gzip.open(plain) as stream:
                yield stream  # type: ignore[misc]
        else:
            yield plain


class _Reader:
    """Collects what the parser calls out: one event at a time, attributes of attributes apart."""

    def __init__(self, asked: Asked) -> None:
        wanted = {meaning: name or USUAL[meaning][0] for meaning, name in asked.names.items()}
        self._trace_key = wanted["case"].removeprefix("case:")
        self._keys = (wanted["activity"], wanted["at"], wanted["who"])
        self.case: list[str | None] = []
        self.activity: list[str | None] = []
        self.at: list[str | None] = []
        self.who: list[str | None] = []
        self.line: list[int] = []
        self._traces = self._first = self._inside = 0
        self._trace: str | None = None
        self._event: dict[str, str] | None = None
        self._in_trace = False

    def parse(self, stream: IO[bytes]) -> None:
        """Read to the end."""
        self._parser = expat.ParserCreate()
        self._parser.buffer_text = True
        self._parser.StartElementHandler = self._start
        self._parser.EndElementHandler = self._end
        self._parser.EntityDeclHandler = self._entity
        while block := stream.read(BLOCK):
            self._parser.Parse(block)
        self._parser.Parse(b"", True)

    def _entity(self, *_: object) -> None:
        raise expat.ExpatError("entities")

    def _start(self, name: str, attributes: dict[str, str]) -> None:
        if self._event is not None:
            self._inside += 1
            if self._inside == 1 and name in VALUED:
                self._event[attributes.get("key", "")] = attributes.get("value", "")
        elif name == "event" or name.endswith(":event"):
            self._event = {}
            self.line.append(self._parser.CurrentLineNumber)
        elif name == "trace" or name.endswith(":trace"):
            self._traces += 1
            self._first, self._trace, self._in_trace = len(self.at), None, True
        elif self._in_trace:
            self._inside += 1
            if self._inside == 1 and attributes.get("key") == self._trace_key:
                self._trace = attributes.get("value")

    def _end(self, name: str) -> None:
        if self._inside:
            self._inside -= 1
        elif self._event is not None:
            self._finish(self._event)
            self._event = None
        elif self._in_trace and name.endswith("trace"):
            called = self._trace or f"#{self._traces}"
            self.case += [called] * (len(self.at) - self._first)
            self._in_trace = False

    def _finish(self, event: dict[str, str]) -> None:
        activity, at, who = self._keys
        self.activity.append(event.get(activity) or None)
        self.at.append(event.get(at) or None)
        self.who.append(event.get(who) or None)
        if not self._in_trace:
            self.case.append(None)


def write_xes(table: pa.Table, path: Path) -> None:
    """Write events, sorted by case, as XES; compressed where the name ends in .gz."""
    packed = path.name.lower().endswith(".gz")
    with gzip.open(path, "wb") if packed else path.open("wb") as raw:
        out = codecs.getwriter("utf-8")(raw)
        out.write(
            '<?xml version="1.0" encoding="UTF-8"?>\n'
            '<log xes.version="1849.2016" xmlns="http://www.xes-standard.org/">\n'
            '<extension name="Concept" prefix="concept" uri="http://www.xes-standard.org/concept.xesext"/>\n'
            '<extension name="Time" prefix="time" uri="http://www.xes-standard.org/time.xesext"/>\n'
            '<extension name="Organizational" prefix="org" uri="http://www.xes-standard.org/org.xesext"/>\n'
        )
        case: object = None
        for batch in table.to_batches(max_chunksize=50_000):
            for row in batch.to_pylist():
                if row["case"] != case:
                    out.write("</trace>\n" if case is not None else "")
                    case = row["case"]
                    out.write(f"<trace>\n{_attribute('string', 'concept:name', str(case))}\n")
                out.write(_event(row))
        out.write("</trace>\n</log>\n" if case is not None else "</log>\n")


def _event(row: dict[str, object]) -> str:
    at = row["at"]
    told = at.isoformat() if isinstance(at, datetime) else str(at)
    parts = [
        _attribute("string", "concept:name", str(row["activity"])),
        _attribute("date", "time:timestamp", told),
    ]
    if row.get("who") is not None:
        parts.append(_attribute("string", "org:resource", str(row["who"])))
    return f"<event>{''.join(parts)}</event>\n"


def _attribute(kind: str, key: str, value: str) -> str:
    # XML has no way to say these at all.
    said = "".join(c for c in value if c >= " " or c in "\t\n\r")
    return f"<{kind} key={quoteattr(key)} value={quoteattr(said)}/>"
