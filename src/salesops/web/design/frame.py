"""What every page's frame needs to know: who reads, where they are, as of when."""

from datetime import timedelta
from functools import partial
from typing import Any

from django.conf import settings
from django.http import HttpRequest
from django.utils import timezone

from salesops.web.access import standing
from salesops.web.design import navigation
from salesops.web.language import spoken
from salesops.web.notices.actions import unread_count
from salesops.web.people.delegation import running
from salesops.web.people.models import User
from salesops.web.prepared import Prepared
from salesops.web.workspace.company import company_name

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
        **_company(),
        "standing_in": _standing_in(user),
        "unread_notices": unread_count(user),
        "here": (role, *navigation.marked(request.path, query)),
        "home_link": partial(navigation.links, [navigation.HOME], role, request.path, query),
        "chapters": partial(navigation.chapters, role, request.path, query),
        "settings_link": partial(navigation.links, FOOT, role, request.path, query),
        "settings_pages": partial(navigation.settings_pages, role, request.path),
        "tabs": partial(navigation.links, navigation.TABS, role, request.path, query),
    }


def _standing_in(user: User) -> list[dict[str, Any]]:
    """For whom the reader stands in today, and the last day of each."""
    if not user.person_id:
        return []
    return [
        {"name": one["absent__name"], "until": one["ends_before"] - timedelta(days=1)}
        for one in _absent([user.person_id], [timezone.localdate()])
    ]


_absent = Prepared(
    lambda persons, days: (
        running(days[0])
        .filter(stand_in=persons[0])
        .order_by("ends_before")
        .values("absent__name", "ends_before")
    )
)


def _company() -> dict[str, Any]:
    found = standing()
    return {
        "company": company_name(),
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
