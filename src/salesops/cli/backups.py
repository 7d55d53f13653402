"""Commands that keep a workspace safe: backup and restore."""

from __future__ import annotations

import sys
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

import click

from salesops.cli.data import refusing
from salesops.cli.printing import print_json
from salesops.cli.workspace import actor, home, open_workspace, said, set_up_django
from salesops.web.opening import now as moment

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from salesops.archive.unpacking import Archive
    from salesops.web.administration.restoring import Restored

FORM = click.option(
    "--format", "form", type=click.Choice(["table", "json"]), default="table", show_default=True,
    help="How to print.",
)  # fmt: skip
PATH = click.Path(path_type=Path)


@click.command()
@click.argument("file", type=PATH)
@click.option("--with-snapshots", is_flag=True, help="Figures already built, too.")
@click.option("--as", "username", metavar="USER", help="Act as this user.")
@FORM
def backup(file: Path, with_snapshots: bool, username: str | None, form: str) -> None:
    """Write the workspace into one file, while it is being worked on, and read it back.

    Holds the database, all batches, uploaded files and the key. A folder as FILE gets a file named
    by the time.
    """
    open_workspace()

    from salesops.archive.sources import megabytes
    from salesops.web.administration.backing_up import back_up

    now = moment()
    with _usable(), _bar(said("备份", "Backing up")) as progress:
        done = back_up(
            actor=actor(username), file=file, now=now, with_snapshots=with_snapshots,
            progress=progress,
        )  # fmt: skip
    for name in done.contents.missing:
        click.echo(said(f"工作区里缺少 {name}", f"The workspace lacks {name}"), err=True)
    if form == "json":
        print_json(done.summary())
        return
    told, rows = megabytes(done.size), sum(done.contents.rows.values())
    click.echo(
        said(
            f"已备份到 {done.file}：{told}，{len(done.contents.members)} 个文件，"
            f"数据库 {rows} 行，读回核对一致",
            f"Backed up to {done.file}: {told}, {len(done.contents.members)} files, "
            f"{rows} rows in the database, read back and found the same",
        )
    )


@click.command()
@click.argument("file", type=PATH)
@click.option("--dry-run", is_flag=True, help="Read and verify only.")
@FORM
def restore(file: Path, dry_run: bool, form: str) -> None:
    """Make the workspace what it was when a backup was made, even while it is served.

    FILE is a backup, or the folder before-restore-... that the last restore left: that undoes it.
    Changes nothing unless the whole backup is sound. Makes a workspace where there is none.
    """
    _ready(home())

    from salesops.web.access import Owner
    from salesops.web.administration.restoring import restore as put_back
    from salesops.web.administration.restoring import verified

    with _usable():
        if dry_run:
            _print_verified(verified(file), file, form)
            return
        done = put_back(actor=Owner(), source=file, now=moment())
    for problem in done.staged.problems:
        click.echo(f"{problem['reason']} {problem['remedy']}", err=True)
    _print_restored(done, form)
    if done.staged.problems:
        raise SystemExit(1)


def _ready(folder: Path) -> None:
    """Django, ready for a workspace that may not exist yet."""
    folder.parent.mkdir(parents=True, exist_ok=True)
    set_up_django()


def _print_verified(archive: Archive, file: Path, form: str) -> None:
    from salesops.archive.sources import megabytes

    head, contents = archive.head, archive.contents
    rows = sum(contents.rows.values())
    if form == "json":
        told = {"made_at": head.made_at.isoformat(), "made_by": head.made_by, "rows": rows}
        print_json({"file": str(file), "company": head.company, **told})
        return
    click.echo(
        said(
            f"{file} 完好：{head.company}，{head.made_at:%Y-%m-%d %H:%M} 由 {head.made_by} 备份，"
            f"{megabytes(contents.size)}，{rows} 行。没有做任何改动。",
            f"{file} is sound: {head.company}, made {head.made_at:%Y-%m-%d %H:%M} by "
            f"{head.made_by}, {megabytes(contents.size)}, {rows} rows. Nothing was changed.",
        )
    )


def _print_restored(done: Restored, form: str) -> None:
    told = done.summary()
    if form == "json":
        print_json(told)
        return
    before = done.before
    click.echo(
        said(
            f"已恢复 {told['company']}：{told['rows']} 行，快照 {told['snapshot'] or '—'}",
            f"Restored {told['company']}: {told['rows']} rows, snapshot {told['snapshot'] or '—'}",
        )
    )
    if before:
        click.echo(
            said(
                f"恢复前的状态在 {before}；要撤销这次恢复：salesops restore {before}",
                f"What was there before lies in {before}; to undo: salesops restore {before}",
            )
        )


@contextmanager
def _usable() -> Iterator[None]:
    """Say in a sentence why a backup cannot be made or used, and end with exit code 1."""
    from salesops.archive.problems import Unusable
    from salesops.web.problems import Refused

    with refusing():
        try:
            yield
        except Unusable as error:
            raise Refused(error.problem) from error


@contextmanager
def _bar(label: str) -> Iterator[Callable[[float], None]]:
    """A bar on the error stream where somebody watches."""
    if not sys.stderr.isatty():
        yield lambda _: None
        return
    with click.progressbar(length=1000, label=label, file=sys.stderr) as bar:

        def progress(share: float) -> None:
            bar.update(int(share * 1000) - bar.pos)

        yield progress
