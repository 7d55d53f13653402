"""Deals at risk for one reader: open deals as the policy wants them, and the company's limits."""

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from decimal import Decimal
from functools import cached_property
from itertools import pairwise
from typing import NamedTuple

from django.db.models import Count, Max, Q, QuerySet
from django.utils import timezone

from salesops.selling.narrow import Narrow
from salesops.selling.stalls import Limits, OpenDeal, Stall, risks, usual_stays
from salesops.selling.standing import UNIT, Summed, Workdays
from salesops.selling.workdays import DAY, IsWorkday
from salesops.web import paging
from salesops.web.access import Actor
from salesops.web.crm.board import COUNT, UNITS
from salesops.web.crm.models import (
    Activity,
    Contact,
    Deal,
    DealChange,
    Pipeline,
    Stage,
    Step,
    Task,
)
from salesops.web.crm.narrowing import expected, narrowed
from salesops.web.crm.pace import entered_on
from salesops.web.crm.risk_narrowing import AMOUNT_CHANGED, surely_at_risk
from salesops.web.workdays import company_calendar

LATE_SHARE = Decimal("0.5")
LEARNT_FROM, LEARNT_FROM_DEALS = timedelta(days=365), 500
MOST, MOST_NAMED = 50, 1000
ORDER = ("-amount", "pk")
SHOWN = (
    "name", "stage", "amount", "currency", "entered_stage_at", "created_on", "made_at", "pushes",
    "expected_close_on", "account_id", "owner_id",
)  # fmt: skip
NAMES = ("owner__name", "account__name")


@dataclass(frozen=True)
class AtRisk:
    """Deals at risk with their reasons, most amount first, and where the next ones begin."""

    rows: Sequence[tuple[Deal, Stall]]
    next: str | None

    @property
    def stalls(self) -> list[Stall]:
        """The reasons alone."""
        return [stall for _deal, stall in self.rows]


@dataclass(frozen=True)
class Stake:
    """How many open deals there are, how many are at risk, and their amounts by currency."""

    open: int
    at_risk: Sequence[Summed]


class Other(NamedTuple):
    """A deal perhaps at no risk, with what is needed to take it off a sum."""

    pk: str
    currency: str
    amount: Decimal | None
    is_changed: bool


@dataclass(frozen=True)
class Watch:
    """The open deals one reader asks about, and what makes one of them a risk."""

    deals: QuerySet[Deal]
    limits: Limits
    today: date
    is_workday: IsWorkday

    @cached_property
    def _sure(self) -> Q:
        return surely_at_risk(self.limits, self.today, self.is_workday)

    @cached_property
    def _others(self) -> Sequence[Other]:
        """The deals SQL finds nothing wrong with, but for an amount that may have fallen."""
        rows = self.deals.exclude(self._sure).order_by()
        told = rows.values_list("pk", "currency", "amount", AMOUNT_CHANGED)
        return [Other(*row) for row in told]

    @cached_property
    def _fallen(self) -> Collection[str]:
        """Those of them whose amount did fall, as the policy says."""
        changed = [one.pk for one in self._others if one.is_changed]
        judged = self.judged(list(self.deals.filter(pk__in=changed).only(*SHOWN)))
        return {deal.pk for deal, stall in judged if stall.risks}

    @property
    def _safe(self) -> Iterator[Other]:
        return (one for one in self._others if one.pk not in self._fallen)

    @property
    def endangered(self) -> QuerySet[Deal]:
        """The deals at risk; what are few is named, for the rest is then in order already."""
        if len(self._others) > MOST_NAMED:
            return self.deals.filter(self._sure | Q(pk__in=self._fallen))
        return self.deals.exclude(pk__in=[one.pk for one in self._safe])

    def judged(self, deals: Sequence[Deal]) -> list[tuple[Deal, Stall]]:
        """Each of the deals with its reasons."""
        views = _open({deal.pk: deal for deal in deals})
        told = [risks(view, self.limits, self.today, self.is_workday) for view in views]
        stalls = (Stall(view, reasons) for view, reasons in zip(views, told, strict=True))
        return list(zip(deals, stalls, strict=True))

    def page(self, cursor: str | None = None, most: int = MOST) -> AtRisk:
        """The deals at risk after the cursor. Raises BadCursor."""
        shown = self.endangered.select_related("owner", "account").only(*SHOWN, *NAMES)
        found = paging.page(shown, ORDER, cursor, most)
        return AtRisk(self.judged(found.items), found.next)

    def stake(self) -> Stake:
        """What all of them come to, exactly: all that are open, less those that are safe."""
        rows = self.deals.order_by().values_list("currency").annotate(units=UNITS, n=COUNT)
        counts = {currency: n for currency, _units, n in rows}
        sums = {currency: (units or 0) * UNIT for currency, units, _n in rows}
        every = sum(counts.values())
        for one in self._safe:
            counts[one.currency] -= 1
            sums[one.currency] -= one.amount or 0
        return Stake(every, [(currency, sums[currency], n) for currency, n in counts.items() if n])


def watch(actor: Actor, narrow: Narrow, today: date) -> Watch:
    """The reader's open deals that the address asks for."""
    deals = narrowed(actor, narrow).filter(status=Deal.Status.OPEN)
    if narrow.pipeline:
        deals = deals.filter(pipeline=narrow.pipeline)
    asked = expected(deals, narrow.period, today)
    is_workday = calendar(today)
    return Watch(asked, limits(today, is_workday), today, is_workday)


def at_risk(actor: Actor, narrow: Narrow, today: date, most: int = MOST) -> AtRisk:
    """The reader's open deals that are at risk, most amount first, and why."""
    return watch(actor, narrow, today).page(most=most)


def reasons(deal: Deal, today: date) -> Stall:
    """Why one deal is at risk; without reasons where all is well."""
    view = _open({deal.pk: deal})[0]
    is_workday = calendar(today)
    return Stall(view, risks(view, limits(today, is_workday), today, is_workday))


def calendar(today: date) -> IsWorkday:
    """The company's working days as far back as a risk looks; days before are as their weekday."""
    return company_calendar(today - 2 * LEARNT_FROM)


def limits(today: date, is_workday: IsWorkday) -> Limits:
    """The company's limits: of its stages, and what its won deals took where none is set."""
    stages = list(Stage.objects.filter(kind=Stage.Kind.OPEN))
    return Limits(
        stage_limits={s.name: s.limit_workdays for s in stages if s.limit_workdays},
        usual_stays=usual_stays(_won_stays(today, is_workday)) if _needs_usual(stages) else {},
        late_stages=frozenset(s.name for s in stages if (s.probability or 0) >= LATE_SHARE),
    )


def _needs_usual(stages: Sequence[Stage]) -> bool:
    return any(not stage.limit_workdays for stage in stages)


def _won_stays(today: date, is_workday: IsWorkday) -> list[tuple[str, int]]:
    """(stage, working days) of every stay of the deals each pipeline won last, within a year."""
    since = today - LEARNT_FROM
    won = [pk for pipeline in Pipeline.objects.all() for pk in _won_last(pipeline, since)]
    steps = Step.objects.filter(case_kind=Step.Kind.DEAL, case_id__in=won)
    rows = steps.order_by("case_id", "entered_at", "id").values_list(
        "case_id", "to_stage", "entered_at"
    )
    days = (today - number * DAY for number in range(2 * LEARNT_FROM.days, -1, -1))
    return list(_stays(list(rows), Workdays([day for day in days if is_workday(day)])))


def _won_last(pipeline: Pipeline, since: date) -> QuerySet[Deal, str]:
    won = pipeline.deals.filter(status=Deal.Status.WON, closed_on__gte=since)
    return won.order_by("-closed_on").values_list("pk", flat=True)[:LEARNT_FROM_DEALS]


def _stays(rows: Sequence[tuple[str, str, datetime]], worked: Workdays) -> list[tuple[str, int]]:
    return [
        (stage, worked.after(_day(at), _day(left)))
        for (case, stage, at), (following, _stage, left) in pairwise(rows)
        if case == following
    ]


def _day(at: datetime) -> date:
    return timezone.localtime(at).date()


def _open(deals: Mapping[str, Deal]) -> list[OpenDeal]:
    ids = list(deals)
    touched = _last_activities(ids)
    tasks = set(_of(Task, ids).filter(done_at__isnull=True).values_list("deal", flat=True))
    accounts = {deal.account_id for deal in deals.values() if deal.account_id}
    people = _people(list(accounts))
    highest = _highest(ids)
    return [
        OpenDeal(
            pk, deal.stage, entered_on(deal) or _day(deal.made_at),
            last_activity_on=touched.get(pk), created_on=deal.created_on,
            expected_close_on=deal.expected_close_on, pushes=deal.pushes,
            has_next_task=pk in tasks, contacts=people.get(deal.account_id, (0, 0))[0],
            has_decision_maker=people.get(deal.account_id, (0, 0))[1] > 0,
            amount=deal.amount, highest_amount=highest.get(pk),
        )
        for pk, deal in deals.items()
    ]  # fmt: skip


def _of(model: type[Task | Activity | DealChange], ids: Sequence[str]) -> QuerySet:
    return model._default_manager.filter(deal__in=ids).order_by()  # noqa: SLF001 - Django documents it


def _last_activities(ids: Sequence[str]) -> Mapping[str, date]:
    rows = _of(Activity, ids).values_list("deal").annotate(at=Max("happened_at"))
    return {pk: _day(at) for pk, at in rows}


def _people(accounts: Sequence[str]) -> Mapping[str | None, tuple[int, int]]:
    """How many people are known at each customer, and how many of them decide."""
    decides = Count("pk", filter=Q(part=Contact.Part.DECIDES))
    rows = Contact.objects.filter(account__in=accounts).order_by()
    told = rows.values_list("account").annotate(n=Count("pk"), d=decides)
    return {account: (n, d) for account, n, d in told}


def _highest(ids: Sequence[str]) -> Mapping[str, Decimal]:
    """The highest amount each deal ever had, as far as its changes tell."""
    found: dict[str, Decimal] = {}
    rows = _of(DealChange, ids).filter(field="amount").values_list("deal", "before", "after")
    for pk, *texts in rows:
        for amount in (Decimal(text) for text in texts if text):
            found[pk] = max(found.get(pk, amount), amount)
    return found
