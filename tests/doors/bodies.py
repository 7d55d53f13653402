"""Bodies for REST operations, made from what the interface says of them."""

from collections.abc import Mapping
from typing import Any

from tests.doors.operations import Operation, schema


def content_of(operation: Operation) -> tuple[str, Any] | None:
    """The type and the schema of what is sent to the operation."""
    content = operation.said.get("requestBody", {}).get("content", {})
    return next(iter(content.items()), None)


def body_of(operation: Operation, ids: Mapping[str, Any]) -> Any:
    """A body with every field that is required, its ids those given."""
    content = content_of(operation)
    return made(content[1]["schema"], ids, "") if content else None


def resolved(said: Any) -> Any:
    """The schema itself, where it is only named."""
    while "$ref" in said:
        said = schema()["components"]["schemas"][said["$ref"].rpartition("/")[2]]
    return said


def made(said: Any, ids: Mapping[str, Any], name: str, *, whole: bool = False) -> Any:
    """A value that fits the schema; with `whole`, also of what may be left out."""
    said = resolved(said)
    if name in ids:
        return ids[name]
    if "anyOf" in said:
        return made(said["anyOf"][0], ids, name, whole=whole)
    if "allOf" in said:
        return made(said["allOf"][0], ids, name, whole=whole)
    if "enum" in said:
        return said["enum"][0]
    if "const" in said:
        return said["const"]
    return _by_type(said, ids, name, whole=whole)


def _by_type(said: Any, ids: Mapping[str, Any], name: str, *, whole: bool) -> Any:
    kind = said.get("type")
    if kind == "object":
        fields = said.get("properties", {})
        wanted = fields if whole else said.get("required", ())
        return {one: made(fields[one], ids, one, whole=whole) for one in wanted if one in fields}
    if kind == "array":
        return [made(said.get("items", {}), ids, name.removesuffix("s"), whole=whole)]
    if kind == "string":
        formats = {"date": "2026-01-05", "date-time": "2026-01-05T09:00:00+08:00"}
        return formats.get(said.get("format", ""), "x")
    return {"integer": 1, "number": 1, "boolean": True}.get(kind, "x")
