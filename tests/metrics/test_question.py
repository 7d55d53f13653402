"""A question as plain values and back, its refusals, and its answers kept."""

from dataclasses import replace
from datetime import date
from decimal import Decimal
from pathlib import Path
from types import SimpleNamespace

import ibis.expr.types as ir
import pyarrow as pa
import pytest

from salesops.ledger import Ledger
from salesops.ledger.views import restrict
from salesops.metrics.metric import collect, metric
from salesops.metrics.question import Question, Unanswerable, answer, rows
from tests.laws.worlds import full

ASKED = Question(
    ("net_revenue", "attainment"),
    ("calendar.month", "regions.name"),
    (("regions.name", ("North", None)), ("orders.is_return", (True,))),
    date(2025, 1, 1),
    date(2026, 1, 1),
    "last_year",
    ("-net_revenue",),
    5,
)


@pytest.fixture(scope="module")
def ledger(tmp_path_factory: pytest.TempPathFactory) -> Ledger:
    return full(str(tmp_path_factory.mktemp("full")))


def test_a_question_survives_being_written_down() -> None:
    assert Question.from_params(ASKED.to_params()) == ASKED
    assert hash(ASKED) == hash(replace(ASKED))


@pytest.mark.parametrize(
    ("params", "code"),
    [
        ({}, "no_metric"),
        ({"metrics": "revenu"}, "unknown_metric"),
        ({"metrics": "units", "by": ["regions.nam"]}, "unknown_dimension"),
        ({"metrics": "units", "by": ["name"]}, "unknown_dimension"),
        ({"metrics": "units", "where": ["regions.nam=x"]}, "unknown_dimension"),
        ({"metrics": "units", "where": ["regions.name"]}, "bad_filter"),
        ({"metrics": "units", "where": ["orders.is_return=perhaps"]}, "bad_filter"),
        ({"metrics": "units", "where": ["calendar.day=2025-02-30"]}, "bad_filter"),
        ({"metrics": "units", "starts_on": "2025-02-30"}, "bad_date"),
        (
            {"metrics": "units", "starts_on": "2025-02-01", "ends_before": "2025-02-01"},
            "bad_period",
        ),
        ({"metrics": "units", "compare": "last_year"}, "no_period"),
        (
            {
                "metrics": "units",
                "compare": "never",
                "starts_on": "2025-01-01",
                "ends_before": "2026-01-01",
            },
            "bad_comparison",
        ),
        ({"metrics": "units", "order": ["-cost"]}, "bad_order"),
        ({"metrics": "units", "limit": "many"}, "bad_limit"),
        ({"metrics": "units", "limit": "0"}, "bad_limit"),
    ],
)
def test_what_cannot_be_asked_is_said_in_both_languages(
    params: dict[str, object], code: str
) -> None:
    with pytest.raises(Unanswerable) as refused:
        Question.from_params(params)
    (problem,) = refused.value.problems
    assert problem.code == code
    for language in ("zh", "en"):
        assert "{" not in problem.reason(language) + problem.remedy(language)


def test_unknown_names_are_refused_by_answer_and_rows_alike(ledger: Ledger) -> None:
    with pytest.raises(Unanswerable, match="no metric called"):
        answer(ledger, Question(("revenu",)))
    with pytest.raises(Unanswerable, match="no dimension called"):
        rows(ledger, "net_revenue", Question(("net_revenue",)), {"regions.nam": "x"})


class Counting:
    """An engine that counts how often it is asked."""

    def __init__(self, ledger: Ledger) -> None:
        self.name, self.tables, self.asked, self._engine = "counting", {}, 0, ledger.engine

    def fetch(self, expression: ir.Table) -> pa.Table:
        self.asked += 1
        return self._engine.fetch(expression)


def test_an_answer_is_computed_once_a_snapshot(ledger: Ledger, tmp_path: Path) -> None:
    engine = Counting(ledger)
    counted = replace(ledger, engine=engine)
    asked = replace(ASKED, where=(), order=(), limit=None, metrics=("net_revenue", "earned_pay"))
    first = answer(counted, asked, tmp_path)
    times = engine.asked
    again = answer(counted, asked, tmp_path)
    assert (first.rows, first.totals) == (again.rows, again.totals)
    assert [(n.code, n.reason("zh")) for n in first.notes] == [
        (n.code, n.reason("zh")) for n in again.notes
    ]
    assert isinstance(again.totals["net_revenue"], Decimal)
    assert engine.asked == times
    answer(replace(counted, identity="another snapshot"), asked, tmp_path)
    assert engine.asked > times


def test_one_users_answer_is_never_anothers(ledger: Ledger, tmp_path: Path) -> None:
    asked = Question(("net_revenue",))
    ours = answer(restrict(ledger, "people.team_id", ["t1"]), asked, tmp_path)
    theirs = answer(restrict(ledger, "people.team_id", ["t2"]), asked, tmp_path)
    assert (ours.totals["net_revenue"], theirs.totals["net_revenue"]) == (20, 44)


def test_a_broken_cache_file_is_answered_anew(ledger: Ledger, tmp_path: Path) -> None:
    asked = Question(("net_revenue",))
    expected = answer(ledger, asked, tmp_path).totals
    (kept,) = tmp_path.rglob("*.arrow")
    kept.write_bytes(b"half")
    assert answer(ledger, asked, tmp_path).totals == expected
    assert kept.stat().st_size > 4


def test_a_catalogue_that_does_not_close_is_refused() -> None:
    @metric(unit="money")
    def lonely(orders: object, receipts: object) -> object:
        """Of two tables."""

    @metric(unit="money")
    def lost(nothing_like_it: object) -> object:
        """Of nothing."""

    for one, said in ((lonely, "one table"), (lost, "neither tables nor metrics")):
        with pytest.raises(TypeError, match=said):
            collect(SimpleNamespace(one=one))  # type: ignore[arg-type]
