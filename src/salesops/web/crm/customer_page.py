"""What the page of one customer shows beside its story: people, purchases, what is next."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from decimal import Decimal
from typing import Any, NamedTuple

from django.utils import timezone

from salesops.metrics.customer_view import CustomerView
from salesops.reports.customer import Buying, Item, Items, buying, next_visit, products_in
from salesops.selling.contact import Doing, reaches
from salesops.selling.knowing import Knows, knowers
from salesops.selling.next_visit import Known, OpenDeal, Point
from salesops.selling.story import Chapter
from salesops.web.access import Actor, Standing, account_view
from salesops.web.crm.customer_reading import Read, read, todo
from salesops.web.crm.families import family
from salesops.web.crm.models import Account, AccountRelation, Contact, Task
from salesops.web.crm.story import Subject, begun
from salesops.web.people.models import Person
from salesops.web.prepared import Rows, Texts, record

YEAR = timedelta(days=365)


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
    """A customer as its page shows it."""

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
    tags: Sequence[str]
    held_since: datetime | None
    story: Mapping[str, Rows]

    @property
    def chapter(self) -> Chapter:
        """How its story begins."""
        return begun(self.subject, self.story)


def whole(actor: Actor, account: Account, now: datetime, standing: Standing | None) -> Whole:
    """Everything about a customer the actor has found, with the figures that stand."""
    ids = tuple(family(account))
    view = account_view(actor, account, standing, ids)
    products = sorted(products_in(view)) if view else []
    return _told(account, read(account.pk, ids, products, view), now)


def _told(account: Account, said: Read, now: datetime) -> Whole:
    subject, near, far = said
    today, view, items = timezone.localtime(now).date(), subject.view, _items(near.products)
    purchases = buying(view, items, today) if view and view.lines else None
    people = _people(near.contacts, far.touched)
    deals = [DealThere(**one) for one in near.open]
    return Whole(
        account=account,
        subject=subject,
        view=view,
        buying=purchases,
        people=people,
        deals=deals,
        tasks=_urgent(far.todo),
        pinned=far.pinned,
        related=_related(near.related),
        knowers=_who_knows(far.made, now),
        points=_points(view, purchases, people, deals, items, today),
        tags=[one["tag"] for one in near.tags],
        held_since=_held_since(account, near.holdings),
        story=far.story,
    )


def _items(rows: Rows) -> dict[str, Item]:
    """Products as people know them, by their ids."""
    return {one["pk"]: Item(one["name"], one["line"], one["unit"]) for one in rows}


def _people(contacts: Rows, touched: Rows) -> list[PersonThere]:
    """The people at the customer, main contacts first, those who left last."""
    last = {one["contact_id"]: one["at"] for one in touched}
    ordered = sorted(contacts, key=lambda one: one["left_on"] is not None)
    return [PersonThere(**one, last_at=last.get(one["pk"])) for one in ordered]


def _held_since(account: Account, holdings: Rows) -> datetime | None:
    """Since when whoever holds the customer now does so."""
    now = [h for h in holdings if h["ended_at"] is None and h["account_id"] == account.pk]
    return max(now, key=lambda h: (h["began_at"], h["pk"]))["began_at"] if now else None


def open_tasks(*ids: Texts) -> list[Task]:
    """What is still to be done about these customers, deals and leads, the most urgent first."""
    return _urgent(todo(*ids))


def _urgent(rows: Rows) -> list[Task]:
    tasks = map(_task, rows)
    return sorted(tasks, key=lambda one: (one.due_at is None, one.due_at or one.made_at))


def _task(row: Mapping[str, Any]) -> Task:
    task = record(Task, row)
    if task.owner_id:
        task.owner = record(Person, row, "owner__")
    return task


def _related(rows: Rows) -> list[Related]:
    """Other companies and how they stand to the customer."""
    kinds = dict(AccountRelation.Kind.choices)
    return [
        Related(one["other__name"], str(kinds.get(one["kind"], one["kind"])), one["note"])
        for one in rows
    ]


def _who_knows(made: Rows, now: datetime) -> list[tuple[str, Knows]]:
    """People of ours by how well they know the customer now, with their names."""
    days, names = [], {}
    for one in made:
        doing = Doing(one["kind"], one["direction"], one["outcome"])
        if one["happened_at"] >= now - YEAR and reaches(doing):
            days.append((one["person_id"], timezone.localtime(one["happened_at"]).date()))
            names[one["person_id"]] = one["person__name"]
    found = knowers(days, timezone.localtime(now).date())
    return [(names[one.person_id], one) for one in found]


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
