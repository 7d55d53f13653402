"""The command that shares customers or districts out on plain files: territories."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from salesops.cli.files import refuse, rows_of
from salesops.cli.planning import number
from salesops.cli.printing import FORMATS, print_json, print_rows
from salesops.cli.workspace import said

if TYPE_CHECKING:
    from collections.abc import Sequence

    from salesops.planning.territories import Neighbours, Territories, Unit

FILE = click.Path(path_type=Path, exists=True, dir_okay=False)


@click.command()
@click.argument("units", type=FILE)
@click.option("--person", "people", multiple=True, help="Somebody to share among; else the owners.")
@click.option("--limit", type=click.IntRange(min=0), help="Most customers that change hands.")
@click.option("--map", "map_file", type=FILE, help="GeoJSON with the units' places.")
@FORMATS
@click.option("--json", "as_json", is_flag=True, help="The same as --format json.")
def territories(
    units: Path, people: Sequence[str], limit: int | None, map_file: Path | None, form: str,
    as_json: bool,
) -> None:  # fmt: skip
    """Share customers or districts out so that work and potential are even.

    UNITS has a row a customer or district with the columns unit, workload, potential and, where
    wanted, customers, owner, x, y and neighbours. With neighbours, or a map that shows them,
    every territory hangs together. Prints who has and who gets each unit. Needs no workspace;
    ends with exit code 1, and every problem, where they cannot be shared out.
    """
    from salesops.kernel.problem import Problem
    from salesops.planning.territories import balanced, problems_of
    from salesops.planning.territory_rows import COLUMNS, told, units_of

    rows = list(rows_of(units, COLUMNS, ("unit",), ("unit", "owner")))
    found, neighbours, problems = units_of(rows, number)
    if map_file and not problems:
        found, neighbours = _placed(found, map_file)
    among = list(people) or sorted({unit.owner for unit in found if unit.owner})
    if problems := problems or problems_of(found, among, neighbours):
        refuse(problems)
    answer = balanced(found, among, limit=limit, neighbours=neighbours)
    if isinstance(answer, Problem):
        refuse([answer])
    shown = list(told(found, answer))
    if as_json or form == "json":
        print_json({"units": shown, "people": _people(answer)})
        return
    print_rows(list(shown[0]) if shown else ["unit"], shown, form)
    click.echo(_summary(answer), err=True)


def _placed(units: Sequence[Unit], file: Path) -> tuple[list[Unit], Neighbours | None]:
    from salesops.planning.region_map import places
    from salesops.planning.territory_rows import on_map

    found, problems = places(file.read_text(encoding="utf-8-sig", errors="replace"))
    placed, neighbours, unknown = on_map(units, found)
    if problems := [*problems, *unknown]:
        refuse(problems)
    return placed, neighbours


def _people(found: Territories) -> list[dict[str, object]]:
    return [
        {"person": person, "workload": work, "potential": found.potentials[person]}
        for person, work in found.workloads.items()
    ]


def _summary(found: Territories) -> str:
    before = "—" if found.imbalance_before is None else f"{found.imbalance_before:.1%}"
    return said(
        f"换人的客户 {found.customers_moved} 个（{found.disruption:.1%}）；"
        f"最大偏差 {before} → {found.imbalance:.1%}",
        f"{found.customers_moved} customers change hands ({found.disruption:.1%}); "
        f"largest deviation {before} → {found.imbalance:.1%}",
    )
