"""What happened with a customer, lead or deal, told by its records and by the figures."""

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import date, datetime, time
from typing import Any

from django.utils import timezone

from salesops.metrics.customer_view import CustomerView, Told
from salesops.selling.contact import Doing, reaches
from salesops.selling.story import GROUPS, SOURCES, Chapter, Event, Place, chapter
from salesops.web.crm.families import family
from salesops.web.crm.models import Account, Deal, Lead, Step
from salesops.web.crm.story_rows import (
    Ids,
    Span,
    deals_of,
    holders,
    holdings_of,
    leads_of,
    recorded,
)
from salesops.web.prepared import Rows, Texts
from salesops.web.together import together

PAGE, FIRST = 40, 20
"""So many events come at a time, and so many with the record's page: the rest as one goes down."""


@dataclass(frozen=True)
class Subject:
    """Whose story it is: the ids of a customer with those merged into it, or one lead or deal.

    `deal_names` are all of its deals by their ids. Whoever made it has found the record for the
    reader: its whole story is theirs to read.
    """

    accounts: tuple[str, ...] = ()
    deal_names: Mapping[str, str] = field(default_factory=dict)
    leads: tuple[str, ...] = ()
    view: CustomerView | None = None

    @property
    def ids(self) -> Ids:
        """The ids of its customers, deals and leads."""
        return self.accounts, list(self.deal_names), self.leads


def of_account(account: Account, view: CustomerView | None) -> Subject:
    """The story of a customer the reader has found, with that of its deals and leads."""
    ids = tuple(family(account))
    deals, leads = together((deals_of, ids), (leads_of, ids))
    return subject_with(ids, deals, leads, view)


def subject_with(ids: Texts, deals: Rows, leads: Rows, view: CustomerView | None) -> Subject:
    """The story of customers who are one, with these of their deals and leads."""
    named = {one["pk"]: one["name"] for one in deals}
    return Subject(tuple(ids), named, tuple(one["pk"] for one in leads), view)


def told(subject: Subject, before: Place | None, group: str = "", limit: int = PAGE) -> Chapter:
    """A page of the story, of one group of kinds or of all."""
    return _chapter(subject, Span(before, limit), GROUPS.get(group, SOURCES))


def begun(subject: Subject, read: Mapping[str, Rows]) -> Chapter:
    """The first events of the whole story, of which these rows were read already."""
    return _chapter(subject, Span(None, FIRST, read), SOURCES)


def _chapter(subject: Subject, span: Span, wanted: Iterable[str]) -> Chapter:
    tellers = [TELLERS[source](subject, span) for source in wanted]
    return _named(chapter(tellers, span.before, span.limit))


def _named(found: Chapter) -> Chapter:
    """The figures know positions: here they get the names of the people in them."""
    ids = {e.facts["position"] for e in found.events if e.facts.get("position")}
    names = {one["pk"]: one["person__name"] for one in holders(sorted(ids))}
    events = (
        replace(e, who=names.get(e.facts["position"], "")) if e.facts.get("position") else e
        for e in found.events
    )
    return Chapter(tuple(events), found.next)


def _activities(subject: Subject, span: Span) -> Iterator[Event]:
    for one in span.of("activity", subject.ids):
        doing = Doing(one["kind"], one["direction"], one["outcome"], one["is_automatic"])
        facts = {
            "direction": one["direction"], "outcome": one["outcome"], "minutes": one["minutes"],
            "with": one["contact__name"] or "", "person_id": one["person_id"],
            "deal": one["deal__name"] or one["deal_id"] or "", "deal_id": one["deal_id"],
            "automatic": one["is_automatic"], "reached": reaches(doing),
        }  # fmt: skip
        yield Event(
            one["happened_at"], "activity", one["pk"], one["kind"], one["person__name"] or "",
            one["summary"], facts=facts,
        )  # fmt: skip


def _told(subject: Subject, span: Span) -> Iterator[Event]:
    """What only an older batch tells of; the records tell the rest."""
    every = subject.view.told if subject.view else ()
    for start in range(0, len(every), span.limit):
        some = every[start : start + span.limit]
        ids = [one.activity_id for one in some]
        known = {one["pk"] for one in recorded(ids)}
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
    names, statuses = subject.deal_names, dict(Lead.Status.choices)
    for one in span.of("move", subject.ids):
        stage, case_id = one["to_stage"], one["case_id"]
        if one["case_kind"] == Step.Kind.LEAD:
            stage = str(statuses.get(stage, stage))
        facts = {"stage": stage, "case": one["case_kind"], "case_id": case_id}
        yield Event(
            one["entered_at"], "move", f"{one['pk']:020}", "move", one["person__name"] or "",
            names.get(case_id) or case_id, facts=facts,
        )  # fmt: skip


def _tasks(subject: Subject, span: Span) -> Iterator[Event]:
    for one in span.of("task", subject.ids):
        who = one["owner__name"] or ""
        yield Event(one["done_at"], "task", one["pk"], "task", who, one["title"])


def _notes(subject: Subject, span: Span) -> Iterator[Event]:
    for one in span.of("note", subject.ids):
        facts = {
            "pinned": one["is_pinned"], "version": one["version"], "made_by": one["made_by_id"]
        }  # fmt: skip
        who, text = one["made_by_name"], one["body"]
        yield Event(one["made_at"], "note", one["pk"], "note", who, text, facts=facts)


def _files(subject: Subject, span: Span) -> Iterator[Event]:
    for one in span.of("file", subject.ids):
        facts, who = {"size": one["size"]}, one["made_by_name"]
        yield Event(one["made_at"], "file", one["pk"], "file", who, one["name"], facts=facts)


def _owners(subject: Subject, span: Span) -> Iterator[Event]:
    """Who came to hold the customer and who lost it, each turn at its own time."""
    rows = span.read["owner"] if "owner" in span.read else holdings_of(subject.accounts)
    found = [event for one in rows for event in _turns(one)]
    yield from sorted(found, key=lambda event: event.place, reverse=True)


def _turns(one: Mapping[str, Any]) -> Iterator[Event]:
    id_, who = f"{one['pk']:020}", one["person__name"]
    yield Event(one["began_at"], "owner", f"{id_}a", one["began"], who)
    if one["ended_at"]:
        yield Event(one["ended_at"], "owner", f"{id_}b", one["ended"], who, one["reason"])


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
        return Subject(
            deal_names={record.pk: record.name}, leads=(record.lead_id,) if record.lead_id else ()
        )
    return Subject(leads=(record.pk,))
