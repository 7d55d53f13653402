"""What lists take from Django for their cells: addresses by name, the company's clock, words."""

from collections.abc import Mapping
from datetime import datetime
from functools import cache
from urllib.parse import quote

from django.urls import NoReverseMatch, reverse
from django.utils import timezone
from django.utils.translation import gettext as _


def place_of(page: str, *args: object) -> str:
    """Where the page of that name is; nothing while there is none."""
    try:
        return reverse(page, args=args)
    except NoReverseMatch:
        return ""


ID = "~id~"
SAFE = "!$&'()*+,;=/~:@"
"""What an address may hold as it is, in a part of its path."""


def record_place(page: str, pk: object) -> str:
    """Where the page of this name about one record is; nothing while there is none.

    What stands around the id is looked up once: a page leads to a hundred records.
    """
    around = _around(page)
    return around[0] + quote(str(pk), safe=SAFE) + around[1] if around else place_of(page, pk)


@cache
def _around(page: str) -> tuple[str, str] | None:
    before, mark, after = place_of(page, ID).partition(ID)
    return (before, after) if mark else None


@cache
def page_place(page: str) -> str:
    """Where the page of that name is, looked up once; nothing while there is none."""
    return place_of(page)


def local(moment: datetime) -> datetime:
    """The moment on the company's clock."""
    return timezone.localtime(moment)


def words() -> Mapping[str, str]:
    """The few words every list needs, in the reader's language."""
    return {
        "yes": _("yes"), "no": _("no"), "me": _("mine"), "empty": _("empty"),
        "filled": _("filled in"), "colon": _(": "),
    }  # fmt: skip
