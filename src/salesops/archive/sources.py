"""What goes into a backup, how much room it takes, and whether it can be read back."""

import shutil
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from salesops.archive.contents import Contents
from salesops.archive.packing import Pack, Progress
from salesops.archive.problems import NO_ROOM, NOT_READ_BACK, Unusable
from salesops.archive.unpacking import read

# Beside what goes in: the archive's own headers and lists.
OVERHEAD = 4 * 1024 * 1024
Share = Callable[[float], None]


@dataclass(frozen=True)
class Sources:
    """What goes into the archive beside the database, and what should but is gone."""

    files: Mapping[str, Path]
    folders: Mapping[str, Path]
    missing: Sequence[str]

    @property
    def size(self) -> int:
        """Bytes of all of it."""
        every = [*self.files.values(), *(p for f in self.folders.values() for p in f.rglob("*"))]
        return sum(path.stat().st_size for path in every if path.is_file())


def room_for(sources: Sources, folder: Path) -> None:
    """Refuse to begin what the disk cannot hold. Raises Unusable."""
    needed, free = sources.size + OVERHEAD, shutil.disk_usage(folder).free
    if needed > free:
        shown = {"needed": megabytes(needed), "free": megabytes(free)}
        raise Unusable(NO_ROOM, folder=folder, **shown)


def megabytes(size: int) -> str:
    """A size for people."""
    return f"{size / 1e9:,.1f} GB" if size >= 1e9 else f"{size / 1e6:,.1f} MB"


def fill(
    pack: Pack, sources: Sources, rows: Mapping[str, int], columns: Mapping[str, Sequence[str]]
) -> Contents:
    """Put everything into an archive and close it."""
    for name, path in sources.files.items():
        pack.file(name, path)
    for name, folder in sources.folders.items():
        pack.folder(name, folder)
    return pack.finish(rows, columns, sources.missing)


def counting(progress: Share, total: int, start: float) -> Progress:
    """Half of the way is writing and half is reading back."""
    done = 0

    def counted(size: int) -> None:
        nonlocal done
        done += size
        progress(start + min(done / max(total, 1), 1.0) / 2)

    return counted


def read_back(half: Path, contents: Contents, progress: Share) -> None:
    """Read what was written to its end and compare it with what went in. Raises Unusable."""
    try:
        found = read(half, progress=counting(progress, contents.size, 0.5))
    except Unusable as error:
        raise Unusable(NOT_READ_BACK, what=error) from error
    if found.contents != contents:
        raise Unusable(NOT_READ_BACK, what="manifest.json")
