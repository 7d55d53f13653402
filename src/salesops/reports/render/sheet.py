"""A workbook of one sheet, written as it is read: plain cells by the hundred thousand.

Only what rows need of Office Open XML (ECMA-376, transitional): text in its cell, numbers, days, a
bold heading that stays. Documents with charts and columns are another module's.
"""

import re
from collections.abc import Iterable, Iterator, Sequence
from datetime import date, datetime
from decimal import Decimal
from typing import IO, Any
from zipfile import ZIP_DEFLATED, ZipFile

LONGEST_CELL = 32_767
AT_ONCE = 500
BOLD, DAY = ' s="1"', ' s="2"'
# What XML cannot hold, as spreadsheets write it; line ends of Windows too would be lost.
ESCAPED = {code: f"_x{code:04X}_" for code in (*range(9), 11, 12, *range(13, 32), 0xFFFE, 0xFFFF)}
ESCAPED |= dict.fromkeys(range(55296, 57344), "�")
ESCAPED |= {ord("&"): "&amp;", ord("<"): "&lt;", ord(">"): "&gt;", ord('"'): "&quot;"}
MEANT = re.compile(r"_(?=x[0-9A-Fa-f]{4}_)")
NOT_A_NAME = re.compile(r"[\[\]:*?/\\]")
HEAD = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
PACKAGE = "http://schemas.openxmlformats.org/package/2006"
TYPE = "application/vnd.openxmlformats-officedocument.spreadsheetml"
PARTS = {
    "[Content_Types].xml": (
        f'<Types xmlns="{PACKAGE}/content-types"><Default Extension="rels" '
        'ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
        '<Default Extension="xml" ContentType="application/xml"/>'
        f'<Override PartName="/xl/workbook.xml" ContentType="{TYPE}.sheet.main+xml"/>'
        f'<Override PartName="/xl/styles.xml" ContentType="{TYPE}.styles+xml"/>'
        f'<Override PartName="/xl/worksheets/sheet1.xml" ContentType="{TYPE}.worksheet+xml"/>'
        "</Types>"
    ),
    "_rels/.rels": (
        f'<Relationships xmlns="{PACKAGE}/relationships"><Relationship Id="rId1" '
        f'Type="{OFFICE}/officeDocument" Target="xl/workbook.xml"/></Relationships>'
    ),
    "xl/_rels/workbook.xml.rels": (
        f'<Relationships xmlns="{PACKAGE}/relationships"><Relationship Id="rId1" '
        f'Type="{OFFICE}/worksheet" Target="worksheets/sheet1.xml"/><Relationship Id="rId2" '
        f'Type="{OFFICE}/styles" Target="styles.xml"/></Relationships>'
    ),
    "xl/styles.xml": (
        f'<styleSheet xmlns="{MAIN}"><numFmts count="1">'
        '<numFmt numFmtId="164" formatCode="yyyy\\-mm\\-dd"/></numFmts>'
        '<fonts count="2"><font><sz val="11"/><name val="Calibri"/></font>'
        '<font><b/><sz val="11"/><name val="Calibri"/></font></fonts>'
        '<fills count="2"><fill><patternFill patternType="none"/></fill>'
        '<fill><patternFill patternType="gray125"/></fill></fills>'
        '<borders count="1"><border><left/><right/><top/><bottom/><diagonal/></border></borders>'
        '<cellStyleXfs count="1"><xf numFmtId="0" fontId="0" fillId="0" borderId="0"/>'
        '</cellStyleXfs><cellXfs count="3">'
        '<xf numFmtId="0" fontId="0" fillId="0" borderId="0" xfId="0"/>'
        '<xf numFmtId="0" fontId="1" fillId="0" borderId="0" xfId="0" applyFont="1"/>'
        '<xf numFmtId="164" fontId="0" fillId="0" borderId="0" xfId="0" applyNumberFormat="1"/>'
        '</cellXfs><cellStyles count="1"><cellStyle name="Normal" xfId="0" builtinId="0"/>'
        "</cellStyles></styleSheet>"
    ),
}
OPENS = (
    f'<worksheet xmlns="{MAIN}"><sheetViews><sheetView tabSelected="1" workbookViewId="0">'
    '<pane ySplit="1" topLeftCell="A2" activePane="bottomLeft" state="frozen"/></sheetView>'
    "</sheetViews><sheetData>"
)


def write_workbook(
    into: IO[bytes], headings: Sequence[str], rows: Iterable[Sequence[Any]], name: str
) -> None:
    """The rows under their bold headings as a workbook, into an open file.

    Amounts and counts are numbers, days are days; every other thing, ids too, is text, and nothing
    is a formula or a link.
    """
    with ZipFile(into, "w", ZIP_DEFLATED, compresslevel=4) as book:
        for part, text in PARTS.items():
            book.writestr(part, HEAD + text)
        book.writestr("xl/workbook.xml", HEAD + _workbook(name))
        with book.open("xl/worksheets/sheet1.xml", "w", force_zip64=True) as sheet:
            for text in _sheet(headings, rows):
                sheet.write(text.encode())


def _workbook(name: str) -> str:
    called = NOT_A_NAME.sub(" ", name)[:31].strip("'") or "Sheet1"
    return (
        f'<workbook xmlns="{MAIN}" xmlns:r="{OFFICE}"><sheets>'
        f'<sheet name="{_text(called)}" sheetId="1" r:id="rId1"/></sheets></workbook>'
    )


def _sheet(headings: Sequence[str], rows: Iterable[Sequence[Any]]) -> Iterator[str]:
    letters = [_letters(place) for place in range(len(headings))]
    held = [HEAD, OPENS, _row(1, letters, headings, BOLD)]
    for at, cells in enumerate(rows, 2):
        while len(letters) < len(cells):
            letters.append(_letters(len(letters)))
        held.append(_row(at, letters, cells))
        if at % AT_ONCE == 0:
            yield "".join(held)
            held = []
    yield "".join([*held, "</sheetData></worksheet>"])


def _row(at: int, letters: Sequence[str], cells: Sequence[Any], style: str = "") -> str:
    told = [
        _cell(f"{letter}{at}", value, style)
        for letter, value in zip(letters, cells, strict=False)
        if value is not None and value != ""
    ]
    return f'<row r="{at}">{"".join(told)}</row>'


def _cell(place: str, value: Any, style: str) -> str:
    if isinstance(value, str):
        text = _text(value[:LONGEST_CELL])
        return (
            f'<c r="{place}"{style} t="inlineStr"><is><t xml:space="preserve">{text}</t></is></c>'
        )
    if isinstance(value, Decimal | int) and not isinstance(value, bool):
        return f'<c r="{place}"><v>{value}</v></c>'
    if isinstance(value, date) and not isinstance(value, datetime) and value.year >= 1900:
        return f'<c r="{place}"{DAY}><v>{_serial(value)}</v></c>'
    return _cell(place, worded(value), style)


def worded(value: Any) -> str:
    """A value as a text file has it; moments are already in the reader's zone."""
    if value is None:
        return ""
    if isinstance(value, datetime):
        return value.strftime("%Y-%m-%d %H:%M:%S")
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, Decimal):
        return f"{value.normalize():f}"
    return str(value)


def _serial(day: date) -> int:
    """Days as spreadsheets count them, who believe in the 29th of February 1900."""
    days = day.toordinal() - date(1899, 12, 31).toordinal()
    return days + (days > 59)


def _text(text: str) -> str:
    """Text as XML holds it; what would be read as an escape is escaped itself."""
    if "_x" in text:
        text = MEANT.sub("_x005F_", text)
    return text.translate(ESCAPED)


def _letters(place: int) -> str:
    found = ""
    while place >= 0:
        found = chr(65 + place % 26) + found
        place = place // 26 - 1
    return found
