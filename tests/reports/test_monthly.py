"""The monthly report says what the ledger says, whatever month is asked for."""

from collections.abc import Iterator
from datetime import date

import pytest

from salesops.kernel.period import period
from salesops.ledger.views import close, restrict
from salesops.metrics.question import Question, answer
from salesops.reports.document import (
    Cell,
    Chart,
    Document,
    Figures,
    Heading,
    Note,
    Sentence,
    Table,
    flat,
)
from salesops.reports.monthly import month_of, monthly
from salesops.reports.render import FORMATS, render

OCTOBER = period("2025-10")


def headline(document: Document) -> str:
    return next(block.text for block in document.blocks if isinstance(block, Sentence))


def said(document: Document) -> str:
    texts = [b.text for b in flat(document.blocks) if isinstance(b, Sentence | Heading | Note)]
    return "\n".join(texts)


def tiles(document: Document) -> dict[str, tuple[str, list[Cell]]]:
    return {
        tile.label: (tile.figure.text, [comparison.change for comparison in tile.comparisons])
        for block in flat(document.blocks)
        if isinstance(block, Figures)
        for tile in block.tiles
    }


def tables(document: Document) -> Iterator[Table]:
    return (block for block in flat(document.blocks) if isinstance(block, Table))


def test_the_headline_names_the_figure_the_share_and_where_the_gap_lies(october):
    document = october["zh"]
    assert headline(document) == (
        "10 月净销售额 ¥9,786.1 万，达成率 95.9%，缺口 ¥421.5 万，主要来自华东渠道"
    )
    english = headline(october["en"])
    assert english == (
        "Net revenue for October 2025: ¥97.9 M, 95.9% of quota, ¥4.2 M short, mostly 华东 / 渠道"
    )


def test_a_month_above_target_says_what_it_is_ahead(ledger):
    assert "ahead" in headline(monthly(ledger, period("2025-09"), "en"))


def test_every_figure_is_the_ledgers_own_answer(ledger, october):
    document = october["zh"]
    by_line = next(table for table in tables(document) if table.columns[0].title == "产品线")
    question = Question(
        ("net_revenue", "quota", "attainment"), ("products.line",), (), date(2025, 10, 1),
        date(2025, 11, 1), "last_year",
    )  # fmt: skip
    told = answer(ledger, question)
    expected = {row["products.line"]: row for row in told.rows}
    for name, revenue, quota, share, distance, growth in by_line.rows:
        row = expected[name.text]
        assert revenue.value == row["net_revenue"]
        assert quota.value == row["quota"]
        assert distance.value == row["net_revenue"] - row["quota"]
        assert float(share.value) == pytest.approx(row["attainment"])
        assert float(growth.value) == pytest.approx(row["net_revenue_change"])
    assert by_line.total[1].value == told.totals["net_revenue"]


def test_contributions_to_growth_are_those_of_the_whole(october):
    document = october["zh"]
    moved = next(t for t in tables(document) if t.columns[0].title == "区域与产品线")
    worst = moved.rows[-1]
    assert worst[0].text == "华东渠道"
    assert worst[-1].text == "−5.6 百分点"
    assert moved.total[-1].text == "−0.9 百分点"
    assert "华东渠道拖累 −5.6 百分点" in said(document)


def test_an_unfinished_month_is_compared_over_equal_days_and_says_so(unfinished):
    document = unfinished
    assert "截至 10-17" in headline(document)
    assert "为应达进度的" in headline(document)
    assert "达成率" not in tiles(document) and "进度达成率" in tiles(document)
    assert "数据截至 2025-10-17（第 17 天），同比与环比均只取相同天数" in said(document)
    _, (on_year, on_month) = tiles(document)["净销售额"]
    # Two of three deliveries in both Octobers: nothing of the 25th of last year is counted.
    assert on_year.text == "−0.9%"
    assert on_month.text == "−1.7%"
    trend = [b for b in flat(document.blocks) if isinstance(b, Chart) and b.data][-1]
    assert "url(#hatch)" in render(document, "html").decode()
    assert trend.data.rows[-1][0].text == "2025-10"


def test_a_month_that_has_not_begun_has_no_figures(ledger):
    document = monthly(ledger, period("2026-03"), "zh")
    assert headline(document) == "2026 年 3 月尚未开始"
    assert "数据截至 2025-10-31" in said(document)
    assert not tiles(document)


def test_a_month_before_all_data_says_which_months_there_are(ledger):
    document = monthly(ledger, period("2022-01"), "en")
    assert headline(document) == "There are no sales data for January 2022"
    assert "from 2023-11 to 2025-10" in said(document)


def test_a_company_without_orders_is_told_to_import_some(company_of):
    document = monthly(company_of(orders=False, quotas=False), OCTOBER, "zh")
    assert headline(document) == "2025 年 10 月没有销售数据"
    assert "请先导入订单" in said(document)


def test_without_quota_the_month_is_measured_by_last_year(company_of):
    document = monthly(company_of(quotas=False), OCTOBER, "zh")
    assert headline(document).startswith("10 月净销售额 ¥326.2 万，未设目标，同比 −0.9%")
    assert "下降主要来自华东渠道" in headline(document)
    figure, _ = tiles(document)["达成率"]
    assert figure == "—"
    assert "未设目标" in said(document)
    quota = next(iter(tables(document))).rows[0][2]
    assert (quota.text, quota.why) == ("—", "未设目标")


def test_a_first_year_shows_dashes_that_say_why_and_compares_with_the_month_before(company_of):
    ledger = company_of(since=date(2025, 8, 1))
    document = monthly(ledger, OCTOBER, "zh")
    _, (on_year, on_month) = tiles(document)["净销售额"]
    assert (on_year.text, on_year.why) == ("—", "去年同期没有数据")
    assert on_month.text == "−1.7%"
    assert "去年同期没有数据，无法同比。" in said(document)
    assert "环比 −1.7%：" in said(document)


def test_a_month_without_a_sale_is_minus_a_hundred_percent_not_nothing(company_of):
    document = monthly(company_of(as_of=date(2026, 1, 31)), period("2026-01"), "zh")
    figure, (on_year, _) = tiles(document)["净销售额"]
    assert figure == "¥0"
    assert on_year.text == "−100.0%"
    assert "本月没有任何订单" in said(document)


def test_who_may_see_one_region_gets_that_region_s_report(ledger, october):
    document = monthly(restrict(ledger, "regions.area", ["华南"]), OCTOBER, "zh", scope="华南")
    whole = october["zh"]
    assert tiles(document)["净销售额"][0] == "¥4,415.4 万"
    assert tiles(document)["净销售额"] != tiles(whole)["净销售额"]
    assert "华东" not in render(document, "md").decode()
    assert ("范围", "华南") in document.footer()


def test_closed_tables_leave_dashes_not_errors(ledger):
    document = monthly(close(ledger, "quotas", "receipts", "settlements", "market_sizes"), OCTOBER)
    assert tiles(document)["达成率"][0] == "—"
    assert "市场份额" not in said(document)
    for form in FORMATS:
        assert render(document, form)


def test_a_report_is_about_one_month(ledger):
    assert month_of("2025-10") == OCTOBER
    for text in ("2025Q3", "2025", "2025-W44", "0001-01", "October"):
        with pytest.raises(ValueError, match=r"not a (month|period)"):
            month_of(text)
    with pytest.raises(ValueError, match="one month"):
        monthly(ledger, period("2025Q3"), "zh")
