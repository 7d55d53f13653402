"""The pipeline's flow for one reader: deals with their steps and changes as the policy wants."""

from collections import defaultdict
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import NamedTuple

from django.db.models import Exists, OuterRef, Q, QuerySet

from salesops.selling.flow import Bucket, Change, Flow, History, Move, Part, Status, flow, moved
from salesops.selling.flow_asked import Asked, change_of, unwritten
from salesops.selling.flow_groups import Group, groups, stage_then
from salesops.selling.narrow import Narrow
from salesops.web.access import Actor
from salesops.web.crm.actions.deals import home_currency
from salesops.web.crm.board import rates_on
from salesops.web.crm.models import Deal, DealChange, Pipeline, Stage, Step
from salesops.web.crm.narrowing import narrowed
from salesops.web.crm.stages import present_names
from salesops.web.people.models import Person, Position


@dataclass(frozen=True)
class Told:
    """The flow, the same by group, and what is known of each deal in it."""

    asked: Asked
    whole: Flow
    split: list[Group]
    moved: Mapping[tuple[str, str], tuple[Part, ...]]
    currency: str

    def deals(self, bucket: Bucket, most: int) -> list[tuple[Deal, Decimal]]:
        """The largest deals of a bucket, each with what it adds to it."""
        parts = sorted(self.whole.parts[bucket], key=lambda p: (-p.amount, p.deal_id))[:most]
        found = Deal.objects.select_related("owner", "account").in_bulk([p.deal_id for p in parts])
        return [(found[p.deal_id], p.amount) for p in parts if p.deal_id in found]


class Row(NamedTuple):
    """What the flow needs to know of a deal: sixty thousand of these are read at once."""

    pk: str
    pipeline_id: str | None
    stage: str
    status: str
    amount: Decimal | None
    currency: str
    expected_close_on: date | None
    created_on: date | None
    closed_on: date | None
    owner_id: str | None


def told(actor: Actor, narrow: Narrow, asked: Asked) -> Told:
    """The flow of the deals the actor sees and asked for."""
    concerned = _concerned(actor, narrow, asked)
    deals = {row[0]: Row(*row) for row in concerned.values_list(*Row._fields).iterator()}
    histories = {h.deal_id: h for h in _histories(deals, concerned, asked)}
    whole = flow(histories.values(), asked.starts_at, asked.ends_at, asked.window)
    return Told(
        asked, whole, groups(whole, _namer(deals, histories, asked)),
        moved(histories.values(), asked.starts_at, asked.ends_at), home_currency(),
    )  # fmt: skip


def _concerned(actor: Actor, narrow: Narrow, asked: Asked) -> QuerySet[Deal]:
    """Deals that were open at some moment of the time: those closed long before are not read."""
    since = Step.objects.filter(
        case_kind=Step.Kind.DEAL, case_id=OuterRef("pk"), entered_at__gte=asked.starts_at
    )
    deals = narrowed(actor, narrow)
    if narrow.pipeline:
        deals = deals.filter(pipeline=narrow.pipeline)
    is_concerned = Q(status=Deal.Status.OPEN) | Q(closed_on__gte=asked.starts_on) | Exists(since)
    return deals.filter(is_concerned).order_by("pk")


def _histories(
    deals: Mapping[str, Row], concerned: QuerySet[Deal], asked: Asked
) -> Iterator[History]:
    known = {"": Decimal(1), **rates_on(asked.ends_on), home_currency(): Decimal(1)}
    rates = {pk: known.get(deal.currency, Decimal(0)) for pk, deal in deals.items()}
    moves = _moves(deals, concerned, asked)
    changes = _changes(deals, concerned, asked, rates)
    for pk, deal in deals.items():
        amount = None if deal.amount is None else deal.amount * rates[pk]
        yield History(
            pk, tuple(moves.get(pk) or _unwritten(deal, asked)), amount, deal.expected_close_on,
            tuple(changes.get(pk, ())),
        )  # fmt: skip


def _unwritten(deal: Row, asked: Asked) -> list[Move]:
    return unwritten(deal.stage, deal.status, deal.created_on, deal.closed_on, asked.zone)  # type: ignore[arg-type]  # a choice of the same words


def _moves(
    deals: Mapping[str, Row], concerned: QuerySet[Deal], asked: Asked
) -> Mapping[str, list[Move]]:
    kinds = _kinds({deal.pipeline_id for deal in deals.values()})
    theirs = concerned.order_by().values("pk")
    steps = Step.objects.filter(case_kind=Step.Kind.DEAL, case_id__in=theirs)
    rows = steps.order_by("entered_at", "id").values_list("case_id", "to_stage", "entered_at")
    found: dict[str, list[Move]] = defaultdict(list)
    for case, stage, at in rows.iterator(chunk_size=5000):
        deal = deals.get(case)
        if deal is None:  # made since the deals were read
            continue
        status, name = kinds.get((deal.pipeline_id, stage)) or (_guess(deal, stage), stage)
        # Only the day of a win is asked for, and only as the company's clocks show it.
        moment = at.astimezone(asked.zone) if status == "won" else at
        found[case].append(Move(moment, name, status))
    return found


def _kinds(pipeline_ids: set[str | None]) -> Mapping[tuple[str | None, str], tuple[Status, str]]:
    """What each name of a stage means, those it had before included: open, won or lost."""
    pipelines = list(Pipeline.objects.filter(pk__in=pipeline_ids).prefetch_related("stages"))
    now = {(p.pk, s.name): s.kind for p in pipelines for s in p.stages.all()}
    present = present_names(pipelines)
    return {key: (now[key[0], name], name) for key, name in present.items()}  # type: ignore[misc]  # a choice of the same words


def _guess(deal: Row, stage: str) -> Status:
    """A stage nobody knows any more was an open one, unless the deal ended in it."""
    return deal.status if stage == deal.stage else Stage.Kind.OPEN.value  # type: ignore[return-value]  # choices of the same words


def _changes(
    deals: Mapping[str, Row], concerned: QuerySet[Deal], asked: Asked, rates: Mapping[str, Decimal]
) -> Mapping[str, list[Change]]:
    """The changes since the first moment; what went before made no difference to it."""
    rows = DealChange.objects.filter(
        at__gte=asked.starts_at, field__in=("amount", "expected_close_on"),
        deal__in=concerned.order_by().values("pk"),
    ).order_by("at", "id")  # fmt: skip
    found: dict[str, list[Change]] = defaultdict(list)
    wanted = ("deal_id", "at", "field", "before", "after")
    for deal_id, at, field, before, after in rows.values_list(*wanted).iterator(chunk_size=5000):
        if deal_id in rates:
            found[deal_id].append(change_of(at, field, before, after, rates[deal_id]))
    return found


def _namer(
    deals: Mapping[str, Row], histories: Mapping[str, History], asked: Asked
) -> Callable[[str], str]:
    if asked.by == "stage":
        return lambda pk: stage_then(histories[pk], asked.starts_at, asked.ends_at)
    if asked.by == "pipeline":
        pipelines = dict(Pipeline.objects.values_list("pk", "name"))
        return lambda pk: pipelines.get(deals[pk].pipeline_id or "", "—")
    names = _teams(asked.ends_on) if asked.by == "team" else _people()
    return lambda pk: names.get(deals[pk].owner_id or "", "—")


def _people() -> Mapping[str, str]:
    return dict(Person.objects.values_list("pk", "name"))


def _teams(day: date) -> Mapping[str, str]:
    """The team each person stands in on the day."""
    now = (Q(starts_on__isnull=True) | Q(starts_on__lte=day)) & (
        Q(ends_before__isnull=True) | Q(ends_before__gt=day)
    )
    rows = Position.objects.filter(now, team__isnull=False).order_by("starts_on")
    return dict(rows.values_list("person_id", "team__path"))
