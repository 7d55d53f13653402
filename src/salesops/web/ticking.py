"""The worker's clock: what is done again and again beside the jobs people ask for.

To add a duty, write a function that takes the moment and add it to DUTIES. A duty is quick, or puts
a job in line for the worker's other half; it may be done twice when the worker is killed right
after it, so it does only what still needs doing; it opens its own transactions.
"""

from __future__ import annotations

import logging
import threading
import traceback
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import datetime, time, timedelta
from typing import Self

from django.db import DatabaseError, connections, transaction
from django.utils import timezone

from salesops.kernel.rhythm import Rhythm, due
from salesops.web.administration.backups import nightly_backup, sweep_half_done
from salesops.web.administration.models import DutyRun
from salesops.web.administration.snapshots import forget_old_jobs, prune_nightly
from salesops.web.automation.delivering import call_webhooks, sweep_sent
from salesops.web.automation.looking import look_daily
from salesops.web.automation.run import run_rules
from salesops.web.crm.actions.files import sweep_files
from salesops.web.crm.actions.recycling import recycle
from salesops.web.door import through
from salesops.web.lists.sheets import sweep_sheets
from salesops.web.notices.delivering import send_messages
from salesops.web.notices.reminding import remind_of_tasks
from salesops.web.once import forget_answers
from salesops.web.process.actions import begin_processes
from salesops.web.process.watching import watch_deadlines
from salesops.web.workspace.refreshing import refresh_figures

log = logging.getLogger("salesops.ticking")

TICK_SECONDS = 1.0
LAST_TICK_SECONDS = 5.0
# What is done every second is not written down every second.
REMEMBERED_EVERY = timedelta(minutes=1)


@dataclass(frozen=True)
class Duty:
    """One thing the worker does by the clock."""

    name: str
    rhythm: Rhythm
    do: Callable[[datetime], object]


DUTIES: tuple[Duty, ...] = (
    Duty("refresh_figures", Rhythm(timedelta(seconds=5)), refresh_figures),
    Duty("run_rules", Rhythm(timedelta(seconds=1)), run_rules),
    Duty("look_daily", Rhythm(timedelta(seconds=5)), look_daily),
    Duty("call_webhooks", Rhythm(timedelta(seconds=1)), call_webhooks),
    Duty("sweep_sent", Rhythm(at=time(3)), sweep_sent),
    Duty("send_messages", Rhythm(timedelta(seconds=1)), send_messages),
    Duty("remind_of_tasks", Rhythm(at=time(8)), remind_of_tasks),
    Duty("nightly_backup", Rhythm(at=time(2)), nightly_backup),
    Duty("prune_snapshots", Rhythm(at=time(3)), prune_nightly),
    Duty("forget_old_jobs", Rhythm(at=time(4)), forget_old_jobs),
    Duty("sweep_half_done", Rhythm(at=time(5)), sweep_half_done),
    Duty("forget_answers", Rhythm(timedelta(hours=1)), forget_answers),
    Duty("sweep_files", Rhythm(timedelta(days=1)), sweep_files),
    Duty("sweep_sheets", Rhythm(timedelta(hours=1)), sweep_sheets),
    Duty("recycle", Rhythm(timedelta(hours=1)), recycle),
    Duty("begin_processes", Rhythm(timedelta(minutes=1)), begin_processes),
    Duty("watch_deadlines", Rhythm(timedelta(minutes=1)), watch_deadlines),
)  # fmt: skip


@dataclass
class Clock:
    """The duties with what is known of each; one worker holds one."""

    duties: Sequence[Duty]
    runs: dict[str, DutyRun] = field(default_factory=dict)
    written: dict[str, datetime] = field(default_factory=dict)

    def tick(self, now: datetime) -> list[str]:
        """Do what is due, each by itself; gives the names of what was done or tried."""
        here = timezone.localtime(now)
        tried = [duty for duty in self.duties if self._is_due(duty, here)]
        for duty in tried:
            self._do(duty, here)
        return [duty.name for duty in tried]

    def is_failing(self) -> bool:
        """Whether any duty failed the last time."""
        return any(run.failures for run in self.runs.values())

    def _is_due(self, duty: Duty, now: datetime) -> bool:
        run = self._run(duty, now)
        last, failures = run.last_run_at, run.failures
        return due(duty.rhythm, now, known_since=run.known_since, last=last, failures=failures)

    def _run(self, duty: Duty, now: datetime) -> DutyRun:
        if duty.name not in self.runs:
            begun = {"known_since": now}
            found, _made = DutyRun.objects.get_or_create(name=duty.name, defaults=begun)
            self.runs[duty.name] = found
        return self.runs[duty.name]

    def _do(self, duty: Duty, now: datetime) -> None:
        run = self.runs[duty.name]
        before = run.last_error
        try:
            duty.do(now)
        except Exception as error:
            log.warning("the duty %s failed", duty.name, exc_info=True)
            run.failures, run.last_error = run.failures + 1, _told(error)
        else:
            run.failures, run.last_error = 0, ""
        run.last_run_at = now
        written = self.written.get(duty.name)
        if before != run.last_error or written is None or now - written >= REMEMBERED_EVERY:
            self._remember(run, now)

    def _remember(self, run: DutyRun, now: datetime) -> None:
        """Written down outside the duty's own transaction, which may have failed."""
        with transaction.atomic():
            run.save(force_update=True)
        self.written[run.name] = now


def _told(error: Exception) -> str:
    """The last lines of what went wrong."""
    return "".join(traceback.format_exception(error))[-4000:]


class Ticking:
    """While it is open, a thread ticks, with database connections of its own.

    With `once` the duties that are due are done before it opens, and no more.
    """

    def __init__(self, duties: Sequence[Duty] = DUTIES, *, once: bool = False) -> None:
        self._clock = Clock(duties)
        self._stopped = threading.Event()
        self._thread = None if once else threading.Thread(target=self._run, name="ticking")

    def __enter__(self) -> Self:
        if self._thread is None:
            self._clock.tick(timezone.now())
        else:
            self._thread.daemon = True
            self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._stopped.set()
        if self._thread is not None:
            self._thread.join(timeout=LAST_TICK_SECONDS)

    def _run(self) -> None:
        try:
            while not self._stopped.wait(TICK_SECONDS):
                self._tick()
        finally:
            connections.close_all()

    def _tick(self) -> None:
        try:
            with through("job"):
                self._clock.tick(timezone.now())
        except DatabaseError:
            # The database is away or locked: nothing is known of any duty, so ask again.
            log.warning("the worker's clock cannot reach the database", exc_info=True)
            self._clock = Clock(self._clock.duties)
            connections.close_all()
        if self._clock.is_failing():
            # What failed may have been the connection.
            connections.close_all()
