"""The duty of the morning: who has tasks due today or overdue is told once, however often asked."""

from collections import defaultdict
from collections.abc import Iterable
from datetime import datetime, time, timedelta

from django.utils import timezone

from salesops.kernel.problem import Wording
from salesops.selling.letters import TASKS_DUE, TASKS_OVERDUE, Kind, reminder
from salesops.web.crm.models import Task
from salesops.web.notices.actions import About, notify

REMEMBERED = timedelta(days=90)
Titles = dict[str, list[tuple[datetime, str]]]


def remind_of_tasks(now: datetime) -> int:
    """A duty: tell everybody of the tasks due today and of those overdue; gives how many were."""
    day = timezone.localtime(now).date()
    morning = timezone.make_aware(datetime.combine(day, time()))
    evening = timezone.make_aware(datetime.combine(day + timedelta(days=1), time()))
    undone = Task.objects.filter(done_at__isnull=True, owner__isnull=False, due_at__lt=evening)
    undone = undone.filter(due_at__gte=morning - REMEMBERED).order_by("due_at")
    due: Titles = defaultdict(list)
    over: Titles = defaultdict(list)
    rows = undone.values_list("owner_id", "title", "due_at")
    for owner, title, at in rows.iterator(chunk_size=2000):
        if owner and at:
            (over if at < morning else due)[owner].append((at, title))
    today = _told(due, "task_due", TASKS_DUE, now)
    return today + _told(over, "task_overdue", TASKS_OVERDUE, now)


def _told(found: Titles, kind: Kind, wording: Wording, now: datetime) -> int:
    day = timezone.localtime(now).date().isoformat()
    return sum(
        len(
            notify(
                to=person, kind=kind, about=About("tasks", "", f"{kind}:{person}:{day}"), at=now,
                words=reminder(wording, [title for _, title in tasks], _oldest(tasks)),
            ).notices
        )
        for person, tasks in found.items()
    )  # fmt: skip


def _oldest(tasks: Iterable[tuple[datetime, str]]) -> str:
    return timezone.localtime(min(at for at, _ in tasks)).date().isoformat()
