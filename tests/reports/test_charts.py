"""Charts draw what they are given, also when that is little, odd or nothing."""

from decimal import Decimal

from salesops.reports import charts

WORDS = {"actual": "净销售额", "target": "目标额", "last_year": "去年同期"}


def point(name, actual=None, target=None, last_year=None, unfinished=False):
    exact = [None if v is None else Decimal(v) for v in (actual, target, last_year)]
    return charts.Point(name, *exact, unfinished)


def test_a_month_that_is_not_over_is_hatched_and_no_other():
    over = [point("2025-09", 10, 9, 8), point("2025-10", 10, 9, 8)]
    assert "url(#hatch)" not in charts.svg(charts.trend(over, WORDS, "zh"))
    running = [*over[:1], point("2025-10", 4, 9, 8, unfinished=True)]
    drawn = charts.svg(charts.trend(running, WORDS, "zh"))
    assert drawn.count("url(#hatch)") == 1
    assert 'pattern id="hatch"' in drawn


def test_a_silent_month_keeps_its_place():
    drawn = charts.svg(
        charts.trend([point("2025-08", 10), point("2025-09"), point("2025-10", 12)], WORDS, "zh")
    )
    assert all(f">{month}<" in drawn for month in ("08", "09", "10"))


def test_nothing_at_all_still_draws():
    assert charts.svg(charts.trend([point("2025-10")], WORDS, "en")).startswith("<svg")
    assert charts.svg(charts.bullets([])).startswith("<svg")
    assert charts.svg(charts.pushes([])).startswith("<svg")


def test_names_with_quotes_and_markup_are_drawn_as_they_are():
    name = 'A&B <"co">'
    rows = [charts.Bullet(name, Decimal(5), Decimal(4), None, "125.0%", is_short=False)]
    drawn = charts.svg(charts.bullets(rows))
    assert 'A&amp;B &lt;"co"&gt;' in drawn.replace("&quot;", '"')


def test_two_charts_never_share_their_rows():
    first = charts.pushes([charts.Push("甲", Decimal("0.5"), "+50.0")])
    second = charts.pushes([charts.Push("乙", Decimal("-0.1"), "−10.0")])
    assert "甲" in charts.svg(first) and "甲" not in charts.svg(second)


def test_a_sparkline_leaves_gaps_and_needs_two_points():
    assert charts.spark([None, Decimal(1)]) == ""
    drawn = charts.spark([Decimal(1), None, Decimal(3), Decimal(2)])
    assert drawn.count("M") == 2 and drawn.count("L") == 1
    assert "NaN" not in charts.spark([Decimal(0), Decimal(0)])


def test_the_typeface_is_where_the_package_says_and_is_free_to_ship():
    from salesops.reports import fonts

    assert list(fonts.folder().glob("NotoSansSC*.ttf"))
    licence = (fonts.folder() / "OFL.txt").read_text(encoding="utf-8")
    assert "SIL OPEN FONT LICENSE" in licence.upper()
