"""What lists take from Django for their cells: addresses by name, the company's clock, words."""

from collections.abc import Mapping
from datetime import datetime

from django.urls import NoReverseMatch, reverse
from django.utils import timezone
from django.utils.translation import gettext as _


def place_of(page: str, *args: object) -> str:
    """Where the page of that name is; nothing while there is none."""
    try:
        return reverse(page, args=args)
    except NoReverseMatch:
        return ""


def local(moment: datetime) -> datetime:
    """The moment on the company's clock."""
    return timezone.localtime(moment)


def words() -> Mapping[str, str]:
    """The few words every list needs, in the reader's language."""
    return {
        "yes": _("yes"), "no": _("no"), "me": _("mine"), "empty": _("empty"),
        "filled": _("filled in"),
    }  # fmt: skip
