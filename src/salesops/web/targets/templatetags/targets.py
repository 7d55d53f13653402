"""How a plan's numbers are written on pages."""

from decimal import Decimal, InvalidOperation

from django import template
from django.utils.html import format_html
from django.utils.safestring import SafeString

from salesops.kernel import figures
from salesops.metrics import METRICS
from salesops.web.design.templatetags.design import figure
from salesops.web.language import spoken

register = template.Library()


@register.simple_tag
def amount(value: str | Decimal | None, metric: str, currency: str = "") -> SafeString:
    """A target as people read it, exactly on hover."""
    number = None if value in (None, "") else Decimal(str(value))
    return figure(number, METRICS[metric].unit, currency or None)


@register.simple_tag
def moved(value: Decimal | None, metric: str) -> SafeString:
    """A signed, coloured difference, exactly on hover."""
    if value is None:
        return format_html('<span class="none">{}</span>', figures.NONE)
    unit, plus = METRICS[metric].unit, "+" if value > 0 else ""
    return format_html(
        '<span class="change {}" title="{}">{}{}</span>', figures.direction(value),
        figures.exact(value, unit, None, spoken()), plus,
        figures.short(value, unit, None, spoken()),
    )  # fmt: skip


@register.filter
def grouped(value: str | Decimal | None) -> str:
    """A number with every digit it has, in groups of three."""
    return "—" if value in (None, "") else f"{Decimal(str(value)).normalize():,f}"


@register.filter
def percent(value: float | None) -> str:
    """A share with one decimal."""
    return "—" if value is None else f"{value * 100:.1f}%".replace("-", figures.MINUS)


@register.filter
def parted(value: str | None) -> str:
    """A share given as text, with one decimal."""
    return percent(None if value is None else float(value))


@register.filter
def spelled(value: object) -> str:
    """What a change says: a number in groups of three, anything else as it is."""
    try:
        number = Decimal(str(value))
    except InvalidOperation:
        return str(value)
    return grouped(number) if number.is_finite() else str(value)
