"""Uploads on their way in: whose they are, how far they got, none lost and none done twice."""

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django_tasks_db.models import DBTaskResult

from salesops.web.imports.models import Batch, ImportJob
from salesops.web.imports.uploads import job_of, upload_file
from salesops.web.jobs import resume, run_import, start_import
from salesops.web.people.models import Role
from salesops.web.workspace.models import AuditEntry
from tests.doors.world import text_of

pytestmark = pytest.mark.django_db

MORE = text_of("orders").replace("1,O1", "9,O9")


@pytest.fixture
def uploaded(home, user):
    def upload(text: str, table: str = "orders", name: str = "more.csv") -> ImportJob:
        file = SimpleUploadedFile(name, text.encode())
        return upload_file(actor=user("olga"), table=table, file=file)

    return upload


def test_an_upload_becomes_a_batch_and_the_figures_follow(uploaded):
    job = uploaded(MORE)
    start_import(job)
    assert DBTaskResult.objects.count() == 1
    run_import.call(job.pk)
    job.refresh_from_db()
    assert (job.state, job.progress) == (ImportJob.State.DONE, 1)
    assert job.result["accepted"] == 3 and job.batch.table == "orders"


def test_a_job_that_ran_already_is_not_done_twice(uploaded):
    job = uploaded(MORE)
    run_import.call(job.pk)
    run_import.call(job.pk)
    assert Batch.objects.filter(source="more.csv").count() == 1


def test_a_file_nobody_can_read_fails_with_a_sentence(uploaded):
    job = uploaded("")
    run_import.call(job.pk)
    job.refresh_from_db()
    assert job.state == ImportJob.State.FAILED and job.failure and job.finished_at


def test_what_a_killed_worker_had_begun_is_put_back_in_line(uploaded):
    start_import(uploaded(MORE))
    DBTaskResult.objects.update(status="RUNNING")
    assert resume() == 1
    assert DBTaskResult.objects.get().status == "READY"


def test_an_upload_is_found_by_its_owner_only(uploaded, user):
    job = uploaded(MORE)
    other = user("adam")
    assert job_of(user("olga"), job.pk) == job
    assert job_of(other, job.pk) is None


def test_a_name_cannot_leave_its_folder(uploaded, home):
    for name in ("../../evil.csv", "..\\..\\evil.csv", "/etc/evil.csv", "..."):
        job = uploaded(MORE, name=name)
        assert (home / "uploads") in type(home)(job.upload).parents


def test_only_those_who_may_edit_upload(user):
    from django.core.exceptions import PermissionDenied

    for who in ("ada", "bo", "cy", "eve", "fay"):
        with pytest.raises(PermissionDenied):
            upload_file(actor=user(who), table="orders", file=SimpleUploadedFile("x.csv", b"x"))


def test_every_write_leaves_a_row_of_who_did_it(uploaded, user):
    job = uploaded(MORE)
    run_import.call(job.pk)
    entries = AuditEntry.objects.filter(actor=user("olga"))
    assert [e.action for e in entries] == ["take_snapshot", "import_file", "upload_file"]
    assert user("olga").role == Role.OPS
