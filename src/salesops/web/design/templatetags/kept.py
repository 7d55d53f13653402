"""Parts of pages that are the same for the same things: drawn once, and kept."""

from collections.abc import Mapping, Sequence
from html import escape

from django import template
from django.template import Context, Node, NodeList
from django.template.base import FilterExpression, Parser, Token
from django.utils.safestring import SafeString, mark_safe

from salesops.web.language import spoken

register = template.Library()
MOST = 1000
_drawn: dict[tuple[object, ...], str] = {}


@register.tag
def kept(parser: Parser, token: Token) -> "Kept":
    """What stands until `endkept` depends on nothing but the language and the values named.

    What is given as `name=value` may be another on every page: it is put in afterwards, and may
    only be written out as it is.
    """
    _name, *told = token.split_contents()
    pairs = [bit.partition("=") for bit in told]
    same = [parser.compile_filter(bit) for bit, is_late, _ in pairs if not is_late]
    late = {bit: parser.compile_filter(value) for bit, is_late, value in pairs if is_late}
    within = parser.parse(("endkept",))
    parser.delete_first_token()
    return Kept(within, same, late)


class Kept(Node):
    """A part of a page that is kept by what it depends on."""

    def __init__(
        self,
        nodelist: NodeList,
        same: Sequence[FilterExpression],
        late: Mapping[str, FilterExpression],
    ) -> None:
        self.nodelist, self.same, self.late = nodelist, same, late

    def render(self, context: Context) -> SafeString:
        """The part, with what is another on every page in its places."""
        values = {name: value.resolve(context) for name, value in self.late.items()}
        key = (*(one.resolve(context) for one in self.same), *map(bool, values.values()), spoken())
        html = _drawn.get(key)
        if html is None:
            html = self._draw(context, key, values)
        for name, value in values.items():
            html = html.replace(_mark(name), escape(str(value)))
        return mark_safe(html)  # noqa: S308 - a template's own, and escaped values

    def _draw(self, context: Context, key: tuple[object, ...], values: Mapping[str, object]) -> str:
        marks = {name: _mark(name) if value else value for name, value in values.items()}
        with context.push(**marks):
            html = self.nodelist.render(context)
        if len(_drawn) >= MOST:
            _drawn.clear()
        _drawn[key] = html
        return html


def _mark(name: str) -> str:
    """What stands in the place of a value; no page holds it."""
    return f"\0{name}\0"
