"""What the page of one customer shows beside its story: people, purchases, what is next."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import NamedTuple

from django.db.models import Max, Q, QuerySet
from django.utils import timezone

from salesops.metrics.customer_view import CustomerView
from salesops.reports.customer import Buying, Item, Items, buying, next_visit, products_in
from salesops.selling.contact import Doing, reaches
from salesops.selling.knowing import Knows, knowers
from salesops.selling.next_visit import Known, OpenDeal, Point
from salesops.web.access import Actor, account_view
from salesops.web.crm.models import (
    Account,
    AccountRelation,
    Activity,
    Contact,
    Deal,
    Note,
    Task,
)
from salesops.web.crm.reached import REACHED
from salesops.web.crm.story import Subject, subject_of
from salesops.web.market.models import Product

YEAR = timedelta(days=365)
SHOWN = 50
MOST_JUDGED = 5000


@dataclass(frozen=True)
class PersonThere:
    """Somebody at the customer, and when one of us last reached them."""

    contact: Contact
    last_at: datetime | None


class Related(NamedTuple):
    """Another company, and how it stands to the customer."""

    name: str
    kind: str
    note: str


@dataclass(frozen=True)
class Whole:
    """A customer as its page shows it, but for its story."""

    account: Account
    subject: Subject
    view: CustomerView | None
    buying: Buying | None
    people: Sequence[PersonThere]
    deals: Sequence[Deal]
    tasks: Sequence[Task]
    pinned: QuerySet[Note]
    related: Sequence[Related]
    knowers: Sequence[tuple[str, Knows]]
    points: Sequence[Point]


def whole(actor: Actor, account: Account, now: datetime) -> Whole:
    """Everything about a customer the actor has found."""
    today = timezone.localtime(now).date()
    view = account_view(actor, account)
    subject = subject_of(account, view)
    items = items_of(products_in(view)) if view else {}
    purchases = buying(view, items, today) if view and view.lines else None
    people, deals = people_there(subject.accounts), open_deals(subject.accounts)
    return Whole(
        account=account,
        subject=subject,
        view=view,
        buying=purchases,
        people=people,
        deals=deals,
        tasks=open_tasks(subject.about),
        pinned=pinned(subject.about),
        related=related(subject.accounts),
        knowers=who_knows(subject.about, now),
        points=_points(view, purchases, people, deals, items, today),
    )


def items_of(ids: Collection[str]) -> dict[str, Item]:
    """The products of these ids as people know them."""
    rows = Product.objects.filter(pk__in=ids).values_list("pk", "name", "line", "unit")
    return {pk: Item(name, line, unit) for pk, name, line, unit in rows}


def people_there(ids: Sequence[str]) -> list[PersonThere]:
    """The people at the customer, main contacts first, those who left last."""
    contacts = list(
        Contact.objects.filter(account_id__in=ids).order_by(
            "left_on", "-is_primary", "name", "contact_id"
        )[:SHOWN]
    )
    contacts.sort(key=lambda one: one.left_on is not None)
    if not contacts:
        return []
    touched = Activity.objects.filter(REACHED, contact_id__in=[c.pk for c in contacts]).order_by()
    last = dict(touched.values_list("contact_id").annotate(at=Max("happened_at")))
    return [PersonThere(one, last.get(one.pk)) for one in contacts]


def open_deals(ids: Sequence[str]) -> list[Deal]:
    """Deals with the customer that are still open, the next to close first."""
    rows = Deal.objects.filter(account_id__in=ids, status=Deal.Status.OPEN)
    told = rows.only("name", "stage", "amount", "currency", "expected_close_on", "next_step")
    return list(told.order_by("expected_close_on", "deal_id")[:SHOWN])


def open_tasks(about: Q) -> list[Task]:
    """What is still to be done, the most urgent first."""
    rows = Task.objects.filter(about, done_at__isnull=True).prefetch_related("owner")
    return sorted(rows[:SHOWN], key=lambda one: (one.due_at is None, one.due_at or one.made_at))


def pinned(about: Q) -> QuerySet[Note]:
    """Notes that were put on top."""
    return Note.objects.filter(about, is_pinned=True).order_by("-made_at")[:SHOWN]


def related(ids: Sequence[str]) -> list[Related]:
    """Other companies and how they stand to the customer."""
    rows = AccountRelation.objects.filter(account_id__in=ids)
    kinds = dict(AccountRelation.Kind.choices)
    told = rows.values_list("other__name", "kind", "note")[:SHOWN]
    return [Related(name, str(kinds.get(kind, kind)), note) for name, kind, note in told]


def who_knows(about: Q, now: datetime) -> list[tuple[str, Knows]]:
    """People of ours by how well they know the customer now, with their names."""
    rows = Activity.objects.filter(
        about, is_automatic=False, person__isnull=False, happened_at__gte=now - YEAR
    )
    told = rows.order_by().values_list(
        "person_id", "person__name", "happened_at", "kind", "direction", "outcome"
    )
    days, names = [], {}
    for person, name, at, *said in told[:MOST_JUDGED]:
        if reaches(Doing(*said)):
            days.append((person, timezone.localtime(at).date()))
            names[person] = name
    found = knowers(days, timezone.localtime(now).date())
    return [(names[one.person_id], one) for one in found]


def _points(
    view: CustomerView | None,
    purchases: Buying | None,
    people: Sequence[PersonThere],
    deals: Sequence[Deal],
    items: Items,
    today: date,
) -> list[Point]:
    there = [one for one in people if one.contact.left_on is None]
    known = [Known(one.contact.pk, one.contact.name, _day(one.last_at)) for one in there]
    open_ = [OpenDeal(d.pk, d.name, d.stage, d.amount, d.next_step) for d in deals]
    return next_visit(view, purchases, known, open_, items, today)


def _day(at: datetime | None) -> date | None:
    return timezone.localtime(at).date() if at else None
