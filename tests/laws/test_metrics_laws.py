"""Laws of figures: parts sum to the whole, ratios never do, and both ways to compare agree."""

from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import Phase, given, settings
from hypothesis import strategies as st

from salesops.ledger.views import between, last_year, previous
from salesops.metrics import METRICS
from salesops.metrics.answer import of_parts
from salesops.metrics.query import base_metrics, evaluate
from salesops.metrics.question import Question, answer, rows
from tests.laws.worlds import SALES, Sale, TemporaryDirectory, sold

# A ledger is too slow to shrink; the worlds are small enough to read.
QUICK = (Phase.explicit, Phase.generate)
YEAR = (date(2025, 1, 1), date(2026, 1, 1))
DIMENSIONS = ["calendar.month", "regions.name", "products.line", "people.team", "accounts.industry"]
OF_ORDERS = tuple(
    name for name in METRICS if {METRICS[base].table for base in base_metrics([name])} == {"orders"}
)
BY = st.lists(st.sampled_from(DIMENSIONS), min_size=1, max_size=3, unique=True).map(tuple)


@settings(max_examples=8, deadline=None, phases=QUICK)
@given(SALES, BY)
def test_parts_sum_to_the_whole(sales: list[Sale], by: tuple[str, ...]) -> None:
    with TemporaryDirectory() as folder:
        ledger = sold(sales, folder)
        whole = answer(ledger, Question(OF_ORDERS)).totals
        parts = answer(ledger, Question(OF_ORDERS, by))
        for name in OF_ORDERS:
            if METRICS[name].additive:
                found = [row[name] for row in parts.rows if row[name] is not None]
                assert sum(found, Decimal(0)) == (whole[name] or 0), name


@settings(max_examples=8, deadline=None, phases=QUICK)
@given(SALES, BY, st.sampled_from([None, "last_year", "previous"]))
def test_totals_are_those_of_the_whole_and_not_of_the_groups(
    sales: list[Sale], by: tuple[str, ...], compare: Any
) -> None:
    with TemporaryDirectory() as folder:
        ledger = sold(sales, folder)
        if compare == "previous" and "calendar.month" in by:
            compare = "last_year"
        whole = answer(ledger, Question(OF_ORDERS, (), (), *YEAR, compare)).totals
        grouped = answer(ledger, Question(OF_ORDERS, by, (), *YEAR, compare)).totals
        for name, value in whole.items():
            if grouped[name] is None or value is None:
                assert not (grouped[name] or value), name
            else:
                assert float(grouped[name]) == pytest.approx(float(value)), name


@settings(max_examples=8, deadline=None, phases=QUICK)
@given(SALES, st.sampled_from(["last_year", "previous"]))
def test_one_pass_over_two_periods_answers_as_two_passes(sales: list[Sale], kind: Any) -> None:
    by = ["calendar.month", "regions.name"]
    year = (date(2024, 6, 1), date(2025, 6, 1))
    with TemporaryDirectory() as folder:
        ledger = sold(sales, folder)
        both = answer(ledger, Question(("net_revenue", "buyers"), tuple(by), (), *year, kind))
        past = last_year(ledger) if kind == "last_year" else previous(ledger, "month")
        alone = evaluate(between(past, *year), ["net_revenue", "buyers"], by)
        expected = {
            (row["calendar.month"], row["regions.name"]): (row["net_revenue"], row["buyers"])
            for row in ledger.engine.fetch(alone).to_pylist()
        }
        found = {
            (row["calendar.month"], row["regions.name"]): (
                row[f"net_revenue_{kind}"],
                row[f"buyers_{kind}"],
            )
            for row in both.rows
            if row[f"net_revenue_{kind}"] is not None
        }
        assert found == expected


@settings(max_examples=8, deadline=None, phases=QUICK)
@given(SALES)
def test_a_formula_means_the_same_in_python_and_on_the_engine(sales: list[Sale]) -> None:
    with TemporaryDirectory() as folder:
        ledger = sold(sales, folder)
        names = [*OF_ORDERS, *base_metrics(OF_ORDERS)]
        for row in ledger.engine.fetch(evaluate(ledger, names, ["regions.name"])).to_pylist():
            for name in OF_ORDERS:
                mine = of_parts(name, row)
                assert (mine is None) == (row[name] is None), name
                assert mine is None or float(mine) == pytest.approx(float(row[name])), name


@settings(max_examples=5, deadline=None, phases=QUICK)
@given(SALES, st.sampled_from(["net_revenue", "returns", "gross_revenue"]))
def test_the_rows_behind_a_figure_add_up_to_it(sales: list[Sale], metric: str) -> None:
    with TemporaryDirectory() as folder:
        ledger = sold(sales, folder)
        asked = Question((metric,), ("regions.name", "calendar.month"), (), *YEAR, "last_year")
        for row in answer(ledger, asked).rows[:2]:
            group = {name: row[name] for name in asked.by}
            for side, column in (("now", metric), ("base", f"{metric}_last_year")):
                page = rows(ledger, metric, asked, group, side=side)
                figure = sum((abs(r["net_amount"]) for r in page.rows), Decimal(0))
                if metric == "net_revenue":
                    figure = sum((r["net_amount"] for r in page.rows), Decimal(0))
                if all(r["net_amount"] * (1 if r["quantity"] >= 0 else -1) >= 0 for r in page.rows):
                    assert figure == (row[column] or 0)
                assert page.total == len(page.rows)


def test_a_catalogue_says_of_each_metric_whether_it_adds_up() -> None:
    additive = {name for name in METRICS if METRICS[name].additive}
    assert {"net_revenue", "returns", "discount", "outstanding", "closed_deals"} <= additive
    assert not additive & {"buyers", "order_count", "margin", "attainment", "average_price"}
