"""How the pages of the process chapter write what is said in two languages."""

from datetime import timedelta

from django import template
from django.utils.translation import gettext as _

from salesops.process.definition import Said
from salesops.web.crm.templatetags.leads import said as length_said
from salesops.web.language import spoken

register = template.Library()


@register.simple_tag
def said(words: Said) -> str:
    """The words in the reader's language."""
    return words.in_(spoken())


@register.simple_tag
def state_said(state: str) -> str:
    """How a clock stands, in words."""
    words = {
        "late": _("Late"), "warned": _("Soon"), "paused": _("Paused"), "running": _("Running"),
    }  # fmt: skip
    return words[state]


@register.simple_tag
def share(part: int, whole: int) -> str:
    """A part of a whole in per cent."""
    return f"{part / whole * 100:.1f}%" if whole else "—"


@register.simple_tag
def length(time: timedelta) -> str:
    """How long something takes."""
    return length_said(time)
