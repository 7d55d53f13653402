"""A plan's plain data with a part added or taken away, as a button of its form asks."""

from collections.abc import Iterable, Sequence
from typing import Any

from salesops.incentives.form_typed import Told


def edited(told: Told, do: str) -> Told:
    """The plain data with a part added (`add:place:kind`) or taken away (`remove:place`)."""
    what, _, rest = do.partition(":")
    place, _, kind = rest.partition(":")
    if what == "add":
        _add(told, place.split("."), kind)
    elif what == "remove":
        _remove(told, place.split("."))
    return told


def _add(told: Told, way: list[str], kind: str) -> None:
    held = _at(told, way[:-1])
    if not isinstance(held, dict):
        return
    name = way[-1]
    if name in ("holdback", "windfall", "floor", "draw", "returns"):
        held[name] = {}
        return
    rows = held.setdefault(name, [])
    if isinstance(rows, list):
        rows.append(_new(name, kind, rows))


def _new(name: str, kind: str, rows: Sequence[Any]) -> Told:
    """What a new part says: what follows from the one before, and no switch."""
    last = rows[-1] if rows and isinstance(rows[-1], dict) else {}
    if name in ("tiers", "bands"):
        return {"starts": last.get("ends", "0" if not rows else "")}
    if name == "versions":
        return {**{key: value for key, value in last.items() if key != "starts_on"}}
    if kind:
        taken = {row.get("name") for row in rows if isinstance(row, dict)}
        free = (f"{kind}{number}" for number in range(2, len(rows) + 2))
        named = kind if kind not in taken else next(n for n in free if n not in taken)
        tiers = {"tiers": [{"starts": "0"}]} if kind in ("commission", "pool") else {}
        return {"kind": kind, "name": named, "basis": ["booked"], **tiers}
    return {}


def _remove(told: Told, way: list[str]) -> None:
    held = _at(told, way[:-1])
    if isinstance(held, list) and way[-1].isdecimal() and int(way[-1]) < len(held):
        held.pop(int(way[-1]))
    elif isinstance(held, dict):
        held.pop(way[-1], None)


def _at(told: Any, way: Iterable[str]) -> Any:
    for step in way:
        if isinstance(told, list):
            told = told[int(step)] if step.isdecimal() and int(step) < len(told) else None
        elif isinstance(told, dict):
            told = told.get(step)
    return told
