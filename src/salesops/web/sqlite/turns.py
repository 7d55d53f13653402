"""Whose turn it is to write: all who share a file on one machine stand in one line.

SQLite has whoever finds it held look again after ever longer naps, so that who came last may be
first and some wait for a second. The system's own lock on a file wakes them in their order, and
lets go of what a killed process held.
"""

import fcntl
import os
import threading


def turn(path: str, seconds: float) -> int | None:
    """The turn to write, to be given back to `end`; None when it did not come in that time."""
    file = os.open(path, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o644)
    try:
        fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return _Wait(file).within(seconds)
    return file


def end(file: int) -> None:
    """Let the next one have the turn."""
    os.close(file)


class _Wait:
    """One place in the line. Nobody can tell the system how long to wait, so a thread does it."""

    def __init__(self, file: int) -> None:
        self.file, self.is_left = file, False
        self.guard, self.came = threading.Lock(), threading.Event()

    def within(self, seconds: float) -> int | None:
        """The turn, if it comes in time; else the place is left."""
        threading.Thread(target=self._stand, daemon=True).start()
        if self.came.wait(seconds):
            return self.file
        with self.guard:
            self.is_left = not self.came.is_set()
            return None if self.is_left else self.file

    def _stand(self) -> None:
        fcntl.flock(self.file, fcntl.LOCK_EX)
        with self.guard:
            if self.is_left:
                os.close(self.file)
            else:
                self.came.set()
