"""A document as an A4 PDF: the only module that knows typst."""

from collections.abc import Callable
from functools import cache
from importlib.resources import files
from typing import Any

import simplejson
import typst

from salesops.reports import charts, fonts
from salesops.reports.document import (
    Block,
    Cell,
    Chart,
    Columns,
    Definitions,
    Document,
    Drawing,
    Figures,
    Heading,
    Note,
    Sentence,
    Table,
    Tile,
)

Plain = dict[str, Any]


def render(document: Document) -> bytes:
    """The document as PDF, tagged, with the Chinese typeface inside; same document, same bytes."""
    # The text travels as data, never as typst markup: a customer called `#panic()` is a name.
    compiler = typst.Compiler(
        _template(),
        font_paths=_typefaces(),
        sys_inputs={"document": simplejson.dumps(_document(document))},
    )
    made = compiler.compile(format="pdf", timestamp=int(document.taken_at.timestamp()))
    if not isinstance(made, bytes):
        raise TypeError("typst returned pages, not one PDF")
    return made


@cache
def _template() -> bytes:
    return files(__package__ or "").joinpath("report.typ").read_bytes()


@cache
def _typefaces() -> typst.Fonts:
    return typst.Fonts(include_system_fonts=False, font_paths=[str(fonts.folder())])


def _document(document: Document) -> Plain:
    return {
        "title": document.title,
        "subtitle": document.subtitle,
        "language": document.language,
        "footer": [list(pair) for pair in document.footer()],
        "blocks": [_block(block) for block in document.blocks],
    }


def _block(block: Block) -> Plain:
    write: Callable[[Block], Plain] = WRITERS[type(block)]
    return {"kind": type(block).__name__.lower()} | write(block)


def _text(block: Sentence | Heading) -> Plain:
    return {"text": _held(block.text)}


def _note(block: Note) -> Plain:
    return {"text": _held(block.text), "warning": block.is_warning}


def _figures(block: Figures) -> Plain:
    return {"tiles": [_tile(tile) for tile in block.tiles]}


def _tile(tile: Tile) -> Plain:
    return {
        "label": tile.label,
        "figure": _cell(tile.figure),
        "comparisons": [
            {"label": comparison.label, "change": _cell(comparison.change)}
            for comparison in tile.comparisons
        ],
        "note": tile.note and _held(tile.note),
        "spark": charts.spark(tile.spark),
    }


def _table(block: Table) -> Plain:
    return {
        "title": _held(block.title),
        "columns": [
            {"title": column.title, "number": column.form != "text"} for column in block.columns
        ],
        "rows": [[_cell(cell) for cell in row] for row in block.rows],
        "total": [_cell(cell) for cell in block.total] if block.total else None,
        "empty": _held(block.empty),
    }


def _chart(block: Chart) -> Plain:
    return {"title": _held(block.title), "alt": block.alt, "svg": charts.svg(block.spec)}


def _drawing(block: Drawing) -> Plain:
    return {"kind": "chart", "title": _held(block.title), "alt": block.alt, "svg": block.svg}


def _definitions(block: Definitions) -> Plain:
    return {"title": block.title, "terms": [list(term) for term in block.terms]}


def _columns(block: Columns) -> Plain:
    parts = [[_block(inner) for inner in part] for part in block.parts]
    return {"parts": parts, "shares": list(block.shares)}


def _cell(cell: Cell) -> Plain:
    return {"text": _held(cell.text), "tone": cell.tone}


def _held(text: str) -> str:
    for word in ("万", "亿", "百分点", "pp"):
        text = text.replace(f" {word}", f"\N{NO-BREAK SPACE}{word}")
    return text


WRITERS: dict[type, Callable[..., Plain]] = {
    Sentence: _text,
    Heading: _text,
    Note: _note,
    Figures: _figures,
    Table: _table,
    Chart: _chart,
    Drawing: _drawing,
    Definitions: _definitions,
    Columns: _columns,
}
