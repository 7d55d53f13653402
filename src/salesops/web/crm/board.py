"""The board: a pipeline's deals by stage, the first cards of each, and sums over all of them."""

from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from functools import partial
from itertools import chain
from operator import itemgetter
from typing import Any

from django.db.models import Aggregate, BigIntegerField, Count, QuerySet

from salesops.selling.narrow import Narrow
from salesops.selling.stages import chance_of
from salesops.selling.standing import UNIT, Summed, Total, together, total
from salesops.web import paging
from salesops.web.access import Actor
from salesops.web.boundary import may_write
from salesops.web.crm.board_shape import Board, Card, Column, OnBoard
from salesops.web.crm.models import Deal, Pipeline, Stage
from salesops.web.crm.narrowing import Name, Wanted, expected
from salesops.web.crm.pace import clocks
from salesops.web.prepared import Prepared
from salesops.web.together import Sought, at_once
from salesops.web.workspace.company import home_currency
from salesops.web.workspace.models import ExchangeRate

CARDS = 20
COLUMNS = {"owner": "owner__name", "account": "account__name"}
PATHS = [COLUMNS.get(name, name) for name in OnBoard._fields]
_READ = itemgetter(*PATHS)
COUNT = Count("*")
"""Of no column: the sums then read their index alone."""

OPEN_ORDER = ("expected_close_on", "pk")
CLOSED_ORDER = ("-closed_on", "pk")
NOTHING: paging.Page[OnBoard] = paging.Page([], None)


class Units(Aggregate):
    """Amounts summed exactly as whole ten-thousandths: SQLite sums integers so, decimals not."""

    function = "SUM"
    output_field = BigIntegerField()
    template = "SUM(CAST(ROUND(%(expressions)s * 10000) AS bigint))"

    def as_postgresql(self, compiler: Any, connection: Any) -> tuple[str, Any]:
        """PostgreSQL sums decimals exactly, and sooner than what each would have to be made."""
        exact = "CAST(SUM(%(expressions)s) * 10000 AS bigint)"
        return self.as_sql(compiler, connection, template=exact)


UNITS = Units("amount")


def board(
    actor: Actor, pipeline: Pipeline, narrow: Narrow, today: date, currency: str = ""
) -> Board:
    """The board of what the actor sees and asked for, summed in the company's currency."""
    return board_and(actor, pipeline, narrow, today, currency)[0]


def board_and(
    actor: Actor, pipeline: Pipeline, narrow: Narrow, today: date, currency: str, *more: Sought
) -> tuple[Board, *tuple[Any, ...]]:
    """`board`, and what else is asked for together with its sums."""
    stages = list(pipeline.stages.all())
    wanted = Wanted(actor, narrow, pipeline, today)
    standing = Standing(wanted, {stage.name: stage for stage in stages})
    currency = currency or home_currency()
    sums, *others = standing.sums_and(stages, currency, (), *more)
    columns = standing.columns(stages, sums)
    made = Board(
        pipeline, columns, together(c.total for c in columns if c.is_open), currency,
        may_write(actor), standing.since,
    )  # fmt: skip
    return made, *others


def more(
    actor: Actor, pipeline: Pipeline, narrow: Narrow, stage: Stage, cursor: str, today: date
) -> Column:
    """The next cards of one column; its sums are left out, they stand there already."""
    wanted = Wanted(actor, narrow, pipeline, today)
    standing = Standing(wanted, {s.name: s for s in pipeline.stages.all()})
    page = standing.page(stage, cursor)
    return Column(stage, list(standing.cards(page.items).values()), page.next, Total())


def chance(stage: Stage) -> Decimal:
    """The share of an amount in the stage that is expected."""
    return chance_of(stage.kind, stage.probability)


def rates_on(day: date) -> Mapping[str, Decimal]:
    """What one unit of each currency is worth in ours on the day."""
    found: Mapping[str, Decimal] = at_once(rates_sought(day))[0]
    return found


def rates_sought(day: date) -> Sought:
    """`rates_on`, to be asked for together with what else is wanted."""
    return Sought([(_rates, [day])], lambda rows: {one["currency"]: one["rate"] for one in rows})


_rates = Prepared(
    lambda days: (
        ExchangeRate.objects.filter(starts_on__lte=days[0])
        .order_by("starts_on")
        .values("currency", "rate")
    )
)


@dataclass(frozen=True)
class Standing:
    """The deals of one pipeline as they stand today."""

    wanted: Wanted
    stages: Mapping[str, Stage]

    @property
    def today(self) -> date:
        """The day they stand so."""
        return self.wanted.today

    @property
    def since(self) -> date:
        """From when on closed deals are shown: the first of the month."""
        return self.today.replace(day=1)

    def open(self, deals: QuerySet[Deal]) -> QuerySet[Deal]:
        """Those of the deals still to be won, expected in the period asked for."""
        still = deals.filter(status=Deal.Status.OPEN)
        return expected(still, self.wanted.narrow.period, self.today)

    def closed(self, deals: QuerySet[Deal]) -> QuerySet[Deal]:
        """Those of the deals won or lost since the month began."""
        ended = deals.filter(status__in=[Deal.Status.WON, Deal.Status.LOST])
        return ended.filter(closed_on__gte=self.since)

    def sums(
        self, stages: Sequence[Stage], currency: str, among: Sequence[str] = ()
    ) -> Mapping[int, Total]:
        """What the deals of each of these stages come to, by the stage's id."""
        return self.sums_and(stages, currency, among)[0]

    def sums_and(
        self, stages: Sequence[Stage], currency: str, among: Sequence[str], *more: Sought
    ) -> tuple[Mapping[int, Total], *tuple[Any, ...]]:
        """`sums`, and what else is asked for together with them."""
        kinds = (("open", self.open), ("closed", self.closed))
        asked = [(("sums", name, *among), partial(_summed, of, among)) for name, of in kinds]
        found, rates, *others = self.wanted.rows_and(asked, rates_sought(self.today), *more)
        amounts = _amounts(chain.from_iterable(found))
        sums = {
            stage.pk: total(amounts.get(stage.name, []), chance(stage), currency, rates)
            for stage in stages
        }
        return sums, *others

    def columns(self, stages: Sequence[Stage], sums: Mapping[int, Total]) -> list[Column]:
        """These columns, each with its first cards."""
        pages = dict.fromkeys((stage.pk for stage in stages), NOTHING)
        pages |= self._beginnings([stage for stage in stages if sums[stage.pk].count])
        cards = self.cards([deal for page in pages.values() for deal in page.items])
        return [
            Column(
                stage, [cards[deal.pk] for deal in pages[stage.pk].items], pages[stage.pk].next,
                sums[stage.pk],
            )
            for stage in stages
        ]  # fmt: skip

    def _beginnings(self, stages: Sequence[Stage]) -> Mapping[int, paging.Page[OnBoard]]:
        """The first deals of each of these columns, asked for side by side."""
        by_pk = {stage.pk: stage for stage in stages}

        def ask(parts: Mapping[int, paging.Wanted]) -> Mapping[int, list[Any]]:
            asked = [self._part(by_pk[pk], *wanted) for pk, wanted in parts.items()]
            return dict(zip(parts, self.wanted.rows(*asked), strict=True))

        orders = {pk: _order(stage) for pk, stage in by_pk.items()}
        found = paging.beginnings(Deal, ask, orders, CARDS)
        return {pk: _on_boards(page) for pk, page in found.items()}

    def _part(self, stage: Stage, name: str, part: paging.Part) -> tuple[Name, paging.Part]:
        asked = ("cards", stage.kind, stage.name, name)
        return asked, lambda deals: part(self._rows(stage, deals))

    def _rows(self, stage: Stage, deals: QuerySet[Deal]) -> QuerySet[Any, Any]:
        kind = self.open if stage.kind == Stage.Kind.OPEN else self.closed
        return kind(deals).filter(stage=stage.name).values(*PATHS)

    def page(self, stage: Stage, cursor: str) -> paging.Page[OnBoard]:
        """The deals of a column after the cursor. Raises BadCursor."""
        rows = self._rows(stage, self.wanted.deals())
        return _on_boards(paging.page(rows, _order(stage), cursor, CARDS))

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


def _amounts(rows: Iterable[Mapping[str, Any]]) -> Mapping[str, Sequence[Summed]]:
    """Currency, sum and count of the deals of each stage, exactly."""
    found: dict[str, list[Summed]] = defaultdict(list)
    for one in rows:
        found[one["stage"]].append((one["currency"], (one["units"] or 0) * UNIT, one["n"]))
    return found


def _summed(
    of: Callable[[QuerySet[Deal]], QuerySet[Deal]], among: Sequence[str], deals: QuerySet[Deal]
) -> QuerySet[Any, Any]:
    """Count and units of the deals by stage and currency."""
    those = of(deals).filter(stage__in=among) if among else of(deals)
    return those.order_by().values("stage", "currency").annotate(n=COUNT, units=UNITS)


def _order(stage: Stage) -> Sequence[str]:
    return OPEN_ORDER if stage.kind == Stage.Kind.OPEN else CLOSED_ORDER


def _on_boards(page: paging.Page[Any]) -> paging.Page[OnBoard]:
    return paging.Page(list(map(_on_board, page.items)), page.next)


def _on_board(row: Mapping[str, Any]) -> OnBoard:
    return OnBoard._make(_READ(row))
