"""What was typed into a plan's form, told back as plain data; what is empty is not said."""

from collections.abc import Mapping, Sequence
from dataclasses import fields
from decimal import Decimal, InvalidOperation
from typing import Any, get_args, get_origin, get_type_hints

from salesops.incentives.form_types import by_kind, is_mapping, kinds, plain
from salesops.incentives.plan import Plan

Told = dict[str, Any]


def typed(inputs: Mapping[str, Sequence[str]]) -> Told:
    """The plain data of a plan from what was typed, by place; what is empty is not said."""
    raw: Told = {}
    for path, values in inputs.items():
        here, *last = path.split(".")
        if here not in {field.name for field in fields(Plan)}:
            continue
        _put(raw, [here, *last], list(values))
    return _read(Plan, raw)


def _put(into: Told, way: list[str], values: list[str]) -> None:
    for step in way[:-1]:
        held = into.setdefault(step, {})
        if not isinstance(held, dict):
            return
        into = held
    into[way[-1]] = values


def _read(kind: Any, raw: Mapping[str, Any]) -> Told:
    found: Told = {}
    hints = get_type_hints(kind)
    for field in fields(kind):
        if field.name in raw:
            value = _value(plain(hints[field.name]), raw[field.name])
            if value is not None:
                found[field.name] = value
    return found


def _value(kind: Any, raw: Any) -> Any:
    if get_origin(kind) is tuple and kinds(get_args(kind)[0]) and isinstance(raw, Mapping):
        named = by_kind(get_args(kind)[0])
        rows = [raw[key] for key in sorted(raw, key=_number) if isinstance(raw[key], Mapping)]
        return [_read(_own(named, row), row) for row in rows]
    if kinds(kind):
        return _read(kinds(kind)[0], raw) if isinstance(raw, Mapping) else None
    if is_mapping(kind):
        return _read_mapping(raw)
    values = [one.strip() for one in raw] if isinstance(raw, list) else []
    if get_origin(kind) is tuple:
        return _read_list(get_args(kind)[0], values)
    return _leaf(kind, values[-1]) if values and values[-1] else None


def _own(named: Mapping[str, Any], row: Mapping[str, Any]) -> Any:
    told = row.get("kind")
    said = told[-1] if isinstance(told, list) and told else ""
    return named.get(said, next(iter(named.values())))


def _number(key: str) -> int:
    return int(key) if key.isdecimal() else 0


def _read_mapping(raw: Any) -> Told | None:
    if isinstance(raw, list):
        found: Told = {}
        for line in "\n".join(raw).splitlines():
            name, *rest = line.split() or [""]
            if len(rest) == 2:
                found.setdefault(name, {})[rest[0]] = _share(rest[1])
            elif name:
                found[name] = " ".join(rest)
        return found or None
    if not isinstance(raw, Mapping):
        return None
    names, numbers = (raw.get(part, []) for part in ("name", "value"))
    pairs = zip(names, numbers, strict=False)
    return {a.strip(): _share(b.strip()) for a, b in pairs if a.strip() or b.strip()} or None


def _read_list(inside: Any, values: Sequence[str]) -> list[Any] | None:
    if get_origin(inside) is tuple:
        lines = "\n".join(values).splitlines()
        return [[_share(n) for n in line.split()] for line in lines if line.strip()] or None
    if inside is str:
        return [line.strip() for one in values for line in one.splitlines() if line.strip()] or None
    parts = [part.strip() for one in values for part in one.replace("，", ",").split(",")]
    return [_leaf(inside, part) for part in parts if part] or None


def _leaf(kind: Any, text: str) -> Any:
    if kind is bool:
        return {"yes": True, "no": False}.get(text, text)
    if kind is int:
        return int(text) if text.isdecimal() and text.isascii() else text
    return _share(text) if kind is Decimal else text


def _share(text: str) -> str:
    """A number as it was typed; 3 % is 0.03, and thousands may stand apart."""
    plain = text.replace(",", "").replace(" ", "").replace("％", "%")
    if not plain.endswith("%"):
        return plain
    try:
        return f"{Decimal(plain[:-1]) / 100:f}"
    except InvalidOperation:
        return text
