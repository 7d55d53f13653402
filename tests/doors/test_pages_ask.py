"""The Ask page's layouts and pages, and that what is taken away equals what was on screen."""

from io import BytesIO
from urllib.parse import urlencode

import pytest
from openpyxl import load_workbook

from salesops.reports import asked
from tests.doors.reading import html

pytestmark = pytest.mark.django_db
CROSSED = {
    "metrics": ["net_revenue", "margin"], "by": ["regions.name", "calendar.month"],
    "starts_on": "2024-01-01", "ends_before": "2026-01-01", "across": "calendar.month",
}  # fmt: skip


def ask(**params):
    return f"/ask?{urlencode(params, doseq=True)}"


def cells_of(browser, address):
    file = browser.get(address.replace("/ask?", "/ask.xlsx?"))
    assert file.status_code == 200
    sheets = load_workbook(BytesIO(file.content)).worksheets
    return [[cell.value for cell in row] for sheet in sheets for row in sheet.iter_rows()]


def test_a_dimension_goes_across_with_every_total(signed_in):
    page = html(signed_in("olga").get(ask(**CROSSED)))
    assert page.count('<table class="cross">') == 2
    for shown in ("2024-01", "2025-01", "¥800", "¥1,000", "¥500", "¥1,800", "¥1,500", "¥2,300"):
        assert shown in page
    # 40 % of each order is profit: so is the whole, which no sum of shares would say
    assert page.count("40.0%") == 8


def test_a_layout_is_offered_only_for_two_dimensions(signed_in):
    browser = signed_in("olga")
    assert "across=calendar.month" in html(browser.get(ask(**{**CROSSED, "across": ""})))
    page = html(browser.get(ask(metrics="net_revenue", by="regions.name", across="regions.name")))
    assert "segments" not in page and 'class="cross"' not in page


def test_the_workbook_of_a_cross_table_equals_the_screen(signed_in):
    rows = cells_of(signed_in("olga"), ask(**CROSSED))
    head = next(at for at, row in enumerate(rows) if row[:2] == ["区域", "2024-01"])
    assert rows[head][:4] == ["区域", "2024-01", "2025-01", "合计"]
    east, south, total = (row[:4] for row in rows[head + 1 : head + 4])
    assert (east, south) == (["华东", 800, 1000, 1800], ["华南", "—", 500, 500])
    assert total == ["合计", 800, 1500, 2300]


def test_a_cross_table_compares_in_a_second_line(signed_in):
    where = {**CROSSED, "metrics": "net_revenue", "compare": "last_year"}
    page = html(signed_in("olga").get(ask(**where)))
    assert '<small class="change good">+25.0%</small>' in page
    rows = cells_of(signed_in("olga"), ask(**where))
    assert any(row[0] == "净销售额 同比" for row in rows)


def test_cells_and_totals_of_a_cross_table_open_to_their_rows(signed_in):
    browser = signed_in("olga")
    side = {"headers": {"HX-Target": "side"}}
    cell = ask(**CROSSED, open="net_revenue", of=["regions.name=华东", "calendar.month=2024-01"])
    page = html(browser.get(cell, **side))
    assert "¥800.00" in page and "¥1,000.00" not in page
    line = html(browser.get(ask(**CROSSED, open="net_revenue", of="regions.name=华东"), **side))
    assert "¥800.00" in line and "¥1,000.00" in line and "¥500.00" not in line


def test_a_rep_finds_nothing_of_a_colleague_in_a_cross_table(signed_in):
    page = html(signed_in("cy").get(ask(**CROSSED)))
    assert "¥500" in page and "¥1,000" not in page and "¥800" not in page


def test_more_rows_than_a_page_holds_are_counted_and_led_to(signed_in, monkeypatch):
    monkeypatch.setattr(asked, "ROWS_SHOWN", 1)
    browser = signed_in("olga")
    where = {"metrics": "net_revenue", "by": "regions.name", "period": "2025-01"}
    page = html(browser.get(ask(**where)))
    assert "第 1–1 行，共 2 行" in page and "page=2" in page
    assert "¥1,000" in page and "¥500" not in page.split("<tbody>")[1].split("</tbody>")[0]
    second = html(browser.get(ask(**where, page=2)))
    assert "第 2–2 行，共 2 行" in second
    assert "¥500" in second.split("<tbody>")[1].split("</tbody>")[0]
    assert [row[1] for row in cells_of(browser, ask(**where)) if row[0] in ("华东", "华南")] == [
        1000, 500,
    ]  # fmt: skip


@pytest.mark.parametrize("page", ["0", "-1", "99", "x"])
def test_a_page_that_is_not_there_still_gives_rows(signed_in, page):
    where = {"metrics": "net_revenue", "by": "regions.name", "period": "2025-01"}
    assert "¥1,000" in html(signed_in("olga").get(ask(**where, page=page)))


def test_taking_away_the_dimension_across_leaves_a_list(signed_in):
    page = html(signed_in("olga").get(ask(**CROSSED)))
    chip = next(part for part in page.split('<a class="chip"') if ">月 <" in part)
    assert "across" not in chip.partition('href="')[2].partition('"')[0]


def test_the_whole_is_a_figure_with_its_name_and_base(signed_in):
    where = {"metrics": ["net_revenue", "margin"], "period": "2025-01", "compare": "last_year"}
    page = html(signed_in("olga").get(ask(**where))).partition('class="tiles facts"')[2]
    for shown in ("净销售额", "¥1,500", "+87.5%", "去年同期", "¥800", "毛利率", "40.0%"):
        assert shown in page
    assert "open=net_revenue_last_year" in page and "<tfoot>" not in page
