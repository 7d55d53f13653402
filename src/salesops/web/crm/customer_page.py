"""What the page of one customer shows beside its story: people, purchases, what is next."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from decimal import Decimal
from typing import Any, NamedTuple

from django.db.models import Max
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
from salesops.web.crm.story_rows import concerning
from salesops.web.market.models import Product
from salesops.web.people.models import Person
from salesops.web.prepared import Prepared, Rows, Texts, columns, record

YEAR = timedelta(days=365)
SHOWN = 50
MOST_JUDGED = 5000


class PersonThere(NamedTuple):
    """Somebody at the customer, and when one of us last reached them."""

    pk: str
    name: str
    title: str
    phone: str
    part: str
    is_primary: bool
    left_on: date | None
    last_at: datetime | None

    @property
    def part_name(self) -> str:
        """What their part in a purchase is called."""
        return str(dict(Contact.Part.choices).get(self.part, self.part))


class DealThere(NamedTuple):
    """An open deal with the customer."""

    pk: str
    name: str
    stage: str
    amount: Decimal | None
    currency: str
    expected_close_on: date | None
    next_step: str


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
    deals: Sequence[DealThere]
    tasks: Sequence[Task]
    pinned: Rows
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
        tasks=open_tasks(*subject.ids),
        pinned=_pinned(*subject.ids),
        related=related(subject.accounts),
        knowers=who_knows(subject, now),
        points=_points(view, purchases, people, deals, items, today),
    )


def items_of(ids: Collection[str]) -> dict[str, Item]:
    """The products of these ids as people know them."""
    rows = _products(sorted(ids))
    return {one["pk"]: Item(one["name"], one["line"], one["unit"]) for one in rows}


_products = Prepared(
    lambda ids: Product.objects.filter(pk__in=ids).order_by().values("pk", "name", "line", "unit")
)


def people_there(ids: Sequence[str]) -> list[PersonThere]:
    """The people at the customer, main contacts first, those who left last."""
    contacts = sorted(_contacts(ids), key=lambda one: one["left_on"] is not None)
    last = {one["contact_id"]: one["at"] for one in _touched([one["pk"] for one in contacts])}
    return [PersonThere(**one, last_at=last.get(one["pk"])) for one in contacts]


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


def open_deals(ids: Sequence[str]) -> list[DealThere]:
    """Deals with the customer that are still open, the next to close first."""
    return [DealThere(**one) for one in _open(ids)]


_open = Prepared(
    lambda ids: (
        Deal.objects.filter(account__in=ids, status=Deal.Status.OPEN)
        .order_by("expected_close_on", "pk")
        .values("pk", "name", "stage", "amount", "currency", "expected_close_on", "next_step")
    )[:SHOWN]
)


def open_tasks(*ids: Texts) -> list[Task]:
    """What is still to be done about these customers, deals and leads, the most urgent first."""
    tasks = map(_task, _todo(*ids))
    return sorted(tasks, key=lambda one: (one.due_at is None, one.due_at or one.made_at))


_todo = Prepared(
    lambda *ids: Task.objects.filter(concerning(*ids), done_at__isnull=True).values(
        *columns(Task), *columns(Person, "owner__")
    )[:SHOWN]
)


def _task(row: Mapping[str, Any]) -> Task:
    task = record(Task, row)
    if task.owner_id:
        task.owner = record(Person, row, "owner__")
    return task


_pinned = Prepared(
    lambda *ids: (
        Note.objects.filter(concerning(*ids), is_pinned=True)
        .order_by("-made_at")
        .values("pk", "body", "made_by_name", "made_at")[:SHOWN]
    )
)


def related(ids: Sequence[str]) -> list[Related]:
    """Other companies and how they stand to the customer."""
    kinds = dict(AccountRelation.Kind.choices)
    return [
        Related(one["other__name"], str(kinds.get(one["kind"], one["kind"])), one["note"])
        for one in _related(ids)
    ]


_related = Prepared(
    lambda ids: (
        AccountRelation.objects.filter(account__in=ids)
        .order_by("pk")
        .values("other__name", "kind", "note")[:SHOWN]
    )
)


def who_knows(subject: Subject, now: datetime) -> list[tuple[str, Knows]]:
    """People of ours by how well they know the customer now, with their names."""
    days, names = [], {}
    for one in _made(*subject.ids):
        doing = Doing(one["kind"], one["direction"], one["outcome"])
        if one["happened_at"] >= now - YEAR and reaches(doing):
            days.append((one["person_id"], timezone.localtime(one["happened_at"]).date()))
            names[one["person_id"]] = one["person__name"]
    found = knowers(days, timezone.localtime(now).date())
    return [(names[one.person_id], one) for one in found]


_made = Prepared(
    lambda *ids: (
        Activity.objects.filter(concerning(*ids), is_automatic=False, person__isnull=False)
        .order_by("-happened_at")
        .values("person_id", "person__name", "happened_at", "kind", "direction", "outcome")
    )[:MOST_JUDGED]
)


def _points(
    view: CustomerView | None,
    purchases: Buying | None,
    people: Sequence[PersonThere],
    deals: Sequence[DealThere],
    items: Items,
    today: date,
) -> list[Point]:
    there = [one for one in people if one.left_on is None]
    known = [Known(one.pk, one.name, _day(one.last_at)) for one in there]
    open_ = [OpenDeal(d.pk, d.name, d.stage, d.amount, d.next_step) for d in deals]
    return next_visit(view, purchases, known, open_, items, today)


def _day(at: datetime | None) -> date | None:
    return timezone.localtime(at).date() if at else None
