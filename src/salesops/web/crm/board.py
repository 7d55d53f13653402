"""The board: a pipeline's deals by stage, the first cards of each, and sums over all of them."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from django.db.models import BigIntegerField, Count, F, QuerySet, Sum
from django.db.models.functions import Cast, Round

from salesops.selling.narrow import Narrow
from salesops.selling.stages import chance_of
from salesops.selling.standing import UNIT, Summed, Total, together, total
from salesops.web import paging
from salesops.web.access import Actor
from salesops.web.boundary import may_write
from salesops.web.crm.board_shape import Board, Card, Column, OnBoard
from salesops.web.crm.models import Deal, Pipeline, Stage
from salesops.web.crm.narrowing import expected, narrowed
from salesops.web.crm.pace import clocks
from salesops.web.workspace.company import home_currency
from salesops.web.workspace.models import ExchangeRate

CARDS = 20
COLUMNS = {"owner": "owner__name", "account": "account__name"}
PATHS = [COLUMNS.get(name, name) for name in OnBoard._fields]
# Summed as whole ten-thousandths: a database sums integers exactly, SQLite its decimals not.
UNITS = Sum(Cast(Round(F("amount") * 10_000), BigIntegerField()))
COUNT = Count("*")
"""Of no column: the sums then read their index alone."""

OPEN_ORDER = ("expected_close_on", "pk")
CLOSED_ORDER = ("-closed_on", "pk")
NOTHING: paging.Page[OnBoard] = paging.Page([], None)


def board(actor: Actor, pipeline: Pipeline, narrow: Narrow, today: date) -> Board:
    """The board of what the actor sees and asked for."""
    deals = narrowed(actor, narrow).filter(pipeline=pipeline)
    stages = list(pipeline.stages.all())
    standing = Standing(deals, narrow, today, {stage.name: stage for stage in stages})
    currency = home_currency()
    sums = standing.sums(stages, currency)
    columns = standing.columns(stages, sums)
    return Board(
        pipeline, columns, together(c.total for c in columns if c.is_open), currency,
        may_write(actor), standing.since,
    )  # fmt: skip


def more(
    actor: Actor, pipeline: Pipeline, narrow: Narrow, stage: Stage, cursor: str, today: date
) -> Column:
    """The next cards of one column; its sums are left out, they stand there already."""
    deals = narrowed(actor, narrow).filter(pipeline=pipeline)
    standing = Standing(deals, narrow, today, {s.name: s for s in pipeline.stages.all()})
    page = standing.page(stage, cursor)
    return Column(stage, list(standing.cards(page.items).values()), page.next, Total())


def chance(stage: Stage) -> Decimal:
    """The share of an amount in the stage that is expected."""
    return chance_of(stage.kind, stage.probability)


def rates_on(day: date) -> Mapping[str, Decimal]:
    """What one unit of each currency is worth in ours on the day."""
    rows = ExchangeRate.objects.filter(starts_on__lte=day).order_by("starts_on")
    return dict(rows.values_list("currency", "rate"))


@dataclass(frozen=True)
class Standing:
    """The deals of one pipeline as they stand today."""

    deals: QuerySet[Deal]
    narrow: Narrow
    today: date
    stages: Mapping[str, Stage]

    @property
    def since(self) -> date:
        """From when on closed deals are shown: the first of the month."""
        return self.today.replace(day=1)

    def open(self) -> QuerySet[Deal]:
        """Those still to be won, expected in the period asked for."""
        still = self.deals.filter(status=Deal.Status.OPEN)
        return expected(still, self.narrow.period, self.today)

    def closed(self) -> QuerySet[Deal]:
        """Those won or lost since the month began."""
        ended = self.deals.filter(status__in=[Deal.Status.WON, Deal.Status.LOST])
        return ended.filter(closed_on__gte=self.since)

    def amounts(self) -> Mapping[str, Sequence[Summed]]:
        """Currency, sum and count of the deals of each stage, exactly."""
        found: dict[str, list[Summed]] = defaultdict(list)
        for deals in (self.open(), self.closed()):
            rows = deals.order_by().values_list("stage", "currency")
            for stage, currency, count, units in rows.annotate(n=COUNT, units=UNITS):
                found[stage].append((currency, (units or 0) * UNIT, count))
        return found

    def sums(self, stages: Sequence[Stage], currency: str) -> Mapping[int, Total]:
        """What the deals of each of these stages come to, by the stage's id."""
        amounts, rates = self.amounts(), rates_on(self.today)
        return {
            stage.pk: total(amounts.get(stage.name, []), chance(stage), currency, rates)
            for stage in stages
        }

    def columns(self, stages: Sequence[Stage], sums: Mapping[int, Total]) -> list[Column]:
        """These columns, each with its first cards."""
        pages = {
            stage.pk: self.page(stage, None) if sums[stage.pk].count else NOTHING
            for stage in stages
        }
        cards = self.cards([deal for page in pages.values() for deal in page.items])
        return [
            Column(
                stage, [cards[deal.pk] for deal in pages[stage.pk].items], pages[stage.pk].next,
                sums[stage.pk],
            )
            for stage in stages
        ]  # fmt: skip

    def page(self, stage: Stage, cursor: str | None) -> paging.Page[OnBoard]:
        """The deals of a column after the cursor. Raises BadCursor."""
        is_open = stage.kind == Stage.Kind.OPEN
        deals = (self.open() if is_open else self.closed()).filter(stage=stage.name)
        order = OPEN_ORDER if is_open else CLOSED_ORDER
        found = paging.page(deals.values(*PATHS), order, cursor, CARDS)
        return paging.Page([_on_board(row) for row in found.items], found.next)

    def one(self, deal_id: str) -> Card:
        """A deal the reader has found as its card."""
        row = Deal.objects.filter(pk=deal_id).values(*PATHS).get()
        return self.cards([_on_board(row)])[deal_id]

    def cards(self, deals: Sequence[OnBoard]) -> Mapping[str, Card]:
        """The deals as cards, by their ids."""
        told = clocks(deals, self.stages, self.today)
        return {deal.pk: Card(deal, told[deal.pk], self._is_overdue(deal)) for deal in deals}

    def _is_overdue(self, deal: OnBoard) -> bool:
        day = deal.expected_close_on
        return deal.status == Deal.Status.OPEN and day is not None and day < self.today


def _on_board(row: Mapping[str, Any]) -> OnBoard:
    return OnBoard(*(row[path] for path in PATHS))
