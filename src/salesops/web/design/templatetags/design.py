"""Template tags: icons, figures as the reader's language writes them, and each component."""

from collections.abc import Iterable, Mapping, Sequence
from decimal import Decimal
from functools import cache, lru_cache
from pathlib import PurePath
from typing import Any

from django import template
from django.http import HttpRequest
from django.template import Context
from django.template.loader import render_to_string
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString, mark_safe
from lucide import _render_icon  # the package's own tag does the same

from salesops.kernel import figures
from salesops.kernel.problem import Problem
from salesops.reports.asked_chart import LINE_COLOURS
from salesops.reports.charts import PALETTE
from salesops.web.design import components
from salesops.web.design.navigation import Link
from salesops.web.language import spoken
from salesops.web.text import escaped

register = template.Library()

TOKENS = {"ink": "text", "other": "category-other"}
# A chart is made in the inks of paper; the page's script puts the theme's in their place.
INKS = {colour: f"--{TOKENS.get(name, name)}" for name, colour in PALETTE.items()}
HERE = mark_safe(' aria-current="page"')
INKS |= {colour: f"--category-{at}" for at, colour in enumerate(LINE_COLOURS, 1)}


@register.simple_tag
def icon(name: str, size: int = 16) -> SafeString:
    """A lucide icon; decoration, so screen readers skip it."""
    return _drawn(str(name), size)


@lru_cache(maxsize=1000)
def _drawn(name: str, size: int) -> SafeString:
    """Drawn once: a page has dozens, and each is read from the package's archive."""
    drawing = _render_icon(name, size, aria_hidden="true", stroke_width="1.75")
    return mark_safe(drawing)  # noqa: S308 - drawn by the icon package from its own files


@register.simple_tag
def page_links(links: Sequence[Link]) -> SafeString:
    """Entries of the navigation, the open page marked."""
    return format_html_join(
        "",
        '<li><a href="{}"{}>{}<span class="clip">{}</span></a></li>',
        ((one.address, HERE if one.is_here else "", icon(one.icon), one.label) for one in links),
    )


@register.simple_tag
def options(found: Iterable[Any]) -> SafeString:
    """What a list of choices offers, each with `value`, `label` and whether it `is_picked`."""
    return _options(tuple(found))


@lru_cache(maxsize=200)
def _options(found: Sequence[Any]) -> SafeString:
    """Drawn once: everybody's pickers offer the same people and teams."""
    drawn = (
        f'<option value="{escaped(one.value)}"{" selected" if one.is_picked else ""}>'
        f"{escaped(str(one.label))}</option>"
        for one in found
    )
    return mark_safe("".join(drawn))  # noqa: S308 - every text in it is escaped


@register.simple_tag
def spoken_part(template: str) -> SafeString:
    """A part of a page that depends on nothing but the language, drawn once in each."""
    return _part(template, spoken())


@cache
def _part(template: str, _language: str) -> SafeString:
    return render_to_string(template)


@register.simple_tag
def figure(value: Decimal | float | None, unit: str, currency: str | None = None) -> SafeString:
    """A figure in short, the exact one on hover."""
    language = spoken()
    text = figures.short(value, unit, currency, language)
    full = figures.exact(value, unit, currency, language)
    if value is None:
        return format_html('<span class="none">{}</span>', text)
    return format_html('<span title="{}">{}</span>', full, text)


@register.simple_tag
def change(value: Decimal | float | None, unit: str = "money") -> SafeString:
    """A signed, coloured change with its arrow."""
    if value is None:
        return format_html('<span class="none">{}</span>', figures.NONE)
    text = figures.change(value, unit, spoken())
    return format_html(
        '<span class="change {}">{} {}</span>',
        figures.direction(value),
        figures.arrow(value),
        text,
    )


@register.inclusion_tag("design/parts/spark.html")
def spark(values: Sequence[object]) -> dict[str, object]:
    """A sparkline of the values, None left out."""
    return {"spark": components.spark(values), "w": components.SPARK_WIDTH}


@register.inclusion_tag("design/parts/problems.html")
def problem_list(problems: Sequence[Problem]) -> dict[str, object]:
    """What is wrong, where, and what to do."""
    language = spoken()
    return {
        "problems": [
            {
                "severity": problem.severity,
                "where": problem.where,
                "reason": problem.reason(language),
                "remedy": problem.remedy(language),
            }
            for problem in problems
        ]
    }


@register.simple_tag
def problem_text(problem: Problem) -> str:
    """One problem as one line: what is wrong and what to do."""
    return f"{problem.reason(spoken())} {problem.remedy(spoken())}"


@register.filter
def initials(name: str) -> str:
    """The last two characters of a Chinese name, the first letters of any other."""
    words = str(name).split()
    if not words:
        return "?"
    if not words[0].isascii():
        return words[0][-2:]
    return "".join(word[0] for word in words[:2]).upper()


@register.simple_tag(takes_context=True)
def address(context: Context, **changes: Any) -> str:
    """This page's address with some of its query changed; None takes a key away."""
    request: HttpRequest = context["request"]
    query = request.GET.copy()
    for key, value in changes.items():
        if value is None or value == "":
            query.pop(key, None)
        else:
            query[key] = str(value)
    return f"?{query.urlencode()}" if query else request.path


@register.filter
def at(mapping: Any, key: str) -> Any:
    """One value of a mapping or sequence."""
    return mapping.get(key) if hasattr(mapping, "get") else mapping[int(key)]


@register.filter
def offered(field: Any, user: Any) -> Sequence[tuple[str, Any]]:
    """What somebody may choose from in a field that offers choices."""
    return field.choices(user) if field.choices else ()


@register.inclusion_tag("design/parts/stepper.html")
def stepper(here: int, *steps: str) -> dict[str, object]:
    """Where one is on a way of a few steps, counted from 1."""
    return {"here": here, "steps": steps}


@register.inclusion_tag("design/parts/chart.html")
def chart(spec: Mapping[str, Any], title: str = "", alt: str = "") -> dict[str, object]:
    """A Vega-Lite chart, drawn by the page's script in the inks of the theme."""
    return {"spec": spec, "title": title, "alt": alt, "inks": INKS}


@register.filter
def whole(number: int | str | None) -> str:
    """A whole number with its thousands apart; nothing for none."""
    return "" if number in (None, "") else f"{number:,}"


@register.filter
def filename(path: str) -> str:
    """The last part of a path: where on the server a file lay is nobody's business."""
    return PurePath(path.replace("\\", "/")).name or path
