"""What is done to the people at customers: add one, change one, say who left or matters most."""

from collections.abc import Mapping
from datetime import date

from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.db import transaction
from django.utils.translation import gettext as _

from salesops.web import changing
from salesops.web.access import Actor, require
from salesops.web.boundary import WRITERS, writable
from salesops.web.crm.account_problems import UNKNOWN_FIELD
from salesops.web.crm.keys import contact_keys
from salesops.web.crm.models import Account, Contact
from salesops.web.ids import new_id
from salesops.web.problems import refused

FIELDS = (
    "name", "title", "department", "phone", "email", "wechat", "part", "is_primary", "left_on",
    "note",
)  # fmt: skip
Values = Mapping[str, object]


def create_contact(
    *, actor: Actor, account_id: str, values: Values, contact_id: str = ""
) -> Contact:
    """A new person at a customer the actor sees. Raises ValidationError by field."""
    require(actor, *WRITERS)
    account = writable(actor, Account, account_id)
    contact = Contact(contact_id=contact_id or new_id("P"), account=account)
    for name, value in changing.cleaned(Contact, _known(values)).items():
        setattr(contact, name, value)
    _set_keys(contact)
    with transaction.atomic():
        changing.made(actor, "create_contact", contact)
        if contact.is_primary:
            _only_main(actor, contact)
    return contact


def change_contact(
    *, actor: Actor, contact_id: str, values: Values, version: int | None = None
) -> Contact:
    """Change what is known of a person. Raises Conflict, Refused, or ValidationError by field."""
    writable(actor, Contact, contact_id)
    told = _known(values)
    with transaction.atomic():
        contact = changing.locked(Contact, contact_id, version)
        changed = changing.apply(contact, told)
        if changed:
            changing.keep(contact, changed, *_set_keys(contact))
            changing.note(actor, "change_contact", contact, changed)
        if "is_primary" in changed and contact.is_primary:
            _only_main(actor, contact)
    return contact


def mark_left(
    *, actor: Actor, contact_id: str, left_on: date | None, version: int | None = None
) -> Contact:
    """Say since when somebody works there no longer; None when they are back."""
    values = {"left_on": left_on} | ({"is_primary": False} if left_on else {})
    return change_contact(actor=actor, contact_id=contact_id, values=values, version=version)


def set_main(*, actor: Actor, contact_id: str, version: int | None = None) -> Contact:
    """Make somebody the one to turn to first; whoever was before is no longer."""
    return change_contact(
        actor=actor, contact_id=contact_id, values={"is_primary": True}, version=version
    )


def _only_main(actor: Actor, contact: Contact) -> None:
    others = Contact.objects.select_for_update().filter(account=contact.account_id, is_primary=True)
    for other in others.exclude(pk=contact.pk):
        changed = changing.apply(other, {"is_primary": False})
        changing.keep(other, changed)
        changing.note(actor, "change_contact", other, changed)


def _known(values: Values) -> dict[str, object]:
    for name in values:
        if name not in FIELDS:
            raise refused(UNKNOWN_FIELD, field=name, name=name, known=", ".join(FIELDS))
    mail = values.get("email")
    if isinstance(mail, str) and mail.strip():
        try:
            validate_email(mail.strip())
        except ValidationError:
            raise ValidationError({"email": _("This is no mail address.")}) from None
    return dict(values)


def _set_keys(contact: Contact) -> Mapping[str, str]:
    keys = contact_keys(contact.name, contact.phone, contact.email)
    for name, value in keys.items():
        setattr(contact, name, value)
    return keys
