"""What a request needs only where a browser may have sent it: session, user, messages, htmx."""

from collections.abc import Callable, Sequence
from functools import reduce
from typing import Any

from django.contrib.auth.middleware import AuthenticationMiddleware
from django.contrib.auth.models import AnonymousUser
from django.contrib.messages.middleware import MessageMiddleware
from django.contrib.sessions.middleware import SessionMiddleware
from django.core.handlers.exception import convert_exception_to_response
from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django_htmx.middleware import HtmxMiddleware

Answer = Callable[[HttpRequest], HttpResponseBase]
LAYERS: Sequence[Callable[..., Any]] = (
    SessionMiddleware, AuthenticationMiddleware, MessageMiddleware, HtmxMiddleware,
)  # fmt: skip
"""Django's own layers, from the outermost to the innermost."""


def is_program(request: HttpRequest) -> bool:
    """Whether it asks the REST interface without any cookie, and so in no session."""
    return "HTTP_COOKIE" not in request.META and request.path.startswith("/api/")


def browsers(get_response: Answer) -> Answer:
    """Middleware of all these layers, which the request of a program does not pass.

    Without a cookie they would find nobody; whose key it brings is asked when it is answered.
    """
    layered = reduce(_within, reversed(LAYERS), get_response)

    def answer(request: HttpRequest) -> HttpResponseBase:
        if not is_program(request):
            return layered(request)
        request.user = AnonymousUser()
        return get_response(request)

    return answer


def _within(inner: Answer, layer: Callable[..., Any]) -> Answer:
    return convert_exception_to_response(layer(inner))  # type: ignore[return-value]  # never awaited
