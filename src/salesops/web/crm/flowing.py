"""The pipeline's flow for one reader: deals with their steps and changes as the policy wants."""

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping
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
    Sum,
    Sums,
    add,
    flow,
    is_moved,
    moved,
    movements,
    state,
)
from salesops.selling.flow_asked import Asked, change_of, unwritten
from salesops.selling.flow_groups import Group, groups, stage_then
from salesops.selling.narrow import Narrow
from salesops.web.access import Actor
from salesops.web.crm.board import rates_on
from salesops.web.crm.flow_alike import Alike, Looks
from salesops.web.crm.flow_standing import FIELDS, KEYS, Row, Standing, Stood
from salesops.web.crm.models import Deal, DealChange, Pipeline, Step
from salesops.web.crm.narrowing import narrowed
from salesops.web.crm.stage_meanings import meanings
from salesops.web.people.models import Person, Position
from salesops.web.workspace.company import home_currency

MOST_NAMED = 5000


@dataclass(frozen=True)
class Told:
    """The flow, the same by group, and what is known of each deal in it."""

    asked: Asked
    whole: Flow
    split: list[Group]
    moved: Mapping[tuple[str, str], Sum]
    currency: str
    looks: Looks
    standing: Standing

    def parts(self, bucket: Bucket, most: int) -> list[Part]:
        """The largest parts of a bucket."""
        return self.largest(most)[bucket]

    def largest(self, most: int) -> Mapping[Bucket, list[Part]]:
        """The largest parts of every bucket, those to which nothing happened among them."""
        alike, stood = self.looks.largest(most), self.standing.largest(most)
        found = {
            bucket: [*parts, *alike[bucket], *(stood if bucket in ENDS else ())]
            for bucket, parts in self.whole.parts.items()
        }
        return {bucket: sorted(parts, key=_place)[:most] for bucket, parts in found.items()}

    def deals(self, bucket: Bucket, most: int) -> list[tuple[Deal, Decimal]]:
        """The largest deals of a bucket, each with what it adds to it."""
        parts = self.parts(bucket, most)
        found = deals_of(parts)
        return [(found[p.deal_id], p.amount) for p in parts if p.deal_id in found]


def _place(part: Part) -> tuple[Decimal, str]:
    return -part.amount, part.deal_id


def deals_of(parts: Iterable[Part]) -> Mapping[str, Deal]:
    """The deals of parts, by their ids."""
    deals = Deal.objects.select_related("owner", "account")
    return deals.in_bulk([part.deal_id for part in parts])


def told(actor: Actor, narrow: Narrow, asked: Asked) -> Told:
    """The flow of the deals the actor sees and asked for.

    Only deals whose amount or expected close changed since its first moment are read one by one;
    those that moved, and those that stand as they stood, are summed by the database.
    """
    deals = narrowed(actor, narrow)
    if narrow.pipeline:
        deals = deals.filter(pipeline=narrow.pipeline)
    currency = home_currency()
    rates = {"": Decimal(1), **rates_on(asked.ends_on), currency: Decimal(1)}
    standing = Standing(deals, asked, rates)
    return _told(standing, Looks(standing.moved, asked, rates, meanings()), currency)


def _told(standing: Standing, looks: Looks, currency: str) -> Told:
    asked, changed = standing.asked, standing.changed
    rows = {row[0]: Row(*row) for row in changed.values_list(*Row._fields).iterator()}
    read = {h.deal_id: h for h in _histories(rows, changed, asked, standing.rates)}
    alike, name_of = looks.summed(KEYS[asked.by]), _names(asked)
    still = standing.still(rows.values(), alike)
    summed = _summed(looks, alike, still, name_of)
    each = flow(read.values(), asked.starts_at, asked.ends_at, asked.window)
    whole = replace(each, summed=_whole(summed))
    split = groups(whole, _namer(rows, read, asked, name_of), summed)
    return Told(asked, whole, split, _moved(read, looks, alike), currency, looks, standing)


def _summed(
    looks: Looks, alike: Iterable[Alike], still: Stood, name_of: Callable[[str | None], str]
) -> Mapping[str, Sums]:
    """What is not read one by one, by what each group is called: several owners are of one team."""
    found: dict[str, dict[Bucket, Sum]] = defaultdict(dict)
    by_stage, window = looks.asked.by == "stage", looks.asked.window
    for one in alike:
        before, after = looks.states(one.look, one.sum.amount)
        name = stage_then(before, after) if by_stage else name_of(one.group)
        for bucket, amount in movements(before, after, window):
            add(found[name], bucket, Sum(one.sum.deals, amount))
    for group, stood in still.items():
        for bucket in ENDS:
            add(found[name_of(group)], bucket, stood)
    return found


def _whole(summed: Mapping[str, Sums]) -> Sums:
    found: dict[Bucket, Sum] = {}
    for sums in summed.values():
        for bucket, more in sums.items():
            add(found, bucket, more)
    return found


def _moved(
    read: Mapping[str, History], looks: Looks, alike: Iterable[Alike]
) -> Mapping[tuple[str, str], Sum]:
    asked = looks.asked
    found = dict(moved(read.values(), asked.starts_at, asked.ends_at))
    for one in alike:
        before, after = looks.states(one.look, one.sum.amount)
        if is_moved(before, after):
            add(found, (before.stage, after.stage), one.sum)
    return found


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
    known = meanings()
    theirs = _theirs(deals, concerned)
    steps = Step.objects.filter(case_kind=Step.Kind.DEAL, case_id__in=theirs)
    rows = steps.order_by().values_list("entered_at", "id", "case_id", "to_stage")
    found: dict[str, list[Move]] = defaultdict(list)
    # In order only here: a database asked for that would look for them by their time.
    for at, _id, case, stage in sorted(rows.iterator(chunk_size=5000)):
        deal = deals.get(case)
        if deal is None:  # made since the deals were read
            continue
        status, name = known.moved(deal, stage)
        # Only the day of a win is asked for, and only as the company's clocks show it.
        moment = at.astimezone(asked.zone) if status == "won" else at
        found[case].append(Move(moment, name, status))
    return found


def _changes(
    deals: Mapping[str, Row], concerned: QuerySet[Deal], asked: Asked, rates: Mapping[str, Decimal]
) -> Mapping[str, list[Change]]:
    """The changes since the first moment; what went before made no difference to it."""
    rows = DealChange.objects.filter(
        at__gte=asked.starts_at, field__in=FIELDS,
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
        return lambda pk: stage_then(
            state(histories[pk], asked.starts_at), state(histories[pk], asked.ends_at)
        )
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
