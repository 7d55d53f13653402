"""How leads and pools are written: how long a clock ran, what is left, where a record lives."""

from datetime import timedelta

from django import template
from django.urls import NoReverseMatch, reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from salesops.process.clocks import Clock

register = template.Library()

TONES = {"new": "accent", "working": "accent", "converted": "good", "invalid": ""}


@register.simple_tag
def ran(clock: Clock) -> str:
    """How long a clock has run."""
    return said(clock.ran)


@register.simple_tag
def left(clock: Clock) -> str:
    """What is left of its limit."""
    return said(max(clock.left, timedelta()))


@register.simple_tag
def percent(share: float) -> int:
    """A share in whole hundredths."""
    return round(share * 100)


def said(length: timedelta) -> str:
    """Minutes under an hour, hours under two days, else days."""
    minutes = int(length.total_seconds() // 60)
    if minutes < 60:
        return ngettext("%(n)d minute", "%(n)d minutes", minutes) % {"n": minutes}
    if minutes < 48 * 60:
        return _("%(h)d h %(m)02d min") % {"h": minutes // 60, "m": minutes % 60}
    days = minutes // (24 * 60)
    return ngettext("%(n)d day", "%(n)d days", days) % {"n": days}


@register.filter
def statustone(status: str) -> str:
    """How a lead's status looks."""
    return TONES.get(status, "")


@register.simple_tag
def record_address(name: str, pk: str) -> str:
    """Where a record's page is; nowhere while there is none."""
    try:
        return reverse(name, args=[pk])
    except NoReverseMatch:
        return "#"
