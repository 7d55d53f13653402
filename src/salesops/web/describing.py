"""What OpenAPI says of every operation alike: its scope, its key against repetition, problems."""

from typing import Any, TypeVar

from salesops.web.scopes import SCOPES, needed

Schema = TypeVar("Schema", bound=dict)
WRITES = ("post", "put", "patch", "delete")
PROBLEM = {
    "type": "object",
    "title": "Problem",
    "required": ["code", "reason", "remedy"],
    "properties": {
        "code": {"type": "string", "description": "The stable name of this kind of problem"},
        "reason": {"type": "string", "description": "What is wrong"},
        "remedy": {"type": "string", "description": "What to do"},
        "column": {"type": "string", "nullable": True, "description": "The field it is about"},
    },
}
PROBLEMS = {
    "type": "object",
    "title": "Problems",
    "required": ["problems"],
    "properties": {
        "problems": {"type": "array", "items": {"$ref": "#/components/schemas/Problem"}}
    },
}
KEY = {
    "in": "header", "name": "Idempotency-Key", "required": False,
    "schema": {"type": "string", "maxLength": 255},
    "description": "The same key with the same request gives the same answer again, for 24 hours",
}  # fmt: skip
KEY_NAMED = {"$ref": "#/components/parameters/IdempotencyKey"}
FAILURES = {
    401: "No valid token", 403: "The token lacks the scope, or the role does not allow it",
    404: "Not there, or not yours to see", 422: "Values that do not fit, each with its field",
    503: "The database is busy: try again after Retry-After seconds",
}  # fmt: skip
WRITE_FAILURES = {409: "Refused, changed by somebody else meanwhile, or still being done"}


def described(schema: Schema) -> Schema:
    """The schema, with what all operations have in common written to each."""
    components = schema["components"].setdefault("schemas", {})
    components |= {"Problem": PROBLEM, "Problems": PROBLEMS}
    content = {"application/json": {"schema": {"$ref": "#/components/schemas/Problems"}}}
    schema["components"]["responses"] = {
        f"Problems{status}": {"description": text, "content": content}
        for status, text in sorted({**FAILURES, **WRITE_FAILURES}.items())
    }
    schema["components"]["parameters"] = {"IdempotencyKey": KEY}
    for path, operations in schema["paths"].items():
        for method, operation in operations.items():
            _describe(path, method, operation)
    schema["info"]["x-scopes"] = list(SCOPES)
    return schema


def _describe(path: str, method: str, operation: dict[str, Any]) -> None:
    operation["x-scope"] = needed(operation.get("tags", ()), method.upper(), path)
    failures = dict(FAILURES)
    if method in WRITES:
        operation["parameters"] = [*operation.get("parameters", ()), KEY_NAMED]
        failures |= WRITE_FAILURES
    for status in sorted(failures):
        named = {"$ref": f"#/components/responses/Problems{status}"}
        operation["responses"].setdefault(status, named)
