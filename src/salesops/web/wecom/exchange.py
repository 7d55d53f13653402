"""The way to 企业微信 and back: a member's id for the code that came with them.

Its authorisation is like OAuth 2 and is not: the application's own token and the member's code
go together to ask who came. Documented at developer.work.weixin.qq.com under 网页授权登录.
"""

from __future__ import annotations

from typing import Any
from urllib.parse import urlencode

from allauth.socialaccount.adapter import get_adapter
from allauth.socialaccount.models import SocialLogin, SocialToken
from allauth.socialaccount.providers.oauth2.client import OAuth2Client, OAuth2Error
from allauth.socialaccount.providers.oauth2.views import OAuth2Adapter

AUTHORISE = "https://login.work.weixin.qq.com/wwlogin/sso/login"
HOST = "https://qyapi.weixin.qq.com"


class WeComClient(OAuth2Client):
    """Names its parameters as 企业微信 does."""

    agent_id = ""

    def get_redirect_url(
        self,
        authorization_url: str,
        scope: list[str],  # noqa: ARG002 - called with it
        extra_params: dict[str, str],
    ) -> str:
        """Where somebody is sent to scan or confirm."""
        params = {
            "login_type": "CorpApp", "appid": self.consumer_key, "agentid": self.agent_id,
            "redirect_uri": self.callback_url, "state": self.state or "", **extra_params,
        }  # fmt: skip
        return f"{authorization_url}?{urlencode(params)}"


class WeComAdapter(OAuth2Adapter):
    """Asks the company's own application who came."""

    provider_id = "wecom"
    authorize_url = AUTHORISE
    access_token_url = f"{HOST}/cgi-bin/gettoken"
    client_class = WeComClient

    def get_client(self, request: Any, app: Any) -> OAuth2Client:
        """The client, which must say for which application it asks."""
        client = super().get_client(request, app)
        client.agent_id = app.key
        return client

    def get_access_token_data(
        self,
        request: Any,
        app: Any,
        client: Any,  # noqa: ARG002 - called with it
        pkce_code_verifier: str | None = None,  # noqa: ARG002 - called with it
    ) -> dict[str, Any]:
        """The application's token, and beside it the code of who came."""
        host = app.settings.get("host", HOST)
        asked = {"corpid": app.client_id, "corpsecret": app.secret}
        told = _ask(f"{host}/cgi-bin/gettoken", asked)
        self.did_fetch_access_token = True
        return {"access_token": told["access_token"], "code": request.GET["code"]}

    def complete_login(
        self, request: Any, app: Any, token: SocialToken, **kwargs: Any
    ) -> SocialLogin:
        """Who came, as the company knows them."""
        host = app.settings.get("host", HOST)
        key = {"access_token": token.token}
        code = kwargs["response"]["code"]
        came = _ask(f"{host}/cgi-bin/auth/getuserinfo", {**key, "code": code})
        member = came.get("userid") or came.get("UserId")
        if not member:
            raise OAuth2Error("not a member of this company")
        known = _ask(f"{host}/cgi-bin/user/get", {**key, "userid": member})
        told = {name: known.get(name, "") for name in ("name", "biz_mail")}
        return self.get_provider().sociallogin_from_response(request, {"userid": member, **told})


def _ask(url: str, params: dict[str, str]) -> dict[str, Any]:
    with get_adapter().get_requests_session() as session:
        response = session.get(url, params=params)
        response.raise_for_status()
        told: dict[str, Any] = response.json()
    if told.get("errcode"):
        raise OAuth2Error(f"{told.get('errcode')} {told.get('errmsg', '')}")
    return told
