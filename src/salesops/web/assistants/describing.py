"""What a tool takes and says, out of what the interface says of its operation."""

from collections.abc import Mapping
from typing import Any

from salesops.web.assistants.offered import PREFIX, Tool

Schema = dict[str, Any]
CONFIRM = "confirm"
CONFIRMATION: Schema = {
    "type": "string",
    "description": "What the preview gave to confirm it; without it nothing is done, only told",
}
PREVIEWED = "Without `confirm` nothing is done: what would change is told, with a confirmation."


def operation_of(tool: Tool, openapi: Mapping[str, Any]) -> Schema:
    """What the interface says of the tool's operation."""
    said: Schema = openapi["paths"][f"{PREFIX}{tool.path}"][tool.method.lower()]
    return said


def description(tool: Tool, openapi: Mapping[str, Any]) -> str:
    """What the tool does, in a sentence or two."""
    said = operation_of(tool, openapi)
    told = " ".join(str(said.get("description") or said["summary"]).split())
    return f"{told} {PREVIEWED}" if tool.is_action else told


def places(tool: Tool, openapi: Mapping[str, Any]) -> Mapping[str, str]:
    """Where each argument of the tool belongs: path, query or body."""
    said = operation_of(tool, openapi)
    found = dict.fromkeys(_body(said, openapi).get("properties", {}), "body")
    return found | {one["name"]: one["in"] for one in _parameters(said)}


def takes(tool: Tool, openapi: Mapping[str, Any]) -> Schema:
    """The arguments of the tool as one JSON schema."""
    said = operation_of(tool, openapi)
    body = _body(said, openapi)
    properties = {**body.get("properties", {})}
    required = [*body.get("required", ())]
    for one in _parameters(said):
        told = resolved(one["schema"], openapi)
        more = {"description": one["description"]} if one.get("description") else {}
        properties[one["name"]] = {**told, **more}
        required += [one["name"]] if one.get("required") else []
    if tool.is_action:
        properties[CONFIRM] = CONFIRMATION
    return {
        "type": "object", "properties": properties, "required": sorted(required),
        "additionalProperties": False,
    }  # fmt: skip


def _parameters(said: Schema) -> list[Schema]:
    return [one for one in said.get("parameters", ()) if one.get("in") in ("path", "query")]


def _body(said: Schema, openapi: Mapping[str, Any]) -> Schema:
    content = said.get("requestBody", {}).get("content", {})
    found: Schema = resolved(content["application/json"]["schema"], openapi) if content else {}
    return found


def resolved(said: Any, openapi: Mapping[str, Any]) -> Any:
    """The schema with everything it names written into it."""
    if isinstance(said, list):
        return [resolved(one, openapi) for one in said]
    if not isinstance(said, dict):
        return said
    if "$ref" in said:
        named = str(said["$ref"]).rpartition("/")[2]
        return resolved(openapi["components"]["schemas"][named], openapi)
    return {name: resolved(one, openapi) for name, one in said.items()}
