"""What the page of one customer shows beside its story: people, purchases, what is next."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from decimal import Decimal

from django.db.models import Max, Q, QuerySet
from django.utils import timezone

from salesops.metrics.customer_view import Bought, CustomerView, bought, unpaid
from salesops.selling.knowing import Knows, knowers
from salesops.selling.next_visit import (
    Known,
    OpenDeal,
    Point,
    Returned,
    Situation,
    Unpaid,
    points,
)
from salesops.selling.rebuy import Rebuy, Taken, Usual, rebuys, usual_basket
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
from salesops.web.people.models import Person

YEAR = timedelta(days=365)
SHOWN = 50


@dataclass(frozen=True)
class LineShown:
    """A product line the customer buys, and when it should come again."""

    bought: Bought
    rebuy: Rebuy | None


@dataclass(frozen=True)
class UsualShown:
    """A product of the usual basket with its name."""

    usual: Usual
    name: str
    unit: str


@dataclass(frozen=True)
class PersonThere:
    """Somebody at the customer, and when one of us last reached them."""

    contact: Contact
    last_at: datetime | None


@dataclass(frozen=True)
class Buying:
    """What a customer buys: lines, usual basket, twelve months against those before."""

    now: Decimal
    before: Decimal
    months: tuple[Decimal, ...]
    lines: Sequence[LineShown]
    basket: Sequence[UsualShown]
    unpaid: Decimal

    @property
    def change(self) -> Decimal | None:
        """The twelve months against those before; None without those."""
        return (self.now - self.before) / self.before if self.before > 0 else None


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
    related: Sequence[AccountRelation]
    knowers: Sequence[tuple[str, Knows]]
    points: Sequence[Point]


def whole(actor: Actor, account: Account, now: datetime) -> Whole:
    """Everything about a customer the actor has found."""
    today = timezone.localtime(now).date()
    view = account_view(actor, account.pk)
    subject = subject_of(account, view)
    bought_ = buying(view, today) if view and view.lines else None
    people, deals = people_there(subject.accounts), open_deals(subject.accounts)
    return Whole(
        account=account,
        subject=subject,
        view=view,
        buying=bought_,
        people=people,
        deals=deals,
        tasks=open_tasks(subject.about),
        pinned=pinned(subject.about),
        related=related(subject.accounts),
        knowers=who_knows(subject.about, now),
        points=next_visit(view, bought_, people, deals, today),
    )


def buying(view: CustomerView, today: date) -> Buying:
    """What the figures say the customer buys."""
    ids = {line.product_id for line in view.lines if line.product_id}
    products = {one.pk: one for one in Product.objects.filter(pk__in=ids)}
    lines = bought(view, {pk: one.line for pk, one in products.items()})
    start, turn, end = view.year
    due = {one.line: one for one in rebuys({b.line: b.days for b in lines if b.days}, {}, today)}
    taken = [
        Taken(one.order_id, one.booked_on, one.product_id, one.quantity)
        for one in view.lines
        if one.product_id and not one.is_return
    ]
    return Buying(
        now=view.sold(turn, end),
        before=view.sold(start, turn),
        months=view.months,
        lines=[LineShown(one, due.get(one.line)) for one in lines],
        basket=[_usual(one, products) for one in usual_basket(taken)],
        unpaid=sum((one.amount for one in unpaid(view)), Decimal(0)),
    )


def _usual(one: Usual, products: Mapping[str, Product]) -> UsualShown:
    known = products.get(one.product_id)
    return UsualShown(one, known.name if known else one.product_id, known.unit if known else "")


def people_there(ids: Sequence[str]) -> list[PersonThere]:
    """The people at the customer, main contacts first, those who left last."""
    contacts = list(
        Contact.objects.filter(account_id__in=ids).order_by(
            "left_on", "-is_primary", "name", "contact_id"
        )[:SHOWN]
    )
    contacts.sort(key=lambda one: one.left_on is not None)
    touched = Activity.objects.filter(REACHED, contact_id__in=[c.pk for c in contacts]).order_by()
    last = dict(touched.values_list("contact_id").annotate(at=Max("happened_at")))
    return [PersonThere(one, last.get(one.pk)) for one in contacts]


def open_deals(ids: Sequence[str]) -> list[Deal]:
    """Deals with the customer that are still open, the next to close first."""
    rows = Deal.objects.filter(account_id__in=ids, status=Deal.Status.OPEN)
    return list(rows.select_related("owner").order_by("expected_close_on", "deal_id")[:SHOWN])


def open_tasks(about: Q) -> list[Task]:
    """What is still to be done, the most urgent first."""
    rows = Task.objects.filter(about, done_at__isnull=True).select_related("owner")
    return sorted(rows[:SHOWN], key=lambda one: (one.due_at is None, one.due_at or one.made_at))


def pinned(about: Q) -> QuerySet[Note]:
    """Notes that were put on top."""
    return Note.objects.filter(about, is_pinned=True).order_by("-made_at")[:SHOWN]


def related(ids: Sequence[str]) -> list[AccountRelation]:
    """Other companies and how they stand to the customer."""
    rows = AccountRelation.objects.filter(account_id__in=ids).select_related("other")
    return list(rows[:SHOWN])


def who_knows(about: Q, now: datetime) -> list[tuple[str, Knows]]:
    """People of ours by how well they know the customer now, with their names."""
    rows = Activity.objects.filter(REACHED, about, happened_at__gte=now - YEAR)
    made = rows.exclude(person=None).order_by().values_list("person_id", "happened_at")
    days = [(person, timezone.localtime(at).date()) for person, at in made[:5000]]
    found = knowers(days, timezone.localtime(now).date())
    names = dict(
        Person.objects.filter(pk__in=[k.person_id for k in found]).values_list("pk", "name")
    )
    return [(names[one.person_id], one) for one in found]


def next_visit(
    view: CustomerView | None,
    bought_: Buying | None,
    people: Sequence[PersonThere],
    deals: Sequence[Deal],
    today: date,
) -> list[Point]:
    """What to bring to the next visit, the most important first."""
    # Where nobody ever wrote down with whom they spoke, nothing is known of anybody.
    is_told = any(person.last_at for person in people)
    known = [
        Known(p.contact.pk, p.contact.name, _day(p.last_at))
        for p in people
        if is_told and p.contact.left_on is None
    ]
    situation = Situation(
        rebuys=[one.rebuy for one in bought_.lines if one.rebuy] if bought_ else (),
        unpaid=[Unpaid(d.order_id, d.amount, d.due_on) for d in unpaid(view)] if view else (),
        deals=[OpenDeal(d.pk, d.name, d.stage, d.amount, d.next_step) for d in deals],
        returns=_returns(view) if view else (),
        contacts=known,
        currency=view.currency if view else "CNY",
    )
    return points(situation, today)


def _returns(view: CustomerView) -> list[Returned]:
    back = [order for order in view.orders if order.is_return][:20]
    ids = {product for order in back for product in order.products}
    names = dict(Product.objects.filter(pk__in=ids).values_list("pk", "name"))
    return [
        Returned(
            order.order_id,
            "、".join(names.get(p, p) for p in order.products[:3]) or order.order_id,
            order.net_amount,
            order.booked_on,
        )
        for order in back
    ]


def _day(at: datetime | None) -> date | None:
    return timezone.localtime(at).date() if at else None
