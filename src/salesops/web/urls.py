"""Where every page and endpoint lives; each part of the business lists its own."""

from importlib import import_module
from importlib.util import find_spec

from django.urls import URLPattern, URLResolver, include, path
from django.views.i18n import set_language

from salesops.web.addresses import ByWord
from salesops.web.api import api
from salesops.web.health import health

PARTS = (
    "design", "people", "workspace", "explore", "imports", "reports", "market", "crm", "targets",
    "administration", "lists", "notices", "automation", "tracking", "territories", "process", "pay",
    "effects", "pay_plans", "honours",
)  # fmt: skip


def _pages() -> list[URLPattern | URLResolver]:
    """The pages of every part that has some, part by part."""
    lists = [f"salesops.web.{part}.urls" for part in PARTS]
    return [way for name in lists if find_spec(name) for way in import_module(name).urlpatterns]


urlpatterns = [
    ByWord.of(path("api/v1/", api.urls)),
    path("health", health, name="health"),
    path("language", set_language, name="set_language"),
    ByWord.of(path("", include(_pages()))),
]

handler400 = "salesops.web.faults.unreadable"
handler403 = "salesops.web.faults.forbidden"
handler404 = "salesops.web.faults.not_found"
handler500 = "salesops.web.faults.broken"
