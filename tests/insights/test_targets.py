"""Tracking and alerts on a company in which one team misses."""

from datetime import date
from pathlib import Path

import pytest

from salesops.insights.causes import findings, reasons
from salesops.insights.diagnosis import diagnosis
from salesops.insights.targets import Tracked, missed_targets, tracked
from salesops.metrics.question import answer
from tests.insights.company import AS_OF, PERIOD, TEAM, company, in_period

TEAMS = "people.team_path"
MISSED = f"Sales/Team {TEAM}"


def weak(team: int, day: date, _seat: int) -> float:
    return 0.7 if in_period(team, day) else 1.0


def of(found: list[Tracked], node: str) -> Tracked:
    return next(one for one in found if one.node == node)


def test_only_the_team_that_missed_long_and_badly_is_found(tmp_path: Path) -> None:
    (found,) = missed_targets(company(tmp_path, units=weak), TEAMS, AS_OF)
    assert MISSED in found.claim.en
    assert "6 months in a row" in found.claim.en
    assert found.impact == pytest.approx(-24_000, rel=0.1)
    assert found.false_alarm_rate is not None
    assert 0 < found.false_alarm_rate < 0.5


def test_a_calm_company_alarms_nobody(tmp_path: Path) -> None:
    assert missed_targets(company(tmp_path), TEAMS, AS_OF) == []


def test_a_finding_keeps_its_key_while_it_goes_on(tmp_path: Path) -> None:
    ledger = company(tmp_path, units=weak)
    keys = {missed_targets(ledger, TEAMS, day)[0].key for day in (date(2025, 9, 30), AS_OF)}
    assert keys == {f"missed_target:{TEAMS}:{MISSED}:2025-05"}


def test_whoever_has_no_target_any_more_misses_nothing(tmp_path: Path) -> None:
    def holder(team: int, day: date, usual: str) -> str:
        # The first seat's holder left at the end of August; somebody else has the target since.
        gone = usual == f"one{TEAM}" and day >= date(2025, 9, 1)
        return f"boss{TEAM}" if gone else usual

    ledger = company(tmp_path, units=weak, holder=holder)
    people = "people.person_id"
    soon = missed_targets(ledger, people, date(2025, 9, 30))
    assert any(f"one{TEAM}" in found.claim.en for found in soon)
    later = missed_targets(ledger, people, AS_OF)
    assert later and not any(f"one{TEAM}" in found.claim.en for found in later)
    assert of(tracked(ledger, people, AS_OF), f"one{TEAM}").track.run == 0


def test_the_queries_of_a_finding_prove_its_money(tmp_path: Path) -> None:
    ledger = company(tmp_path, units=weak)
    (found,) = missed_targets(ledger, TEAMS, AS_OF)
    totals = answer(ledger, found.questions[0]).totals
    assert totals["net_revenue"] - totals["quota"] == found.impact


def test_what_was_before_the_first_sale_on_record_is_unknown_and_no_miss(tmp_path: Path) -> None:
    def begun(_team: int, day: date, _seat: int) -> float:
        return 1.0 if day >= date(2025, 5, 1) else 0.0

    found = of(tracked(company(tmp_path, units=begun), TEAMS, AS_OF), MISSED)
    known = {month.month: month.is_recorded for month in found.months}
    assert (known["2025-04"], known["2025-05"]) == (False, True)
    assert len(found.recorded) == 6 and found.track.run < 3


def test_targets_without_any_sale_on_record_accuse_nobody(tmp_path: Path) -> None:
    """All that AdventureWorks' extract has: quotas, and not one order with its seller."""
    ledger = company(tmp_path, units=lambda *_: 0.0)
    assert missed_targets(ledger, TEAMS, AS_OF) == []
    told = diagnosis(ledger, ((TEAMS, (MISSED,)),), PERIOD)
    (cause,) = told.causes
    assert (cause.family, cause.is_named, cause.amount) == ("cannot_tell", False, -told.target)
    assert "unknown, not nothing" in reasons(cause)[0].en


def test_a_month_without_sales_is_a_miss_of_all_of_it(tmp_path: Path) -> None:
    def nothing(team: int, day: date, _seat: int) -> float:
        return 0.0 if team == TEAM and day == date(2025, 10, 1) else 1.0

    node = of(tracked(company(tmp_path, units=nothing), TEAMS, AS_OF), MISSED)
    assert node.months[-1].month == "2025-10"
    assert node.months[-1].error == -1.0
    assert node.track.run >= 1


def test_the_running_month_is_judged_by_pace_and_not_as_a_miss(tmp_path: Path) -> None:
    node = of(tracked(company(tmp_path), TEAMS, date(2025, 10, 20)), MISSED)
    assert node.running is not None
    assert node.running.month == "2025-10"
    assert node.months[-1].month == "2025-09"
    assert node.running.pace == pytest.approx(1.0, abs=0.1)


def test_a_cause_is_told_in_both_languages_with_its_share_and_a_next_step(tmp_path: Path) -> None:
    ledger = company(tmp_path, units=weak, market=weak)
    found = diagnosis(ledger, ((TEAMS, (MISSED,)),), PERIOD)
    (told,) = findings(ledger, found)
    assert told.claim.en == f"The whole market for Pumps in Region {TEAM} shrank"
    assert told.claim.zh == f"Region {TEAM} 的 Pumps 市场整体变小"
    assert told.step == "replan"
    assert "of what is missing" in told.evidence[0].en
    assert told.questions


def test_what_cannot_be_told_says_why(tmp_path: Path) -> None:
    found = diagnosis(company(tmp_path, units=weak), ((TEAMS, (MISSED,)),), PERIOD)
    said = [reason.en for cause in found.causes for reason in reasons(cause)]
    assert "Share was lost, and nothing on record says to whom" in said
