"""A backup is read back whole or refused: nothing in between."""

import os
import tarfile
from datetime import UTC, datetime
from io import BytesIO
from pathlib import Path

import pyarrow as pa
import pytest

from salesops.archive.contents import HEAD, Contents, Head, contents, head, is_proper
from salesops.archive.packing import FolderSink, Pack, tar_at
from salesops.archive.problems import Unusable
from salesops.archive.unpacking import peek, read

HEAD_OF_IT = Head(
    version="0.1.0",
    database="sqlite",
    made_at=datetime(2026, 3, 2, 4, tzinfo=UTC),
    made_by="adam",
    company="东方机械",
    migrations={"people": ["0001_initial"]},
)
ROWS = {"people_person": 3}


@pytest.fixture
def workspace(tmp_path: Path) -> Path:
    folder = tmp_path / "workspace"
    (folder / "batches" / "b1").mkdir(parents=True)
    (folder / "batches" / "b1" / "rows.parquet").write_bytes(os.urandom(3_000_000))
    (folder / "batches" / "b1" / "问题.csv").write_text("行,原因\n", encoding="utf-8")
    (folder / "database.sqlite3").write_bytes(b"SQLite" * 1000)
    return folder


def filled(pack: Pack, workspace: Path) -> Contents:
    pack.file("database.sqlite3", workspace / "database.sqlite3")
    pack.folder("batches", workspace / "batches")
    return pack.finish(ROWS, {}, [])


@pytest.fixture
def packed(workspace: Path, tmp_path: Path) -> Path:
    path = tmp_path / "backup.tar.zst"
    with tar_at(path) as sink:
        filled(Pack(sink, HEAD_OF_IT), workspace)
    return path


def files(folder: Path) -> dict[str, bytes]:
    found = (path for path in folder.rglob("*") if path.is_file())
    return {path.relative_to(folder).as_posix(): path.read_bytes() for path in found}


def problem(path: Path) -> str:
    with pytest.raises(Unusable) as refusal:
        read(path)
    return refusal.value.problem.code


def test_what_was_packed_comes_out_byte_by_byte(packed, workspace, tmp_path) -> None:
    archive = read(packed, tmp_path / "out")
    out = files(tmp_path / "out")
    assert out == files(workspace)
    assert archive.head == HEAD_OF_IT and archive.contents.rows == ROWS


def test_a_backup_says_whose_it_is_without_being_read_to_its_end(packed) -> None:
    packed.write_bytes(packed.read_bytes()[:200_000])
    assert peek(packed) == HEAD_OF_IT


def test_only_its_owner_may_read_a_backup(packed) -> None:
    assert packed.stat().st_mode & 0o077 == 0


def test_ordinary_programs_can_open_a_backup(packed) -> None:
    with pa.input_stream(str(packed), compression="zstd") as stream:
        content = BytesIO(stream.read())
    with tarfile.open(fileobj=content) as tar:
        assert tar.getnames()[0] == HEAD and "batches/b1/rows.parquet" in tar.getnames()


@pytest.mark.parametrize("share", [0.3, 0.9, 0.999])
def test_a_backup_that_ends_too_early_is_refused(packed, share) -> None:
    content = packed.read_bytes()
    packed.write_bytes(content[: int(len(content) * share)])
    assert problem(packed) == "broken_backup"


@pytest.mark.parametrize("place", [0.1, 0.5, 0.8])
def test_one_flipped_bit_is_found(packed, place) -> None:
    content = bytearray(packed.read_bytes())
    content[int(len(content) * place)] ^= 1
    packed.write_bytes(content)
    assert problem(packed) == "broken_backup"


def tampered(path: Path, change) -> None:
    """The same backup with one member changed or added, by somebody who can write tar files."""
    with pa.input_stream(str(path), compression="zstd") as stream:
        content = BytesIO(stream.read())
    with tarfile.open(fileobj=content) as old, tar_at(path) as sink:
        for member in old:
            name, body = change(member.name, old.extractfile(member).read())
            if name:
                info = tarfile.TarInfo(name)
                info.size = len(body)
                sink._tar.addfile(info, BytesIO(body))


def test_a_member_that_was_exchanged_taken_out_or_added_is_found(packed) -> None:
    whole = packed.read_bytes()
    rows = "batches/b1/rows.parquet"
    for change in (
        lambda n, b: (n, b"x" * len(b) if n == rows else b),
        lambda n, b: (None if n == rows else n, b),
        lambda n, b: ("batches/b1/more" if n == rows else n, b),
        lambda n, b: (n, b.replace(b"adam", b"anna") if n == HEAD else b),
    ):
        packed.write_bytes(whole)
        tampered(packed, change)
        assert problem(packed) == "broken_backup"


@pytest.mark.parametrize("name", ["batches/../../etc", "/etc/passwd", "batches\\x", "other/x"])
def test_no_member_lands_outside_its_folder(packed, tmp_path, name) -> None:
    tampered(packed, lambda n, b: (name if n.endswith("parquet") else n, b))
    with pytest.raises(Unusable):
        read(packed, tmp_path / "out")
    assert not is_proper(name)
    assert {path.name for path in tmp_path.iterdir()} <= {"out", "workspace", "backup.tar.zst"}


@pytest.mark.parametrize("content", [b"", b"hello", b"PK\x03\x04" * 100, os.urandom(9999)])
def test_what_is_no_backup_is_told_apart_from_a_broken_one(tmp_path, content) -> None:
    path = tmp_path / "thesis.doc"
    path.write_bytes(content)
    assert problem(path) == "not_a_backup"
    assert problem(tmp_path / "missing") == "no_such_backup"


def test_somebody_elses_tar_file_is_no_backup(tmp_path) -> None:
    with tar_at(tmp_path / "photos.tar.zst") as sink:
        info = tarfile.TarInfo("photo.jpg")
        sink._tar.addfile(info, BytesIO())
    assert problem(tmp_path / "photos.tar.zst") == "not_a_backup"


def test_a_backup_of_a_later_format_is_left_to_a_later_version(packed) -> None:
    tampered(packed, lambda n, b: (n, b.replace(b'"format": 1', b'"format": 2')))
    assert problem(packed) == "newer_backup"


def test_a_folder_of_links_is_as_good_a_backup_as_a_file(workspace, tmp_path) -> None:
    folder = tmp_path / "before"
    folder.mkdir()
    filled(Pack(FolderSink(folder), HEAD_OF_IT), workspace)
    linked = folder / "batches" / "b1" / "rows.parquet"
    assert linked.stat().st_ino == (workspace / "batches" / "b1" / "rows.parquet").stat().st_ino
    read(folder, tmp_path / "out")
    assert files(tmp_path / "out") == files(workspace)
    (folder / "database.sqlite3").unlink()
    assert problem(folder) == "broken_backup"


def test_head_and_manifest_survive_being_written_down() -> None:
    assert head(HEAD_OF_IT.text()) == HEAD_OF_IT
    with pytest.raises(ValueError, match="version"):
        head("{}")
    with pytest.raises(ValueError, match="members"):
        contents("{}")
