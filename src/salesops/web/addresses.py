"""Finding what an address leads to among hundreds, by its first word instead of one by one."""

from __future__ import annotations

from functools import cached_property
from typing import TYPE_CHECKING

from django.urls import URLPattern, URLResolver

if TYPE_CHECKING:
    from collections.abc import Mapping

    from django.urls import ResolverMatch

Way = URLPattern | URLResolver


class ByWord(URLResolver):
    """Addresses below one, of which only those that begin with the word asked for are tried.

    They are tried in their order, and it answers as trying all of them would.
    """

    @classmethod
    def of(cls, whole: URLResolver) -> ByWord:
        """The same addresses as `path(…)` made them."""
        return cls(
            whole.pattern, whole.urlconf_name, whole.default_kwargs, whole.app_name, whole.namespace
        )

    def resolve(self, path: str) -> ResolverMatch:
        """What is there. Raises Resolver404."""
        found = self.pattern.match(path)
        if found is None:
            return super().resolve(path)
        word = str(found[0]).partition("/")[0]
        return self._below.get(word, self._below[None]).resolve(path)

    @cached_property
    def _below(self) -> Mapping[str | None, URLResolver]:
        """By each first word what may be there; by None what may be there whatever the word."""
        words = {way: _word(way) for way in self.url_patterns}
        return {
            word: self._with([way for way in self.url_patterns if words[way] in (word, None)])
            for word in {*words.values(), None}
        }

    def _with(self, ways: list[Way]) -> URLResolver:
        return URLResolver(
            self.pattern, ways, self.default_kwargs, self.app_name, self.namespace
        )  # fmt: skip


def _word(way: Way) -> str | None:
    """The word every address of this way begins with; None where it could be any."""
    word, slash, _rest = str(way.pattern).partition("/")
    is_whole = bool(slash) or isinstance(way, URLPattern)
    return word if is_whole and word.replace("_", "").replace("-", "").isalnum() else None
