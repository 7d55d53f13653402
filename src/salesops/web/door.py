"""Through which door somebody came in, and which rules led to what is being done now."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from typing import Literal

from django.http import HttpRequest, HttpResponse

Door = Literal["page", "api", "mcp", "cli", "job", "rule", ""]

_door: ContextVar[Door] = ContextVar("door", default="")
_chain: ContextVar[tuple[str, ...]] = ContextVar("chain", default=())


def door() -> Door:
    """The door through which whatever is being done came in."""
    return _door.get()


def chain() -> tuple[str, ...]:
    """The rules one of which is acting now because another event had happened, oldest first."""
    return _chain.get()


def enter(name: Door) -> None:
    """From now on whatever this process does came in through this door, unless told otherwise."""
    _door.set(name)


@contextmanager
def through(name: Door, rules: tuple[str, ...] = ()) -> Iterator[None]:
    """What is done inside came in through this door, on behalf of these rules."""
    entered, led = _door.set(name), _chain.set(rules)
    try:
        yield
    finally:
        _door.reset(entered)
        _chain.reset(led)


def doors(
    get_response: Callable[[HttpRequest], HttpResponse],
) -> Callable[[HttpRequest], HttpResponse]:
    """Middleware that notes whether a page or the REST interface was asked."""

    def answer(request: HttpRequest) -> HttpResponse:
        with through("api" if request.path.startswith("/api/") else "page"):
            return get_response(request)

    return answer
