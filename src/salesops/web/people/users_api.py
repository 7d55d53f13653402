"""REST: users and roles, for administrators."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.db import transaction
from django.db.models import QuerySet
from django.http import Http404
from ninja import Field, Router, Schema, Status

from salesops.web.access import require
from salesops.web.paging import page
from salesops.web.people import actions, two_factor
from salesops.web.people.models import Role, User
from salesops.web.signed_in import SignedIn
from salesops.web.text import clean_text

router = Router(tags=["users"])


class UserOut(Schema):
    """Somebody who may sign in, or could."""

    id: int
    username: str
    name: str
    role: str
    person_id: str | None
    email: str
    sees_pay: bool | None
    is_active: bool
    last_login: datetime | None
    has_second_step: bool
    version: int

    @staticmethod
    def resolve_has_second_step(user: User) -> bool:
        """Whether a code is asked for at sign-in."""
        kept = getattr(user, "two_factor", None)
        return kept is not None and kept.confirmed_at is not None


class UsersOut(Schema):
    """A page of users, and the cursor of the next one."""

    items: list[UserOut]
    next: str | None


class NewUser(Schema):
    """Somebody new; without a password they choose one by a link or come by other accounts."""

    username: str = Field(max_length=150)
    role: Role
    person_id: str | None = None
    email: str = ""
    sees_pay: bool | None = None
    password: str | None = None


class ChangedUser(Schema):
    """What is told anew of a user; whatever is left out stays as it is."""

    role: Role | None = None
    person_id: str | None = None
    email: str | None = None
    sees_pay: bool | None = None
    is_active: bool | None = None
    has_second_step: bool | None = None
    version: int | None = None


def _every(request: SignedIn) -> QuerySet[User]:
    require(request.user, Role.ADMIN)
    return User.objects.select_related("person", "two_factor")


def _one(request: SignedIn, user_id: int) -> User:
    found = _every(request).filter(pk=user_id).first()
    if found is None:
        raise Http404
    return found


@router.get("/users", response=UsersOut)
def users(
    request: SignedIn, role: str = "", cursor: str | None = None, limit: int = 100
) -> dict[str, Any]:
    """Everybody who may sign in, or could, by user name."""
    found, role = _every(request), clean_text(role)
    shown = page(found.filter(role=role) if role else found, ("username",), cursor, limit)
    return {"items": shown.items, "next": shown.next}


@router.post("/users", response={201: UserOut})
def create(request: SignedIn, said: NewUser) -> Status:
    """Let somebody in."""
    return Status(201, actions.create_user(actor=request.user, **said.dict()))


@router.get("/users/{user_id}", response=UserOut)
def user(request: SignedIn, user_id: int) -> User:
    """One user."""
    return _one(request, user_id)


@router.patch("/users/{user_id}", response=UserOut)
def change(request: SignedIn, user_id: int, said: ChangedUser) -> User:
    """Another role, person, address or say about pay; shut out, let in, rid of the second step."""
    found = _one(request, user_id)
    given = said.dict(exclude_unset=True)
    version = given.pop("version", None)
    is_active, second_step = given.pop("is_active", None), given.pop("has_second_step", None)
    with transaction.atomic():
        if given:
            actions.change_user(actor=request.user, user_id=found.pk, values=given, version=version)
        if is_active is False:
            actions.shut_out(actor=request.user, user=found)
        elif is_active is True:
            actions.let_in_again(actor=request.user, user=found)
        if second_step is False:
            two_factor.reset(actor=request.user, user=found)
    return _one(request, user_id)
