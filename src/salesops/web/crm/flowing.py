"""The pipeline's flow for one reader: deals with their steps and changes as the policy wants."""

from collections import defaultdict
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal
from typing import Any

from django.db.models import Q, QuerySet

from salesops.selling.flow import (
    ENDS,
    Bucket,
    Change,
    Flow,
    History,
    Move,
    Part,
    Status,
    flow,
    moved,
)
from salesops.selling.flow_asked import Asked, change_of, unwritten
from salesops.selling.flow_groups import Group, groups, stage_then
from salesops.selling.narrow import Narrow
from salesops.web.access import Actor
from salesops.web.crm.board import rates_on
from salesops.web.crm.flow_standing import KEYS, Row, Standing, named, together
from salesops.web.crm.models import Deal, DealChange, Pipeline, Stage, Step
from salesops.web.crm.narrowing import narrowed
from salesops.web.crm.stages import present_names
from salesops.web.people.models import Person, Position
from salesops.web.workspace.company import home_currency

MOST_NAMED = 5000


@dataclass(frozen=True)
class Told:
    """The flow, the same by group, and what is known of each deal in it."""

    asked: Asked
    whole: Flow
    split: list[Group]
    moved: Mapping[tuple[str, str], tuple[Part, ...]]
    currency: str
    standing: Standing

    def parts(self, bucket: Bucket, most: int) -> list[Part]:
        """The largest parts of a bucket, those to which nothing happened among them."""
        found = list(self.whole.parts[bucket])
        if bucket in ENDS:
            found += self.standing.largest(most)
        return sorted(found, key=lambda part: (-part.amount, part.deal_id))[:most]

    def deals(self, bucket: Bucket, most: int) -> list[tuple[Deal, Decimal]]:
        """The largest deals of a bucket, each with what it adds to it."""
        parts = self.parts(bucket, most)
        found = Deal.objects.select_related("owner", "account").in_bulk([p.deal_id for p in parts])
        return [(found[p.deal_id], p.amount) for p in parts if p.deal_id in found]


def told(actor: Actor, narrow: Narrow, asked: Asked) -> Told:
    """The flow of the deals the actor sees and asked for.

    Only deals to which something happened since its first moment are read one by one; those that
    stand as they stood are summed by the database.
    """
    deals = narrowed(actor, narrow)
    if narrow.pipeline:
        deals = deals.filter(pipeline=narrow.pipeline)
    currency = home_currency()
    rates = {"": Decimal(1), **rates_on(asked.ends_on), currency: Decimal(1)}
    standing = Standing(deals, asked, rates)
    touched = standing.touched
    rows = {row[0]: Row(*row) for row in touched.values_list(*Row._fields).iterator()}
    histories = {h.deal_id: h for h in _histories(rows, touched, asked, rates)}
    still, name_of = standing.still(rows.values()), _names(asked)
    whole = replace(
        flow(histories.values(), asked.starts_at, asked.ends_at, asked.window),
        still=together(still.values()),
    )
    split = groups(whole, _namer(rows, histories, asked, name_of), named(still, name_of))
    moves = moved(histories.values(), asked.starts_at, asked.ends_at)
    return Told(asked, whole, split, moves, currency, standing)


def _histories(
    deals: Mapping[str, Row],
    concerned: QuerySet[Deal],
    asked: Asked,
    rates: Mapping[str, Decimal],
) -> Iterator[History]:
    rate = {pk: rates.get(deal.currency, Decimal(0)) for pk, deal in deals.items()}
    moves = _moves(deals, concerned, asked)
    changes = _changes(deals, concerned, asked, rate)
    for pk, deal in deals.items():
        amount = None if deal.amount is None else deal.amount * rate[pk]
        yield History(
            pk, tuple(moves.get(pk) or _unwritten(deal, asked)), amount, deal.expected_close_on,
            tuple(changes.get(pk, ())),
        )  # fmt: skip


def _unwritten(deal: Row, asked: Asked) -> list[Move]:
    return unwritten(deal.stage, deal.status, deal.created_on, deal.closed_on, asked.zone)  # type: ignore[arg-type]  # a choice of the same words


def _theirs(deals: Mapping[str, Row], concerned: QuerySet[Deal]) -> Any:
    """The deals for a question about them: by name where they are few, else as they were found."""
    return list(deals) if len(deals) <= MOST_NAMED else concerned.order_by().values("pk")


def _moves(
    deals: Mapping[str, Row], concerned: QuerySet[Deal], asked: Asked
) -> Mapping[str, list[Move]]:
    kinds = _kinds({deal.pipeline_id for deal in deals.values()})
    theirs = _theirs(deals, concerned)
    steps = Step.objects.filter(case_kind=Step.Kind.DEAL, case_id__in=theirs)
    rows = steps.order_by().values_list("entered_at", "id", "case_id", "to_stage")
    found: dict[str, list[Move]] = defaultdict(list)
    # In order only here: a database asked for that would look for them by their time.
    for at, _id, case, stage in sorted(rows.iterator(chunk_size=5000)):
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
        deal__in=_theirs(deals, concerned),
    ).order_by("at", "id")  # fmt: skip
    found: dict[str, list[Change]] = defaultdict(list)
    wanted = ("deal_id", "at", "field", "before", "after")
    for deal_id, at, field, before, after in rows.values_list(*wanted).iterator(chunk_size=5000):
        if deal_id in rates:
            found[deal_id].append(change_of(at, field, before, after, rates[deal_id]))
    return found


def _namer(
    deals: Mapping[str, Row],
    histories: Mapping[str, History],
    asked: Asked,
    name_of: Callable[[str | None], str],
) -> Callable[[str], str]:
    """What the group of each deal is called, by the deal's id."""
    if asked.by == "stage":
        return lambda pk: stage_then(histories[pk], asked.starts_at, asked.ends_at)
    key = KEYS[asked.by]
    return lambda pk: name_of(getattr(deals[pk], key))


def _names(asked: Asked) -> Callable[[str | None], str]:
    """What a group is called, by what its deals have in common."""
    if asked.by == "stage":
        return str
    if asked.by == "pipeline":
        names = dict(Pipeline.objects.values_list("pk", "name"))
    else:
        names = _teams(asked.ends_on) if asked.by == "team" else _people()
    return lambda key: names.get(key or "", "—")


def _people() -> dict[str, str]:
    return dict(Person.objects.values_list("pk", "name"))


def _teams(day: date) -> dict[str, str]:
    """The team each person stands in on the day."""
    now = (Q(starts_on__isnull=True) | Q(starts_on__lte=day)) & (
        Q(ends_before__isnull=True) | Q(ends_before__gt=day)
    )
    rows = Position.objects.filter(now, team__isnull=False).order_by("starts_on")
    return dict(rows.values_list("person_id", "team__path"))
