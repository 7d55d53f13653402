"""What the type of a plan's field says: dataclasses it may be, and whether it must be told."""

import types
from collections.abc import Mapping
from dataclasses import MISSING, Field, fields, is_dataclass
from typing import Any, Union, get_args, get_origin


def is_needed(field: "Field[Any]") -> bool:
    """Whether a field has to be told."""
    return field.default is MISSING and field.default_factory is MISSING


def plain(kind: Any) -> Any:
    """The type without the None that says it may be left out."""
    if get_origin(kind) in (Union, types.UnionType):
        own = [one for one in get_args(kind) if one is not type(None)]
        return own[0] if len(own) == 1 else kind
    return kind


def kinds(kind: Any) -> list[Any]:
    """The dataclasses a type may be."""
    if get_origin(kind) in (Union, types.UnionType):
        return [one for one in get_args(kind) if is_dataclass(one)]
    return [kind] if is_dataclass(kind) else []


def is_mapping(kind: Any) -> bool:
    """Whether a type is names with something each."""
    origin = get_origin(kind)
    return isinstance(origin, type) and issubclass(origin, Mapping)


def by_kind(kind: Any) -> dict[str, Any]:
    """The dataclasses a type may be, by the `kind` that tells them apart."""
    found = {}
    for own in kinds(kind):
        named = next((f.default for f in fields(own) if f.name == "kind"), "")
        found["" if named is MISSING else str(named)] = own
    return found
