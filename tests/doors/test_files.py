"""Files: kept once, handed out as nothing but a download, and only to those who may."""

import hashlib
import os
from datetime import timedelta
from pathlib import Path

import pytest
from django.conf import settings
from django.core.files.uploadedfile import SimpleUploadedFile
from django.http import Http404
from django.utils import timezone

from salesops.web.crm.actions.files import (
    attach_file,
    bytes_at,
    fetch_file,
    remove_file,
    sweep_files,
)
from salesops.web.crm.models import Attachment
from salesops.web.problems import Refused
from salesops.web.workspace.models import AuditEntry

WORDS = "合同".encode()


def upload(name: str = "合同.pdf", content: bytes = WORDS) -> SimpleUploadedFile:
    return SimpleUploadedFile(name, content)


def attached(who: object, file: SimpleUploadedFile | None = None) -> Attachment:
    return attach_file(actor=who, file=file or upload(), given={"account_id": "A1"})


def test_the_same_bytes_are_kept_once(user: object, home: Path) -> None:
    first, second = attached(user("bo")), attached(user("ada"), upload("副本.pdf"))
    assert first.sha256 == second.sha256 == hashlib.sha256(WORDS).hexdigest()
    assert bytes_at(first.sha256).read_bytes() == WORDS
    assert [path.name for path in (home / "files").glob("*.tmp")] == []


def test_fetching_a_file_is_on_record_and_a_stranger_finds_none(user: object, home: Path) -> None:
    kept = attached(user("bo"))
    _, path = fetch_file(actor=user("eve"), attachment_id=kept.pk)
    assert path.read_bytes() == WORDS
    assert AuditEntry.objects.filter(action="fetch_file", record_id=kept.pk).count() == 1
    with pytest.raises(Http404):
        fetch_file(actor=user("cy"), attachment_id=kept.pk)


@pytest.mark.parametrize(
    ("said", "kept"),
    [
        ("../../etc/passwd", "passwd"),
        ("C:\\Users\\Bo\\合同.pdf", "合同.pdf"),
        ("evil\u202egpj.exe", "evilgpj.exe"),
        ("…" * 400 + ".pdf", "…" * 277 + ".pdf"),
        ("...", "file"),
    ],
)
def test_a_name_is_the_last_part_of_a_path_and_fits(
    user: object, home: Path, said: str, kept: str
) -> None:
    file = upload()
    file._name = said
    assert attached(user("bo"), file).name == kept


def test_too_large_and_empty_files_are_refused_and_leave_nothing(
    user: object, home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    before = set((home / "files").glob("*"))
    monkeypatch.setattr(settings, "ATTACHMENT_LIMIT_BYTES", 3)
    for file, code in ((upload(), "file_too_large"), (upload(content=b""), "file_empty")):
        with pytest.raises(Refused) as refusal:
            attached(user("bo"), file)
        assert refusal.value.problem.code == code
    assert set((home / "files").glob("*")) == before


def test_removing_a_file_is_audited_and_its_bytes_go_when_nobody_names_them(
    user: object, home: Path
) -> None:
    content = b"only once"
    kept, twin = (attached(user("bo"), upload(content=content)) for _ in range(2))
    path = bytes_at(kept.sha256)
    later = timezone.now() + timedelta(days=2)
    remove_file(actor=user("bo"), attachment_id=kept.pk)
    sweep_files(later)
    assert path.exists()
    remove_file(actor=user("bo"), attachment_id=twin.pk)
    sweep_files(timezone.now())
    assert path.exists(), "just written: somebody may be about to name it"
    sweep_files(later)
    assert not path.exists()
    entry = AuditEntry.objects.filter(action="remove_file", record_id=kept.pk).get()
    assert entry.changes["name"] == ["合同.pdf", None]


def test_bringing_the_same_bytes_again_makes_them_young_again(user: object, home: Path) -> None:
    kept = attached(user("bo"), upload(content=b"old"))
    path = bytes_at(kept.sha256)
    os.utime(path, (0, 0))
    remove_file(actor=user("bo"), attachment_id=kept.pk)
    attached(user("bo"), upload(content=b"old"))
    assert path.stat().st_mtime > 0
