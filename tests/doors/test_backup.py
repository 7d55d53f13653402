"""A workspace in one file, made while people work and put back while they are served."""

import json
import shutil
import sqlite3
import tarfile
import threading
import time
import urllib.error
import urllib.request
from contextlib import closing
from io import BytesIO
from pathlib import Path

import pyarrow as pa
import pytest

from salesops.archive.packing import tar_at
from tests.doors.killing import kill_when
from tests.doors.later import ASKED, Later, made
from tests.doors.rows import actions, rows_of
from tests.doors.served import served
from tests.doors.shell import Shell, files_of
from tests.doors.towns import later_on_both, on_both
from tests.doors.world import PASSWORD, text_of
from tests.postgres import fresh

pytestmark = pytest.mark.slow


def elsewhere(shell: Shell) -> Shell:
    """Another place of the same kind where nothing is yet."""
    return Shell(shell.home.parent / "elsewhere", shell.database and fresh(shell.database))


@pytest.fixture
def file(tmp_path: Path) -> Path:
    return tmp_path / "safe" / "backup.tar.zst"


@pytest.fixture
def backed_up(request: pytest.FixtureRequest, shell: Shell, file: Path) -> Path:
    """A backup of the town that the shell stands before."""
    return made(request, on_server=bool(shell.database)).file(file)


@pytest.fixture
def later(request: pytest.FixtureRequest, tmp_path: Path) -> Later:
    """The town when people have gone on after the backup; see `towns.later_on_both`."""
    on_server = getattr(request, "param", "sqlite") == "postgresql"
    return made(request, on_server=on_server).copied(tmp_path / "later")


def without_audit(rows: dict[str, list[str]]) -> dict[str, list[str]]:
    return {name: found for name, found in rows.items() if name != "workspace_auditentry"}


@on_both
def test_a_backup_says_what_it_holds_and_is_on_record(shell, backed_up):
    before = actions(shell)
    again = shell("backup", backed_up, "--format", "json").json
    assert again["rows"] > 100 and again["missing"] == [] and again["size"] > 1000
    assert actions(shell) == [*before, "back_up"]
    assert [path.name for path in backed_up.parent.iterdir()] == [backed_up.name]


def test_a_folder_gets_a_backup_named_by_the_time(shell, tmp_path):
    assert shell("backup", tmp_path).code == 0
    assert len(list(tmp_path.glob("salesops-2*.tar.zst"))) == 1


@later_on_both
def test_what_people_did_after_the_backup_is_undone_and_can_be_done_again(later):
    shell, after = later.shell, rows_of(later.shell)
    assert later.now != later.then
    told = shell("restore", later.file, "--format", "json")
    assert told.code == 0, told.err
    restored = rows_of(shell)
    assert without_audit(restored) == without_audit({**later.rows, **passing(restored, later.rows)})
    assert shell(*ASKED).json == later.then
    assert shell("check").code == 0
    assert actions(shell)[-1] == "restore"
    assert shell("restore", told.json["before"]).code == 0
    assert without_audit(rows_of(shell)) == without_audit(
        {**after, **passing(rows_of(shell), after)}
    )
    assert shell(*ASKED).json == later.now
    assert len(list(shell.home.glob("before-restore-*"))) == 1
    assert not (shell.home / "restoring").exists()


def passing(now: dict[str, list[str]], then: dict[str, list[str]]) -> dict[str, list[str]]:
    """The table of snapshots says when they were last looked at, which is now."""
    assert len(now["workspace_snapshot"]) == len(then["workspace_snapshot"])
    return {"workspace_snapshot": now["workspace_snapshot"]}


@on_both
def test_a_new_workspace_is_made_from_a_backup(shell, backed_up):
    new = elsewhere(shell)
    told = new("restore", backed_up, "--format", "json")
    assert told.code == 0 and told.json["before"] is None, told.err
    assert new("check").code == 0
    assert new(*ASKED).json == shell(*ASKED).json
    assert new(*ASKED, "--as", "cy").json == shell(*ASKED, "--as", "cy").json
    assert (new.home / "secret_key").read_text() == (shell.home / "secret_key").read_text()
    # Numbers go on where they were: a new row collides with none.
    assert new("user", "add", "dora", "--role", "ops", "--password", PASSWORD).code == 0


def test_figures_already_built_can_come_along(shell, file):
    file.parent.mkdir()
    assert shell("backup", file, "--with-snapshots").code == 0
    new = elsewhere(shell)
    assert new("restore", file).code == 0
    kept = {path.name for path in (shell.home / "snapshots").iterdir()}
    assert {path.name for path in (new.home / "snapshots").iterdir()} == kept


def test_a_dry_run_reads_everything_and_changes_nothing(shell, backed_up):
    before = rows_of(shell), files_of(shell.home)
    said = shell("restore", backed_up, "--dry-run")
    assert said.code == 0 and "Town" not in said.err
    assert (rows_of(shell), files_of(shell.home)) == before


def rewritten(path: Path, change) -> None:
    with pa.input_stream(str(path), compression="zstd") as stream:
        content = BytesIO(stream.read())
    with tarfile.open(fileobj=content) as old, tar_at(path) as sink:
        for member in old:
            info = tarfile.TarInfo(member.name)
            body = change(member.name, old.extractfile(member).read())
            info.size = len(body)
            sink._tar.addfile(info, BytesIO(body))


def cut(path: Path) -> None:
    path.write_bytes(path.read_bytes()[:-500])


def flipped(path: Path) -> None:
    content = bytearray(path.read_bytes())
    content[len(content) // 2] ^= 1
    path.write_bytes(content)


def from_the_future(path: Path) -> None:
    rewritten(
        path, lambda n, b: b.replace(b"0001_initial", b"9001_initial") if n == "head.json" else b
    )
    rewritten(path, honest(path))


def of_another_database(path: Path) -> None:
    there = {b'"sqlite"': b'"postgresql"', b'"postgresql"': b'"sqlite"'}
    with pa.input_stream(str(path), compression="zstd") as stream:
        ours = b'"sqlite"' if b'"database": "sqlite"' in stream.read(2000) else b'"postgresql"'
    rewritten(path, lambda n, b: b.replace(ours, there[ours]) if n == "head.json" else b)
    rewritten(path, honest(path))


def honest(path: Path):
    """Makes the manifest agree with what was changed, as the program itself would have."""
    import hashlib

    with pa.input_stream(str(path), compression="zstd") as stream:
        content = BytesIO(stream.read())
    with tarfile.open(fileobj=content) as tar:
        found = {m.name: tar.extractfile(m).read() for m in tar}

    def change(name: str, body: bytes) -> bytes:
        if name != "manifest.json":
            return body
        told = json.loads(body)
        for member, content in found.items():
            if member != "manifest.json":
                digest = hashlib.sha256(content).hexdigest()
                told["members"][member] = {"sha256": digest, "size": len(content)}
        return json.dumps(told).encode()

    return change


def with_fewer_rows(path: Path) -> None:
    def change(name: str, body: bytes) -> bytes:
        if name != "manifest.json":
            return body
        told = json.loads(body)
        told["rows"]["people_person"] += 1
        return json.dumps(told).encode()

    rewritten(path, change)


BAD = {
    "cut off": (cut, "broken"),
    "one bit": (flipped, "broken"),
    "newer": (from_the_future, "newer version"),
    "another database": (of_another_database, "SALESOPS_DATABASE_URL"),
    "not a backup": (lambda path: path.write_text("thesis"), "not a backup"),
    "gone": (lambda path: path.unlink(), "no file"),
}


def whole(shell: Shell) -> tuple[dict[str, list[str]], str]:
    """The rows and the files of a workspace, those put aside by a restore among them."""
    return rows_of(shell), files_of(shell.home)


@on_both
def test_rows_that_do_not_add_up_are_found_before_anything_is_changed(shell, backed_up):
    with_fewer_rows(backed_up)
    before = whole(shell)
    said = shell("restore", backed_up)
    assert said.code == 1 and "people_person" in said.err and "Traceback" not in said.err
    assert whole(shell) == before


@pytest.mark.parametrize("case", BAD)
def test_what_cannot_be_restored_is_told_in_a_sentence_and_changes_nothing(shell, backed_up, case):
    spoil, sentence = BAD[case]
    spoil(backed_up)
    before = whole(shell)
    said = shell("restore", backed_up)
    assert said.code == 1 and sentence in said.err and "Traceback" not in said.err
    assert whole(shell) == before
    assert not list(shell.home.glob("before-restore-*"))


def test_only_administrators_make_backups(shell, tmp_path):
    for name in ("ada", "bo", "olga", "eve", "fay"):
        assert shell("backup", tmp_path / "x.tar.zst", "--as", name).code == 1
    assert not list(tmp_path.glob("*x.tar*"))
    assert shell("backup", tmp_path / "x.tar.zst", "--as", "adam").code == 0


def test_a_file_that_is_no_backup_is_not_written_over(shell, tmp_path):
    thesis = tmp_path / "thesis.doc"
    thesis.write_text("years of work")
    said = shell("backup", thesis)
    assert said.code == 1 and "is no backup" in said.err
    assert thesis.read_text() == "years of work"
    said = shell("backup", tmp_path / "nowhere" / "x.tar.zst")
    assert said.code == 1 and "cannot be written" in said.err


def test_a_folder_with_other_things_in_it_is_left_alone(shell, backed_up):
    other = elsewhere(shell)
    other.home.mkdir()
    (other.home / "thesis.doc").write_text("years of work")
    said = other("restore", backed_up)
    assert said.code == 1 and "neither a workspace nor empty" in said.err
    assert [path.name for path in other.home.iterdir()] == ["thesis.doc"]


def test_a_batch_that_was_lost_before_is_told_and_the_rest_is_restored(shell, file):
    file.parent.mkdir()
    lost = min((shell.home / "batches").iterdir())
    shutil.rmtree(lost)
    said = shell("backup", file)
    assert said.code == 0 and lost.name in said.err
    new = elsewhere(shell)
    said = new("restore", file)
    assert said.code == 1 and lost.name in said.err
    assert new("batches", "--format", "json").code == 0


def test_damaged_files_of_a_batch_are_replaced_by_those_of_the_backup(shell, backed_up):
    broken = next((shell.home / "batches").glob("*/rows.parquet"))
    content = broken.read_bytes()
    broken.write_bytes(b"x" * len(content))
    assert shell("restore", backed_up).code == 0
    assert broken.read_bytes() == content


def test_a_database_file_that_is_destroyed_is_replaced_and_kept(shell, backed_up):
    answers = shell(*ASKED).json
    live = shell.home / "salesops.sqlite3"
    for name in ("-wal", "-shm"):
        live.with_name(live.name + name).unlink(missing_ok=True)
    live.write_bytes(b"\0garbage" * 1000)
    said = shell("backup", backed_up.with_name("other.tar.zst"))
    assert said.code == 1 and "damaged" in said.err
    assert shell("restore", backed_up).code == 0
    assert shell(*ASKED).json == answers
    (kept,) = shell.home.glob("before-restore-*/salesops.sqlite3")
    assert kept.read_bytes().startswith(b"\0garbage")


@on_both
def test_a_backup_made_while_others_write_holds_every_batch_it_speaks_of(shell, tmp_path):
    header = text_of("orders").splitlines()[0]

    def write(n: int) -> Path:
        orders = tmp_path / f"many-{n}.csv"
        orders.write_text(f"{header}\nN{n},O{n},2025-03-01,A1,P1,bo,EAST,1,90.00,60\n")
        return orders

    files = [write(n) for n in range(6)]
    with shell.start("import", "orders", *files) as importing:
        made = []
        while importing.poll() is None or not made:
            target = tmp_path / f"b{len(made)}.tar.zst"
            assert shell("backup", target).code == 0
            made.append(target)
        assert importing.wait() == 0
    for target in (made[0], made[-1]):
        new = elsewhere(shell)
        shutil.rmtree(new.home, ignore_errors=True)
        # A restore ends well only when nothing is amiss, least of all a batch that is not there.
        assert new("restore", target).code == 0


class Browser(threading.Thread):
    """Asks for a page and for a figure again and again, and remembers what it was told."""

    def __init__(self, address: str, key: str) -> None:
        super().__init__(daemon=True)
        self.address, self.key, self.stopped = address, key, threading.Event()
        self.told: list[object] = []

    def run(self) -> None:
        while not self.stopped.wait(0.05):
            self.told += [self.ask("sign-in"), self.ask("api/v1/ask", {"metrics": ["net_revenue"]})]

    def has_told(self, answers: int) -> None:
        """Wait until it remembers so many."""
        while len(self.told) < answers and self.is_alive():
            time.sleep(0.05)

    def ask(self, page: str, question: dict | None = None) -> object:
        body = json.dumps(question).encode() if question else None
        head = {"Authorization": f"Bearer {self.key}", "Content-Type": "application/json"}
        asked = urllib.request.Request(f"{self.address}/{page}", body, head)
        try:
            with urllib.request.urlopen(asked, timeout=60) as said:
                return json.load(said)["rows"][0]["net_revenue"] if question else said.status
        except urllib.error.HTTPError as error:
            return error.code, error.read()


@later_on_both
def test_whoever_is_served_during_a_restore_gets_the_old_figures_or_the_new(later):
    with served(later.shell) as address:
        browser = Browser(address, later.key)
        browser.start()
        browser.has_told(2)
        said = later.shell("restore", later.file)
        assert said.code == 0, said.err
        browser.has_told(len(browser.told) + 20)
        browser.stopped.set()
        browser.join()
    figures = browser.told[1::2]
    assert set(browser.told[::2]) == {200}
    assert (figures[0], figures[-1], set(figures)) == (3300, 2300, {3300, 2300})


MOMENTS = {
    "while it is unpacked": lambda home: (home / "restoring" / "batches").exists(),
    "while it is put together": lambda home: (home / "restoring" / "as_of").exists(),
    "while the old state is put aside": lambda home: any(home.glob(".before-restore-half/*")),
    "when the old state is aside": lambda home: any(home.glob("before-restore-*")),
}


ON_A_SERVER = pytest.param("postgresql", "when the old state is aside",
                           marks=pytest.mark.requires("postgresql"))  # fmt: skip


@pytest.mark.parametrize(
    ("later", "moment"),
    [*(("sqlite", moment) for moment in MOMENTS), ON_A_SERVER],
    indirect=["later"],
)
def test_a_restore_that_is_killed_never_happened_or_is_done(later, moment):
    shell, before = later.shell, rows_of(later.shell)
    kill_when(shell, MOMENTS[moment], "restore", later.file)
    swept(shell)
    if actions(shell)[-1] == "restore":
        # The database had taken its place already: then it is the backup, whole.
        assert moment == "when the old state is aside"
        assert shell(*ASKED).json == later.then
    else:
        assert without_audit(rows_of(shell)) == without_audit(before)
        assert shell(*ASKED).json == later.now
    # Once more: it ends well only when nothing is amiss.
    assert shell("restore", later.file).code == 0
    assert shell(*ASKED).json == later.then
    assert not list(shell.home.glob(".before-restore*")) and not (shell.home / "restoring").exists()


def swept(shell: Shell) -> None:
    """The next writer sweeps up what was left lying."""
    (shell.home.parent / "regions.csv").write_text(text_of("regions"), encoding="utf-8")
    assert shell("import", "regions", shell.home.parent / "regions.csv").code == 0


def test_a_backup_that_is_killed_leaves_no_file_and_the_workspace_as_it_was(shell, file):
    file.parent.mkdir()
    before = rows_of(shell), files_of(shell.home)
    kill_when(shell, lambda home: any(file.parent.glob(".*.part")), "backup", file)
    assert not file.exists()
    assert rows_of(shell) == before[0]
    assert shell("backup", file).code == 0
    assert [path.name for path in file.parent.iterdir()] == [file.name]
    assert not (shell.home / "backing-up").exists()


def test_a_restore_killed_in_the_middle_of_the_swap_leaves_the_old_rows(shell, later, file):
    """With a database so large that the swap takes a while."""
    grown(shell.home / "salesops.sqlite3")
    file.parent.mkdir()
    assert shell("backup", file).code == 0
    live, expected = later.shell, rows_of(later.shell)
    log = live.home / "salesops.sqlite3-wal"
    kill_when(
        live,
        lambda home: any(home.glob("before-restore-*"))
        and log.exists() and log.stat().st_size > 10_000_000,
        "restore", file,
    )  # fmt: skip
    assert without_audit(rows_of(live)) == without_audit(expected)
    assert live(*ASKED).json == later.now
    assert live("restore", file).code == 0
    assert live(*ASKED).json == later.then


def grown(database: Path) -> None:
    with closing(sqlite3.connect(database)) as connection:
        connection.execute("CREATE TABLE filler (content BLOB)")
        for _ in range(60):
            connection.execute("INSERT INTO filler VALUES (randomblob(2000000))")
        connection.commit()


def inside(shell: Shell, code: str) -> str:
    """What a program prints that has opened the workspace."""
    return shell.python("-c", f"from salesops.web.opening import opened; opened();{code}").strip()


def test_the_worker_makes_the_backup_that_was_asked_for(shell):
    ask = (
        "from salesops.web.administration.backups import ask_backup;"
        "from salesops.web.access import Owner; from django.utils import timezone;"
        "print(ask_backup(actor=Owner(), now=timezone.now(), by_night=True).pk)"
    )
    name = inside(shell, ask)
    assert shell("worker", "--once").code == 0
    told = (
        "from salesops.web.administration.models import Backup;print(*Backup.objects.values_list())"
    )
    assert "'done'" in inside(shell, told)
    kept = shell.home / "backups" / name
    assert shell("restore", kept, "--dry-run").code == 0
    assert kept.stat().st_mode & 0o077 == 0
    # What was under way when it was made, itself above all, is not begun again.
    assert shell("restore", kept).code == 0
    assert inside(shell, told) == ""
