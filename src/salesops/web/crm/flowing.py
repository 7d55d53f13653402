"""The pipeline's flow for one reader: deals with their steps and changes as the policy wants."""

from collections import defaultdict
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from django.db.models import Exists, OuterRef, Q, QuerySet
from django.utils import timezone

from salesops.selling.flow import Change, Flow, History, Move, Part, Status, flow, moved
from salesops.selling.flow_asked import Asked, change_of, unwritten
from salesops.selling.flow_groups import Group, groups, stage_then
from salesops.selling.narrow import Narrow
from salesops.web.access import Actor
from salesops.web.crm.actions.deals import home_currency
from salesops.web.crm.board import rates_on
from salesops.web.crm.models import Deal, DealChange, Pipeline, Stage, Step
from salesops.web.crm.narrowing import narrowed
from salesops.web.crm.stages import present_names
from salesops.web.people.models import Position


@dataclass(frozen=True)
class Told:
    """The flow, the same by group, and what is known of each deal in it."""

    asked: Asked
    whole: Flow
    split: list[Group]
    moved: Mapping[tuple[str, str], tuple[Part, ...]]
    deals: Mapping[str, Deal]
    currency: str


def told(actor: Actor, narrow: Narrow, asked: Asked) -> Told:
    """The flow of the deals the actor sees and asked for."""
    deals = {deal.pk: deal for deal in _concerned(actor, narrow, asked)}
    histories = list(_histories(deals, asked))
    name = _namer(deals, asked)
    return Told(
        asked,
        flow(histories, asked.starts_at, asked.ends_at, asked.window),
        groups(histories, name, asked.starts_at, asked.ends_at, asked.window),
        moved(histories, asked.starts_at, asked.ends_at),
        deals,
        home_currency(),
    )


def _concerned(actor: Actor, narrow: Narrow, asked: Asked) -> QuerySet[Deal]:
    """Deals that were open at some moment of the time: those closed long before are not read."""
    since = Step.objects.filter(
        case_kind=Step.Kind.DEAL, case_id=OuterRef("pk"), entered_at__gte=asked.starts_at
    )
    deals = narrowed(actor, narrow)
    if narrow.pipeline:
        deals = deals.filter(pipeline=narrow.pipeline)
    is_concerned = Q(status=Deal.Status.OPEN) | Q(closed_on__gte=asked.starts_on) | Exists(since)
    return deals.filter(is_concerned).select_related("owner", "account", "pipeline").order_by("pk")


def _histories(deals: Mapping[str, Deal], asked: Asked) -> Iterator[History]:
    known = {"": Decimal(1), **rates_on(asked.ends_on), home_currency(): Decimal(1)}
    rates = {pk: known.get(deal.currency, Decimal(0)) for pk, deal in deals.items()}
    moves, changes = _moves(deals), _changes(deals, asked, rates)
    for pk, deal in deals.items():
        amount = None if deal.amount is None else deal.amount * rates[pk]
        yield History(
            pk, tuple(moves.get(pk) or _unwritten(deal, asked)), amount, deal.expected_close_on,
            tuple(changes.get(pk, ())),
        )  # fmt: skip


def _unwritten(deal: Deal, asked: Asked) -> list[Move]:
    return unwritten(deal.stage, deal.status, deal.created_on, deal.closed_on, asked.zone)  # type: ignore[arg-type]  # a choice of the same words


def _moves(deals: Mapping[str, Deal]) -> Mapping[str, list[Move]]:
    kinds = _kinds({deal.pipeline_id for deal in deals.values()})
    steps = Step.objects.filter(case_kind=Step.Kind.DEAL).order_by("entered_at", "id")
    found: dict[str, list[Move]] = defaultdict(list)
    for case, stage, at in _rows(steps, "case_id", deals, "case_id", "to_stage", "entered_at"):
        deal = deals[case]
        status, name = kinds.get((deal.pipeline_id, stage), (_guess(deal, stage), stage))
        found[case].append(Move(timezone.localtime(at), name, status))
    return found


def _rows(records: QuerySet, key: str, deals: Mapping[str, Deal], *columns: str) -> Iterator[tuple]:
    """Rows about these deals: asked for by id where they are few, else read in one go."""
    few = len(deals) <= 500
    wanted = records.filter(**{f"{key}__in": list(deals)}) if few else records
    for row in wanted.values_list(*columns).iterator(chunk_size=5000):
        if row[0] in deals:
            yield row


def _kinds(pipeline_ids: set[str | None]) -> Mapping[tuple[str | None, str], tuple[Status, str]]:
    """What each name of a stage means, those it had before included: open, won or lost."""
    pipelines = list(Pipeline.objects.filter(pk__in=pipeline_ids).prefetch_related("stages"))
    now = {(p.pk, s.name): s.kind for p in pipelines for s in p.stages.all()}
    present = present_names(pipelines)
    return {key: (now[key[0], name], name) for key, name in present.items()}  # type: ignore[misc]  # a choice of the same words


def _guess(deal: Deal, stage: str) -> Status:
    """A stage nobody knows any more was an open one, unless the deal ended in it."""
    return deal.status if stage == deal.stage else Stage.Kind.OPEN.value  # type: ignore[return-value]  # choices of the same words


def _changes(
    deals: Mapping[str, Deal], asked: Asked, rates: Mapping[str, Decimal]
) -> Mapping[str, list[Change]]:
    """The changes since the first moment; what went before made no difference to it."""
    rows = DealChange.objects.filter(
        at__gte=asked.starts_at, field__in=("amount", "expected_close_on")
    ).order_by("at", "id")
    found: dict[str, list[Change]] = defaultdict(list)
    wanted = ("deal_id", "at", "field", "before", "after")
    for deal_id, at, field, before, after in _rows(rows, "deal_id", deals, *wanted):
        change = change_of(timezone.localtime(at), field, before, after, rates[deal_id])
        found[deal_id].append(change)
    return found


def _namer(deals: Mapping[str, Deal], asked: Asked) -> Callable[[History], str]:
    if asked.by == "stage":
        return lambda history: stage_then(history, asked.starts_at, asked.ends_at)
    if asked.by == "team":
        teams = _teams(asked.ends_on)
        return lambda history: teams.get(deals[history.deal_id].owner_id or "", "—")
    if asked.by == "pipeline":
        return lambda history: str(deals[history.deal_id].pipeline or "—")
    return lambda history: str(deals[history.deal_id].owner or "—")


def _teams(day: date) -> Mapping[str, str]:
    """The team each person stands in on the day."""
    now = (Q(starts_on__isnull=True) | Q(starts_on__lte=day)) & (
        Q(ends_before__isnull=True) | Q(ends_before__gt=day)
    )
    rows = Position.objects.filter(now, team__isnull=False).order_by("starts_on")
    return dict(rows.values_list("person_id", "team__path"))
