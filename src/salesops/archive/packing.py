"""Writing a backup: member by member into one compressed file, or into a folder of hard links."""

import hashlib
import os
import shutil
import tarfile
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from io import BytesIO
from pathlib import Path
from typing import BinaryIO, Protocol

import pyarrow as pa

from salesops.archive.contents import HEAD, MANIFEST, Contents, Head, Member

BLOCK = 1 << 20
Progress = Callable[[int], None]


class Sink(Protocol):
    """Where members go."""

    def put(self, name: str, opened: "Hashed", size: int) -> None:
        """Take in one member, reading it to its end."""


class Hashed:
    """A file that is read once, and remembers what was read."""

    def __init__(self, opened: BinaryIO, progress: Progress, path: Path | None = None) -> None:
        self.opened, self.path = opened, path
        self._hash, self._progress = hashlib.sha256(), progress

    def read(self, size: int = -1) -> bytes:
        """The next bytes."""
        block = self.opened.read(size)
        self._hash.update(block)
        self._progress(len(block))
        return block

    @property
    def sha256(self) -> str:
        """The digest of what was read so far."""
        return self._hash.hexdigest()


class Pack:
    """An archive being written; `finish` closes it with the list of what it holds."""

    def __init__(self, sink: Sink, head: Head, progress: Progress = lambda _: None) -> None:
        self._sink, self._progress = sink, progress
        self._members: dict[str, Member] = {}
        self.text(HEAD, head.text())

    def text(self, name: str, text: str) -> None:
        """A member made of a text."""
        content = text.encode()
        self._put(name, Hashed(BytesIO(content), self._progress), len(content))

    def file(self, name: str, path: Path) -> None:
        """A member that is a copy of a file as it is now."""
        with path.open("rb") as opened:
            size = os.fstat(opened.fileno()).st_size
            self._put(name, Hashed(opened, self._progress, path), size)

    def folder(self, name: str, path: Path) -> None:
        """Every file below a folder, in the order of their names."""
        for file in sorted(path.rglob("*")):
            if file.is_file() and not file.is_symlink():
                # Somebody may just have thrown the file away.
                with suppress(FileNotFoundError):
                    self.file(f"{name}/{file.relative_to(path).as_posix()}", file)

    def _put(self, name: str, opened: Hashed, size: int) -> None:
        self._sink.put(name, opened, size)
        self._members[name] = Member(opened.sha256, size)

    def finish(
        self,
        rows: Mapping[str, int],
        columns: Mapping[str, Sequence[str]],
        missing: Sequence[str],
    ) -> Contents:
        """Write the manifest, last of all: an archive without one was never finished."""
        found = Contents(dict(self._members), rows, columns, missing)
        self.text(MANIFEST, found.text())
        return found


class TarSink:
    """Members of one tar file."""

    def __init__(self, tar: tarfile.TarFile) -> None:
        self._tar = tar

    def put(self, name: str, opened: Hashed, size: int) -> None:
        """Take in one member."""
        info = tarfile.TarInfo(name)
        info.size, info.mode = size, 0o600
        self._tar.addfile(info, opened)


class FolderSink:
    """Files of a folder: further names of the same bytes where the disk allows it, else copies."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    def put(self, name: str, opened: Hashed, size: int) -> None:  # noqa: ARG002 - as a tar needs it
        """Take in one member."""
        place = self._folder / name
        place.parent.mkdir(parents=True, exist_ok=True)
        linked = opened.path is not None and is_linked(opened.path, place)
        with (Path(os.devnull) if linked else place).open("wb") as written:
            shutil.copyfileobj(opened, written, BLOCK)


def is_linked(path: Path, place: Path) -> bool:
    """Give a file another name; false where the disk knows no such thing."""
    try:
        os.link(path, place)
    except OSError:
        return False
    return True


@contextmanager
def tar_at(path: Path) -> Iterator[TarSink]:
    """A compressed tar file for its owner's eyes only, on the disk when this ends."""
    handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
    with (
        os.fdopen(handle, "wb") as raw,
        pa.CompressedOutputStream(pa.PythonFile(raw, "w"), "zstd") as packed,
        tarfile.open(fileobj=packed, mode="w|") as tar,
    ):
        yield TarSink(tar)
    synced(path)


def synced(path: Path) -> None:
    """Wait until a file, or the list of a folder's files, is on the disk."""
    handle = os.open(path, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
