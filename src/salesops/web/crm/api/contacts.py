"""REST: the people at customers."""

from __future__ import annotations

from datetime import date
from typing import Any, Literal

from django.http import HttpRequest
from ninja import Router, Schema, Status

from salesops.web.crm.actions import contacts as actions
from salesops.web.crm.api.accounts import conflicting, facts
from salesops.web.crm.listings.contacts import CONTACTS
from salesops.web.foreseen import foreseeing, foreseen
from salesops.web.lists.rest import documented, listed, one, one_asked
from salesops.web.prepared import Rows
from salesops.web.problems import Conflict
from salesops.web.signed_in import SignedIn

router = Router(tags=["contacts"])


class ContactFacts(Schema):
    """What may be said of a person; what is left out stays as it is."""

    name: str | None = None
    title: str | None = None
    department: str | None = None
    phone: str | None = None
    email: str | None = None
    wechat: str | None = None
    part: Literal["", "decides", "influences", "uses", "buys", "guards"] | None = None
    is_primary: bool = False
    left_on: date | None = None
    note: str | None = None


class NewContact(ContactFacts):
    """Somebody new at a customer."""

    account_id: str
    name: str
    contact_id: str = ""


class ContactChange(ContactFacts):
    """A change; `version` is the one that was read."""

    version: int


@router.get("/contacts", openapi_extra=documented(CONTACTS))
def contacts(request: HttpRequest) -> Any:
    """The people at the customers one may see, a page at a time."""
    return listed(request, "contacts")  # type: ignore[arg-type]  # whoever is here is signed in


@router.get("/contacts/{path:contact_id}")
@foreseeing(lambda contact_id: one_asked(CONTACTS, contact_id, "note"))
def contact(request: SignedIn, contact_id: str) -> Any:
    """One person."""
    return _shown(request, contact_id, foreseen(request))


def _shown(request: SignedIn, pk: str, known: Rows | None = None) -> dict[str, Any]:
    return one(request.user, CONTACTS, pk, "note", known=known)


@router.post("/contacts", response={201: Any})
def create(request: SignedIn, body: NewContact) -> Any:
    """Somebody new at a customer."""
    made = actions.create_contact(
        actor=request.user, account_id=body.account_id, contact_id=body.contact_id,
        values=facts(body, actions.FIELDS),
    )  # fmt: skip
    return Status(201, _shown(request, made.pk))


@router.patch("/contacts/{path:contact_id}", response={200: Any, 409: Any})
def change(request: SignedIn, contact_id: str, body: ContactChange) -> Any:
    """Change what was said; 409 with the record as it is now when somebody else was first."""
    try:
        changed = actions.change_contact(
            actor=request.user, contact_id=contact_id, values=facts(body, actions.FIELDS),
            version=body.version,
        )  # fmt: skip
    except Conflict as conflict:
        return Status(409, conflicting(conflict, _shown(request, contact_id)))
    return Status(200, _shown(request, changed.pk))
