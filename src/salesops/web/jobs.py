"""Work that takes longer than a page may: done by the worker, one after another, and resumed."""

from datetime import date, timedelta
from pathlib import Path

from django.conf import settings
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import override
from django_tasks import task

from salesops.kernel.problem import Language, Problem
from salesops.web.access import Actor
from salesops.web.imports.models import ImportJob
from salesops.web.people.models import User

State = ImportJob.State


def start_import(job: ImportJob) -> None:
    """Put an uploaded file in line for the worker."""
    with transaction.atomic():
        job.state, job.failure, job.progress = State.WAITING, "", 0
        job.save(update_fields=["state", "failure", "progress"])
        run_import.enqueue(job.pk)


def start_snapshot(user: User) -> None:
    """Have the figures brought up to date."""
    run_snapshot.enqueue(user.pk)


@task()
def run_import(job_id: int) -> None:
    """Import an uploaded file and bring the figures up to date.

    Run again after the worker was killed, it goes on where nothing is lost: an import whose
    batch was already made is not made twice.
    """
    job = ImportJob.objects.select_related("made_by", "batch").get(pk=job_id)
    from salesops.web.notices.imported import tell_import

    language: Language = "en" if job.made_by.language == "en" else "zh"
    with override(job.made_by.language or settings.LANGUAGE_CODE):
        if job.batch is None and not _imported(job, language):
            tell_import(job)
            return
        if job.batch:
            _set(job, state=State.SNAPSHOT, progress=0.7)
            _snapshot(job.made_by)
        _set(job, state=State.DONE, progress=1, finished_at=timezone.now())
        tell_import(job)


def _imported(job: ImportJob, language: Language) -> bool:
    """Whether the file could be taken in; the job tells what became of it."""
    from salesops.ingest.mapping import from_toml
    from salesops.web.imports.actions import import_file
    from salesops.web.problems import Refused

    if job.state == State.RUNNING:
        # A worker was killed in the middle: all it wrote was rolled back.
        _set(job, restarts=job.restarts + 1)
    _set(job, state=State.RUNNING, progress=0.1)
    mapping = from_toml(job.mapping_toml) if job.mapping_toml else None
    source = Path(job.upload)
    beside = source.with_name(f"{source.stem}.problems")
    try:
        done = import_file(
            actor=job.made_by, table=job.table, source=source, mapping=mapping,
            rejects_beside=beside, job=job,
        )  # fmt: skip
    except Refused as refusal:
        return _failed(job, [refusal.problem], language)
    if done.outcome.fatal:
        return _failed(job, [done.outcome.fatal], language)
    problems = [problem_shown(p, language) for p in done.outcome.problems]
    _set(job, batch=done.batch, result=done.summary(), problems=problems, progress=0.6)
    return True


def _failed(job: ImportJob, problems: list[Problem], language: Language) -> bool:
    shown = [problem_shown(p, language) for p in problems]
    failure = " ".join(f"{p['reason']} {p['remedy']}" for p in shown)
    now = timezone.now()
    _set(job, state=State.FAILED, failure=failure, problems=shown, finished_at=now)
    return False


@task()
def run_snapshot(user_id: int) -> None:
    """Bring the figures up to date."""
    _snapshot(User.objects.get(pk=user_id))


@task()
def run_refresh() -> None:
    """Bring the figures up to date after edits, if nobody has done so meanwhile."""
    from salesops.web.access import Owner
    from salesops.web.workspace.refreshing import unseen_changes

    if unseen_changes():
        _snapshot(Owner("worker"))


def _snapshot(actor: Actor) -> None:
    from salesops.web.workspace.actions import take_snapshot

    take_snapshot(actor=actor, as_of=latest_day(timezone.localdate()))
    run_count_ahead.enqueue()


@task()
def run_count_ahead() -> None:
    """Count what would make a page wait; a page that comes before counts for itself."""
    from salesops.web.effects.working_out import count_ahead as count_effects_ahead
    from salesops.web.process.weak import count_ahead

    count_ahead()
    count_effects_ahead()


def latest_day(today: date) -> date:
    """The day the figures reach to: yesterday, or the day they already reached if that is later."""
    from salesops.web.access import current_snapshot

    yesterday = today - timedelta(days=1)
    current = current_snapshot()
    return max(yesterday, current.as_of) if current else yesterday


def problem_shown(problem: Problem, language: Language) -> dict[str, object]:
    """A problem as doors give it: where, what is wrong, what to do."""
    where = problem.where
    return {
        "code": problem.code,
        "severity": problem.severity,
        "file": where.file,
        "sheet": where.sheet,
        "line": where.line,
        "column": where.column,
        "value": where.value,
        "reason": problem.reason(language),
        "remedy": problem.remedy(language),
    }


def _set(job: ImportJob, **values: object) -> None:
    for name, value in values.items():
        setattr(job, name, value)
    job.save(update_fields=list(values))


def resume() -> int:
    """Put back in line what a worker that is gone had begun; gives how many jobs that were.

    Only for a worker that is alone: it holds the worker's lock.
    """
    from django_tasks import TaskResultStatus
    from django_tasks_db.models import DBTaskResult

    begun = DBTaskResult.objects.filter(status=TaskResultStatus.RUNNING)
    return begun.update(status=TaskResultStatus.READY, started_at=None)


def give_up(job: ImportJob, reason: str) -> None:
    """Mark a job failed with the reason, for one that fails by our own mistake."""
    now = timezone.now()
    _set(job, state=State.FAILED, failure=reason or _("Something broke."), finished_at=now)
