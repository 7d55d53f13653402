"""Whose a key to the REST interface is, asked with every call."""

from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any

from django.http import HttpRequest
from django.utils import timezone

from salesops.web.people.models import Person, User
from salesops.web.prepared import Prepared, Rows, columns, record
from salesops.web.together import Asked, together
from salesops.web.workspace.actions import digest
from salesops.web.workspace.models import ApiToken

TOUCHED_EVERY = timedelta(minutes=1)


def secret_of(request: HttpRequest) -> str:
    """The secret of the key a request brings; empty without one."""
    kind, _, secret = request.META.get("HTTP_AUTHORIZATION", "").partition(" ")
    return secret.strip() if kind.lower() == "bearer" else ""


def bearer(secret: str, now: datetime) -> ApiToken | None:
    """The live key with this secret, if there is one and its user may still sign in."""
    return bearer_and(secret, now)[0]


def bearer_and(
    secret: str, now: datetime, *asked: Asked
) -> tuple[ApiToken | None, *tuple[Rows, ...]]:
    """The live key, and the rows of what is asked in the same journey; none without a live key."""
    kept, *rest = together((_kept, [digest(secret)]), *asked)
    token = next(map(_token, kept), None)
    if token is None or not _is_live(token, now):
        return None, *([] for _ in asked)
    _touch(token, now)
    return token, *rest


def _is_live(token: ApiToken, now: datetime) -> bool:
    is_over = token.revoked_at or (token.expires_at and token.expires_at <= now)
    return not is_over and token.user.may_enter(timezone.localdate(now))


IDLE = ("password", "last_login", "date_joined", "digest", "email", "hired_on", "made_at",
        "changed_at", "version", "extra")  # fmt: skip
"""What hardly a call has a use for, so that it is neither fetched nor held with every one."""

_kept = Prepared(
    lambda digests: ApiToken.objects.filter(digest=digests[0]).values(
        *columns(ApiToken, without=IDLE),
        *columns(User, "user__", without=IDLE),
        *columns(Person, "user__person__", without=IDLE),
    )
)


def _token(row: Mapping[str, Any]) -> ApiToken:
    """The key with its user and their person, as one question gave them."""
    token, user = record(ApiToken, row), record(User, row, "user__")
    token.user = user
    if user.person_id:
        user.person = record(Person, row, "user__person__")
    return token


def _touch(token: ApiToken, now: datetime) -> None:
    """Note that a key is used, to the minute: a write with every call would be too much."""
    if token.last_used_at is None or now - token.last_used_at >= TOUCHED_EVERY:
        ApiToken.objects.filter(pk=token.pk).update(last_used_at=now)
