"""One opened source: its columns, and its rows as frames of text, piece by piece."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from typing import Literal

import polars as pl

from salesops.ingest import wordings as w
from salesops.ingest.fields import Intake
from salesops.ingest.guess import EXTRA, plain_heading
from salesops.kernel.problem import Problem, Where

LINE = "\x00line"
BROKEN = "\x00broken"


class Refused(Exception):
    """A source that cannot be imported at all; carries the problem to be shown."""

    def __init__(self, problem: Problem) -> None:
        super().__init__(problem.reason("en"))
        self.problem = problem


@dataclass(frozen=True)
class Source:
    """A table somewhere.

    `chunks` yields frames of text with the columns plus LINE, the line an editor shows, and
    BROKEN, the code of what is wrong with the row as a whole. Blank rows are left out.
    `likely_rows` is how many there will be, about; 0 when nobody knows.
    """

    name: str
    columns: tuple[str, ...]
    chunks: Callable[[], Iterator[pl.DataFrame]]
    encoding: str = "utf-8"
    separator: str = ","
    writes: Literal["csv", "xlsx"] = "csv"
    sheet: str | None = None
    likely_rows: int = 0
    sample: pl.DataFrame = field(default_factory=pl.DataFrame)


def checked_columns(cells: Sequence[str | None], file: str) -> tuple[str, ...]:
    """Headings as column names: blank ones are numbered, one twice is refused."""
    names = [(cell or "").replace("\ufeff", "").strip() for cell in cells]
    while names and not names[-1]:
        names.pop()
    seen: set[str] = set()
    for place, name in enumerate(names):
        if not name:
            names[place] = f"#{place + 1}"
        elif name in seen:
            raise Refused(Problem(w.DUPLICATE_COLUMN, Where(file=file, column=name)))
        seen.add(names[place])
    return tuple(names)


def heading_row(
    rows: Sequence[Sequence[str | None]], intake: Intake, wanted: frozenset[str] = frozenset()
) -> int | None:
    """Which of the first rows is the heading: the one with most known names; None if none is.

    A row that holds every wanted name is one. Title rows above the heading hold few cells, so
    without any known name the first row that is as wide as the table and holds no figures is taken.
    """
    filled = [[c.strip() for c in row if c and c.strip()] for row in rows]
    if wanted:
        whole = next((place for place, row in enumerate(filled) if wanted <= set(row)), None)
        if whole is not None:
            return whole
    hits = _hits(filled, intake)
    if hits and max(hits) >= min(2, sum(f.required for f in intake.fields)):
        return hits.index(max(hits))
    widest = max((len(row) for row in filled), default=0)
    for place, row in enumerate(filled):
        if row and len(row) >= max(1, widest * 0.6):
            likely = not any(_figure(cell) for cell in row) or set(EXTRA) & set(row)
            return place if likely else None
    return None


def known_names(
    rows: Sequence[Sequence[str | None]], intake: Intake, wanted: frozenset[str]
) -> tuple[bool, int]:
    """Whether a row holds every wanted name, and how many names of fields the best one holds."""
    filled = [[c.strip() for c in row if c] for row in rows]
    whole = bool(wanted) and any(wanted <= set(row) for row in filled)
    return whole, max(_hits(filled, intake), default=0)


def _hits(rows: Sequence[Sequence[str]], intake: Intake) -> list[int]:
    known = {plain_heading(n) for f in intake.fields for n in (f.name, *f.names)}
    return [len({plain_heading(c) for c in row} & known) for row in rows]


def _figure(cell: str) -> bool:
    """Whether a cell looks like a value and not like a name."""
    return cell.replace(".", "").replace("-", "").replace("/", "").replace(":", "").replace(
        " ", ""
    ).replace(",", "").isdigit()  # fmt: skip


def no_heading(file: str, row: Sequence[str | None]) -> Refused:
    """The refusal of a source whose first row is already data."""
    shown = ", ".join(cell or "" for cell in row)[:80]
    return Refused(Problem(w.NO_HEADING, Where(file=file, line=1), {"file": file, "row": shown}))
