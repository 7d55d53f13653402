"""What is done to users: let in, changed, shut out, given a way to a new password."""

import secrets
from collections.abc import Mapping
from datetime import datetime, timedelta
from hashlib import sha256

from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from salesops.web import audit, changing
from salesops.web.access import Actor, require
from salesops.web.people.administrators import someone_administers
from salesops.web.people.models import Person, Role, SignInLink, Theme, User
from salesops.web.people.problems import (
    LINK_WORTHLESS,
    NO_SUCH_PERSON,
    OWN_ROLE,
    PERSON_HAS_USER,
    ROLE_NEEDS_PERSON,
)
from salesops.web.problems import refused
from salesops.web.text import clean_text

LINK_LASTS = timedelta(days=3)
CHANGEABLE = ("role", "person_id", "sees_pay", "email")


def create_user(
    *,
    actor: Actor,
    username: str,
    password: str | None,
    role: Role,
    person_id: str | None = None,
    sees_pay: bool | None = None,
    email: str = "",
) -> User:
    """Somebody new who may sign in; raises ValidationError with sentences for people.

    Without a password nobody gets in by one: they choose their own by a link, or come by the
    company's accounts.
    """
    require(actor, Role.ADMIN)
    username, person_id = clean_text(username), clean_text(person_id or "") or None
    if User.objects.filter(username=username).exists():
        raise ValidationError(_("There is already a user called %s.") % username)
    if person_id and not Person.objects.filter(pk=person_id).exists():
        raise ValidationError(_("There is no person with the id %s.") % person_id)
    user = User(
        username=username, role=role, person_id=person_id, sees_pay=sees_pay, email=email.strip()
    )
    user.full_clean(exclude=["password"])
    if password is None:
        user.set_unusable_password()
    else:
        validate_password(password, user)
        user.set_password(password)
    with transaction.atomic():
        user.save()
        told = {"role": (None, str(role)), "person_id": (None, person_id),
                "sees_pay": (None, sees_pay)}  # fmt: skip
        changing.note(actor, "create_user", user, told, username)
    return user


def change_user(
    *, actor: Actor, user_id: int, values: Mapping[str, object], version: int | None = None
) -> User:
    """Another role, person, address or say about pay. Raises Refused, Conflict, ValidationError."""
    require(actor, Role.ADMIN)
    given = {name: values[name] for name in CHANGEABLE if name in values}
    if "person_id" in given:
        given["person_id"] = clean_text(str(given["person_id"] or "")) or None
    with transaction.atomic():
        user = changing.locked(User, str(user_id), version)
        role = str(given.get("role", user.role))
        person_id = given.get("person_id", user.person_id)
        _check_role(actor, user, role)
        _check_person(user, person_id if isinstance(person_id, str) else None, role)
        changing.change(
            actor=actor, record=user, values=given, action="change_user", subject=user.username
        )
    return user


def _check_role(actor: Actor, user: User, role: str) -> None:
    if role == user.role:
        return
    if actor == user:
        raise refused(OWN_ROLE, field="role")
    if user.role == Role.ADMIN:
        someone_administers(without_user=user.pk)


def _check_person(user: User, person_id: str | None, role: str) -> None:
    if not person_id:
        if role in (Role.REP, Role.MANAGER):
            raise refused(ROLE_NEEDS_PERSON, field="person_id")
        return
    person = Person.objects.filter(pk=person_id).first()
    if person is None:
        raise refused(NO_SUCH_PERSON, field="person_id", id=person_id)
    other = person.users.exclude(pk=user.pk).filter(is_active=True).first()
    if other and person_id != user.person_id:
        raise refused(PERSON_HAS_USER, field="person_id", person=person.name, user=other.username)


def set_preferences(
    *, actor: User, language: str | None = None, theme: Theme | None = None
) -> User:
    """How somebody wants their pages; None leaves a choice as it is."""
    given = {"language": language, "theme": theme}
    chosen = {name: value for name, value in given.items() if value is not None}
    with transaction.atomic():
        for name, value in chosen.items():
            setattr(actor, name, value)
        actor.save(update_fields=list(chosen))
        audit.note(actor, "set_preferences", actor.username, chosen)
    return actor


def change_password(*, actor: Actor, user: User, password: str) -> None:
    """A new password; people change their own, administrators anybody's."""
    if actor != user:
        require(actor, Role.ADMIN)
    validate_password(password, user)
    user.set_password(password)
    with transaction.atomic():
        user.save(update_fields=["password"])
        audit.note(actor, "change_password", user.username)


def shut_out(*, actor: Actor, user: User) -> None:
    """End somebody's access; what they did stays on record."""
    require(actor, Role.ADMIN)
    if actor == user:
        raise refused(OWN_ROLE)
    with transaction.atomic():
        if user.role == Role.ADMIN:
            someone_administers(without_user=user.pk)
        held = changing.locked(User, str(user.pk), None)
        changing.change(
            actor=actor, record=held, values={"is_active": False}, action="shut_out",
            subject=user.username,
        )  # fmt: skip
    user.is_active = False


def let_in_again(*, actor: Actor, user: User) -> None:
    """Give somebody back the access that was ended."""
    require(actor, Role.ADMIN)
    with transaction.atomic():
        held = changing.locked(User, str(user.pk), None)
        changing.change(
            actor=actor, record=held, values={"is_active": True}, action="let_in_again",
            subject=user.username,
        )  # fmt: skip
    user.is_active = True


def issue_sign_in_link(*, actor: Actor, user: User, now: datetime) -> str:
    """A secret with which somebody chooses a new password, once; it is shown this once.

    An earlier one ends with it, and so does the old password only when the new one is chosen.
    """
    require(actor, Role.ADMIN)
    secret = secrets.token_urlsafe(32)
    with transaction.atomic():
        SignInLink.objects.filter(user=user).delete()
        SignInLink.objects.create(user=user, digest=_digest(secret), ends_at=now + LINK_LASTS)
        changing.note(actor, "issue_sign_in_link", user, subject=user.username)
    return secret


def link_of(secret: str, now: datetime) -> SignInLink:
    """The live link with this secret. Raises Refused when there is none."""
    found = SignInLink.objects.select_related("user__person").filter(digest=_digest(secret)).first()
    if found is None or found.ends_at <= now or not found.user.is_active:
        raise refused(LINK_WORTHLESS)
    return found


def use_sign_in_link(*, secret: str, password: str, now: datetime) -> User:
    """Choose a password by a link, which is worth nothing afterwards.

    Raises Refused and ValidationError.
    """
    with transaction.atomic():
        link = link_of(secret, now)
        user = link.user
        validate_password(password, user)
        if not SignInLink.objects.filter(pk=link.pk).delete()[0]:
            raise refused(LINK_WORTHLESS)
        user.set_password(password)
        user.save(update_fields=["password"])
        changing.note(user, "use_sign_in_link", user, subject=user.username)
    return user


def _digest(secret: str) -> str:
    return sha256(secret.encode()).hexdigest()
