"""Every operation of the REST interface, as tests walk over them."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from typing import Any

METHODS = ("get", "post", "put", "patch", "delete")
API = "/api/v1"


@dataclass(frozen=True)
class Operation:
    """One operation: its method, its address with names in braces, what the schema says."""

    method: str
    path: str
    said: Any

    @property
    def name(self) -> str:
        return f"{self.method} {self.path}"

    def address(self, ids: dict[str, str], otherwise: str = "none") -> str:
        """The address with these ids in it."""
        return re.sub(r"{(\w+)}", lambda found: str(ids.get(found[1], otherwise)), self.path)


@cache
def schema() -> Any:
    from salesops.web.api import api

    return api.get_openapi_schema()


def operations(*methods: str) -> Iterator[Operation]:
    for path, said in schema()["paths"].items():
        for method in methods or METHODS:
            if method in said:
                yield Operation(method.upper(), path, said[method])


def read_out(answer: Any) -> None:
    """Take what is sent in pieces to its end, which closes its file, as a browser's server does.

    Closing an answer oneself tells Django that the request is over, outside of any transaction:
    it then ends the connection that the test's own transaction is on.
    """
    if answer.streaming:
        answer.getvalue()
