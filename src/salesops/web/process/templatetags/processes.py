"""How the pages of the process chapter write what is said in two languages."""

from django import template

from salesops.process.definition import Said
from salesops.web.language import spoken

register = template.Library()


@register.simple_tag
def said(words: Said) -> str:
    """The words in the reader's language."""
    return words.in_(spoken())
