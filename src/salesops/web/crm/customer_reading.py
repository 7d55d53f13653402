"""What the records are asked for the page of one customer, in two journeys to the database."""

from collections.abc import Sequence
from typing import NamedTuple

from django.db.models import Max

from salesops.metrics.customer_view import CustomerView
from salesops.web.crm.listings.accounts import tags_asked
from salesops.web.crm.models import AccountRelation, Activity, Contact, Deal, Note, Task
from salesops.web.crm.reached import REACHED
from salesops.web.crm.story import FIRST, Subject, subject_with
from salesops.web.crm.story_rows import (
    ASKED,
    concerning,
    deals_of,
    holdings_of,
    leads_of,
    newest,
)
from salesops.web.market.models import Product
from salesops.web.people.models import Person
from salesops.web.prepared import Prepared, Rows, Texts, columns
from salesops.web.together import together

SHOWN = 50
MOST_JUDGED = 5000


class Near(NamedTuple):
    """What the ids of a customer alone lead to."""

    tags: Rows
    products: Rows
    deals: Rows
    leads: Rows
    contacts: Rows
    open: Rows
    related: Rows
    holdings: Rows


class Far(NamedTuple):
    """What is about the customer, its deals and leads; and how a story of it begins."""

    touched: Rows
    todo: Rows
    pinned: Rows
    made: Rows
    story: dict[str, Rows]


def read(pk: str, ids: Texts, products: Texts, view: CustomerView | None) -> "Read":
    """All of it, for the customer of an id and those that are one with it."""
    near = Near(*together((tags_asked, [pk]), (_products, products), *((q, ids) for q in _NEAR)))
    subject = subject_with(ids, near.deals, near.leads, view)
    begun = {source: newest(source, FIRST) for source in ASKED}
    about = [(question, *subject.ids) for question in (todo, _pinned, _made, *begun.values())]
    people = [one["pk"] for one in near.contacts]
    touched, tasks, notes, made, *told = together((_touched, people), *about)
    story = {"owner": near.holdings, **dict(zip(begun, told, strict=True))}
    return Read(subject, near, Far(touched, tasks, notes, made, story))


class Read(NamedTuple):
    """Whose page it is, and what the records say."""

    subject: Subject
    near: Near
    far: Far


_products = Prepared(
    lambda ids: Product.objects.filter(pk__in=ids).order_by().values("pk", "name", "line", "unit")
)
_contacts = Prepared(
    lambda ids: (
        Contact.objects.filter(account__in=ids)
        .order_by("left_on", "-is_primary", "name", "pk")
        .values("pk", "name", "title", "phone", "part", "is_primary", "left_on")[:SHOWN]
    )
)
_touched = Prepared(
    lambda ids: (
        Activity.objects.filter(REACHED, contact__in=ids)
        .order_by()
        .values("contact_id")
        .annotate(at=Max("happened_at"))
    )
)
_open = Prepared(
    lambda ids: (
        Deal.objects.filter(account__in=ids, status=Deal.Status.OPEN)
        .order_by("expected_close_on", "pk")
        .values("pk", "name", "stage", "amount", "currency", "expected_close_on", "next_step")
    )[:SHOWN]
)
_related = Prepared(
    lambda ids: (
        AccountRelation.objects.filter(account__in=ids)
        .order_by("pk")
        .values("other__name", "kind", "note")[:SHOWN]
    )
)
_NEAR: Sequence[Prepared] = (deals_of, leads_of, _contacts, _open, _related, holdings_of)

todo = Prepared(
    lambda *ids: Task.objects.filter(concerning(*ids), done_at__isnull=True).values(
        *columns(Task), *columns(Person, "owner__")
    )[:SHOWN]
)
"""What is still to be done about customers, deals and leads."""

_pinned = Prepared(
    lambda *ids: (
        Note.objects.filter(concerning(*ids), is_pinned=True)
        .order_by("-made_at")
        .values("pk", "body", "made_by_name", "made_at")[:SHOWN]
    )
)
_made = Prepared(
    lambda *ids: (
        Activity.objects.filter(concerning(*ids), is_automatic=False, person__isnull=False)
        .order_by("-happened_at")
        .values("person_id", "person__name", "happened_at", "kind", "direction", "outcome")
    )[:MOST_JUDGED]
)
