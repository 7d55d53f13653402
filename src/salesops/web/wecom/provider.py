"""企业微信 as django-allauth wants a provider told: who came, and the address they were given."""

from __future__ import annotations

from typing import Any

from allauth.account.models import EmailAddress
from allauth.socialaccount.providers.base import ProviderAccount
from allauth.socialaccount.providers.oauth2.provider import OAuth2Provider

from salesops.web.wecom.exchange import WeComAdapter


class WeComProvider(OAuth2Provider):
    """Members of one company; somebody from outside has no member's id and is refused."""

    id = "wecom"
    name = "企业微信"
    account_class = ProviderAccount
    oauth2_adapter_class = WeComAdapter

    def extract_uid(self, data: dict[str, Any]) -> str:
        """The member's id within the company."""
        return str(data["userid"])

    def extract_common_fields(self, data: dict[str, Any]) -> dict[str, Any]:
        """The name; whoever it is has an account here already."""
        return {"name": data.get("name", "")}

    def extract_email_addresses(self, data: dict[str, Any]) -> list[EmailAddress]:
        """The address the company gave them; never the one they wrote themselves."""
        given = data.get("biz_mail")
        return [EmailAddress(email=given, verified=True, primary=True)] if given else []


provider_classes = [WeComProvider]
