"""An address leads where trying every address one by one would lead."""

import pytest
from django.urls import Resolver404, URLResolver, get_resolver

from salesops.web.addresses import ByWord

WORDS = ("a", "7", "a/b", "accounts", "a/family", "2026-10-01")


def below(begin: str) -> ByWord:
    ways = [way for way in get_resolver().url_patterns if isinstance(way, ByWord)]
    return next(way for way in ways if str(way.pattern) == begin)


def one_by_one(way: ByWord) -> URLResolver:
    return URLResolver(way.pattern, way.urlconf_name, {}, way.app_name, way.namespace)


def every_address(way: ByWord) -> list[str]:
    routes = [f"{way.pattern}{one.pattern}" for one in way.url_patterns]
    parts = [route.replace("<", "\0<").replace(">", ">\0").split("\0") for route in routes]
    return [
        "".join(word if part.startswith("<") else part for part in each)
        for each in parts
        for word in WORDS
    ]


def lead(way: URLResolver, address: str) -> tuple[str, str, dict[str, object]] | None:
    try:
        found = way.resolve(address)
    except Resolver404:
        return None
    return found.route, found.view_name, found.kwargs


@pytest.mark.parametrize("begin", ["api/v1/", ""])
def test_every_address_leads_where_trying_one_by_one_leads(begin):
    fast = below(begin)
    slow = one_by_one(fast)
    addresses = every_address(fast)
    assert len(addresses) > 1000
    led = [lead(fast, address) for address in addresses]
    assert led == [lead(slow, address) for address in addresses]
    assert len({one[0] for one in led if one}) > 100


@pytest.mark.parametrize("address", ["api/v1/nothing", "api/v1/accountsx", "api/v2/", "accounts"])
def test_what_is_not_there_is_not_found(address):
    with pytest.raises(Resolver404):
        below("api/v1/").resolve(address)
