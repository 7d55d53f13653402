"""The quarter's end, asked of a ledger when its first month is over."""

from datetime import date
from pathlib import Path

import pytest

from salesops.insights.expectation import Expected, expectations
from salesops.kernel.period import Period
from tests.insights.company import TEAM, company

QUARTER = Period(date(2025, 10, 1), date(2026, 1, 1))
LEVELS = ("people.team_path", "people.name")
ON = date(2025, 10, 31)
TEAM_4 = f"Sales/Team {TEAM}"


def told(folder: Path, **planted: object) -> dict[tuple[str, ...], Expected]:
    ledger = company(folder, **planted)  # type: ignore[arg-type]
    return dict(expectations(ledger, LEVELS, ON, QUARTER).nodes)


def test_a_calm_company_ends_near_its_target_at_every_level(tmp_path: Path) -> None:
    found = told(tmp_path)
    top = found[()]
    assert top.end is not None
    # October is booked; November and December are forecast on top of it.
    assert top.booked == pytest.approx(160_000, rel=0.05)
    assert top.end.mean == pytest.approx(3 * 160_000, rel=0.05)
    assert top.end.low < top.end.mean < top.end.high


def test_every_level_adds_up_to_the_one_above(tmp_path: Path) -> None:
    found = told(tmp_path)
    for depth in (1, 2):
        ends = [one.end for node, one in found.items() if len(node) == depth]
        top = found[()].end
        assert top is not None
        assert sum(end.mean for end in ends if end is not None) == pytest.approx(top.mean)


def test_somebody_with_two_months_is_not_forecast_alone_but_within_the_team(
    tmp_path: Path,
) -> None:
    def holder(team: int, day: date, usual: str) -> str:
        late = team == TEAM and day >= date(2025, 9, 1) and usual.startswith("two")
        return f"boss{team}" if late else usual

    found = told(tmp_path, holder=holder)
    new = found[TEAM_4, f"boss{TEAM}"]
    assert new.ahead.method == "unknown"
    assert new.end is None
    team = found[(TEAM_4,)]
    assert team.end is not None
    assert team.end.mean == pytest.approx(60_000, rel=0.1)
