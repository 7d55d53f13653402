"""What happened with a customer, lead or deal, told by its records and by the figures."""

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime, time
from typing import TypeVar

from django.db.models import Model, Q, QuerySet
from django.utils import timezone

from salesops.metrics.customer_view import CustomerView, Told
from salesops.selling.story import GROUPS, SOURCES, Chapter, Event, Place, chapter
from salesops.web.crm.contacted import is_contact
from salesops.web.crm.families import family
from salesops.web.crm.models import (
    Account,
    Activity,
    Attachment,
    Deal,
    Holding,
    Lead,
    Note,
    Step,
    Task,
)
from salesops.web.people.models import Position

Record = TypeVar("Record", bound=Model)
PAGE = 40


@dataclass(frozen=True)
class Subject:
    """Whose story it is: the ids of a customer with those merged into it, or one lead or deal.

    Whoever made it has found the record for the reader: its whole story is theirs to read.
    """

    accounts: tuple[str, ...] = ()
    deals: tuple[str, ...] = ()
    leads: tuple[str, ...] = ()
    view: CustomerView | None = None

    @property
    def about(self) -> Q:
        """What is about it."""
        wanted = Q(account_id__in=self.accounts) if self.accounts else Q(pk__in=[])
        if self.deals:
            wanted |= Q(deal_id__in=self.deals)
        return wanted | Q(lead_id__in=self.leads) if self.leads else wanted


@dataclass(frozen=True)
class Span:
    """Which part of the story is wanted: so many events before a place."""

    before: Place | None
    limit: int

    def of(self, rows: QuerySet[Record], clock: str, source: str) -> QuerySet[Record]:
        """The rows that may belong to it, newest first."""
        found = rows if self.before is None else rows.filter(self._behind(clock, source))
        return found.order_by(f"-{clock}", "-pk")[: self.limit + 1]

    def _behind(self, clock: str, source: str) -> Q:
        place = self.before
        if place is None:
            return Q()
        earlier = Q(**{f"{clock}__lt": place.at})
        same = Q(**{clock: place.at})
        if source < place.source:
            return earlier | same
        return earlier | same & Q(pk__lt=place.id) if source == place.source else earlier


def of_account(account: Account, view: CustomerView | None) -> Subject:
    """The story of a customer the reader has found, with that of its deals and leads."""
    ids = tuple(family(account))
    deals = Deal.objects.filter(account_id__in=ids).values_list("pk", flat=True)
    leads = Lead.objects.filter(account_id__in=ids).values_list("pk", flat=True)
    return Subject(ids, tuple(deals), tuple(leads), view)


def told(subject: Subject, before: Place | None, group: str = "", limit: int = PAGE) -> Chapter:
    """A page of the story, of one group of kinds or of all."""
    span = Span(before, limit)
    wanted = GROUPS.get(group, SOURCES)
    return _named(chapter([TELLERS[source](subject, span) for source in wanted], before, limit))


def _named(found: Chapter) -> Chapter:
    """The figures know positions: here they get the names of the people in them."""
    ids = {e.facts["position"] for e in found.events if e.facts.get("position")}
    names = dict(Position.objects.filter(pk__in=ids).values_list("pk", "person__name"))
    events = (
        replace(e, who=names.get(e.facts["position"], "")) if e.facts.get("position") else e
        for e in found.events
    )
    return Chapter(tuple(events), found.next)


def _activities(subject: Subject, span: Span) -> Iterator[Event]:
    rows = Activity.objects.filter(subject.about).select_related("person", "contact", "deal")
    for one in span.of(rows, "happened_at", "activity"):
        facts = {
            "direction": one.direction, "outcome": one.outcome, "minutes": one.minutes,
            "with": one.contact.name if one.contact else "", "person_id": one.person_id,
            "deal": str(one.deal) if one.deal else "", "deal_id": one.deal_id,
            "automatic": one.is_automatic, "reached": is_contact(one),
        }  # fmt: skip
        who = one.person.name if one.person else ""
        yield Event(one.happened_at, "activity", one.pk, one.kind, who, one.summary, facts=facts)


def _told(subject: Subject, span: Span) -> Iterator[Event]:
    """What only an older batch tells of; the records tell the rest."""
    every = subject.view.told if subject.view else ()
    for start in range(0, len(every), span.limit):
        some = every[start : start + span.limit]
        ids = [one.activity_id for one in some]
        known = set(Activity.objects.filter(pk__in=ids).values_list("pk", flat=True))
        yield from (_told_event(one) for one in some if one.activity_id not in known)


def _told_event(one: Told) -> Event:
    facts = {"direction": one.direction, "outcome": one.outcome, "position": one.position_id}
    at = timezone.make_aware(one.happened_at)
    return Event(at, "told", one.activity_id, one.kind, "", one.summary, facts=facts)


def _orders(subject: Subject, span: Span) -> Iterator[Event]:
    for one in subject.view.orders if subject.view else ():
        facts = {
            "amount": one.net_amount, "lines": one.lines, "products": one.products,
            "position": one.position_id,
        }  # fmt: skip
        kind = "return" if one.is_return else "order"
        id_ = f"{one.order_id}{'-' if one.is_return else ''}"
        yield Event(_noon(one.booked_on), "order", id_, kind, "", one.order_id, True, facts)


def _receipts(subject: Subject, span: Span) -> Iterator[Event]:
    for one in subject.view.receipts if subject.view else ():
        facts = {"amount": one.amount, "order": one.order_id or ""}
        at = _noon(one.received_on)
        yield Event(at, "receipt", one.receipt_id, "receipt", "", one.receipt_id, True, facts)


def _moves(subject: Subject, span: Span) -> Iterator[Event]:
    cases = Q(case_kind=Step.Kind.DEAL, case_id__in=subject.deals)
    if not subject.accounts:
        cases |= Q(case_kind=Step.Kind.LEAD, case_id__in=subject.leads)
    names = dict(Deal.objects.filter(pk__in=subject.deals).values_list("pk", "name"))
    statuses = dict(Lead.Status.choices)
    rows = span.of(Step.objects.filter(cases).select_related("person"), "entered_at", "move")
    for one in rows:
        stage = (
            statuses.get(one.to_stage, one.to_stage) if one.case_kind == "lead" else one.to_stage
        )
        facts = {"stage": str(stage), "case": one.case_kind, "case_id": one.case_id}
        who = one.person.name if one.person else ""
        text = names.get(one.case_id) or one.case_id
        yield Event(one.entered_at, "move", f"{one.pk:020}", "move", who, text, facts=facts)


def _tasks(subject: Subject, span: Span) -> Iterator[Event]:
    rows = Task.objects.filter(subject.about, done_at__isnull=False).select_related("owner")
    for one in span.of(rows, "done_at", "task"):
        if one.done_at:
            who = one.owner.name if one.owner else ""
            yield Event(one.done_at, "task", one.pk, "task", who, one.title)


def _notes(subject: Subject, span: Span) -> Iterator[Event]:
    for one in span.of(Note.objects.filter(subject.about), "made_at", "note"):
        facts = {"pinned": one.is_pinned, "version": one.version, "made_by": one.made_by_id}
        yield Event(one.made_at, "note", one.pk, "note", one.made_by_name, one.body, facts=facts)


def _files(subject: Subject, span: Span) -> Iterator[Event]:
    for one in span.of(Attachment.objects.filter(subject.about), "made_at", "file"):
        facts = {"size": one.size}
        yield Event(one.made_at, "file", one.pk, "file", one.made_by_name, one.name, facts=facts)


def _owners(subject: Subject, span: Span) -> Iterator[Event]:
    """Who came to hold the customer and who lost it, each turn at its own time."""
    if not subject.accounts:
        return
    rows = Holding.objects.filter(account_id__in=subject.accounts).select_related("person")
    found = [event for one in rows for event in _turns(one)]
    yield from sorted(found, key=lambda event: event.place, reverse=True)


def _turns(one: Holding) -> Iterator[Event]:
    id_ = f"{one.pk:020}"
    yield Event(one.began_at, "owner", f"{id_}a", one.began, one.person.name)
    if one.ended_at:
        yield Event(one.ended_at, "owner", f"{id_}b", one.ended, one.person.name, one.reason)


def _noon(day: date) -> datetime:
    """What has only a day stands in the middle of it."""
    return timezone.make_aware(datetime.combine(day, time(12)))


TELLERS: Mapping[str, Callable[[Subject, Span], Iterable[Event]]] = {
    "activity": _activities, "told": _told, "order": _orders, "receipt": _receipts,
    "move": _moves, "task": _tasks, "note": _notes, "file": _files, "owner": _owners,
}  # fmt: skip


def subject_of(record: Account | Deal | Lead, view: CustomerView | None = None) -> Subject:
    """The story of a record the reader has found."""
    if isinstance(record, Account):
        return of_account(record, view)
    if isinstance(record, Deal):
        return Subject(deals=(record.pk,), leads=(record.lead_id,) if record.lead_id else ())
    return Subject(leads=(record.pk,))
