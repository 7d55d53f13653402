"""A document as a workbook: a summary, then a sheet a part with numbers that are numbers."""

from collections.abc import Mapping, Sequence
from decimal import Decimal
from io import BytesIO
from typing import Any

import xlsxwriter

from salesops.kernel import figures
from salesops.reports import charts
from salesops.reports.document import (
    Cell,
    Chart,
    Definitions,
    Document,
    Figures,
    Heading,
    Note,
    Sentence,
    Table,
    flat,
)

SHEETS = {"zh": ("摘要", "说明"), "en": ("Summary", "About")}
TILES = {
    "zh": ("指标", "数值", "对比", "变化"),
    "en": ("Figure", "Value", "Compared with", "Change"),
}
CELL_PIXELS = 20
LONGEST = 31


def render(document: Document) -> bytes:
    """The document as xlsx: real numbers with formats, text that can never become a formula."""
    into = BytesIO()
    options = {
        "in_memory": True,
        "strings_to_formulas": False,
        "strings_to_urls": False,
        "strings_to_numbers": False,
    }
    with xlsxwriter.Workbook(into, options) as book:
        book.set_properties({"title": f"{document.title} {document.subtitle}", "author": "SalesOps",
                             "created": document.taken_at.replace(tzinfo=None)})  # fmt: skip
        looks = _Looks(book, document.currency)
        _summary(book, document, looks)
        _tables(book, document, looks)
        _about(book, document, looks)
    return into.getvalue()


class _Looks:
    """The formats of one workbook, each made once."""

    def __init__(self, book: Any, currency: str) -> None:
        self._book = book
        self._made: dict[tuple[Any, ...], Any] = {}
        sign = figures.symbol_of(currency)
        amount = f'"{sign}"#,##0.00;-"{sign}"#,##0.00'
        self._numbers: Mapping[str, str] = {
            "money": amount, "price": amount,
            "difference": f'+"{sign}"#,##0.00;-"{sign}"#,##0.00;"{sign}"0.00',
            "count": "#,##0", "quantity": "#,##0.####", "days": "#,##0.0",
            "hours": "#,##0.0",
            "ratio": "0.0%", "change": "+0.0%;-0.0%;0.0%", "points": "+0.0%;-0.0%;0.0%",
        }  # fmt: skip

    def of(self, form: str = "text", **more: Any) -> Any:
        """The format for a cell of this form, with what else is asked of it."""
        key = (form, *sorted(more.items()))
        if key not in self._made:
            numbers = {"num_format": self._numbers.get(form, "@")} if form != "plain" else {}
            self._made[key] = self._book.add_format({"valign": "top", **numbers, **more})
        return self._made[key]


def _summary(book: Any, document: Document, looks: _Looks) -> None:
    sheet = book.add_worksheet(SHEETS[document.language][0])
    sheet.hide_gridlines(2)
    sheet.set_column(0, 0, 22)
    sheet.set_column(1, 3, 20)
    sheet.write_string(0, 0, document.title, looks.of("plain", bold=True, font_size=14))
    sheet.write_string(1, 0, document.subtitle, looks.of("plain", font_color="#5C686A"))
    at = 3
    for block in flat(document.blocks):
        if isinstance(block, Sentence):
            sheet.merge_range(at, 0, at + 1, 5, "", looks.of("plain", bold=True, text_wrap=True))
            sheet.write_string(
                at, 0, block.text, looks.of("plain", bold=True, text_wrap=True, font_size=13)
            )
            at += 3
        elif isinstance(block, Heading | Note):
            bold = isinstance(block, Heading)
            sheet.write_string(at, 0, block.text, looks.of("plain", bold=bold))
            at += 1
        elif isinstance(block, Figures):
            at = _tiles(sheet, at + 1, block, document, looks) + 1
    _footer(sheet, at + 1, document, looks)
    _paper(sheet)


def _tiles(sheet: Any, at: int, block: Figures, document: Document, looks: _Looks) -> int:
    _head(sheet, at, TILES[document.language], looks)
    for tile in block.tiles:
        at += 1
        sheet.write_string(at, 0, tile.label, looks.of())
        _write(sheet, at, 1, tile.figure, looks)
        for index, comparison in enumerate(tile.comparisons):
            at += 1 if index else 0
            sheet.write_string(at, 2, comparison.label, looks.of())
            _write(sheet, at, 3, comparison.change, looks)
    return at + 1


def _tables(book: Any, document: Document, looks: _Looks) -> None:
    taken = {name.lower() for name in SHEETS[document.language]}
    for heading, blocks in _parts(document):
        sheet = book.add_worksheet(_sheet_name(blocks, taken))
        sheet.write_string(0, 0, heading, looks.of("plain", bold=True))
        _paper(sheet)
        at = 2
        for block in blocks:
            write = _table if isinstance(block, Table) else _chart
            at = write(sheet, at, block, looks)


def _parts(document: Document) -> list[tuple[str, list[Any]]]:
    """Tables and charts under the heading they stand under: a sheet each."""
    parts: list[tuple[str, list[Any]]] = [("", [])]
    for block in flat(document.blocks):
        if isinstance(block, Heading):
            parts.append((block.text, []))
        elif isinstance(block, Table | Chart):
            parts[-1][1].append(block)
    return [(heading, blocks) for heading, blocks in parts if blocks]


def _table(sheet: Any, at: int, block: Table, looks: _Looks) -> int:
    if block.title:
        sheet.write_string(at, 0, block.title, looks.of("plain", font_color="#5C686A"))
        at += 1
    if not block.rows:
        sheet.write_string(at, 0, block.empty, looks.of("plain"))
        return at + 2
    _head(sheet, at, [column.title for column in block.columns], looks)
    sheet.set_column(0, 0, 26)
    sheet.set_column(1, len(block.columns) - 1, 17)
    for row in block.rows:
        at += 1
        for index, cell in enumerate(row):
            _write(sheet, at, index, cell, looks)
    if block.total:
        at += 1
        for index, cell in enumerate(block.total):
            _write(sheet, at, index, cell, looks, bold=True, top=1)
    return at + 3


def _chart(sheet: Any, at: int, block: Chart, looks: _Looks) -> int:
    if block.title:
        sheet.write_string(at, 0, block.title, looks.of("plain", font_color="#5C686A"))
    picture = charts.png(block.spec)
    options = {"image_data": BytesIO(picture), "x_scale": 0.5, "y_scale": 0.5,
               "description": block.alt, "object_position": 1}  # fmt: skip
    sheet.insert_image(at + 1, 0, "chart.png", options)
    high = int.from_bytes(picture[20:24], "big") // 2
    at += 3 + high // CELL_PIXELS
    return _table(sheet, at, block.data, looks) if block.data else at


def _about(book: Any, document: Document, looks: _Looks) -> None:
    sheet = book.add_worksheet(SHEETS[document.language][1])
    sheet.set_column(0, 0, 22)
    sheet.set_column(1, 1, 90)
    at = _footer(sheet, 0, document, looks) + 1
    for block in flat(document.blocks):
        if isinstance(block, Definitions):
            sheet.write_string(at, 0, block.title, looks.of("plain", bold=True))
            for name, meaning in block.terms:
                at += 1
                sheet.write_string(at, 0, name, looks.of())
                sheet.write_string(at, 1, meaning, looks.of(text_wrap=True))
    _paper(sheet)


def _footer(sheet: Any, at: int, document: Document, looks: _Looks) -> int:
    for name, value in document.footer():
        sheet.write_string(at, 0, name, looks.of(font_color="#5C686A"))
        sheet.write_string(at, 1, value, looks.of())
        at += 1
    return at


def _head(sheet: Any, at: int, titles: Any, looks: _Looks) -> None:
    for index, title in enumerate(titles):
        look = looks.of(bold=True, bottom=1, align="left" if index == 0 else "right")
        sheet.write_string(at, index, title, look)


def _write(sheet: Any, at: int, column: int, cell: Cell, looks: _Looks, **more: Any) -> None:
    colour = {"good": {"font_color": "#0A6E4A"}, "bad": {"font_color": "#B93C12"}}
    if isinstance(cell.value, Decimal) and cell.form != "text":
        look = looks.of(cell.form, **colour.get(cell.tone, {}), **more)
        sheet.write_number(at, column, cell.value, look)
        return
    text = cell.value if isinstance(cell.value, str) else cell.text
    sheet.write_string(at, column, text, looks.of(**more))
    if cell.why:
        sheet.write_comment(at, column, cell.why)


def _paper(sheet: Any) -> None:
    sheet.set_paper(9)
    sheet.fit_to_pages(1, 0)


def _sheet_name(blocks: Sequence[Any], taken: set[str]) -> str:
    """The short name of the first table, made fit for Excel and given to no other sheet."""
    tables = [block if isinstance(block, Table) else block.data for block in blocks]
    wished = next((table.name or table.title for table in tables if table), "")
    fit = "".join(" " if mark in "[]:*?/\\'" else mark for mark in wished)[:LONGEST].strip()
    name, at = fit or "1", 1
    while name.lower() in taken:
        at += 1
        name = f"{fit[: LONGEST - 3]} {at}".strip()
    taken.add(name.lower())
    return name
