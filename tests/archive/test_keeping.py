"""What is thrown away when."""

from datetime import datetime, timedelta

from salesops.archive.keeping import backups_to_remove, snapshots_to_keep

NOW = datetime(2026, 6, 15, 3)


def days_ago(*counts: int) -> dict[str, datetime]:
    return {f"{count} days ago": NOW - timedelta(days=count) for count in counts}


def test_of_nightly_backups_the_newest_stay() -> None:
    made = days_ago(5, 1, 3, 2, 4)
    assert backups_to_remove(made, 3) == ["5 days ago", "4 days ago"]
    assert backups_to_remove(made, 9) == []
    assert len(backups_to_remove(made, 0)) == 5


def test_every_snapshot_of_the_last_days_stays() -> None:
    made = days_ago(0, 1, 29, 30)
    assert snapshots_to_keep(made, NOW, 30, 0) == set(made)


def test_of_a_month_before_that_the_last_snapshot_stays() -> None:
    # 15 June: 40 and 60 days ago are in May and April, 45 in May too.
    made = days_ago(1, 40, 45, 60, 400)
    kept = snapshots_to_keep(made, NOW, 30, None)
    assert kept == {"1 days ago", "40 days ago", "60 days ago", "400 days ago"}


def test_months_may_have_an_end() -> None:
    made = days_ago(1, 40, 60, 100, 400)
    assert snapshots_to_keep(made, NOW, 30, 2) == {"1 days ago", "40 days ago"}


def test_the_newest_snapshot_stays_however_old_it_is() -> None:
    assert snapshots_to_keep(days_ago(400, 500), NOW, 30, 1) == {"400 days ago"}
    assert snapshots_to_keep({}, NOW, 30, 1) == set()
