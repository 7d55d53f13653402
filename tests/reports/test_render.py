"""One document, four files, the same numbers in all of them."""

import re
from dataclasses import replace
from decimal import Decimal
from html.parser import HTMLParser
from io import BytesIO

import openpyxl
import pytest

from salesops.kernel.period import period
from salesops.reports.document import Cell, Column, Document, Figures, Sentence, Table, flat
from salesops.reports.monthly import monthly
from salesops.reports.render import FORMATS, html, render
from tests.reports import pdf_text

OCTOBER = period("2025-10")
HOSTILE = (
    "=1+1", "#panic()", "<script>alert(1)</script>", "a|b`c*", "$x$ @ref", "'; DROP",
    "010123456789012345", "名" * 40,
)  # fmt: skip


class Page(HTMLParser):
    """Gathers the exact values of a page: every `<data value=…>` and what stands in it."""

    def __init__(self) -> None:
        super().__init__()
        self.found: list[tuple[str, str]] = []
        self.value: str | None = None
        self.shown = ""

    def handle_starttag(self, tag, attrs):
        if tag == "data":
            self.value, self.shown = dict(attrs)["value"], ""

    def handle_data(self, data):
        self.shown += data

    def handle_endtag(self, tag):
        if tag == "data":
            self.found.append((self.value, self.shown.replace("\N{NO-BREAK SPACE}", " ")))
            self.value = None


def in_page(document: Document) -> list[tuple[str, str]]:
    parser = Page()
    parser.feed(render(document, "html").decode())
    return parser.found


def in_document(document: Document) -> list[Cell]:
    cells: list[Cell] = []
    for block in flat(document.blocks):
        if isinstance(block, Figures):
            for tile in block.tiles:
                cells += [tile.figure, *(comparison.change for comparison in tile.comparisons)]
        table = block if isinstance(block, Table) else getattr(block, "data", None)
        if table:
            cells += [cell for row in table.rows for cell in row] + list(table.total or ())
    return [cell for cell in cells if isinstance(cell.value, Decimal)]


def in_workbook(document: Document) -> list[float]:
    book = openpyxl.load_workbook(BytesIO(render(document, "xlsx")))
    cells = [cell for sheet in book for row in sheet.iter_rows() for cell in row]
    assert not [cell for cell in cells if cell.data_type == "f"]
    return [cell.value for cell in cells if cell.data_type == "n" and cell.value is not None]


@pytest.mark.parametrize("language", ["zh", "en"])
def test_all_four_files_hold_the_same_numbers(october, language):
    document = october[language]
    cells = in_document(document)
    assert len(cells) > 100
    assert sorted(in_page(document)) == sorted((str(c.value), c.text) for c in cells)
    assert sorted(in_workbook(document)) == pytest.approx(sorted(float(c.value) for c in cells))
    text = render(document, "md").decode().replace("\\", "")
    drawn = pdf_text.text(render(document, "pdf"))
    hidden = {id(c) for block in document.blocks for c in _only_in_data(block)}
    for cell in cells:
        assert cell.exact in text
        if id(cell) not in hidden:
            assert pdf_text.squeezed(cell.text) in drawn


def _only_in_data(block):
    """The cells behind a chart: on paper the chart stands for them."""
    table = getattr(block, "data", None)
    return [cell for row in table.rows for cell in row] if table else []


@pytest.mark.parametrize("form", FORMATS)
def test_the_same_document_makes_the_same_file(october, form):
    document = october["zh"]
    if form != "xlsx":  # a zip of today's date: its content is compared above
        assert render(document, form) == render(document, form)


def test_every_file_says_period_scope_as_of_and_snapshot(october):
    document = replace(october["zh"], scope="华东大区")
    for value in ("2025-10", "华东大区", "2025-10-31", "20251101-0918-4f2a", "CNY"):
        assert value in render(document, "html").decode()
        assert value in render(document, "md").decode()
        assert value in pdf_text.text(render(document, "pdf"))
        book = openpyxl.load_workbook(BytesIO(render(document, "xlsx")))
        assert any(cell.value == value for row in book.worksheets[0].iter_rows() for cell in row)


def test_the_page_needs_nothing_from_outside_and_obeys_a_strict_policy(october):
    piece = html.fragment(october["zh"])
    assert "<script" not in piece
    assert not re.search(r"\sstyle=", piece)
    assert not re.search(r"\son\w+=", piece)
    page = render(october["zh"], "html").decode()
    addresses = set(re.findall(r"https?://[^\"' )<]+", page))
    assert addresses <= {"http://www.w3.org/2000/svg", "http://www.w3.org/1999/xlink"}


def test_charts_follow_the_theme_of_the_page(october):
    piece = html.fragment(october["zh"])
    drawn = "".join(re.findall(r"<svg.*?</svg>", piece, re.DOTALL))
    assert "var(--chart-accent" in drawn
    assert not re.search(r'(fill|stroke)="#', drawn)


def test_names_from_data_are_never_taken_for_markup_or_formulas(october):
    rows = tuple((Cell(name, name), Cell("1", Decimal(1), "count", "1")) for name in HOSTILE)
    table = Table("=cmd()", (Column("<b>"), Column("n", "count")), rows)
    document = replace(october["zh"], blocks=(Sentence("=1+1 #set"), table))
    page = render(document, "html").decode()
    assert "<script>" not in page and "<b>" not in page
    drawn = pdf_text.text(render(document, "pdf"))
    book = openpyxl.load_workbook(BytesIO(render(document, "xlsx")))
    held = [cell for sheet in book for row in sheet.iter_rows() for cell in row if cell.value]
    assert not [cell for cell in held if cell.data_type == "f"]
    for name in HOSTILE:
        assert pdf_text.squeezed(name) in drawn
        assert [cell.value for cell in held].count(name) == 1
    text = render(document, "md").decode()
    assert "a\\|b\\`c\\*" in text and "\\<script\\>" in text


def test_an_unfinished_month_renders_in_every_form(unfinished):
    for form in FORMATS:
        assert render(unfinished, form)


def test_ten_digit_sums_and_long_names_stay_on_two_pages(company_of):
    document = monthly(company_of(scale=Decimal(3_000_000)), OCTOBER, "zh")
    assert pdf_text.pages(render(document, "pdf")) == 2
