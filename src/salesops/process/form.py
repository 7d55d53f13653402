"""A process being typed: from the fields of a form to plain values, and one step of editing."""

from collections.abc import Mapping, Sequence
from typing import Any

Typed = Mapping[str, Sequence[str]]
Fields = dict[str, Any]

STAGE_TEXTS = (
    "key", "name", "name_en", "of", "kind", "chance", "role", "limit", "entry", "entry_en", "exit",
    "exit_en", "talk_track", "talk_track_en",
)  # fmt: skip
TASK_TEXTS = ("key", "name", "name_en", "role", "limit", "done_by")


def fields_typed(typed: Typed) -> Fields:
    """The plain values a form says, whether or not they can be followed."""
    stages = [_stage(typed, place) for place in typed.get("stage", ())]
    return {"name": _one(typed, "name"), "name_en": _one(typed, "name_en"), "stages": stages}


def _one(typed: Typed, name: str) -> str:
    return next(iter(typed.get(name, ())), "")


def _stage(typed: Typed, place: str) -> Fields:
    found: Fields = {name: _one(typed, f"{place}.{name}") for name in STAGE_TEXTS}
    found["required"] = list(typed.get(f"{place}.required", ()))
    found["material"] = [
        one for one in _one(typed, f"{place}.material").splitlines() if one.strip()
    ]
    if not _one(typed, f"{place}.any"):
        found["moves"] = list(typed.get(f"{place}.moves", ()))
    found["tasks"] = [_task(typed, f"{place}.{n}") for n in typed.get(f"{place}.task", ())]
    return found


def _task(typed: Typed, place: str) -> Fields:
    found: Fields = {name: _one(typed, f"{place}.{name}") for name in TASK_TEXTS}
    return {**found, "after": list(typed.get(f"{place}.after", ()))}


def edited(fields: Fields, what: str) -> Fields:
    """The values after one step, such as `add_stage`, `remove_stage:2`, `up:2` or `add_task:1`.

    A step that cannot be made changes nothing.
    """
    verb, *told = what.split(":")
    places = [int(one) for one in told if one.isdecimal()]
    stages = [dict(stage) for stage in fields["stages"]]
    if verb == "add_stage":
        stages.insert(_before_ends(stages), {"key": _free(stages, "stage"), "tasks": []})
    elif not places or places[0] >= len(stages):
        return fields
    elif verb == "remove_stage":
        gone = stages.pop(places[0])
        stages = [_without(stage, gone["key"]) for stage in stages]
    elif verb in ("up", "down"):
        _swap(stages, places[0], -1 if verb == "up" else 1)
    elif verb in ("add_task", "remove_task"):
        stages[places[0]]["tasks"] = _tasks(stages[places[0]].get("tasks", []), verb, places[1:])
    return {**fields, "stages": stages}


def _before_ends(stages: Sequence[Fields]) -> int:
    ends = [at for at, stage in enumerate(stages) if stage.get("kind", "open") != "open"]
    return min(ends, default=len(stages))


def _free(held: Sequence[Fields], word: str) -> str:
    """A key nobody has."""
    keys = {one.get("key") for one in held}
    return next(key for n in range(1, len(held) + 2) if (key := f"{word}_{n}") not in keys)


def _without(stage: Fields, key: str) -> Fields:
    if "moves" not in stage:
        return stage
    return {**stage, "moves": [one for one in stage["moves"] if one != key]}


def _swap(stages: list[Fields], at: int, by: int) -> None:
    to = at + by
    if 0 <= to < len(stages):
        stages[at], stages[to] = stages[to], stages[at]


def _tasks(tasks: Sequence[Fields], verb: str, places: Sequence[int]) -> list[Fields]:
    if verb == "add_task":
        return [*tasks, {"key": _free(tasks, "task")}]
    return [task for at, task in enumerate(tasks) if at not in places]
