"""A document as a page of its own, and as a piece of a page of the product."""

from collections.abc import Callable
from html import escape
from importlib.resources import files

from salesops.reports import charts
from salesops.reports.document import (
    Block,
    Cell,
    Chart,
    Column,
    Columns,
    Comparison,
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

PAGE = """<!doctype html>
<html lang="{lang}">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="generator" content="SalesOps">
<title>{title}</title>
<style>
{css}
</style>
</head>
<body class="report-page">
{body}
</body>
</html>
"""
LANG = {"zh": "zh-Hans", "en": "en"}
DATA = {"zh": "图表数据", "en": "Data of the chart"}


def render(document: Document) -> bytes:
    """A page that needs nothing else: no script, no other file, light and dark, fit to print."""
    page = PAGE.format(
        lang=LANG[document.language],
        title=escape(f"{document.title} · {document.subtitle}"),
        css=_resource("tokens.css") + stylesheet(),
        body=fragment(document),
    )
    return page.encode()


def fragment(document: Document) -> str:
    """The document as one `<article>`, styled by the classes of `stylesheet()` and nothing else."""
    footer = "".join(
        f"<div><dt>{escape(name)}</dt><dd>{escape(value)}</dd></div>"
        for name, value in document.footer()
    )
    body = "".join(_block(block, document) for block in document.blocks)
    return (
        f'<article class="report" lang="{LANG[document.language]}">'
        f'<header class="report-head"><h1>{escape(document.title)}</h1>'
        f"<p>{escape(document.subtitle)}</p></header>{body}"
        f'<footer class="report-foot"><dl>{footer}</dl></footer></article>'
    )


def stylesheet() -> str:
    """The rules for the classes that `fragment` uses, on top of the product's tokens."""
    return _resource("report.css")


def _resource(name: str) -> str:
    return files(__package__ or "").joinpath(name).read_text(encoding="utf-8")


def _block(block: Block, document: Document) -> str:
    write: Callable[[Block, Document], str] = WRITERS[type(block)]
    return write(block, document)


def _sentence(block: Sentence, _: Document) -> str:
    return f'<p class="report-headline">{_text(block.text)}</p>'


def _heading(block: Heading, _: Document) -> str:
    return f"<h2>{_text(block.text)}</h2>"


def _note(block: Note, _: Document) -> str:
    kind = "report-warning" if block.is_warning else "report-note"
    return f'<p class="{kind}">{_text(block.text)}</p>'


def _figures(block: Figures, _: Document) -> str:
    return f'<div class="report-tiles">{"".join(map(_tile, block.tiles))}</div>'


def _tile(tile: Tile) -> str:
    note = f'<p class="report-note">{_text(tile.note)}</p>' if tile.note else ""
    spark = themed(charts.spark(tile.spark))
    return (
        f'<section class="report-tile"><h3>{escape(tile.label)}</h3>'
        f'<p class="report-figure">{_cell(tile.figure)}</p>'
        f"<ul>{''.join(map(_comparison, tile.comparisons))}</ul>{note}"
        f'<div class="report-spark">{spark}</div></section>'
    )


def _comparison(comparison: Comparison) -> str:
    return f"<li><span>{escape(comparison.label)}</span> {_cell(comparison.change)}</li>"


def _table(block: Table, _: Document) -> str:
    title = f"<caption>{_text(block.title)}</caption>" if block.title else ""
    if not block.rows:
        return f'<p class="report-note">{_text(block.empty)}</p>' if block.empty else ""
    head = "".join(
        f'<th scope="col"{_class(column)}>{escape(column.title)}</th>' for column in block.columns
    )
    body = "".join(_row(row, block.columns) for row in block.rows)
    foot = f"<tfoot>{_row(block.total, block.columns)}</tfoot>" if block.total else ""
    return (
        f'<div class="report-table"><table>{title}<thead><tr>{head}</tr></thead>'
        f"<tbody>{body}</tbody>{foot}</table></div>"
    )


def _row(row: tuple[Cell, ...], columns: tuple[Column, ...]) -> str:
    first, *others = zip(row, columns, strict=True)
    cells = "".join(f"<td{_class(column)}>{_cell(cell)}</td>" for cell, column in others)
    return f'<tr><th scope="row">{_cell(first[0])}</th>{cells}</tr>'


def _class(column: Column) -> str:
    return "" if column.form == "text" else ' class="number"'


def _cell(cell: Cell) -> str:
    text = _text(cell.text)
    if cell.why:
        return f'<abbr title="{escape(cell.why)}">{text}</abbr>'
    if cell.form == "text" or cell.value is None:
        return text
    mood = "" if cell.tone == "neutral" else f' class="{cell.tone}"'
    hover = f' title="{escape(cell.exact)}"' if cell.exact else ""
    return f'<data value="{cell.value}"{mood}{hover}>{text}</data>'


def _chart(block: Chart, document: Document) -> str:
    drawn = themed(charts.svg(block.spec)).replace(
        "<svg ", f'<svg role="img" aria-label="{escape(block.alt)}" ', 1
    )
    data = ""
    if block.data:
        summary = f"<summary>{DATA[document.language]}</summary>"
        data = f'<details class="report-data">{summary}{_table(block.data, document)}</details>'
    caption = f"<figcaption>{_text(block.title)}</figcaption>" if block.title else ""
    kind = "report-chart report-chart-wide" if _is_wide(block) else "report-chart"
    return f'<figure class="{kind}">{caption}<div>{drawn}</div>{data}</figure>'


def _drawing(block: Drawing, _: Document) -> str:
    drawn = themed(block.svg).replace(
        "<svg ", f'<svg role="img" aria-label="{escape(block.alt)}" ', 1
    )
    caption = f"<figcaption>{_text(block.title)}</figcaption>" if block.title else ""
    return f'<figure class="report-chart">{caption}<div>{drawn}</div></figure>'


def _is_wide(block: Chart) -> bool:
    return int(block.spec.get("width", 0)) > charts.FULL_WIDTH / 2


def _definitions(block: Definitions, _: Document) -> str:
    terms = "".join(
        f"<div><dt>{escape(name)}</dt><dd>{escape(meaning)}</dd></div>"
        for name, meaning in block.terms
    )
    title = f"<h2>{escape(block.title)}</h2>" if block.title else ""
    return f'<section class="report-terms">{title}<dl>{terms}</dl></section>'


def _columns(block: Columns, document: Document) -> str:
    shares = "-".join(str(share) for share in block.shares)
    parts = "".join(
        f"<div>{''.join(_block(inner, document) for inner in part)}</div>" for part in block.parts
    )
    return f'<div class="report-columns report-columns-{shares}">{parts}</div>'


def themed(drawn: str) -> str:
    """A drawing whose paper colours follow the theme of the page, and whose text its typeface."""
    for name, colour in charts.PALETTE.items():
        drawn = drawn.replace(f'"{colour}"', f'"var(--chart-{name}, {colour})"')
    return drawn.replace(' font-family="Noto Sans SC"', "")


def _text(text: str) -> str:
    """Escaped, and with the number held together with its 万, so that no line breaks between."""
    return (
        escape(text)
        .replace(" 万", "\N{NO-BREAK SPACE}万")
        .replace(" 亿", "\N{NO-BREAK SPACE}亿")
        .replace(" 百分点", "\N{NO-BREAK SPACE}百分点")
    )


WRITERS: dict[type, Callable[..., str]] = {
    Sentence: _sentence,
    Heading: _heading,
    Note: _note,
    Figures: _figures,
    Table: _table,
    Chart: _chart,
    Drawing: _drawing,
    Definitions: _definitions,
    Columns: _columns,
}
