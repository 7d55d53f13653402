"""Commands that bring data in and look after it: import, batches, snapshot, check, ledger."""

from __future__ import annotations

from contextlib import contextmanager
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING

import click

from salesops.cli.printing import FORMATS, print_json, print_rows
from salesops.cli.workspace import actor, open_workspace, said, tell
from salesops.web.opening import today

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from salesops.ingest.mapping import Mapping as FieldMapping
    from salesops.kernel.problem import Problem
    from salesops.web.access import Actor
    from salesops.web.imports.actions import Imported

AS_USER = click.option("--as", "username", metavar="USER", help="Act as this user.")
SHOWN_PROBLEMS = 20


@click.command("import")
@click.argument("table")
@click.argument("files", nargs=-1, required=True, metavar="FILE...")
@click.option(
    "--mapping", "mapping_file", type=click.Path(path_type=Path, dir_okay=False),
    help="A TOML file that says which column is what; guessed when not given.",
)  # fmt: skip
@click.option("--dry-run", is_flag=True, help="Show the mapping, first rows and problems only.")
@click.option(
    "--format", "form", type=click.Choice(["table", "json"]), default="table", show_default=True,
    help="How to print.",
)  # fmt: skip
@AS_USER
def import_(
    table: str,
    files: tuple[str, ...],
    mapping_file: Path | None,
    dry_run: bool,
    form: str,
    username: str | None,
) -> None:
    """Take files, folders or database addresses in as a table.

    Accepted and rejected rows always add up to the rows of the file. Ends with exit code 1
    when anything was rejected; each file is taken in wholly or not at all.
    """
    open_workspace()
    who = actor(username)
    mapping = mapping_of(mapping_file)
    done = []
    clean = True
    for file in files:
        imported = _import_one(who, table, file, mapping, dry_run)
        if imported is None:
            clean = False
            continue
        done.append(imported.summary())
        clean = clean and not imported.outcome.rejected
        if form == "table":
            _print_imported(imported, dry_run)
    if form == "json" and done:
        print_json(done if len(files) > 1 else done[0])
    if not clean:
        raise SystemExit(1)


def mapping_of(file: Path | None) -> FieldMapping | None:
    """The mapping in a TOML file, or none; ends with what is wrong with it."""
    if file is None:
        return None
    from salesops.ingest.mapping import BadMapping, load

    try:
        return load(file)
    except BadMapping as error:
        raise click.ClickException(
            said(f"映射文件 {file} 有误：{error}", f"The mapping {file} is wrong: {error}")
        ) from None


def _import_one(
    who: Actor, table: str, file: str, mapping: FieldMapping | None, dry_run: bool
) -> Imported | None:
    """What became of one source; None, after saying why, when nothing could be taken in."""
    from salesops.web.access import Forbidden
    from salesops.web.imports.actions import import_file
    from salesops.web.problems import Refused

    try:
        imported = import_file(
            actor=who,
            table=table,
            source=file if "://" in file else Path(file),
            mapping=mapping,
            dry_run=dry_run,
            rejects_beside=None if dry_run else rejects_beside(file),
        )
    except Refused as refusal:
        tell(refusal.problem)
        return None
    except Forbidden as error:
        raise click.ClickException(str(error)) from None
    for problem in imported.outcome.problems[:SHOWN_PROBLEMS]:
        tell(problem)
    if imported.outcome.fatal:
        tell(imported.outcome.fatal)
        return None
    return imported


def rejects_beside(file: str) -> Path:
    """Where rejected rows go when no row was accepted and there is no batch to keep them in."""
    source = Path(file)
    if "://" in file or source.is_dir():
        return Path.cwd() / "rejected"
    return source.with_name(f"{source.stem}.rejected")


def _print_imported(imported: Imported, dry_run: bool) -> None:
    outcome = imported.outcome
    if dry_run:
        _print_preview(imported)
    click.echo(
        said(
            f"{outcome.source}：{outcome.rows} 行，接受 {outcome.accepted}"
            f"（其中 {outcome.unchanged} 行没有变化），拒绝 {outcome.rejected}",
            f"{outcome.source}: {outcome.rows} rows, {outcome.accepted} accepted "
            f"({outcome.unchanged} of them unchanged), {outcome.rejected} rejected",
        )
    )
    if imported.batch:
        click.echo(said(f"批次 {imported.batch.batch_id}", f"Batch {imported.batch.batch_id}"))
    elif not dry_run and outcome.accepted:
        click.echo(said("全部已在库中，没有改动。", "All of it is here already; nothing changed."))
    if imported.problems_file:
        click.echo(
            said(
                f"被拒绝的行：{imported.problems_file}，改正后可再次导入",
                f"Rejected rows: {imported.problems_file}; correct them and import again",
            )
        )


def _print_preview(imported: Imported) -> None:
    from salesops.ingest.mapping import to_toml

    if imported.outcome.mapping:
        click.echo(to_toml(imported.outcome.mapping))
    preview = imported.outcome.preview
    print_rows(preview.columns, preview.head(5).to_dicts(), "table")


@click.group(invoke_without_command=True)
@FORMATS
@click.pass_context
def batches(context: click.Context, form: str) -> None:
    """What was imported; a batch can be retracted and restored."""
    if context.invoked_subcommand is None:
        _list_batches(form)


@batches.command("list")
@FORMATS
def list_batches(form: str) -> None:
    """Every batch, newest first."""
    _list_batches(form)


def _list_batches(form: str) -> None:
    open_workspace()
    from salesops.web.imports.models import Batch

    columns = [
        "batch_id", "table", "source", "rows", "accepted", "rejected", "unchanged", "made_at",
        "made_by_name", "retracted_at",
    ]  # fmt: skip
    print_rows(columns, list(Batch.objects.values(*columns)), form)


@batches.command()
@click.argument("batch_id")
@AS_USER
def retract(batch_id: str, username: str | None) -> None:
    """Take a batch out: the next snapshot is as if it had never come."""
    open_workspace()
    from salesops.web.imports.actions import retract_batch

    with refusing():
        retract_batch(actor=actor(username), batch_id=batch_id)
    click.echo(said(f"已撤回 {batch_id}", f"Retracted {batch_id}"))


@batches.command()
@click.argument("batch_id")
@AS_USER
def restore(batch_id: str, username: str | None) -> None:
    """Take a retracted batch in again."""
    open_workspace()
    from salesops.web.imports.actions import restore_batch

    with refusing():
        restore_batch(actor=actor(username), batch_id=batch_id)
    click.echo(said(f"已恢复 {batch_id}", f"Restored {batch_id}"))


@click.command()
@click.option(
    "--as-of", type=click.DateTime(["%Y-%m-%d"]), help="The last day of the figures; yesterday."
)
@AS_USER
def snapshot(as_of: datetime | None, username: str | None) -> None:
    """Build the ledger from all records and batches; only what changed is built."""
    open_workspace()

    from salesops.web.jobs import latest_day
    from salesops.web.workspace.actions import take_snapshot

    day = as_of.date() if as_of else latest_day(today())
    with refusing():
        taken = take_snapshot(actor=actor(username), as_of=day)
    rows = sum(taken.rows.values())
    click.echo(
        said(
            f"快照 {taken.snapshot_id}，截至 {taken.as_of}，{rows} 行",
            f"Snapshot {taken.snapshot_id} as of {taken.as_of}, {rows} rows",
        )
    )


@click.command()
def check() -> None:
    """Check the workspace: database, batches on disk, and the ledger."""
    folder = open_workspace()
    from salesops.web.checking import workspace_problems

    _report(workspace_problems(folder))


@click.group()
def ledger() -> None:
    """The ledger itself."""


@ledger.command("check")
@click.option("--snapshot", "snapshot_id", metavar="ID", help="Check an older snapshot.")
def check_ledger(snapshot_id: str | None) -> None:
    """Check the ledger: keys unique, parents there, amounts sane."""
    open_workspace()
    from salesops.cli.questions import answering
    from salesops.ledger.checks import check as ledger_problems
    from salesops.web.access import Owner, whole_ledger

    with answering():
        _report(ledger_problems(whole_ledger(Owner(), snapshot_id)))


@contextmanager
def refusing() -> Iterator[None]:
    """Say in a sentence why an action was refused, and end with exit code 1."""
    from salesops.web.access import Forbidden
    from salesops.web.problems import Refused

    try:
        yield
    except Refused as refusal:
        tell(refusal.problem)
        raise SystemExit(1) from None
    except Forbidden as error:
        raise click.ClickException(str(error)) from None


def _report(problems: Sequence[Problem]) -> None:
    for problem in problems:
        tell(problem)
    if any(problem.severity == "error" for problem in problems):
        raise SystemExit(1)
    click.echo(said("没有发现错误。", "No errors found."))
