"""Asking an operation of the REST interface from within: the same checks, no network."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from functools import cache
from io import BytesIO
from typing import Any
from urllib.parse import urlencode

from django.core.handlers.wsgi import WSGIRequest
from django.http import HttpResponse
from django.http.response import HttpResponseBase

from salesops.web.access import Actor, Owner
from salesops.web.api import api, operation
from salesops.web.assistants.describing import CONFIRM, operation_of, places, takes
from salesops.web.assistants.offered import PERSONAL, PREFIX, TOOLS, Tool
from salesops.web.assistants.problems import NO_SUCH_ARGUMENT, NO_SUCH_TOOL, missing
from salesops.web.problems import Refused, refused
from salesops.web.scopes import MODES, opens

Arguments = Mapping[str, Any]


@dataclass(frozen=True)
class Caller:
    """Whom an assistant acts for, and what its key opens."""

    actor: Actor
    scopes: Sequence[str] = MODES

    @property
    def name(self) -> str:
        """Who it is, among all who confirm something."""
        return "mcp owner" if isinstance(self.actor, Owner) else f"mcp {self.actor.pk}"


@dataclass(frozen=True)
class Answer:
    """What the interface answered: its status and what it told."""

    status: int
    told: Any

    @property
    def is_refused(self) -> bool:
        """Whether nothing came of it."""
        return self.status >= 400


@cache
def openapi() -> dict[str, Any]:
    """What the interface says of itself."""
    return api.get_openapi_schema()


def offered(caller: Caller) -> list[Tool]:
    """The tools this key opens."""
    return [tool for tool in TOOLS.values() if _is_open(caller, tool)]


def _is_open(caller: Caller, tool: Tool) -> bool:
    scope = operation_of(tool, openapi())["x-scope"]
    is_asked_by_nobody = tool.name in PERSONAL and isinstance(caller.actor, Owner)
    return opens(caller.scopes, scope) and not is_asked_by_nobody


def tool_named(caller: Caller, name: str, arguments: Arguments) -> Tool:
    """The tool of that name, if the key opens it and it takes these arguments. Raises Refused."""
    tool = TOOLS.get(name)
    if tool is None or not _is_open(caller, tool):
        raise refused(NO_SUCH_TOOL, tool=name)
    known = list(takes(tool, openapi())["properties"])
    strange = next((one for one in arguments if one not in known), None)
    if strange is not None:
        told = {"tool": name, "name": strange, "known": ", ".join(known)}
        raise refused(NO_SUCH_ARGUMENT, field=strange, **told)
    return tool


def asked(caller: Caller, tool: Tool, arguments: Arguments) -> Answer:
    """What the tool's operation answers to these arguments."""
    parts: dict[str, dict[str, Any]] = {"path": {}, "query": {}, "body": {}}
    where = places(tool, openapi())
    for name, value in arguments.items():
        if name != CONFIRM:
            parts[where[name]][name] = value
    request = _request(caller, tool, parts["query"], parts["body"])
    response = operation(tool.method, tool.path).run(request, **_ids(tool, parts["path"]))
    return Answer(response.status_code, _told(response))


def _ids(tool: Tool, said: Arguments) -> dict[str, str]:
    """The ids in the address. Raises Refused when one is missing."""
    for name in (part[1:-1] for part in tool.path.split("/") if part.startswith("{")):
        if not str(said.get(name) or ""):
            raise Refused(missing(name))
    return {name: str(value) for name, value in said.items()}


def _request(caller: Caller, tool: Tool, query: Arguments, body: Arguments) -> WSGIRequest:
    """What the operation would be sent, by somebody it need not ask for a key."""
    content = json.dumps(body, ensure_ascii=False, default=str).encode()
    request = WSGIRequest({
        "REQUEST_METHOD": tool.method, "PATH_INFO": f"{PREFIX}{tool.path}",
        "QUERY_STRING": urlencode(_said(query), doseq=True), "CONTENT_TYPE": "application/json",
        "CONTENT_LENGTH": str(len(content)), "wsgi.input": BytesIO(content),
        "SERVER_NAME": "localhost", "SERVER_PORT": "80",
    })  # fmt: skip
    request.user = caller.actor  # type: ignore[assignment]  # an owner has no user
    request.inside = True  # type: ignore[attr-defined]  # nothing sent from outside can set it
    return request


def _said(query: Arguments) -> dict[str, Any]:
    """The values as an address writes them; what is null is not said."""
    words = {True: "true", False: "false"}
    return {
        name: words[value] if isinstance(value, bool) else value
        for name, value in query.items()
        if value is not None
    }


def _told(response: HttpResponseBase) -> Any:
    if not isinstance(response, HttpResponse) or not response.content:
        return {}
    return json.loads(response.content, parse_float=_exact)


def _exact(text: str) -> float | str:
    """A number as JSON has it; as text where a float would lose digits."""
    near = float(text)
    return near if Decimal(repr(near)) == Decimal(text) else text
