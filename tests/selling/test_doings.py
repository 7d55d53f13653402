"""What may be written down as done, and where a task stands in the week."""

from datetime import datetime, timedelta

from salesops.selling.doings import activity_flaw, when_due

NOW = datetime(2026, 11, 25, 15, 0)  # a Wednesday


def test_what_has_not_happened_yet_is_not_recorded_as_done() -> None:
    flaw = activity_flaw("call", NOW + timedelta(hours=1), NOW, ["A1"])
    assert flaw is not None
    assert flaw.wording.code == "in_future"
    assert activity_flaw("call", NOW + timedelta(seconds=30), NOW, ["A1"]) is None


def test_an_activity_is_about_somebody_and_of_a_known_kind() -> None:
    nobody = activity_flaw("call", NOW, NOW, [None, None])
    unknown = activity_flaw("seance", NOW, NOW, ["A1"])
    assert nobody is not None and nobody.wording.code == "about_nothing"
    assert unknown is not None and unknown.wording.code == "unknown_kind"


def test_tasks_stand_under_the_day_they_are_due() -> None:
    assert when_due(None, NOW) == "undated"
    assert when_due(NOW - timedelta(minutes=1), NOW) == "overdue"
    assert when_due(datetime(2026, 11, 25, 23, 59), NOW) == "today"
    assert when_due(datetime(2026, 11, 29, 23, 59), NOW) == "week"
    assert when_due(datetime(2026, 11, 30, 0, 0), NOW) == "later"


def test_on_a_sunday_the_week_is_today() -> None:
    sunday = datetime(2026, 11, 29, 9, 0)
    assert when_due(datetime(2026, 11, 29, 18, 0), sunday) == "today"
    assert when_due(datetime(2026, 11, 30, 9, 0), sunday) == "later"
