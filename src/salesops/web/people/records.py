"""People, teams and positions: in from imports, out to the ledger."""

from collections.abc import Sequence
from hashlib import blake2b
from itertools import pairwise

import pyarrow as pa

from salesops.web.people.models import Person, Position, Team
from salesops.web.workspace.arrow import DATE, STRING, table
from salesops.web.workspace.upsert import Row, upsert

PERSON = ("person_id", "name", "email", "hired_on", "left_on")
POSITION = ("title", "role", "region_id", "manager_id", "starts_on", "ends_before")


def team_id(path: str) -> str:
    """The id of the team at this path: the same wherever and whenever it is met."""
    return blake2b(path.encode(), digest_size=8).hexdigest()


def put_people(rows: Sequence[Row]) -> int:
    """Take people and their positions in; gives how many rows were already so."""
    _put_teams([str(row["team"]) for row in rows if row.get("team")])
    persons = upsert(Person, [_part(row, PERSON) for row in rows], ["person_id"])
    positions = upsert(Position, [_position(row) for row in rows], ["position_id"])
    return sum(
        (row["person_id"],) not in persons and (_position_id(row),) not in positions for row in rows
    )


def _part(row: Row, names: Sequence[str]) -> dict[str, object]:
    return {name: row[name] for name in names if name in row}


def _position_id(row: Row) -> str:
    starts_on = row.get("starts_on")
    return f"{row['person_id']}@{starts_on}" if starts_on else str(row["person_id"])


def _position(row: Row) -> dict[str, object]:
    team = {}
    if "team" in row:
        team["team_id"] = team_id(_path(str(row["team"]))) if row["team"] else None
    ids = {"position_id": _position_id(row), "person_id": row["person_id"]}
    return {**ids, **_part(row, POSITION), **team}


def _path(text: str) -> str:
    return "/".join(part.strip() for part in text.split("/") if part.strip())


def _put_teams(paths: Sequence[str]) -> None:
    every: dict[str, dict[str, object]] = {}
    for path in map(_path, paths):
        names = path.split("/")
        for depth, name in enumerate(names, start=1):
            here, above = "/".join(names[:depth]), "/".join(names[: depth - 1])
            every[here] = {
                "team_id": team_id(here),
                "name": name,
                "path": here,
                "parent_id": team_id(above) if above else None,
            }
    upsert(Team, list(every.values()), ["team_id"])


def spells() -> pa.Table:
    """Every position of every person, as the snapshot wants them.

    A position without an end ends where the person's next one starts.
    """
    columns = {
        "position_id": STRING, "person_id": STRING, "name": STRING, "title": STRING,
        "team_id": STRING, "team": STRING, "team_path": STRING, "manager_id": STRING,
        "region_id": STRING, "starts_on": DATE, "ends_before": DATE, "hired_on": DATE,
        "left_on": DATE,
    }  # fmt: skip
    rows = list(
        Position.objects.order_by("person_id", "starts_on", "position_id").values_list(
            "position_id", "person_id", "person__name", "title", "team_id", "team__name",
            "team__path", "manager_id", "region_id", "starts_on", "ends_before",
            "person__hired_on", "person__left_on",
        )
    )  # fmt: skip
    return table(_ended(rows), **columns)


def _ended(rows: Sequence[Sequence[object]]) -> Sequence[Sequence[object]]:
    ended = []
    for row, following in pairwise([*rows, None]):
        if row is None:
            continue
        next_start = following[9] if following and following[1] == row[1] else None
        ended.append([*row[:10], row[10] or next_start, *row[11:]])
    return ended
