"""Whose a key to the REST interface is, asked with every call."""

from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any

from django.utils import timezone

from salesops.web.people.models import Person, User
from salesops.web.prepared import Prepared, columns, record
from salesops.web.workspace.actions import digest
from salesops.web.workspace.models import ApiToken

TOUCHED_EVERY = timedelta(minutes=1)


def bearer(secret: str, now: datetime) -> ApiToken | None:
    """The live key with this secret, if there is one and its user may still sign in."""
    token = next(map(_token, _kept([digest(secret)])), None)
    if token is None or token.revoked_at or not token.user.may_enter(timezone.localdate(now)):
        return None
    if token.expires_at and token.expires_at <= now:
        return None
    _touch(token, now)
    return token


_kept = Prepared(
    lambda digests: ApiToken.objects.filter(digest=digests[0]).values(
        *columns(ApiToken), *columns(User, "user__"), *columns(Person, "user__person__")
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
