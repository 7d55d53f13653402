"""What a list's template draws with: headings, and what its kept parts depend on."""

from collections.abc import Sequence
from typing import Any

from django import template
from django.utils.safestring import SafeString, mark_safe

from salesops.web.design.templatetags.design import icon
from salesops.web.lists.cells import Head
from salesops.web.lists.drawing import heading
from salesops.web.lists.listing import Bulk, Column

register = template.Library()


@register.simple_tag
def headings(heads: Sequence[Head], page_url: str) -> SafeString:
    """The headings of a table."""
    arrows = {"ascending": icon("arrow-up", 12), "descending": icon("arrow-down", 12)}
    drawn = (heading(head, page_url, arrows.get(head.sorted, "")) for head in heads)
    return mark_safe("".join(drawn))  # noqa: S308 - every text in it is escaped


@register.filter
def chosen_names(choices: Sequence[tuple[Column, bool]]) -> tuple[tuple[str, bool], ...]:
    """The columns by name, and whether each is shown."""
    return tuple((column.name, is_on) for column, is_on in choices)


@register.filter
def offering(bulk: Bulk, user: Any) -> tuple[tuple[str, str], ...]:
    """Everything there is to choose from for what may be done to several records."""
    fields = (field for field in bulk.inputs if field.kind == "choice" and field.choices)
    return tuple((str(v), str(label)) for f in fields for v, label in f.choices(user))  # type: ignore[misc]
