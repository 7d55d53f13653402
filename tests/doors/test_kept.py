"""Parts of pages that are kept are the same as if they were drawn anew."""

from django.template import Context, Template
from django.utils import translation

PART = Template(
    "{% load kept i18n %}{% kept 'part' name token=token %}"
    "{{ name }}{% if token %} {{ token }}{% endif %} {% translate 'Search' %}{% endkept %}"
)


def drawn(name, token, language="en"):
    with translation.override(language):
        return PART.render(Context({"name": name, "token": token}))


def test_a_part_is_another_for_another_value():
    assert [drawn("<a>", "1"), drawn("b", "1")] == ["&lt;a&gt; 1 Search", "b 1 Search"]


def test_what_comes_late_is_each_pages_own():
    assert [drawn("c", "1"), drawn("c", "<2>"), drawn("c", "")] == [
        "c 1 Search", "c &lt;2&gt; Search", "c Search",
    ]  # fmt: skip


def test_each_language_has_its_own():
    assert [drawn("d", "1", "zh-hans"), drawn("d", "1")] == ["d 1 搜索", "d 1 Search"]
