"""A process as TOML and as plain values, read with every problem, written to be read again."""

import json
import tomllib
from collections.abc import Iterator, Mapping, Sequence
from decimal import Decimal, InvalidOperation
from functools import lru_cache
from typing import Any

from salesops.kernel.problem import Problem, Where, Wording
from salesops.process.definition import Process, Said, Stage, Task
from salesops.process.definition_checks import objections, of_part
from salesops.process.limits import Limit, limit_read

Fields = Mapping[str, Any]
SAID = ("name", "entry", "exit", "talk_track")
OF, KINDS, DONE_BY = ("lead", "deal"), ("open", "won", "lost"), ("hand", "contact", "owner")
PROCESS_KEYS = ("name", "name_en", "stages")
TASK_KEYS = ("key", "name", "name_en", "role", "limit", "done_by", "after")
STAGE_KEYS = (
    "key", *(f"{name}{end}" for name in SAID for end in ("", "_en")), "of", "kind", "chance",
    "role", "limit", "required", "moves", "material", "tasks",
)  # fmt: skip

UNREADABLE = Wording(
    "process_unreadable",
    zh=("流程文件读不了：{why}", "改正这一处；可以先下载现有流程作为样子"),
    en=("The process cannot be read: {why}", "Mend it; a process that is there shows how"),
)
UNKNOWN_KEY = Wording(
    "process_unknown_key",
    zh=("不认识 {key}", "可以写的有：{known}"),
    en=("{key} is not known here", "These are: {known}"),
)
BAD_VALUE = Wording(
    "process_bad_value",
    zh=("{key} 的值 {value} 不对", "写成：{known}"),
    en=("{key} cannot be {value}", "Write: {known}"),
)


class _Wrong(Exception):
    """A value that cannot be."""

    def __init__(self, problem: Problem) -> None:
        self.problem = problem


def process_read(text: str, file: str | None = None) -> Process | list[Problem]:
    """The process a TOML text describes, or everything that is wrong with it."""
    try:
        told = tomllib.loads(text, parse_float=Decimal)
    except tomllib.TOMLDecodeError as error:
        return [Problem(UNREADABLE, Where(file=file), {"why": str(error)})]
    return process_of(told)


def process_of(told: Fields) -> Process | list[Problem]:
    """The process plain values describe, or everything that is wrong with it."""
    try:
        found = drafted(told)
    except _Wrong as wrong:
        return [wrong.problem]
    return objections(found) or found


def drafted(told: Fields) -> Process:
    """The same as it stands, whether or not it could be followed."""
    _known(told, PROCESS_KEYS)
    return Process(_said(told, "name"), tuple(_stage(one) for one in _tables(told, "stages")))


def draft_of(told: Fields) -> Process | list[Problem]:
    """A draft, which need not be whole; problems only where it cannot be read at all."""
    try:
        return drafted(told)
    except _Wrong as wrong:
        return [wrong.problem]


@lru_cache(maxsize=64)
def draft_read(text: str) -> Process:
    """A process that was kept before, as it was written. ValueError for any other text."""
    found = draft_of(tomllib.loads(text, parse_float=Decimal))
    if isinstance(found, list):
        raise ValueError(found[0].reason("en"))  # noqa: TRY004 - the text is at fault
    return found


def _stage(told: Fields) -> Stage:
    _known(told, STAGE_KEYS)
    moves = told.get("moves")
    return Stage(
        _text(told, "key"), _said(told, "name"), _one(told, "of", OF, "deal"),  # type: ignore[arg-type]  # one of the words
        _one(told, "kind", KINDS, "open"), _chance(told), _text(told, "role") or "owner",  # type: ignore[arg-type]
        _limit(told), tuple(_task(one) for one in _tables(told, "tasks")), _said(told, "entry"),
        _said(told, "exit"), _texts(told, "required"),
        None if moves is None else _texts(told, "moves"), _said(told, "talk_track"),
        _texts(told, "material"),
    )  # fmt: skip


def _task(told: Fields) -> Task:
    _known(told, TASK_KEYS)
    return Task(
        _text(told, "key"), _said(told, "name"), _text(told, "role") or "owner", _limit(told),
        _one(told, "done_by", DONE_BY, "hand"), _texts(told, "after"),  # type: ignore[arg-type]
    )  # fmt: skip


def _known(told: object, keys: Sequence[str]) -> None:
    if not isinstance(told, Mapping):
        raise _Wrong(Problem(UNREADABLE, values={"why": str(told)[:80]}))
    for key in told:
        if key not in keys:
            raise _Wrong(Problem(UNKNOWN_KEY, values={"key": key, "known": ", ".join(keys)}))


def _bad(key: str, value: object, known: str) -> _Wrong:
    return _Wrong(Problem(BAD_VALUE, values={"key": key, "value": str(value)[:80], "known": known}))


def _tables(told: Fields, key: str) -> Sequence[Fields]:
    found = told.get(key, [])
    if not isinstance(found, Sequence) or isinstance(found, str):
        raise _bad(key, found, f"[[{key}]]")
    return found


def _text(told: Fields, key: str) -> str:
    found = told.get(key, "")
    if not isinstance(found, str):
        raise _bad(key, found, f'{key} = "…"')
    return found.strip()


def _texts(told: Fields, key: str) -> tuple[str, ...]:
    found = told.get(key, [])
    if not isinstance(found, list | tuple) or not all(isinstance(one, str) for one in found):
        raise _bad(key, found, f'{key} = ["…", "…"]')
    return tuple(one.strip() for one in found if one.strip())


def _said(told: Fields, key: str) -> Said:
    return Said(_text(told, key), _text(told, f"{key}_en"))


def _one(told: Fields, key: str, words: Sequence[str], otherwise: str) -> str:
    found = told.get(key) or otherwise
    if found not in words:
        raise _bad(key, found, ", ".join(words))
    return str(found)


def _chance(told: Fields) -> Decimal | None:
    found = told.get("chance")
    if found is None or found == "":
        return None
    try:
        return Decimal(str(found))
    except InvalidOperation:
        raise _bad("chance", found, "0.25") from None


def _limit(told: Fields) -> Limit | None:
    text = _text(told, "limit")
    found = limit_read(text) if text else None
    if isinstance(found, Problem):
        raise _Wrong(of_part(found, _said(told, "name")))
    return found


def fields_of(process: Process) -> dict[str, Any]:
    """The process as plain values, without what is empty."""
    stages = [_stage_fields(stage) for stage in process.stages]
    return {**_both("name", process.name), "stages": stages}


def _stage_fields(stage: Stage) -> dict[str, Any]:
    found: dict[str, Any] = {"key": stage.key}
    for name in SAID:
        found |= _both(name, getattr(stage, name))
    found |= {"of": stage.of, "kind": stage.kind, "role": stage.role}
    found["chance"] = None if stage.chance is None else f"{stage.chance:f}"
    found["limit"] = str(stage.limit) if stage.limit else ""
    found["required"], found["material"] = list(stage.required), list(stage.material)
    found["tasks"] = [_task_fields(task) for task in stage.tasks]
    kept = {name: value for name, value in found.items() if value not in ("", None, [])}
    return kept if stage.moves is None else {**kept, "moves": list(stage.moves)}


def _task_fields(task: Task) -> dict[str, Any]:
    found = {
        "key": task.key, **_both("name", task.name), "role": task.role, "done_by": task.done_by,
        "limit": str(task.limit) if task.limit else "", "after": list(task.after),
    }  # fmt: skip
    return {name: value for name, value in found.items() if value not in ("", None, [])}


def _both(name: str, said: Said) -> dict[str, str]:
    return {name: said.zh, f"{name}_en": said.en}


def process_written(process: Process) -> str:
    """The process as TOML."""
    return "\n".join(_written(fields_of(process), "")) + "\n"


def _written(fields: Fields, path: str) -> Iterator[str]:
    tables = {name: value for name, value in fields.items() if name in ("stages", "tasks")}
    for name, value in fields.items():
        if name not in tables and value != "":
            text = json.dumps(value, ensure_ascii=False).replace("\x7f", "\\u007f")
            yield f"{name} = {text}"
    for name, rows in tables.items():
        for row in rows:
            yield ""
            yield f"[[{path}{name}]]"
            yield from _written(row, f"{path}{name}.")
