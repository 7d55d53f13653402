"""Which language a page speaks: the reader's last choice, then their profile, then Chinese."""

from collections.abc import Callable

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.utils import translation
from django.utils.cache import patch_vary_headers

from salesops.kernel.problem import Language


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


def speak(
    get_response: Callable[[HttpRequest], HttpResponse],
) -> Callable[[HttpRequest], HttpResponse]:
    """Middleware that activates the chosen language and says so in the answer."""

    def answer(request: HttpRequest) -> HttpResponse:
        code = chosen(request)
        with translation.override(code):
            request.LANGUAGE_CODE = code
            response = get_response(request)
        response.headers.setdefault("Content-Language", request.LANGUAGE_CODE)
        patch_vary_headers(response, ("Cookie",))
        return response

    return answer
