"""Reading a backup: its head at a glance, or all of it, compared with its own list."""

import os
import shutil
import tarfile
from collections.abc import Generator, Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO

import pyarrow as pa

from salesops.archive.contents import (
    FORMAT,
    HEAD,
    MANIFEST,
    Contents,
    Head,
    Member,
    contents,
    head,
    is_proper,
)
from salesops.archive.packing import BLOCK, Hashed, Progress, is_linked
from salesops.archive.problems import (
    BROKEN_BACKUP,
    NEWER_BACKUP,
    NO_SUCH_BACKUP,
    NOT_A_BACKUP,
    Unusable,
)

MOST_TEXT = 256 * 1024 * 1024
UNREADABLE = (tarfile.TarError, OSError, EOFError, pa.ArrowException, ValueError)


@dataclass(frozen=True)
class Entry:
    """One member on its way out: a stream, and the file itself when it lies in a folder."""

    name: str
    size: int
    opened: BinaryIO
    path: Path | None = None


@dataclass(frozen=True)
class Archive:
    """A backup that was read to its end and found whole."""

    head: Head
    contents: Contents


def peek(source: Path) -> Head:
    """Whose backup this is, without reading further than that. Raises Unusable."""
    with closing(_entries(source)) as entries:
        return _head(source, entries)[0]


def read(source: Path, into: Path | None = None, progress: Progress = lambda _: None) -> Archive:
    """Read all of a backup, into a folder if one is given, and compare it with its own list.

    Raises Unusable when it is no backup, is broken, or is of a newer version. Failing to write is
    an OSError as ever.
    """
    with closing(_entries(source)) as entries:
        first, own = _head(source, entries)
        if first.format > FORMAT:
            raise Unusable(NEWER_BACKUP, file=source.name, version=first.version)
        found = {HEAD: own}
        told: Contents | None = None
        for entry in _reading(source, entries):
            if entry.name == MANIFEST:
                told = _contents(source, entry)
            else:
                found[entry.name] = _taken(source, entry, into, progress)
    _compare(source, found, told)
    assert told is not None  # noqa: S101 - compared just now
    return Archive(first, told)


def _compare(source: Path, found: dict[str, Member], told: Contents | None) -> None:
    """Everything listed is there as listed, and nothing else is."""
    if told is None:
        raise _broken(source, "it ends too early")
    for name in sorted(told.members.keys() | found.keys()):
        if found.get(name) != told.members.get(name):
            raise _broken(source, name)


def _head(source: Path, entries: Iterator[Entry]) -> tuple[Head, Member]:
    try:
        first = next(entries, None)
        if first is None or first.name != HEAD:
            raise Unusable(NOT_A_BACKUP, file=source.name)
        hashed = Hashed(first.opened, lambda _: None)
        return head(hashed.read(MOST_TEXT)), Member(hashed.sha256, first.size)
    except UNREADABLE as error:
        if isinstance(error, Unusable):
            raise
        raise Unusable(NOT_A_BACKUP, file=source.name) from error


def _reading(source: Path, entries: Iterator[Entry]) -> Iterator[Entry]:
    """The entries, each of a proper name; what cannot be read is a broken backup."""
    while True:
        with _whole(source):
            entry = next(entries, None)
        if entry is None:
            return
        if not is_proper(entry.name):
            raise _broken(source, entry.name)
        yield entry


def _contents(source: Path, entry: Entry) -> Contents:
    with _whole(source):
        return contents(entry.opened.read(MOST_TEXT))


def _taken(source: Path, entry: Entry, into: Path | None, progress: Progress) -> Member:
    hashed = Hashed(entry.opened, progress)
    place = into / entry.name if into else Path(os.devnull)
    place.parent.mkdir(parents=True, exist_ok=True)
    if into and entry.path and is_linked(entry.path, place):
        place = Path(os.devnull)
    with place.open("wb") as written:
        while True:
            with _whole(source):
                block = hashed.read(BLOCK)
            if not block:
                return Member(hashed.sha256, entry.size)
            written.write(block)


@contextmanager
def _whole(source: Path) -> Iterator[None]:
    """What cannot be read is broken; what cannot be written is another matter."""
    try:
        yield
    except UNREADABLE as error:
        raise _broken(source, str(error)) from error


def _broken(source: Path, what: str) -> Unusable:
    return Unusable(BROKEN_BACKUP, file=source.name, what=what)


def _entries(source: Path) -> Generator[Entry]:
    if source.is_dir():
        yield from _of_folder(source)
        return
    if not source.is_file():
        raise Unusable(NO_SUCH_BACKUP, file=source)
    with (
        pa.CompressedInputStream(pa.OSFile(str(source)), "zstd") as packed,
        tarfile.open(fileobj=packed, mode="r|") as tar,
    ):
        for member in tar:
            opened = tar.extractfile(member) if member.isreg() else None
            if opened is None:
                raise tarfile.ReadError(member.name)
            yield Entry(member.name, member.size, opened)  # type: ignore[arg-type]


def _of_folder(source: Path) -> Generator[Entry]:
    """The head first and the manifest last, as in a file."""
    names = [path for path in sorted(source.rglob("*")) if path.is_file()]
    middle = [path for path in names if path.name not in (HEAD, MANIFEST) or path.parent != source]
    ends = (source / HEAD, source / MANIFEST)
    for path in (ends[0], *middle, ends[1]):
        if path.is_file():
            with path.open("rb") as opened:
                size = path.stat().st_size
                yield Entry(path.relative_to(source).as_posix(), size, opened, path)


def emptied(folder: Path) -> Path:
    """The folder, new and empty."""
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(parents=True)
    return folder
