"""Laws of looking: views commute, and whoever may see nothing sees nothing."""

from datetime import date
from pathlib import Path

import ibis.expr.types as ir
import pytest
from hypothesis import Phase, given, settings
from hypothesis import strategies as st

from salesops.ledger import TABLES, Ledger
from salesops.ledger.views import (
    OutOfReach,
    between,
    close,
    column,
    last_year,
    previous,
    reaches,
    restrict,
    suppose,
)
from salesops.metrics import METRICS
from salesops.metrics.query import evaluate
from salesops.metrics.question import Question, answer, rows
from tests.laws.worlds import SALES, Sale, TemporaryDirectory, full, sold

YEAR = (date(2025, 1, 1), date(2026, 1, 1))
# A ledger is too slow to shrink; the worlds are small enough to read.
QUICK = (Phase.explicit, Phase.generate)


@pytest.fixture(scope="module")
def ledger(tmp_path_factory: pytest.TempPathFactory) -> Ledger:
    return full(str(tmp_path_factory.mktemp("full")))


def test_every_metric_of_the_catalogue_has_something_to_hide(ledger: Ledger) -> None:
    seen = answer(ledger, Question(tuple(METRICS), starts_on=YEAR[0], ends_before=YEAR[1])).totals
    unknown = {name for name in METRICS if seen[name] is None}
    assert unknown <= {"cost", "gross_profit", "costed_revenue", "margin", "discount_rate"} | {
        name for name in METRICS if METRICS[name].table is None
    }
    assert all(seen[name] for name in ("net_revenue", "quota", "earned_pay", "market_share"))


@pytest.mark.parametrize("compare", [None, "last_year"])
@pytest.mark.parametrize("by", [(), ("calendar.month", "products.line")])
@pytest.mark.parametrize("permission", ["people.person_id", "people.team_id"])
def test_whoever_may_see_nothing_sees_nothing(
    ledger: Ledger, permission: str, by: tuple[str, ...], compare: str | None
) -> None:
    nobody = restrict(ledger, permission, [])
    asked = Question(tuple(METRICS), by, (), *YEAR, compare)  # type: ignore[arg-type]
    found = answer(nobody, asked)
    figures = [row[c.name] for row in found.rows for c in found.columns if c.kind != "dimension"]
    assert not [figure for figure in (*figures, *found.totals.values()) if figure not in (None, 0)]
    assert not by or not found.rows


def test_whoever_may_see_nothing_opens_no_figure(ledger: Ledger) -> None:
    nobody = restrict(ledger, "people.person_id", [])
    for metric in METRICS:
        assert rows(nobody, metric, Question((metric,)), {}).total == 0


def test_whoever_may_see_nothing_sees_no_row_of_any_dealing(ledger: Ledger) -> None:
    nobody = restrict(ledger, "people.person_id", [])
    for name, table in TABLES.items():
        if not table.reference:
            assert nobody.engine.fetch(nobody[name]).num_rows == 0, name


def test_a_table_out_of_reach_is_closed_and_not_open(ledger: Ledger) -> None:
    steel = restrict(ledger, "accounts.industry", ["Steel"])
    found = answer(steel, Question(("net_revenue", "quota", "attainment")))
    assert found.totals == {"net_revenue": 20, "quota": None, "attainment": None}
    assert [(note.code, note.values["metric"]) for note in found.notes] == [
        ("closed", "quota"),
        ("closed", "attainment"),
    ]


def test_a_closed_table_is_unknown_and_not_zero(ledger: Ledger) -> None:
    shut = close(ledger, "earnings")
    assert answer(shut, Question(("earned_pay",))).totals == {"earned_pay": None}
    by_team = answer(shut, Question(("earned_pay", "net_revenue"), ("people.team",)))
    assert {row["earned_pay"] for row in by_team.rows} == {None}


def test_the_missing_can_be_allowed(ledger: Ledger) -> None:
    unsold = restrict(ledger, "people.team", [None])
    assert answer(unsold, Question(("net_revenue",))).totals["net_revenue"] == 0
    both = restrict(ledger, "people.team", [None, "One"])
    assert answer(both, Question(("net_revenue",))).totals["net_revenue"] == 20


def test_a_supposition_is_never_cached(ledger: Ledger, tmp_path: Path) -> None:
    doubled = suppose(ledger, quotas=lambda q: q.mutate(amount=q.amount * 2))
    assert doubled.identity is None
    assert answer(doubled, Question(("quota",)), tmp_path).totals["quota"] == 110
    assert not list(tmp_path.iterdir())


def test_what_cannot_be_reached_says_so(ledger: Ledger) -> None:
    assert reaches("quotas", "products.line") and not reaches("quotas", "products.name")
    with pytest.raises(OutOfReach, match="quotas"):
        column(ledger, "quotas", "products.name")


def by_month(ledger: Ledger) -> list[dict[str, object]]:
    by = ["calendar.month", "regions.name"]
    groups: ir.Table = evaluate(ledger, ["net_revenue", "buyers"], by)
    found = ledger.engine.fetch(groups).to_pylist()
    return sorted(found, key=lambda row: [str(row[name]) for name in by])


VIEWS = {
    "north": lambda at: restrict(at, "regions.name", ["North"]),
    "ours": lambda at: restrict(at, "people.team_id", ["t1"]),
    "pumps": lambda at: restrict(at, "products.line", ["Pumps", None]),
    "unplaced": lambda at: restrict(at, "regions.name", ["South", None]),
    "year": lambda at: between(at, *YEAR),
    "closed": lambda at: close(at, "quotas"),
}


@settings(max_examples=12, deadline=None, phases=QUICK)
@given(SALES, st.sampled_from(sorted(VIEWS)), st.sampled_from(sorted(VIEWS)))
def test_views_commute(sales: list[Sale], one: str, other: str) -> None:
    with TemporaryDirectory() as folder:
        ledger = sold(sales, folder)
        first, second = VIEWS[one], VIEWS[other]
        assert by_month(first(second(ledger))) == by_month(second(first(ledger)))


@settings(max_examples=6, deadline=None, phases=QUICK)
@given(SALES, st.sampled_from(["north", "ours", "pumps"]))
def test_permission_commutes_with_the_past(sales: list[Sale], name: str) -> None:
    with TemporaryDirectory() as folder:
        ledger = sold(sales, folder)
        allowed = VIEWS[name]
        for past in (last_year, lambda at: previous(at, "month")):
            assert by_month(past(allowed(ledger))) == by_month(allowed(past(ledger)))
