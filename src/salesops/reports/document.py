"""What a report says, before anybody decides what it becomes: a page, a PDF, a workbook, text."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import Any, Literal

from salesops.kernel.figures import Tone
from salesops.kernel.problem import Language

Form = Literal[
    "text", "money", "count", "quantity", "ratio", "days", "hours", "price", "change", "points",
    "difference",
]  # fmt: skip


@dataclass(frozen=True)
class Cell:
    """One thing in a table or tile: what is shown, and the exact value behind it.

    `why` says why there is no figure where `text` is a dash.
    """

    text: str
    value: Decimal | str | None = None
    form: Form = "text"
    exact: str | None = None
    tone: Tone = "neutral"
    why: str | None = None


@dataclass(frozen=True)
class Comparison:
    """A change, and with what it compares: `同比 2024-10`."""

    label: str
    change: Cell


@dataclass(frozen=True)
class Tile:
    """A figure with its name, what it compares with and how it went in the last months."""

    label: str
    figure: Cell
    comparisons: tuple[Comparison, ...] = ()
    spark: tuple[Decimal | None, ...] = ()
    note: str | None = None


@dataclass(frozen=True)
class Sentence:
    """The sentence that answers the question, large."""

    text: str


@dataclass(frozen=True)
class Heading:
    """The title of a part: it answers or asks something."""

    text: str


@dataclass(frozen=True)
class Note:
    """A remark in small print, or, when it is a warning, in sight."""

    text: str
    is_warning: bool = False


@dataclass(frozen=True)
class Figures:
    """Figures side by side."""

    tiles: tuple[Tile, ...]


@dataclass(frozen=True)
class Column:
    """A column of a table: its title, and whether it holds words or numbers."""

    title: str
    form: Form = "text"


@dataclass(frozen=True)
class Table:
    """Rows under columns; the total was computed by the ledger, not by adding up the rows.

    `name` is a short one, for the sheet of a workbook.
    """

    title: str
    columns: tuple[Column, ...]
    rows: tuple[tuple[Cell, ...], ...]
    total: tuple[Cell, ...] | None = None
    empty: str = ""
    name: str = ""


@dataclass(frozen=True)
class Chart:
    """A Vega-Lite specification, the sentence that says what it shows, and its data as a table."""

    title: str
    alt: str
    spec: dict[str, Any]
    data: Table | None = None


@dataclass(frozen=True)
class Drawing:
    """A finished SVG, the sentence that says what it shows, and its Mermaid for plain text."""

    title: str
    alt: str
    svg: str
    mermaid: str = ""


@dataclass(frozen=True)
class Definitions:
    """What the words of the report mean."""

    title: str
    terms: tuple[tuple[str, str], ...]


@dataclass(frozen=True)
class Columns:
    """Blocks side by side where there is room, one after the other where there is none.

    `shares` are the widths, as parts of their sum.
    """

    parts: tuple[tuple["Block", ...], ...]
    shares: tuple[int, ...]


Block = Sentence | Heading | Note | Figures | Table | Chart | Drawing | Definitions | Columns


@dataclass(frozen=True)
class Document:
    """A finished report: what it says, and of which snapshot, for whom and as of when."""

    title: str
    subtitle: str
    language: Language
    period: str
    scope: str
    as_of: date
    taken_at: datetime
    snapshot_id: str
    currency: str
    blocks: tuple[Block, ...]

    def footer(self) -> tuple[tuple[str, str], ...]:
        """What must stand under every page, as far as known: period, scope, as-of, snapshot."""
        names = FOOTER[self.language]
        values = (self.period, self.scope, self.as_of.isoformat(), self.snapshot_id, self.currency)
        told = zip(names, values, strict=True)
        return tuple((name, value) for name, value in told if value)


FOOTER: dict[Language, tuple[str, str, str, str, str]] = {
    "zh": ("期间", "范围", "数据截至", "快照", "币种"),
    "en": ("Period", "Scope", "As of", "Snapshot", "Currency"),
}


def flat(blocks: tuple[Block, ...]) -> Iterator[Block]:
    """The blocks in reading order, columns opened, for renderings that have no width."""
    for block in blocks:
        if isinstance(block, Columns):
            for part in block.parts:
                yield from flat(part)
        else:
            yield block
