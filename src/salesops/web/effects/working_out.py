"""Working an effect out in the background: when a page would wait, and ahead of its readers."""

from datetime import timedelta
from pathlib import Path

from django.utils import timezone
from django_tasks import task

from salesops.web.access import NoLedger
from salesops.web.effects.kept import prune
from salesops.web.effects.looking import look
from salesops.web.effects.models import Intervention
from salesops.web.explore.questions import cache_folder
from salesops.web.people.models import Role, User

ASKED_AGAIN = timedelta(minutes=2)
"""A job that was asked for and not done by then is asked for again: its worker may be gone."""
MOST_AHEAD = 30


def work_out(user: User, one: Intervention) -> None:
    """Have the worker do it, unless it was asked to a moment ago."""
    marker = _marker(one)
    now = timezone.now().timestamp()
    try:
        if now - marker.stat().st_mtime < ASKED_AGAIN.total_seconds():
            return
    except FileNotFoundError:
        marker.parent.mkdir(parents=True, exist_ok=True)
    marker.touch()
    run_effect.enqueue(one.pk, user.pk)


def _marker(one: Intervention) -> Path:
    return cache_folder() / f"effect-{one.pk}.asked"


@task()
def run_effect(intervention_id: str, user_id: int) -> None:
    """Work an effect out of what its reader sees; the estimates are kept for every page."""
    one = Intervention.objects.filter(pk=intervention_id).first()
    user = User.objects.filter(pk=user_id, is_active=True).first()
    if one is None or user is None:
        return
    look(user, one)
    _marker(one).unlink(missing_ok=True)


def count_ahead() -> int:
    """Work out what is declared and begun before anybody opens it; how many were."""
    reader = (
        User.objects.filter(is_active=True, role=Role.OPS).order_by("-last_login", "pk").first()
    )
    if reader is None:
        return 0
    judged = Intervention.objects.exclude(status=Intervention.Status.WITHDRAWN)
    prune(set(judged.values_list("pk", flat=True)))
    running, done = judged[:MOST_AHEAD], 0
    for one in running:
        try:
            done += look(reader, one) is not None
        except NoLedger:
            return 0
    return done
