"""Chinese is really drawn in the PDF: as shapes, not as empty boxes."""

import shutil
import subprocess

import pytest

from salesops.reports.render import render
from tests.reports import pdf_text

PAPER = (595, 842)


@pytest.fixture(scope="module")
def made(october) -> bytes:
    return render(october["zh"], "pdf")


def test_the_typeface_comes_with_the_file_and_draws_every_character(made):
    face = pdf_text.typeface(made)
    shapes = face["glyf"]
    known = pdf_text.letters(made)
    order = face.getGlyphOrder()
    drawn = {glyph for glyph in pdf_text.glyphs(made) if known.get(glyph, " ").strip()}
    outlines = {known[glyph]: shapes[order[glyph]].getCoordinates(shapes) for glyph in drawn}
    chinese = [letter for letter in outlines if "\u4e00" <= letter <= "\u9fff"]
    assert len(chinese) > 100
    assert 0 not in drawn, "glyph 0 is the empty box"
    box = shapes[order[0]].getCoordinates(shapes)[0]
    assert not [letter for letter in chinese if outlines[letter][0] == box]
    distinct = {tuple(outlines[letter][0]) for letter in chinese}
    assert len(distinct) == len(chinese), "every character has a shape of its own"


def test_the_headline_stands_in_the_file_as_text(made):
    said = "10 月净销售额 ¥9,786.1 万，达成率 95.9%，缺口 ¥421.5 万，主要来自华东渠道"
    assert pdf_text.squeezed(said) in pdf_text.text(made)


def test_the_names_in_charts_are_drawn_too(made):
    # Once in the chart and once in the table beside it, at least.
    assert pdf_text.text(made).count("华南工业") >= 2


@pytest.mark.requires("poppler")
def test_the_pages_look_like_pages(made, tmp_path):
    file = tmp_path / "report.pdf"
    file.write_bytes(made)
    said = subprocess.run(
        [shutil.which("pdftotext"), file, "-"], capture_output=True, text=True, check=True
    ).stdout
    assert "缺口 ¥421.5" in said.replace("\N{NO-BREAK SPACE}", " ")
    subprocess.run(
        [shutil.which("pdftoppm"), "-r", "72", "-gray", file, tmp_path / "page"], check=True
    )
    pictures = sorted(tmp_path.glob("page-*.pgm"))
    assert len(pictures) == 2
    for picture in pictures:
        _, size, _, pixels = picture.read_bytes().split(b"\n", 3)
        assert tuple(map(int, size.split())) == pytest.approx(PAPER, abs=1)
        ink = sum(pixel < 128 for pixel in pixels) / len(pixels)
        assert 0.005 < ink < 0.2
