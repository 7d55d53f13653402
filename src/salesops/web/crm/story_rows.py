"""What the records are asked for a story: each source's rows, newest first, up to a place."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cache
from typing import Any

from django.db.models import Q, QuerySet

from salesops.selling.story import Place
from salesops.web.crm.models import (
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
from salesops.web.prepared import Prepared, Question, Rows, Texts

Ids = tuple[Texts, Texts, Texts]
"""Of customers, deals and leads."""


def concerning(accounts: Texts, deals: Texts, leads: Texts) -> Q:
    """What is about any of these customers, deals and leads."""
    return Q(account_id__in=accounts) | Q(deal_id__in=deals) | Q(lead_id__in=leads)


@dataclass(frozen=True)
class Span:
    """Which part of the story is wanted: so many events before a place."""

    before: Place | None
    limit: int
    read: Mapping[str, Rows] = field(default_factory=dict)
    """The rows of sources that were read already, for the beginning of the story."""

    def of(self, source: str, ids: Ids) -> Rows:
        """The rows of one source that may belong to it, newest first."""
        if source in self.read:
            return self.read[source]
        question, clock = ASKED[source]
        if self.before is None:
            return newest(source, self.limit)(*ids)
        return list(
            _in_order(question(*ids).filter(self._behind(clock, source)), clock, self.limit)
        )

    def _behind(self, clock: str, source: str) -> Q:
        place = self.before
        if place is None:
            return Q()
        earlier = Q(**{f"{clock}__lt": place.at})
        same = Q(**{clock: place.at})
        if source < place.source:
            return earlier | same
        return earlier | same & Q(pk__lt=place.id) if source == place.source else earlier


def _activities(*ids: Texts) -> QuerySet[Any, Any]:
    return Activity.objects.filter(concerning(*ids)).values(
        "pk", "kind", "direction", "outcome", "minutes", "happened_at", "summary", "is_automatic",
        "person_id", "person__name", "contact__name", "deal_id", "deal__name",
    )  # fmt: skip


def _moves(accounts: Texts, deals: Texts, leads: Texts) -> QuerySet[Any, Any]:
    """The moves of deals; those of a lead stand in its own story, not in its customer's."""
    cases = Q(case_kind=Step.Kind.DEAL, case_id__in=deals)
    if not accounts:
        cases |= Q(case_kind=Step.Kind.LEAD, case_id__in=leads)
    return Step.objects.filter(cases).values(
        "pk", "case_kind", "case_id", "to_stage", "entered_at", "person__name"
    )


def _tasks(*ids: Texts) -> QuerySet[Any, Any]:
    done = Task.objects.filter(concerning(*ids), done_at__isnull=False)
    return done.values("pk", "done_at", "owner__name", "title")


def _notes(*ids: Texts) -> QuerySet[Any, Any]:
    return Note.objects.filter(concerning(*ids)).values(
        "pk", "made_at", "made_by_name", "body", "is_pinned", "version", "made_by_id"
    )


def _files(*ids: Texts) -> QuerySet[Any, Any]:
    rows = Attachment.objects.filter(concerning(*ids))
    return rows.values("pk", "made_at", "made_by_name", "name", "size")


ASKED: Mapping[str, tuple[Question, str]] = {
    "activity": (_activities, "happened_at"), "move": (_moves, "entered_at"),
    "task": (_tasks, "done_at"), "note": (_notes, "made_at"), "file": (_files, "made_at"),
}  # fmt: skip
"""The question of each source, and the column that says when it happened."""


@cache
def newest(source: str, limit: int) -> Prepared:
    """The question for the rows of one source with which a story begins."""
    question, clock = ASKED[source]
    return Prepared(lambda *ids: _in_order(question(*ids), clock, limit))


def _in_order(rows: QuerySet[Any, Any], clock: str, limit: int) -> QuerySet[Any, Any]:
    return rows.order_by(f"-{clock}", "-pk")[: limit + 1]


deals_of = Prepared(
    lambda accounts: Deal.objects.filter(account__in=accounts).order_by().values("pk", "name")
)
leads_of = Prepared(lambda accounts: Lead.objects.filter(account__in=accounts).values("pk"))
holdings_of = Prepared(
    lambda accounts: (
        Holding.objects.filter(account__in=accounts)
        .order_by()
        .values(
            "pk", "account_id", "person__name", "began_at", "began", "ended_at", "ended", "reason"
        )
    )
)
holders = Prepared(
    lambda positions: Position.objects.filter(pk__in=positions).values("pk", "person__name")
)
recorded = Prepared(lambda ids: Activity.objects.filter(pk__in=ids).order_by().values("pk"))
