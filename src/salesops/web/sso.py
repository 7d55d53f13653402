"""Ways to sign in with a company's own accounts, as the environment configures them."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from importlib.util import find_spec
from typing import Any

PREFIX = "SALESOPS_SSO_"


@dataclass(frozen=True)
class Way:
    """One way in: who vouches, and what django-allauth needs to ask them.

    `trusts_mail` says whether the address they tell was given by the company, so that it may
    stand for a user; where people write it themselves only linked accounts count.
    """

    key: str
    provider: str
    name: str
    app: str
    client: Mapping[str, Any] = field(default_factory=dict)
    trusts_mail: bool = False


class Misconfigured(ValueError):
    """Some of the names that belong together are missing."""


def ways(environ: Mapping[str, str]) -> tuple[Way, ...]:
    """The ways that are configured, none where nothing is. Raises Misconfigured."""
    found = (_oidc(environ), _wecom(environ), _dingtalk(environ), _feishu(environ))
    return tuple(way for way in found if way)


def _told(environ: Mapping[str, str], way: str, *names: str) -> dict[str, str] | None:
    """The values of these names, all of them or, where none is given, nothing."""
    values = {name: environ.get(f"{PREFIX}{way}_{name}", "").strip() for name in names}
    if not any(values.values()):
        return None
    missing = [f"{PREFIX}{way}_{name}" for name, value in values.items() if not value]
    if missing:
        raise Misconfigured(f"{', '.join(missing)} must be set as well")
    return values


def _oidc(environ: Mapping[str, str]) -> Way | None:
    told = _told(environ, "OIDC", "ISSUER", "CLIENT_ID", "SECRET")
    if told is None:
        return None
    name = environ.get(f"{PREFIX}OIDC_NAME", "").strip()
    client = {
        "provider_id": "oidc", "name": name or "OIDC", "client_id": told["CLIENT_ID"],
        "secret": told["SECRET"],
        "settings": {"server_url": told["ISSUER"], "oauth_pkce_enabled": True},
    }  # fmt: skip
    app = "allauth.socialaccount.providers.openid_connect"
    return Way("oidc", "openid_connect", name, app, client, trusts_mail=True)


def _wecom(environ: Mapping[str, str]) -> Way | None:
    told = _told(environ, "WECOM", "CORP_ID", "AGENT_ID", "SECRET")
    if told is None:
        return None
    # A company may run 企业微信 on machines of its own.
    host = environ.get(f"{PREFIX}WECOM_HOST", "").strip()
    client = {
        "client_id": told["CORP_ID"], "secret": told["SECRET"], "key": told["AGENT_ID"],
        "settings": {"host": host} if host else {},
    }  # fmt: skip
    return Way("wecom", "wecom", "企业微信", "salesops.web.wecom", client, trusts_mail=True)


def _dingtalk(environ: Mapping[str, str]) -> Way | None:
    told = _told(environ, "DINGTALK", "CLIENT_ID", "SECRET")
    if told is None:
        return None
    client = {"client_id": told["CLIENT_ID"], "secret": told["SECRET"]}
    return Way("dingtalk", "dingtalk", "钉钉", "allauth.socialaccount.providers.dingtalk", client)


def _feishu(environ: Mapping[str, str]) -> Way | None:
    told = _told(environ, "FEISHU", "CLIENT_ID", "SECRET")
    if told is None:
        return None
    client = {"client_id": told["CLIENT_ID"], "secret": told["SECRET"]}
    app = "allauth.socialaccount.providers.feishu"
    return Way("feishu", "feishu", "飞书", app, client, trusts_mail=True)


def apps(configured: Sequence[Way]) -> list[str]:
    """The applications Django needs for these ways. Raises Misconfigured without the extra."""
    if not configured:
        return []
    if find_spec("allauth") is None:
        raise Misconfigured(f"{PREFIX}… needs the extra: pip install 'salesops[sso]'")
    needed = ["allauth", "allauth.account", "allauth.socialaccount"]
    return needed + [way.app for way in configured]


def providers(configured: Sequence[Way]) -> dict[str, dict[str, Any]]:
    """The settings django-allauth needs for these ways."""
    return {way.provider: {"APPS": [dict(way.client)]} for way in configured}
