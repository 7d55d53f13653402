"""What is done to people and users: create, change, shut out."""

from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from salesops.web import audit
from salesops.web.access import Actor, require
from salesops.web.people.models import Person, Role, Theme, User


def create_user(
    *,
    actor: Actor,
    username: str,
    password: str,
    role: Role,
    person_id: str | None = None,
    sees_pay: bool | None = None,
) -> User:
    """Somebody new who may sign in; raises ValidationError with sentences for people."""
    require(actor, Role.ADMIN)
    if User.objects.filter(username=username).exists():
        raise ValidationError(_("There is already a user called %s.") % username)
    if person_id and not Person.objects.filter(pk=person_id).exists():
        raise ValidationError(_("There is no person with the id %s.") % person_id)
    user = User(username=username, role=role, person_id=person_id, sees_pay=sees_pay)
    user.full_clean(exclude=["password"])
    validate_password(password, user)
    user.set_password(password)
    with transaction.atomic():
        user.save()
        details = {"role": str(role), "person_id": person_id, "sees_pay": sees_pay}
        audit.note(actor, "create_user", username, details)
    return user


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
    with transaction.atomic():
        user.is_active = False
        user.save(update_fields=["is_active"])
        audit.note(actor, "shut_out", user.username)
