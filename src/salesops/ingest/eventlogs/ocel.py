"""OCEL 2.0 as SQLite and JSON: events that concern many objects, seen along one kind of them."""

import json
import re
import sqlite3
from collections.abc import Iterable, Iterator
from contextlib import closing
from pathlib import Path
from typing import Any

import polars as pl
import pyarrow as pa

from salesops.ingest.eventlogs import wordings as w
from salesops.ingest.eventlogs.columns import Asked
from salesops.ingest.sources import Refused
from salesops.kernel.problem import Problem, Where

PERSON = ("person", "resource", "employee", "user")
NEEDED = frozenset({"event", "object", "event_object", "event_map_type"})

# An event seen along an object: the object, what happened, when, and by whom.
Row = tuple[str, str, str | None, str | None]


def read_ocel(path: Path, asked: Asked) -> pl.DataFrame:
    """The events of every object of one type as text; Refused for no OCEL 2.0 or no such type.

    An event that concerns two deals happens to both. `case` names the type where there are
    several besides people; `who` the type that did it, people unless told.
    """
    try:
        with path.open("rb") as opened:
            stored = opened.read(8) == b"SQLite f"
        rows = _of_sqlite(path, asked) if stored else _of_json(path, asked)
    except (KeyError, TypeError, AttributeError, ValueError, sqlite3.Error) as error:
        raise Refused(Problem(w.BAD_OCEL, Where(path.name), {"detail": str(error)})) from error
    if not rows:
        raise Refused(Problem(w.NO_EVENTS, Where(file=path.name)))
    names = ("case", "activity", "at", "who")
    frame = pl.DataFrame(rows, schema=dict.fromkeys(names, pl.String), orient="row")
    return frame if frame["who"].null_count() < len(frame) else frame.drop("who")


def _followed(types: Iterable[str], asked: Asked, file: str) -> str:
    """The type of object to follow; Refused where it is not known or not told."""
    held = sorted(set(types))
    if asked.case in held:
        return str(asked.case)
    likely = [name for name in held if name.lower() not in PERSON]
    if asked.case is None and len(likely) == 1:
        return likely[0]
    raise Refused(
        Problem(w.WHICH_OBJECT, Where(file, value=asked.case), {"types": ", ".join(held)})
    )


def _is_person(kind: str, asked: Asked) -> bool:
    return kind == asked.who if asked.who else kind.lower() in PERSON


def _of_json(path: Path, asked: Asked) -> list[Row]:
    told = json.loads(path.read_text(encoding="utf-8-sig"))
    kinds = {each["id"]: each["type"] for each in told["objects"]}
    followed = _followed(kinds.values(), asked, path.name)
    rows: list[Row] = []
    for event in told["events"]:
        near = [link["objectId"] for link in event.get("relationships", ())]
        who = next((n for n in near if _is_person(kinds.get(n, ""), asked)), None)
        rows += [
            (name, event["type"], event.get("time"), who)
            for name in dict.fromkeys(near)
            if kinds.get(name) == followed
        ]
    return rows


def _of_sqlite(path: Path, asked: Asked) -> list[Row]:
    with closing(sqlite3.connect(f"{path.resolve().as_uri()}?mode=ro", uri=True)) as base:
        held = {row[0] for row in base.execute("SELECT name FROM sqlite_master")}
        if missing := NEEDED - held:
            raise ValueError(", ".join(sorted(missing)))
        kinds = [row[0] for row in base.execute("SELECT DISTINCT ocel_type FROM object")]
        followed = _followed(kinds, asked, path.name)
        people = [kind for kind in kinds if _is_person(kind, asked)]
        base.execute("CREATE TEMP TABLE times (event TEXT PRIMARY KEY, at TEXT)")
        for (mapped,) in base.execute("SELECT ocel_type_map FROM event_map_type").fetchall():
            own = _quoted(f"event_{mapped}")
            base.execute(f"INSERT OR IGNORE INTO times SELECT ocel_id, ocel_time FROM {own}")  # noqa: S608 - a quoted name
        marks = ", ".join("?" * len(people))
        return base.execute(
            "SELECT DISTINCT o.ocel_id, e.ocel_type, t.at, ("  # noqa: S608 - only question marks
            "  SELECT min(p.ocel_id) FROM event_object q JOIN object p ON p.ocel_id = "
            f" q.ocel_object_id WHERE q.ocel_event_id = e.ocel_id AND p.ocel_type IN ({marks})) "
            "FROM event e LEFT JOIN times t ON t.event = e.ocel_id "
            "JOIN event_object r ON r.ocel_event_id = e.ocel_id "
            "JOIN object o ON o.ocel_id = r.ocel_object_id "
            "WHERE o.ocel_type = ? ORDER BY e.rowid",
            (*people, followed),
        ).fetchall()


def write_ocel(table: pa.Table, path: Path) -> None:
    """Write events as OCEL 2.0: each about its case and, where known, by a person."""
    if path.suffix.lower() == ".sqlite":
        _write_sqlite(table, path)
    else:
        _write_json(table, path)


def _rows(table: pa.Table) -> Iterator[dict[str, Any]]:
    for batch in table.to_batches(max_chunksize=50_000):
        yield from batch.to_pylist()


def _names(table: pa.Table, column: str) -> list[str]:
    if column not in table.column_names:
        return []
    return [str(name) for name in table[column].unique().to_pylist() if name is not None]


def _people(table: pa.Table) -> dict[str, str]:
    """What each person's object is called: as they are, unless a case is called so."""
    taken = set(_names(table, "case"))
    return {n: f"person:{n}" if n in taken else n for n in _names(table, "who")}


def _links(row: dict[str, Any], people: dict[str, str]) -> list[tuple[str, str]]:
    """The objects of an event with what they are to it."""
    case = (str(row["case"]), "case")
    return [case] if row.get("who") is None else [case, (people[str(row["who"])], "by")]


def _objects(table: pa.Table) -> list[tuple[str, str]]:
    cases = [(name, "case") for name in _names(table, "case")]
    return [*cases, *((name, "person") for name in _people(table).values())]


def _write_json(table: pa.Table, path: Path) -> None:
    with path.open("w", encoding="utf-8") as out:
        people = _people(table)
        types: list[dict[str, Any]] = [
            {"name": kind, "attributes": []} for kind in ("case", "person")
        ]
        events: list[dict[str, Any]] = [
            {"name": name, "attributes": []} for name in _names(table, "activity")
        ]
        objects = [{"id": name, "type": kind, "attributes": []} for name, kind in _objects(table)]
        head = {"objectTypes": types, "eventTypes": events, "objects": objects}
        out.write(f'{json.dumps(head, ensure_ascii=False)[:-1]}, "events": [')
        for number, row in enumerate(_rows(table), 1):
            told = {
                "id": f"e{number}",
                "type": str(row["activity"]),
                "time": _iso(row),
                "attributes": [],
                "relationships": [{"objectId": n, "qualifier": q} for n, q in _links(row, people)],
            }
            out.write(f"{',' if number > 1 else ''}\n{json.dumps(told, ensure_ascii=False)}")
        out.write("\n]}\n")


def _write_sqlite(table: pa.Table, path: Path) -> None:
    path.unlink(missing_ok=True)
    people, maps = _people(table), _maps(_names(table, "activity"))
    with closing(sqlite3.connect(path)) as base, base:
        base.executescript(_SCHEMA)
        for kind in ("case", "person"):
            base.execute("INSERT INTO object_map_type VALUES (?, ?)", (kind, kind))
        base.executemany("INSERT INTO object VALUES (?, ?)", _objects(table))
        base.executemany("INSERT INTO event_map_type VALUES (?, ?)", maps.items())
        for mapped in maps.values():
            base.execute(
                f"CREATE TABLE {_quoted(f'event_{mapped}')} "
                "(ocel_id TEXT PRIMARY KEY REFERENCES event (ocel_id), ocel_time TEXT)"
            )
        for number, row in enumerate(_rows(table), 1):
            base.execute("INSERT INTO event VALUES (?, ?)", (f"e{number}", str(row["activity"])))
            own = _quoted(f"event_{maps[str(row['activity'])]}")
            into = f"INSERT INTO {own} VALUES (?, ?)"  # noqa: S608 - a quoted name
            base.execute(into, (f"e{number}", _iso(row)))
            base.executemany(
                "INSERT INTO event_object VALUES (?, ?, ?)",
                [(f"e{number}", name, what) for name, what in _links(row, people)],
            )


_SCHEMA = """
CREATE TABLE event (ocel_id TEXT PRIMARY KEY, ocel_type TEXT);
CREATE TABLE object (ocel_id TEXT PRIMARY KEY, ocel_type TEXT);
CREATE TABLE event_object (ocel_event_id TEXT, ocel_object_id TEXT, ocel_qualifier TEXT,
  PRIMARY KEY (ocel_event_id, ocel_object_id, ocel_qualifier));
CREATE TABLE object_object (ocel_source_id TEXT, ocel_target_id TEXT, ocel_qualifier TEXT,
  PRIMARY KEY (ocel_source_id, ocel_target_id, ocel_qualifier));
CREATE TABLE event_map_type (ocel_type TEXT PRIMARY KEY, ocel_type_map TEXT);
CREATE TABLE object_map_type (ocel_type TEXT PRIMARY KEY, ocel_type_map TEXT);
CREATE TABLE object_case (ocel_id TEXT, ocel_time TEXT, ocel_changed_field TEXT);
CREATE TABLE object_person (ocel_id TEXT, ocel_time TEXT, ocel_changed_field TEXT);
"""


def _maps(names: Iterable[str]) -> dict[str, str]:
    """The end of a table's name for each activity: letters only, none twice."""
    found: dict[str, str] = {}
    for number, name in enumerate(names, 1):
        plain = "".join(part.capitalize() for part in re.findall(r"[A-Za-z0-9]+", name))
        taken = {held.lower() for held in found.values()}
        found[name] = plain if plain and plain.lower() not in taken else f"{plain}{number}"
    return found


def _iso(row: dict[str, Any]) -> str:
    return str(row["at"].isoformat())


def _quoted(name: str) -> str:
    return '"' + name.replace('"', '""') + '"'
