"""People, teams and positions: in from imports, out to the ledger."""

from collections.abc import Container, Iterable, Mapping, Sequence
from hashlib import blake2b
from itertools import pairwise
from uuid import uuid4

import pyarrow as pa

from salesops.web.people.models import FormerTeamName, Person, Position, Team
from salesops.web.workspace.arrow import DATE, STRING, table
from salesops.web.workspace.upsert import Row, upsert

PERSON = ("person_id", "name", "email", "hired_on", "left_on")
POSITION = ("title", "role", "region_id", "manager_id", "starts_on", "ends_before")


def team_id(path: str) -> str:
    """The id of the team at this path: the same wherever and whenever it is met."""
    return blake2b(path.encode(), digest_size=8).hexdigest()


def put_people(rows: Sequence[Row]) -> int:
    """Take people and their positions in; gives how many rows were already so."""
    teams = _put_teams(str(row["team"]) for row in rows if row.get("team"))
    persons = upsert(Person, [_part(row, PERSON) for row in rows], ["person_id"])
    positions = upsert(Position, [_position(row, teams) for row in rows], ["position_id"])
    return sum(
        (row["person_id"],) not in persons and (_position_id(row),) not in positions for row in rows
    )


def _part(row: Row, names: Sequence[str]) -> dict[str, object]:
    return {name: row[name] for name in names if name in row}


def _position_id(row: Row) -> str:
    starts_on = row.get("starts_on")
    return f"{row['person_id']}@{starts_on}" if starts_on else str(row["person_id"])


def _position(row: Row, teams: Mapping[str, str]) -> dict[str, object]:
    team: dict[str, str | None] = {}
    if "team" in row:
        team["team_id"] = teams.get(_path(str(row["team"]))) if row["team"] else None
    ids = {"position_id": _position_id(row), "person_id": row["person_id"]}
    return {**ids, **_part(row, POSITION), **team}


def _path(text: str) -> str:
    return "/".join(part.strip() for part in text.split("/") if part.strip())


def _put_teams(paths: Iterable[str]) -> dict[str, str]:
    """Make teams at these paths, with all above them, where there are none; gives their ids.

    A path a team had before it was renamed is that team's still: last year's file does not
    bring last year's name back.
    """
    known = dict(FormerTeamName.objects.order_by("id").values_list("path", "team_id"))
    known |= dict(Team.objects.values_list("path", "team_id"))
    stands = {team: path for path, team in Team.objects.values_list("path", "team_id")}
    made: list[dict[str, object]] = []
    for path in filter(None, map(_path, paths)):
        above: str | None = None
        here = ""
        for name in path.split("/"):
            here = f"{here}/{name}" if here else name
            if here not in known:
                place = f"{stands[above]}/{name}" if above else name
                known[here] = known.get(place) or _free_id(place, stands)
                if known[here] not in stands:
                    stands[known[here]] = place
                    made.append({"team_id": known[here], "name": name, "path": place,
                                 "parent_id": above})  # fmt: skip
            above = known[here]
    upsert(Team, made, ["team_id"])
    return known


def _free_id(path: str, taken: Container[str]) -> str:
    """The path's own id, or another one while a team that was renamed has it."""
    return uuid4().hex[:16] if team_id(path) in taken else team_id(path)


def spells(open_seats: Iterable[Sequence[object]] = ()) -> pa.Table:
    """Every position of every person, as the snapshot wants them, and seats nobody holds.

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
    return table([*_ended(rows), *open_seats], **columns)


def _ended(rows: Sequence[Sequence[object]]) -> Sequence[Sequence[object]]:
    ended = []
    for row, following in pairwise([*rows, None]):
        if row is None:
            continue
        next_start = following[9] if following and following[1] == row[1] else None
        ended.append([*row[:10], row[10] or next_start, *row[11:]])
    return ended
