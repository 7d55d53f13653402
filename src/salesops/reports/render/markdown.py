"""A document as Markdown: every figure exact, every chart its sentence and its data."""

from collections.abc import Callable

from salesops.reports.document import (
    Cell,
    Chart,
    Column,
    Definitions,
    Document,
    Drawing,
    Figures,
    Heading,
    Note,
    Sentence,
    Table,
    flat,
)

FIGURE = {"zh": ("指标", "数值", "对比"), "en": ("Figure", "Value", "Compared")}
SPECIAL = str.maketrans({mark: f"\\{mark}" for mark in "\\`*_[]<>|#"})


def render(document: Document) -> bytes:
    """The document as UTF-8 Markdown, with tables as GitHub and most editors draw them."""
    parts = [f"# {_plain(document.title)}", _plain(document.subtitle)]
    parts += [WRITERS[type(block)](block, document) for block in flat(document.blocks)]
    parts.append("---")
    parts.append(" · ".join(f"{_plain(n)} {_plain(v)}" for n, v in document.footer()))
    return ("\n\n".join(part for part in parts if part) + "\n").encode()


def _sentence(block: Sentence, _: Document) -> str:
    return f"**{_plain(block.text)}**"


def _heading(block: Heading, _: Document) -> str:
    return f"## {_plain(block.text)}"


def _note(block: Note, _: Document) -> str:
    return f"> {_plain(block.text)}" if block.is_warning else _plain(block.text)


def _figures(block: Figures, document: Document) -> str:
    name, value, compared = FIGURE[document.language]
    lines = [_line([name, value, compared]), "|--|--:|--|"]
    for tile in block.tiles:
        changes = "; ".join(f"{c.label} {_exact(c.change)}" for c in tile.comparisons)
        note = f"{changes} ({tile.note})" if tile.note else changes
        lines.append(_line([tile.label, _exact(tile.figure), note]))
    return "\n".join(lines)


def _table(block: Table, _: Document) -> str:
    if not block.rows:
        return _plain(block.empty)
    lines = [_line([column.title for column in block.columns]), _rule(block.columns)]
    lines += [_line([_exact(cell) for cell in row]) for row in block.rows]
    if block.total:
        lines.append("|" + "|".join(f" **{_plain(_exact(cell))}** " for cell in block.total) + "|")
    title = f"{_plain(block.title)}\n\n" if block.title else ""
    return title + "\n".join(lines)


def _chart(block: Chart, document: Document) -> str:
    data = f"\n\n{_table(block.data, document)}" if block.data else ""
    return f"*{_plain(block.alt)}*{data}"


def _drawing(block: Drawing, _: Document) -> str:
    source = f"\n\n```mermaid\n{block.mermaid}```" if block.mermaid else ""
    return f"*{_plain(block.alt)}*{source}"


def _definitions(block: Definitions, _: Document) -> str:
    terms = "\n".join(f"- **{_plain(name)}**: {_plain(text)}" for name, text in block.terms)
    return f"## {_plain(block.title)}\n\n{terms}" if block.title else terms


def _rule(columns: tuple[Column, ...]) -> str:
    return "|" + "|".join("--" if c.form == "text" else "--:" for c in columns) + "|"


def _line(cells: list[str]) -> str:
    return "|" + "|".join(f" {_plain(cell)} " for cell in cells) + "|"


def _exact(cell: Cell) -> str:
    return cell.exact or cell.text


def _plain(text: str) -> str:
    return " ".join(text.split()).translate(SPECIAL)


WRITERS: dict[type, Callable[..., str]] = {
    Sentence: _sentence,
    Heading: _heading,
    Note: _note,
    Figures: _figures,
    Table: _table,
    Chart: _chart,
    Drawing: _drawing,
    Definitions: _definitions,
}
