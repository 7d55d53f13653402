"""Figures that follow edits: a snapshot once people pause, or have gone on for long enough."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from django.conf import settings
from django.db.models import Max, Min
from django_tasks import TaskResultStatus
from django_tasks_db.models import DBTaskResult

from salesops.web.access import current_snapshot
from salesops.web.jobs import run_refresh
from salesops.web.workspace.models import AuditEntry

PAUSE = timedelta(seconds=20)
PATIENCE = timedelta(seconds=120)
# Of the worker's time, at most one part in five goes into keeping figures fresh.
REST = 4
AFTER_FAILURE = timedelta(minutes=10)
WAITING = (TaskResultStatus.READY, TaskResultStatus.RUNNING)
# What people do that changes nothing the ledger is built from.
QUIET = frozenset(
    {
        "take_snapshot", "prune_snapshots", "issue_token", "revoke_token", "set_preferences",
        "change_password", "create_user", "shut_out", "save_mapping", "back_up", "forged_id",
        "download_backup", "refuse", "add_task", "change_task", "postpone_task", "reassign_task",
        "finish_task", "reopen_task", "add_note", "change_note", "pin_note", "attach_file",
        "fetch_file", "remove_file",
        "sign_in", "begin_two_factor", "confirm_two_factor", "end_two_factor",
        "reset_two_factor", "require_two_factor", "renew_recovery_codes", "change_user",
        "let_in_again", "issue_sign_in_link", "use_sign_in_link", "delegate", "end_delegation",
        "link_account", "unlink_account", "check_duplicate", "confirm_duplicate", "export",
        "save_view", "change_view", "forget_view", "create_contact", "change_contact",
        "bulk_give", "bulk_tag", "bulk_untag", "undo_bulk_give", "undo_bulk_tag",
        "undo_bulk_untag",
        "set_upkeep", "ask_backup", "remove_backup",
        "upload_file", "choose_mapping", "save_question", "forget_question",
        "draft_plan", "copy_plan", "change_plan", "drop_plan", "set_goal", "put_tree",
        "put_stances", "set_stance", "weigh_plan", "offer_target", "comment_target",
        "take_over_targets", "undo_take_over", "season_plan",
        "add_region", "move_node", "drop_region",
        "submit_plan", "return_plan", "approve_plan",
        "start_pay", "calculate_pay", "approve_pay", "return_pay", "close_pay",
        "acknowledge_statement", "dispute_statement", "accept_dispute", "reject_dispute",
        "propose_adjustment", "approve_adjustment", "reject_adjustment",
    }
)  # fmt: skip


@dataclass(frozen=True)
class Changes:
    """When the first and the last change was made that the figures do not show yet."""

    first: datetime
    last: datetime

    def settled(self, now: datetime) -> bool:
        """Whether people have paused, or have gone on so long that waiting on is worse."""
        return now - self.last >= PAUSE or now - self.first >= PATIENCE


class RefreshFailed(RuntimeError):
    """The last snapshot could not be taken; it will be tried again."""


def unseen_changes() -> Changes | None:
    """What was changed since the current snapshot was last compared with the records."""
    snapshot = current_snapshot()
    entries = AuditEntry.objects.exclude(action__in=QUIET).exclude(action__startswith="export_")
    if snapshot is None:
        # An empty page that says how to begin is better than figures of nothing.
        entries = entries.exclude(action="set_up")
    else:
        entries = entries.filter(at__gt=snapshot.checked_at or snapshot.made_at)
    found = entries.order_by().aggregate(first=Min("at"), last=Max("at"))
    return Changes(found["first"], found["last"]) if found["last"] else None


def refresh_figures(now: datetime) -> bool:
    """A duty: put a snapshot in line when one is called for; whether it did.

    Raises RefreshFailed while the last one's failure is fresh.
    """
    if settings.SALESOPS_LEDGER_URL:
        return False
    changes = unseen_changes()
    if changes is None or not changes.settled(now) or not _may_begin(now):
        return False
    run_refresh.enqueue()
    return True


def _may_begin(now: datetime) -> bool:
    refreshes = DBTaskResult.objects.filter(task_path=run_refresh.module_path)
    if refreshes.filter(status__in=WAITING).exists():
        return False
    last = refreshes.exclude(finished_at=None).order_by("-finished_at").first()
    if last is None or last.finished_at is None or last.started_at is None:
        return True
    since = now - last.finished_at
    if last.status == TaskResultStatus.FAILED and since < AFTER_FAILURE:
        raise RefreshFailed(last.traceback[-2000:])
    return since >= REST * (last.finished_at - last.started_at)
