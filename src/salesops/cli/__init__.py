"""The command line: thin verbs over the same actions and questions as every other door."""

import click

from salesops.cli.backups import backup, restore
from salesops.cli.data import batches, check, import_, ledger, snapshot
from salesops.cli.demo import demo
from salesops.cli.people import token, user
from salesops.cli.questions import ask, report, rows
from salesops.cli.serving import init, serve, worker


@click.group(context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100})
@click.version_option(package_name="salesops")
def main() -> None:
    """The whole job of a sales-operations department, self-hosted.

    Works in the folder that SALESOPS_HOME names, else in ./workspace.
    """


for command in (
    demo, init, serve, worker, check, import_, batches, snapshot, ledger, ask, rows, report,
    user, token, backup, restore,
):  # fmt: skip
    main.add_command(command)
