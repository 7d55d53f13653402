"""The workspace's folder: one writer at a time, and no rubbish left by one that was killed."""

import fcntl
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path


def scratch_of(home: Path) -> Path:
    """Where work under way lies; whatever is there while nobody writes is rubbish."""
    return home / "scratch"


@contextmanager
def writing(home: Path) -> Iterator[Path]:
    """Hold the workspace for writing files and give an empty folder to prepare them in.

    Waits for another writer. The lock is the system's, so a killed writer frees it; what that
    writer left in the scratch folder is removed here.
    """
    home.mkdir(parents=True, exist_ok=True)
    with (home / "writing.lock").open("a") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        rubbish = scratch_of(home)
        shutil.rmtree(rubbish, ignore_errors=True)
        rubbish.mkdir()
        for spilled in home.glob(".spill-*"):
            shutil.rmtree(spilled, ignore_errors=True)
        try:
            yield Path(tempfile.mkdtemp(dir=rubbish))
        finally:
            shutil.rmtree(rubbish, ignore_errors=True)
