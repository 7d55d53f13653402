"""Whose a key to the REST interface is, asked with every call."""

from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any, TypeVar

from django.db import DEFAULT_DB_ALIAS
from django.db.models import Model
from django.utils import timezone

from salesops.web.people.models import Person, User
from salesops.web.prepared import Prepared
from salesops.web.workspace.actions import digest
from salesops.web.workspace.models import ApiToken

TOUCHED_EVERY = timedelta(minutes=1)
Record = TypeVar("Record", bound=Model)


def bearer(secret: str, now: datetime) -> ApiToken | None:
    """The live key with this secret, if there is one and its user may still sign in."""
    token = next(map(_token, _kept([digest(secret)])), None)
    if token is None or token.revoked_at or not token.user.may_enter(timezone.localdate(now)):
        return None
    if token.expires_at and token.expires_at <= now:
        return None
    _touch(token, now)
    return token


def _columns(model: type[Model], path: str = "") -> list[str]:
    return [f"{path}{field.attname}" for field in model._meta.concrete_fields]  # noqa: SLF001 - Django documents it


_kept = Prepared(
    lambda digests: ApiToken.objects.filter(digest=digests[0]).values(
        *_columns(ApiToken), *_columns(User, "user__"), *_columns(Person, "user__person__")
    )
)


def _token(row: Mapping[str, Any]) -> ApiToken:
    """The key with its user and their person, as one question gave them."""
    token, user = _of(ApiToken, row), _of(User, row, "user__")
    token.user = user
    if user.person_id:
        user.person = _of(Person, row, "user__person__")
    return token


def _of(model: type[Record], row: Mapping[str, Any], path: str = "") -> Record:
    names = [field.attname for field in model._meta.concrete_fields]  # noqa: SLF001 - Django documents it
    return model.from_db(DEFAULT_DB_ALIAS, names, [row[f"{path}{name}"] for name in names])


def _touch(token: ApiToken, now: datetime) -> None:
    """Note that a key is used, to the minute: a write with every call would be too much."""
    if token.last_used_at is None or now - token.last_used_at >= TOUCHED_EVERY:
        ApiToken.objects.filter(pk=token.pk).update(last_used_at=now)
