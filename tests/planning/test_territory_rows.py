"""Customers and districts from a table: defaults, wrong numbers, neighbours, a map beside it."""

import json
from collections.abc import Mapping
from pathlib import Path

from click.testing import CliRunner

from salesops.cli import main
from salesops.ingest.amounts import number
from salesops.kernel.problem import Where
from salesops.planning.territory_rows import units_of

TABLE = "unit,owner,workload,potential\na,ada,3,100\nb,ada,2,50\nc,ada,4,80\nd,bo,1,20\n"


def shape(name: str, x: int) -> dict[str, object]:
    ring = [[x, 0], [x + 1, 0], [x + 1, 1], [x, 1], [x, 0]]
    geometry = {"type": "Polygon", "coordinates": [ring]}
    return {"properties": {"name": name}, "geometry": geometry}


def test_a_border_need_be_told_of_one_side_only_and_an_empty_workload_is_one() -> None:
    rows: list[tuple[Where, Mapping[str, str | None]]] = [
        (Where(), {"unit": "a", "neighbours": "b", "potential": "1,200", "workload": ""}),
        (Where(), {"unit": "b", "neighbours": None, "owner": "ada", "customers": "7"}),
    ]
    (a, b), beside, problems = units_of(rows, number)
    assert (a.workload, a.potential, b.customers, b.owner) == (1.0, 1200.0, 7, "ada")
    assert beside == {"a": frozenset("b"), "b": frozenset("a")} and not problems


def test_a_number_that_is_none_is_told_with_its_unit() -> None:
    _units, _beside, (problem,) = units_of([(Where(), {"unit": "a", "potential": "viel"})], number)
    assert problem.code == "territory_no_number" and problem.values["unit"] == "a"


def test_a_file_is_shared_out_without_a_workspace(tmp_path: Path) -> None:
    file = tmp_path / "units.csv"
    file.write_text(TABLE, "utf-8")
    done = CliRunner().invoke(main, ["territories", str(file), "--limit", "1", "--json"])
    moved = [row["unit"] for row in json.loads(done.stdout)["units"] if row["moved"]]
    assert done.exit_code == 0 and moved == ["c"]


def test_on_a_map_nobody_gets_a_piece_they_cannot_reach(tmp_path: Path) -> None:
    file, chart = tmp_path / "units.csv", tmp_path / "map.geojson"
    file.write_text(TABLE, "utf-8")
    chart.write_text(json.dumps({"features": [shape(n, x) for x, n in enumerate("acbd")]}), "utf-8")
    asked = ["territories", str(file), "--map", str(chart), "--json"]
    rows = json.loads(CliRunner().invoke(main, asked).stdout)["units"]
    owner = {row["unit"]: row["owner"] for row in rows}
    assert [owner[n] for n in "acbd"] == ["ada", "bo", "bo", "bo"]
    chart.write_text(json.dumps({"features": [shape("a", 0)]}), "utf-8")
    assert CliRunner().invoke(main, asked).exit_code == 1
