"""Who may sign in how often: after a few wrong passwords the door stays shut for a while."""

from collections.abc import Mapping
from datetime import timedelta
from typing import Any

from django.contrib.auth.backends import ModelBackend
from django.contrib.auth.models import AnonymousUser
from django.core.exceptions import PermissionDenied
from django.db.models import Q
from django.http import HttpRequest
from django.utils import timezone

from salesops.web.people.models import Person, SignInAttempt, User
from salesops.web.prepared import Prepared, columns, record

WINDOW = timedelta(minutes=15)
PER_NAME = 10
PER_ADDRESS = 50


def is_barred(username: str, address: str) -> bool:
    """Whether too many sign-ins failed lately for this name or from this address."""
    lately = SignInAttempt.objects.filter(at__gt=timezone.now() - WINDOW)
    from_here = lately.filter(address=address).count() if address else 0
    return lately.filter(username=username).count() >= PER_NAME or from_here >= PER_ADDRESS


class RateLimitedBackend(ModelBackend):
    """Django's own check of name and password, refused while the name or the address is barred."""

    def authenticate(
        self,
        request: HttpRequest | None,
        username: str | None = None,
        password: str | None = None,
        **kwargs: Any,
    ) -> User | None:
        """The user, or nobody; a barred name is refused before its password is looked at."""
        if not username or password is None:
            return None
        name, address = username[:200], _address(request)
        if is_barred(name, address):
            raise PermissionDenied
        user = super().authenticate(request, username=username, password=password, **kwargs)
        if user is None:
            _count_failure(name, address)
            return None
        SignInAttempt.objects.filter(Q(username=name)).delete()
        return user

    def user_can_authenticate(self, user: User | AnonymousUser | None) -> bool:
        """Whether the account is open and the person still works here today."""
        return isinstance(user, User) and user.may_enter(timezone.localdate())

    def get_user(self, user_id: int) -> User | None:
        """The user of a session, with who they are, if they may still be here."""
        user = next(map(_user, _kept([int(user_id)])), None)
        return user if self.user_can_authenticate(user) else None


_kept = Prepared(
    lambda pks: (
        User.objects.filter(pk=pks[0])
        .order_by()
        .values(*columns(User), *columns(Person, "person__"))
    )
)


def _user(row: Mapping[str, Any]) -> User:
    """The user with their person, as one question gave them."""
    user = record(User, row)
    if user.person_id:
        user.person = record(Person, row, "person__")
    return user


def knows_password(user: User, password: str) -> bool:
    """Whether this is the user's password; as few tries as at the door."""
    if is_barred(user.username, ""):
        return False
    if user.check_password(password):
        return True
    _count_failure(user.username, "")
    return False


def _count_failure(username: str, address: str) -> None:
    SignInAttempt.objects.filter(at__lt=timezone.now() - WINDOW).delete()
    SignInAttempt.objects.create(username=username, address=address, at=timezone.now())


def _address(request: HttpRequest | None) -> str:
    return request.META.get("REMOTE_ADDR", "")[:64] if request else ""
