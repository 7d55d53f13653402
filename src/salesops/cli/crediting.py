"""The command that credits orders nobody is named on to whoever holds their region: credit."""

from __future__ import annotations

from pathlib import Path

import click

from salesops.cli.data import mapping_of
from salesops.cli.files import refuse
from salesops.cli.workspace import said

FILE = click.Path(path_type=Path, exists=True)
OUTPUT = click.Path(path_type=Path, dir_okay=False)


@click.command()
@click.argument("orders", type=FILE)
@click.argument("holders", type=FILE)
@click.option("--mapping", type=FILE, help="How the columns of ORDERS are read.")
@click.option("--holders-mapping", type=FILE, help="How the columns of HOLDERS are read.")
@click.option("-o", "--output", type=OUTPUT, required=True, help="The CSV file to write.")
def credit(
    orders: Path, holders: Path, mapping: Path | None, holders_mapping: Path | None, output: Path
) -> None:
    """Credit order lines that name no seller to whoever held their region on their day.

    ORDERS are read as `import orders` reads them, HOLDERS as `import people` does: who held which
    region from when to when. Several holders share a line equally, exactly; a line of a region
    that nobody held stays without a seller. Writes a file for `import orders`. Needs no workspace.
    """
    from salesops.ingest.holders import Credited, Source, write_credited

    sold = Source("orders", orders, mapping_of(mapping))
    held = Source("people", holders, mapping_of(holders_mapping))
    done = write_credited(sold, held, output)
    if not isinstance(done, Credited):
        refuse(done)
    click.echo(
        said(
            f"已写入 {output}：{done.lines} 行，共 {done.whole}，其中 {done.own} 有人认领",
            f"Wrote {output}: {done.lines} lines of {done.whole}, {done.own} of it credited",
        ),
        err=True,
    )
