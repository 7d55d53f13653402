"""Folders laid over one another: what is missing moved in, what is damaged replaced."""

import hashlib
import shutil
from contextlib import suppress
from pathlib import Path

from salesops.archive.packing import is_linked


def linked(folder: Path, into: Path) -> None:
    """Give every file another name in another folder, unless there is one of that name."""
    for path in folder.rglob("*"):
        place = into / path.relative_to(folder)
        if not path.is_file() or place.exists():
            continue
        place.parent.mkdir(parents=True, exist_ok=True)
        # It may be thrown away just now: then it is built again.
        with suppress(FileNotFoundError):
            if not is_linked(path, place):
                shutil.copyfile(path, place)


def added(new: Path, live: Path) -> None:
    """Move in what is not there already; what is there and was damaged is replaced."""
    for path in sorted(new.rglob("*")):
        place = live / path.relative_to(new)
        if path.is_dir():
            place.mkdir(parents=True, exist_ok=True)
        elif not place.is_file() or not _same(path, place):
            path.rename(place)


def _same(one: Path, other: Path) -> bool:
    if one.samefile(other):
        return True
    if one.stat().st_size != other.stat().st_size:
        return False
    return _digest(one) == _digest(other)


def _digest(path: Path) -> str:
    with path.open("rb") as opened:
        return hashlib.file_digest(opened, "sha256").hexdigest()
