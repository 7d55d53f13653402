"""Django's `i18n` for templates, where a text that stands there word by word is put in once.

Each `translate` takes some eighty calls, and a page has dozens that say the same every time.
"""

from django.template import Context
from django.template.base import Node, Parser, Token, Variable
from django.templatetags import i18n
from django.utils.translation import get_language

register = i18n.register.__class__()
register.tags.update(i18n.register.tags)
register.filters.update(i18n.register.filters)


class Spoken(Node):
    """A text of the template in the language of the page."""

    def __init__(self, node: i18n.TranslateNode) -> None:
        self._node = node
        self._said: dict[str | None, str] = {}

    def render(self, context: Context) -> str:
        """The text; what a language calls it is looked up once."""
        language = get_language()
        said = self._said.get(language)
        if said is None:
            said = self._said[language] = self._node.render(context)
        return said


@register.tag("translate")
@register.tag("trans")
def translate(parser: Parser, token: Token) -> Node:
    """As Django's; a text without filters that is only shown is remembered."""
    node = i18n.do_translate(parser, token)
    said = node.filter_expression
    is_word = not isinstance(said.var, Variable) or said.var.lookups is None
    if not is_word or said.filters or node.asvar or node.message_context:
        return node
    return Spoken(node)
