"""Which language a page speaks: the reader's last choice, then their profile, then Chinese."""

from collections.abc import Callable, Iterable, Iterator
from typing import TypeVar

from django.conf import settings
from django.http import FileResponse, HttpRequest, StreamingHttpResponse
from django.http.response import HttpResponseBase
from django.utils import translation
from django.utils.cache import patch_vary_headers

from salesops.kernel.problem import Language

Part = TypeVar("Part")


def chosen(request: HttpRequest) -> str:
    """The language code of this request; what the browser prefers is not asked."""
    known = dict(settings.LANGUAGES)
    cookie = request.COOKIES.get(settings.LANGUAGE_COOKIE_NAME, "")
    if cookie in known:
        return cookie
    return profile_of(request.user)


def profile_of(user: object) -> str:
    """The language code of a user's profile."""
    profile = getattr(user, "language", "")
    return profile if profile in dict(settings.LANGUAGES) else settings.LANGUAGE_CODE


def speak_as(request: HttpRequest, user: object) -> None:
    """Go on in the language of whoever a key says is asking, till the request is answered."""
    if settings.LANGUAGE_COOKIE_NAME not in request.COOKIES:
        request.LANGUAGE_CODE = profile_of(user)
        translation.activate(request.LANGUAGE_CODE)


def spoken() -> Language:
    """The language now active, as the pure core names it."""
    return "en" if (translation.get_language() or "").startswith("en") else "zh"


def speaking(language: Language) -> translation.override:
    """Within it, everything is said in this language, whoever is asking."""
    return translation.override("en" if language == "en" else "zh-hans")


def speak(
    get_response: Callable[[HttpRequest], HttpResponseBase],
) -> Callable[[HttpRequest], HttpResponseBase]:
    """Middleware that activates the chosen language and says so in the answer.

    What is made only while it is sent is made in that language too.
    """

    def answer(request: HttpRequest) -> HttpResponseBase:
        code = chosen(request)
        with translation.override(code):
            request.LANGUAGE_CODE = code
            response = get_response(request)
        _speak_on(response, request.LANGUAGE_CODE)
        response.headers.setdefault("Content-Language", request.LANGUAGE_CODE)
        patch_vary_headers(response, ("Cookie",))
        return response

    return answer


def _speak_on(response: HttpResponseBase, code: str) -> None:
    """Have what is still to be made of the answer made in this language; a file is made already."""
    if isinstance(response, StreamingHttpResponse) and not isinstance(response, FileResponse):
        parts = response.streaming_content
        if isinstance(parts, Iterator):
            response.streaming_content = said_in(code, parts)


def said_in(code: str, parts: Iterable[Part]) -> Iterator[Part]:
    """The parts, each made in this language however late it is asked for."""
    rest = iter(parts)
    while True:
        with translation.override(code):
            try:
                part = next(rest)
            except StopIteration:
                return
        yield part
