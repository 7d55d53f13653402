"""Commands that ask: ask, rows, report."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, TypeVar

import click

from salesops.cli.printing import print_rows, printed
from salesops.cli.workspace import actor, language, open_workspace, said, tell
from salesops.web.opening import warehouse

Command = TypeVar("Command", bound=Callable[..., object])


def _question(command: Command) -> Command:
    """The options that make a question."""
    options = (
        click.option("--by", multiple=True, metavar="T.COL", help="Group by this dimension."),
        click.option(
            "--where", multiple=True, metavar="T.COL=V",
            help="Only rows with this value; several for one dimension are alternatives.",
        ),
        click.option("--from", "starts_on", metavar="DAY", help="The first day."),
        click.option("--before", "ends_before", metavar="DAY", help="The day after the last."),
        click.option(
            "--compare", type=click.Choice(["last_year", "previous", "festival"]),
            help="Put another period beside this one.",
        ),
        click.option("--order", multiple=True, metavar="COLUMN", help="-COLUMN: largest first."),
        click.option("--as", "username", metavar="USER", help="See what this user may see."),
        click.option("--snapshot", "snapshot_id", metavar="ID", help="Ask an older snapshot."),
    )  # fmt: skip
    for option in reversed(options):
        command = option(command)
    return command


@contextmanager
def answering() -> Iterator[None]:
    """Say in sentences why there is no answer, and end with exit code 1."""
    from salesops.metrics.question import Unanswerable
    from salesops.web.access import NoLedger

    try:
        yield
    except Unanswerable as error:
        for problem in error.problems:
            tell(problem)
        raise SystemExit(1) from None
    except NoLedger as error:
        if warehouse():
            raise click.ClickException(
                said(
                    f"账本“{error}”打不开。检查 SALESOPS_LEDGER_URL 和数据仓库。",
                    f'The ledger "{error}" cannot be opened. Check SALESOPS_LEDGER_URL.',
                )
            ) from None
        raise click.ClickException(
            said(
                "还没有可用的账本快照。先导入数据，再运行 salesops snapshot。",
                "There is no such snapshot. Import data, then run `salesops snapshot`.",
            )
        ) from None


@click.command()
@click.argument("metrics", nargs=-1, required=True, metavar="METRIC...")
@_question
@click.option("--limit", type=int, help="At most so many rows.")
@printed
def ask(
    metrics: tuple[str, ...],
    username: str | None,
    snapshot_id: str | None,
    form: str,
    **params: Any,
) -> None:
    """Ask for metrics: by which dimensions, of which rows and days, compared with when."""
    open_workspace()
    from salesops.web.explore.questions import ask as asked

    with answering():
        found = asked(actor(username), {"metrics": metrics, **params}, snapshot_id)
    print_rows([column.name for column in found.columns], found.rows, form)
    for note in found.notes:
        tell(note)
    if form == "table":
        click.echo(
            said(
                f"截至 {found.as_of}，快照 {found.snapshot_id}，{found.currency}",
                f"As of {found.as_of}, snapshot {found.snapshot_id}, {found.currency}",
            ),
            err=True,
        )


@click.command()
@click.argument("metric")
@_question
@click.option("--limit", type=click.IntRange(1, 1_000_000), default=100, show_default=True)
@click.option("--offset", type=click.IntRange(0), default=0)
@printed
def rows(
    metric: str,
    username: str | None,
    snapshot_id: str | None,
    limit: int,
    offset: int,
    form: str,
    **params: Any,
) -> None:
    """Open a figure down to the ledger rows it adds up."""
    open_workspace()
    from salesops.web.explore.questions import Opened, open_rows

    opened = Opened(metric, params, {}, limit, offset)
    with answering():
        page = open_rows(actor(username), opened, snapshot_id)
    print_rows([column.name for column in page.columns], page.rows, form)
    shown = len(page.rows)
    click.echo(said(f"{page.total} 行中的 {shown} 行", f"{shown} of {page.total} rows"), err=True)
    if others := ", ".join(page.metrics[1:]):
        click.echo(
            said(
                f"这是 {page.metric} 的行；{metric} 还取决于 {others}",
                f"These are rows of {page.metric}; {metric} also rests on {others}",
            ),
            err=True,
        )


@click.command()
@click.argument("name", type=click.Choice(["monthly"]))
@click.option("--period", "span", required=True, metavar="2025-10", help="The month.")
@click.option("--lang", type=click.Choice(["zh", "en"]), help="The report's language.")
@click.option("--as", "username", metavar="USER", help="Report what this user may see.")
@click.option("--snapshot", "snapshot_id", metavar="ID", help="Report from an older snapshot.")
@click.option(
    "-o", "--output", type=click.Path(path_type=Path, dir_okay=False), required=True,
    help="The file to write: .pdf, .html, .xlsx or .md.",
)  # fmt: skip
def report(
    name: str,
    span: str,
    lang: str | None,
    username: str | None,
    snapshot_id: str | None,
    output: Path,
) -> None:
    """Write a report to a file; its ending says in which form."""
    open_workspace()
    from salesops.web.reports.documents import NoReport, written

    who = actor(username)
    spoken = "en" if (lang or language()) == "en" else "zh"
    with answering():
        try:
            content = written(who, name, span, spoken, output.suffix.lstrip("."), snapshot_id)
        except NoReport as error:
            raise click.ClickException(str(error)) from None
    output.write_bytes(content)
    click.echo(said(f"已写入 {output}", f"Wrote {output}"))
