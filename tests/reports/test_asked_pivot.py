"""A cross-table: each total is what the ledger answers to fewer dimensions, never a sum."""

from dataclasses import replace
from datetime import date
from decimal import Decimal

import pytest

from salesops.ledger.ledger import Ledger
from salesops.metrics.question import Question, answer
from salesops.reports import asked
from salesops.reports.asked_pivot import MOST_COLUMNS, Line, Pivot, pivot, tables
from salesops.reports.pen import Pen

PEN = Pen("en", "CNY")
YEAR = Question(
    ("net_revenue", "margin"), ("regions.name", "products.line", "calendar.month"), (),
    date(2025, 1, 1), date(2026, 1, 1),
)  # fmt: skip
MONTH = "calendar.month"


def crossed(ledger: Ledger, question: Question = YEAR, across: str = MONTH) -> Pivot:
    found = pivot(ledger, question, across, PEN)
    assert found is not None
    return found


def values(line: Line) -> list[object]:
    return [figure.value.value for figure in line.figures]


def test_every_total_is_the_answer_with_fewer_dimensions(ledger: Ledger) -> None:
    found = crossed(ledger)
    by_line = answer(ledger, replace(YEAR, by=("regions.name", "products.line")))
    by_month = answer(ledger, replace(YEAR, by=(MONTH,)))
    for face in found.faces:
        ends = {tuple(head.text for head in line.heads): values(line)[-1] for line in face.lines}
        assert ends == {
            (row["regions.name"], row["products.line"]): as_shown(row[face.metric])
            for row in by_line.rows
        }
        *months, whole = values(face.total)
        assert months == [as_shown(row[face.metric]) for row in by_month.rows]
        assert whole == as_shown(by_line.totals[face.metric])


def as_shown(value: object) -> object:
    return value if value is None else Decimal(str(value))


def test_amounts_add_up_and_shares_do_not(ledger: Ledger) -> None:
    revenue, margin = crossed(ledger).faces
    assert sum(v for v in values(revenue.total)[:-1] if v) == values(revenue.total)[-1]
    whole = values(margin.total)[-1]
    assert isinstance(whole, Decimal) and whole < 1


def test_lines_stand_by_size_and_time_in_order(ledger: Ledger) -> None:
    found = crossed(ledger)
    ends = [values(line)[-1] for line in found.faces[0].lines]
    assert ends == sorted(ends, reverse=True)
    months = [head.text for head in found.heads]
    assert months == sorted(months)
    ascending = crossed(ledger, replace(YEAR, order=("net_revenue",)))
    assert [values(line)[-1] for line in ascending.faces[0].lines] == ends[::-1]


def test_another_dimension_can_go_across(ledger: Ledger) -> None:
    found = crossed(ledger, across="regions.name")
    assert found.down == ("products.line", MONTH)
    assert {head.text for head in found.heads} == {"上海", "江苏", "广东", "福建"}


def test_a_figure_knows_the_group_it_stands_for(ledger: Ledger) -> None:
    line = crossed(ledger).faces[0].lines[0]
    region, product = (head.text for head in line.heads)
    place = (("regions.name", region), ("products.line", product))
    assert line.figures[0].group == (*place, (MONTH, "2025-01"))
    assert line.figures[-1].group == place


def test_changes_stand_under_the_figures_and_in_tables_of_their_own(ledger: Ledger) -> None:
    found = crossed(ledger, replace(YEAR, compare="last_year"))
    assert found.faces[0].lines[0].figures[0].change is not None
    titles = [table.title for table in tables(found, PEN)]
    assert len(titles) == 4 and "year on year" in titles[1]
    first = next(tables(found, PEN))
    width = 2 + len(found.heads) + 1
    assert {len(row) for row in (*first.rows, first.total or ())} == {width}
    assert len(first.columns) == width


def test_too_many_values_do_not_go_across(ledger: Ledger) -> None:
    by_day = replace(YEAR, by=("regions.name", "calendar.day"), starts_on=date(2024, 1, 1))
    days = answer(ledger, replace(by_day, by=("calendar.day",))).table.num_rows
    is_wide = days > MOST_COLUMNS
    assert (pivot(ledger, by_day, "calendar.day", PEN) is None) == is_wide


def test_a_page_shows_some_lines_and_totals_of_all(
    ledger: Ledger, monkeypatch: pytest.MonkeyPatch
) -> None:
    whole = crossed(ledger)
    monkeypatch.setattr(asked, "ROWS_SHOWN", 5)
    second = pivot(ledger, YEAR, MONTH, PEN, page=2)
    assert second is not None
    assert second.faces[0].lines == whole.faces[0].lines[5:10]
    assert second.faces[0].total == whole.faces[0].total
    assert (second.window.first, second.window.last, second.window.total) == (6, 10, 12)


def test_the_window_of_a_page_that_is_not_there_is_the_last(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(asked, "ROWS_SHOWN", 5)
    assert asked.window(99, 12) == asked.Window(3, 11, 12, 12)
    assert asked.window(1, 0) == asked.Window(1, 1, 0, 0)
    assert asked.window(None, 12) == asked.Window(1, 1, 12, 12)
