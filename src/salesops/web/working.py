"""The worker's loop: alone in its workspace, and going on with what a killed one had begun."""

import fcntl
import os
import threading
from pathlib import Path

from django.utils.crypto import get_random_string


def run(home: Path, *, once: bool, until_input_ends: bool) -> bool:
    """Work until told to stop; gives False when another worker holds the workspace."""
    from django_tasks_db.management.commands.db_worker import Worker

    from salesops.web.door import enter
    from salesops.web.jobs import resume
    from salesops.web.ticking import Ticking

    with (home / "worker.lock").open("a") as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            return False
        enter("job")
        resume()
        if until_input_ends:
            threading.Thread(target=end_with_input, daemon=True).start()
        loop = Worker(
            queue_names=["default"],
            interval=0.5,
            batch=once,
            backend_name="default",
            startup_delay=False,
            max_tasks=None,
            worker_id=get_random_string(32),
            excluded_queue_names=[],
        )
        loop.configure_signals()
        with Ticking(once=once):
            loop.run()
    return True


def end_with_input() -> None:
    """A server that was killed cannot stop its worker, but its end of the pipe closes."""
    # Not through a buffer, whose lock this thread would hold when the process ends in good order.
    while os.read(0, 1024):
        pass
    os._exit(0)
