"""What every page's frame needs to know: who reads, where they are, as of when."""

from collections.abc import Mapping, Sequence
from datetime import timedelta
from functools import partial
from typing import Any, NamedTuple

from django.conf import settings
from django.http import HttpRequest
from django.utils import timezone

from salesops.web.access import Standing, current_asked, standing
from salesops.web.design import navigation
from salesops.web.language import spoken
from salesops.web.notices.actions import unread_asked
from salesops.web.people.delegation import running
from salesops.web.people.models import User
from salesops.web.prepared import Prepared, Rows
from salesops.web.together import Asked, Sought, at_once
from salesops.web.workspace.company import company_asked

THEME_COOKIE = "salesops_theme"
THEMES = ("auto", "light", "dark")
FOOT = (navigation.ADMINISTRATION, navigation.SETTINGS)


def frame(request: HttpRequest) -> dict[str, Any]:
    """Context processor: navigation, language and theme."""
    language = spoken()
    base = {
        "language": language,
        "html_lang": "zh-Hans" if language == "zh" else "en",
        "other_language": ("en", "English") if language == "zh" else ("zh-hans", "中文"),
        "theme": chosen_theme(request),
        "languages": settings.LANGUAGES,
    }
    user = getattr(request, "user", None)
    if user is None or not user.is_authenticated:
        return base
    query = request.META.get("QUERY_STRING", "")
    role = getattr(user, "role", "") or "admin"
    return {
        **base,
        "reader_name": getattr(user, "name", "") or user.get_username(),
        "reader_role": user.get_role_display() if hasattr(user, "get_role_display") else "",
        **_said(around(request)),
        "here": (role, *navigation.marked(request.path, query)),
        "home_link": partial(navigation.links, [navigation.HOME], role, request.path, query),
        "chapters": partial(navigation.chapters, role, request.path, query),
        "settings_link": partial(navigation.links, FOOT, role, request.path, query),
        "settings_pages": partial(navigation.settings_pages, role, request.path),
        "tabs": partial(navigation.links, navigation.TABS, role, request.path, query),
    }


class Around(NamedTuple):
    """What every page knows of the company and its reader."""

    company: str
    currency: str
    standing: Standing | None
    unread: int
    standing_in: Sequence[Mapping[str, Any]]


def around(request: HttpRequest) -> Around:
    """What every page knows of the company and its signed-in reader, asked once a request."""
    known: Around | None = getattr(request, "around", None)
    return at_once(around_sought(request))[0] if known is None else known


def around_sought(request: HttpRequest) -> Sought:
    """`around`, to be asked for together with what a page is about: it is known from then on."""
    user: User = request.user  # type: ignore[assignment]  # the reader is signed in
    mine = ([user.person_id], [timezone.localdate()]) if user.person_id else ((), ())

    def told(*rows: Rows) -> Around:
        known = _around(*rows)
        setattr(request, "around", known)  # noqa: B010 - a request has no such field
        return known

    asked: Sequence[Asked] = [
        (company_asked,), (current_asked,), (unread_asked, [user.pk]), (_absent, *mine)
    ]  # fmt: skip
    return Sought(asked, told)


def _around(company: Rows, current: Rows, unread: Rows, absent: Rows) -> Around:
    named: Mapping[str, Any] = next(iter(company), {"name": "", "currency": "CNY"})
    return Around(
        str(named["name"]),
        str(named["currency"]),
        standing(current),
        next((int(one["count"]) for one in unread), 0),
        [
            {"name": one["absent__name"], "until": one["ends_before"] - timedelta(days=1)}
            for one in absent
        ],
    )


_absent = Prepared(
    lambda persons, days: (
        running(days[0])
        .filter(stand_in=persons[0])
        .order_by("ends_before")
        .values("absent__name", "ends_before")
    )
)
"""For whom somebody stands in on a day, and till when."""


def _said(known: Around) -> dict[str, Any]:
    found = known.standing
    return {
        "company": known.company,
        "standing_in": known.standing_in,
        "unread_notices": known.unread,
        "as_of": found.as_of if found else None,
        "taken_at": found.taken_at if found else None,
        "snapshot_id": found.snapshot_id if found else "",
    }


def chosen_theme(request: HttpRequest) -> str:
    """Light, dark, or as the reader's system has it."""
    cookie = request.COOKIES.get(THEME_COOKIE, "")
    if cookie in THEMES:
        return cookie
    profile = getattr(getattr(request, "user", None), "theme", "")
    return profile if profile in THEMES else "auto"
