"""Frozen dataclasses as plain data and back, and the JSON schema that describes them.

The dataclasses are the only description: the file, the form and the schema follow from them.
"""

import types
from collections.abc import Callable, Iterator, Mapping
from dataclasses import MISSING, Field, fields, is_dataclass
from datetime import date
from decimal import Decimal, InvalidOperation
from typing import Any, Literal, Union, get_args, get_origin, get_type_hints

# What is wrong (`missing`, `unknown`, `bad`, or `choice` with the value and what it can be), where.
Told = Callable[[str, str, object], None]
Missing = object()


def read(kind: Any, value: object, told: Told, place: str = "") -> Any:
    """A value of a type from plain data; everything that does not fit is told with its place."""
    origin = get_origin(kind)
    if origin in (Union, types.UnionType):
        return _one_of(get_args(kind), value, told, place)
    if origin is Literal:
        if value not in get_args(kind):
            told("choice", place, (value, ", ".join(f"{one}" for one in get_args(kind) if one)))
        return value
    if origin is tuple:
        many = value if isinstance(value, list) else [value]
        return tuple(
            read(get_args(kind)[0], one, told, f"{place}[{n}]") for n, one in enumerate(many)
        )
    if origin is Mapping or (isinstance(origin, type) and issubclass(origin, Mapping)):
        return _mapping(get_args(kind)[1], value, told, place)
    if is_dataclass(kind):
        return _dataclass(kind, value, told, place)
    return _leaf(kind, value, told, place)


def written(value: Any) -> Any:
    """Plain data of a value: what is as by default is left out."""
    if is_dataclass(value) and not isinstance(value, type):
        return {f.name: written(getattr(value, f.name)) for f in fields(value) if _told(value, f)}
    if isinstance(value, tuple):
        return [written(one) for one in value]
    if isinstance(value, Mapping):
        return {name: written(one) for name, one in value.items()}
    return value


def schema(kind: Any) -> dict[str, Any]:
    """The JSON schema of a type, ready to be shown as a form."""
    origin, args = get_origin(kind), get_args(kind)
    if origin in (Union, types.UnionType):
        parts = [schema(a) for a in args if a is not type(None)]
        return parts[0] if len(parts) == 1 else {"oneOf": parts}
    if origin is Literal:
        return {"enum": list(args)}
    if origin is tuple:
        return {"type": "array", "items": schema(args[0])}
    if origin is Mapping or (isinstance(origin, type) and issubclass(origin, Mapping)):
        return {"type": "object", "additionalProperties": schema(args[1])}
    if is_dataclass(kind):
        return _object_schema(kind)
    names: dict[Any, dict[str, Any]] = {
        Decimal: {"type": ["number", "string"], "format": "decimal"},
        date: {"type": "string", "format": "date"},
        int: {"type": "integer"}, bool: {"type": "boolean"}, str: {"type": "string"},
    }  # fmt: skip
    return names[kind]


def _object_schema(kind: Any) -> dict[str, Any]:
    hints = get_type_hints(kind)
    properties = {}
    for field in fields(kind):
        properties[field.name] = schema(hints[field.name])
        if field.name == "kind" and field.default is not MISSING:
            properties["kind"] = {"const": field.default}
        elif field.default is not MISSING and isinstance(field.default, str | int | bool | Decimal):
            default = field.default
            properties[field.name]["default"] = str(default) if isinstance(
                default, Decimal) else default  # fmt: skip
    return {
        "title": kind.__name__, "description": (kind.__doc__ or "").partition("\n")[0],
        "type": "object", "properties": properties, "additionalProperties": False,
        "required": [f.name for f in fields(kind) if _is_needed(f)],
    }  # fmt: skip


def _is_needed(field: "Field[Any]") -> bool:
    return field.default is MISSING and field.default_factory is MISSING


def _told(value: Any, field: "Field[Any]") -> bool:
    """Whether a field says something that its default does not, or names the kind."""
    held = getattr(value, field.name)
    if field.name == "kind":
        return True
    if field.default is not MISSING:
        return bool(held != field.default)
    if field.default_factory is not MISSING:
        return bool(held != field.default_factory())
    return True


def _one_of(kinds: tuple[Any, ...], value: object, told: Told, place: str) -> Any:
    """A value of one of several types: the dataclass whose `kind` it names."""
    classes = [kind for kind in kinds if kind is not type(None)]
    if len(classes) == 1:
        return read(classes[0], value, told, place)
    by_kind = {f.default: k for k in classes for f in fields(k) if f.name == "kind"}
    named = value.get("kind") if isinstance(value, Mapping) else None
    if named not in by_kind:
        told("missing" if named is None else "bad", f"{place}.kind", named)
        return None
    return read(by_kind[named], value, told, place)


def _mapping(kind: Any, value: object, told: Told, place: str) -> dict[str, Any]:
    if not isinstance(value, Mapping):
        told("bad", place, value)
        return {}
    return {str(name): read(kind, one, told, f"{place}.{name}") for name, one in value.items()}


def _dataclass(kind: Any, value: object, told: Told, place: str) -> Any:
    if not isinstance(value, Mapping):
        told("bad", place, value)
        return None
    hints, found, before = get_type_hints(kind), {}, place + "." if place else ""
    names = {field.name for field in fields(kind)}
    for name in value:
        if name not in names:
            told("unknown", before + str(name), ", ".join(sorted(names)))
    for field in fields(kind):
        if field.name in value:
            found[field.name] = read(
                hints[field.name], value[field.name], told, before + field.name
            )
        elif _is_needed(field):
            told("missing", before + field.name, None)
            found[field.name] = None
    return kind(**found)


def _leaf(kind: Any, value: object, told: Told, place: str) -> Any:
    try:
        return dict(_readers())[kind](value)
    except (ValueError, TypeError, InvalidOperation):
        told("bad", place, value)
        return None


def _readers() -> Iterator[tuple[Any, Callable[[Any], Any]]]:
    yield Decimal, _decimal
    yield date, _day
    yield int, _whole
    yield bool, lambda v: v if isinstance(v, bool) else _refuse()
    yield str, lambda v: v.strip() if isinstance(v, str) else _refuse()


def _decimal(value: object) -> Decimal:
    if isinstance(value, bool) or not isinstance(value, int | str | Decimal):
        return _refuse()
    number = Decimal(value)
    return number if number.is_finite() else _refuse()


def _day(value: object) -> date:
    if isinstance(value, str):
        return date.fromisoformat(value)
    return value if type(value) is date else _refuse()


def _whole(value: object) -> int:
    return value if isinstance(value, int) and not isinstance(value, bool) else _refuse()


def _refuse() -> Any:
    raise ValueError
