"""The command line: thin verbs over the same actions and questions as every other door."""

from typing import Any

import click

from salesops.cli.backups import backup, restore
from salesops.cli.conversion import conversion
from salesops.cli.crediting import credit
from salesops.cli.data import batches, check, import_, ledger, snapshot
from salesops.cli.deadlines import due
from salesops.cli.demo import demo
from salesops.cli.effects import effect
from salesops.cli.flow import flow
from salesops.cli.paying import pay
from salesops.cli.people import token, user
from salesops.cli.planning import allocate
from salesops.cli.plans import plans
from salesops.cli.questions import ask, report, rows
from salesops.cli.serving import init, serve, upgrade, worker
from salesops.cli.territories import territories
from salesops.cli.tracking import forecast, tracking, why
from salesops.cli.workspace import is_outdated, said


class Verbs(click.Group):
    """The verbs; one that meets a workspace of an older version says what to do."""

    def invoke(self, ctx: click.Context) -> Any:
        """Run the verb."""
        try:
            return super().invoke(ctx)
        except Exception as error:
            if not is_outdated(error):
                raise
            raise click.ClickException(
                said(
                    "这个工作区是旧版本的程序建立的。先运行 salesops upgrade。",
                    "This workspace was made by an older version. Run `salesops upgrade` first.",
                )
            ) from None


@click.group(
    cls=Verbs, context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100}
)
@click.version_option(package_name="salesops")
def main() -> None:
    """The whole job of a sales-operations department, self-hosted.

    Works in the folder that SALESOPS_HOME names, else in ./workspace.
    """


for command in (
    demo, init, upgrade, serve, worker, check, import_, batches, snapshot, ledger, ask, rows,
    report, credit, allocate, plans, territories, tracking, forecast, why, conversion, due, effect,
    flow, pay, user, token, backup, restore,
):  # fmt: skip
    main.add_command(command)
