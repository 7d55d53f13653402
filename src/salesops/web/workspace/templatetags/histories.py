"""The link from a record's page to everything that was done to it."""

from typing import Any
from urllib.parse import urlencode

from django import template
from django.urls import reverse

register = template.Library()


@register.inclusion_tag("workspace/audit/link.html")
def history(table: str, record_id: Any) -> dict[str, Any]:
    """Where the record's history is."""
    return {"address": f"{reverse('audit')}?{urlencode({'table': table, 'record': record_id})}"}
