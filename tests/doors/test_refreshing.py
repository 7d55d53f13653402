"""Figures that follow edits, once people pause, and without end or haste."""

from datetime import timedelta

import pytest
from django.utils import timezone
from django_tasks import TaskResultStatus
from django_tasks_db.models import DBTaskResult

from salesops.web import audit
from salesops.web.access import Owner, current_snapshot
from salesops.web.jobs import run_refresh
from salesops.web.workspace.models import Snapshot
from salesops.web.workspace.refreshing import (
    AFTER_FAILURE,
    PATIENCE,
    PAUSE,
    Changes,
    RefreshFailed,
    refresh_figures,
    unseen_changes,
)

pytestmark = pytest.mark.django_db

SECOND = timedelta(seconds=1)


@pytest.fixture
def edited(home):
    """The moment of an edit of a record, after the figures were made."""
    return audit.note(Owner(), "rename_account", "A1").at


def test_nobody_waits_for_figures_that_nothing_changed(home):
    assert unseen_changes() is None
    assert refresh_figures(timezone.now() + timedelta(days=1)) is False


def test_figures_follow_an_edit_when_people_pause(edited):
    assert refresh_figures(edited + PAUSE - SECOND) is False
    assert refresh_figures(edited + PAUSE) is True


def test_people_who_never_pause_get_figures_all_the_same():
    start = timezone.now()
    assert not Changes(start, start + PATIENCE - SECOND).settled(start + PATIENCE - SECOND)
    assert Changes(start, start + PATIENCE).settled(start + PATIENCE)


def test_reading_and_signing_change_no_figures(home):
    audit.note(Owner(), "issue_token", "ada")
    assert unseen_changes() is None


def test_one_snapshot_waits_in_line_at_a_time(edited):
    assert refresh_figures(edited + PAUSE) is True
    assert refresh_figures(edited + 2 * PAUSE) is False
    assert DBTaskResult.objects.count() == 1


def test_an_edit_that_moves_no_figure_is_looked_at_once(edited):
    before = current_snapshot()
    run_refresh.call()
    # The figures reach to yesterday now; from here on the same inputs give the same snapshot.
    taken = current_snapshot()
    assert taken.as_of > before.as_of and taken.made_by == "worker"
    audit.note(Owner(), "rename_account", "A1")
    assert unseen_changes()
    run_refresh.call()
    assert unseen_changes() is None
    assert current_snapshot().snapshot_id == taken.snapshot_id
    count = Snapshot.objects.count()
    run_refresh.call()
    assert Snapshot.objects.count() == count


def finished(after: timedelta, took: timedelta, status: str) -> DBTaskResult:
    run_refresh.enqueue()
    result = DBTaskResult.objects.get()
    result.finished_at = timezone.now() + after
    result.started_at, result.status = result.finished_at - took, status
    result.traceback = "the disk is full"
    result.save()
    return result


def test_figures_that_take_long_are_made_more_rarely(edited):
    last = finished(PAUSE, 60 * SECOND, TaskResultStatus.SUCCESSFUL)
    assert refresh_figures(last.finished_at + 239 * SECOND) is False
    assert refresh_figures(last.finished_at + 240 * SECOND) is True


def test_a_snapshot_that_failed_is_told_and_tried_again_later(edited):
    last = finished(PAUSE, SECOND, TaskResultStatus.FAILED)
    with pytest.raises(RefreshFailed, match="the disk is full"):
        refresh_figures(last.finished_at + SECOND)
    assert refresh_figures(last.finished_at + AFTER_FAILURE) is True


def test_a_company_with_a_warehouse_of_its_own_has_no_snapshots_to_take(edited, settings):
    settings.SALESOPS_LEDGER_URL = "clickhouse+http://example"
    assert refresh_figures(edited + PAUSE) is False
