"""Where the period ends: one company however it is cut, and nobody lost who moved."""

from dataclasses import replace
from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest

from salesops.insights.period_ends import End, Ends, period_ends, period_of
from salesops.kernel.period import Period
from tests.insights.company import TEAM, company

QUARTER = Period(date(2025, 10, 1), date(2026, 1, 1))
ON = date(2025, 10, 31)


def mean(one: End) -> float:
    assert one.end is not None
    return one.end.mean


def nodes(found: Ends) -> dict[str, End]:
    return {one.node: one for one in found.nodes}


@pytest.mark.parametrize(
    ("span", "first_month", "starts_on", "ends_before"),
    [
        ("month", 1, date(2025, 2, 1), date(2025, 3, 1)),
        ("quarter", 1, date(2025, 1, 1), date(2025, 4, 1)),
        ("quarter", 12, date(2024, 12, 1), date(2025, 3, 1)),
        ("year", 4, date(2024, 4, 1), date(2025, 4, 1)),
    ],
)
def test_a_quarter_and_a_year_begin_where_the_fiscal_year_does(
    span: str, first_month: int, starts_on: date, ends_before: date
) -> None:
    found = period_of(date(2025, 2, 14), span, first_month)  # type: ignore[arg-type]
    assert found == Period(starts_on, ends_before)


def test_everybody_ends_at_one_figure_whichever_way_the_company_is_cut(tmp_path: Path) -> None:
    ledger = company(tmp_path)
    teams = period_ends(ledger, "people.team_path", ON, QUARTER)
    lines = period_ends(ledger, "products.line", ON, QUARTER)
    assert mean(teams.everybody) == pytest.approx(mean(lines.everybody))
    for found in (teams, lines):
        assert sum(map(mean, nodes(found).values())) == pytest.approx(mean(found.everybody))
    team = nodes(teams)[f"Sales/Team {TEAM}"]
    # October is the last month with a target here: it is due, and booked but for a little.
    assert team.due == team.target == Decimal(20_000)
    assert team.pace == team.attainment == pytest.approx(float(team.booked) / 20_000)


def test_what_was_worked_out_is_kept_with_the_snapshot(tmp_path: Path) -> None:
    ledger = company(tmp_path)
    asked = (ledger, "products.line", ON, QUARTER, tmp_path / "cache")
    first = period_ends(*asked)
    (file,) = (tmp_path / "cache").rglob("*.json")
    file.write_text('{"spread": true, "rows": [[[], "7", "5", "6", null, "mean"]]}', "utf-8")
    assert period_ends(*asked).everybody == replace(
        first.everybody,
        target=Decimal(7),
        booked=Decimal(5),
        due=Decimal(6),
        end=None,
        method="mean",
    )
