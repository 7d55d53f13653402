"""Deals at risk for one reader: open deals as the policy wants them, and the company's limits."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from decimal import Decimal
from itertools import pairwise

from django.db.models import Count, Max, Q, QuerySet
from django.utils import timezone

from salesops.selling.narrow import Narrow
from salesops.selling.stalls import Limits, OpenDeal, Stall, risks, stalls, usual_stays
from salesops.selling.standing import Workdays
from salesops.web.access import Actor
from salesops.web.crm.models import Activity, Contact, Deal, DealChange, Stage, Step, Task
from salesops.web.crm.narrowing import expected, narrowed
from salesops.web.crm.pace import entered_on, workdays
from salesops.web.workdays import company_calendar

LATE_SHARE = Decimal("0.5")
LEARNT_FROM_DAYS = 365
MOST = 2000


@dataclass(frozen=True)
class AtRisk:
    """The deals at risk with their records, and how many open deals were looked at."""

    stalls: Sequence[Stall]
    deals: Mapping[str, Deal]
    looked_at: int

    @property
    def rows(self) -> list[tuple[Deal, Stall]]:
        """Each deal at risk with its reasons, most amount first."""
        ranked = sorted(self.stalls, key=lambda s: (-(s.deal.amount or 0), -s.score))
        return [(self.deals[stall.deal.deal_id], stall) for stall in ranked]


def at_risk(actor: Actor, narrow: Narrow, today: date) -> AtRisk:
    """The reader's open deals that are at risk, and why."""
    deals = narrowed(actor, narrow).filter(status=Deal.Status.OPEN)
    if narrow.pipeline:
        deals = deals.filter(pipeline=narrow.pipeline)
    shown = expected(deals, narrow.period, today).select_related("owner", "account")
    found = {deal.pk: deal for deal in shown.order_by("-amount", "pk")[:MOST]}
    told = stalls(_open(found), limits(today), today, company_calendar())
    return AtRisk(told, found, len(found))


def reasons(deal: Deal, today: date) -> Stall:
    """Why one deal is at risk; without reasons where all is well."""
    view = _open({deal.pk: deal})[0]
    return Stall(view, risks(view, limits(today), today, company_calendar()))


def limits(today: date) -> Limits:
    """The company's limits: of its stages, and what its won deals took where none is set."""
    stages = list(Stage.objects.filter(kind=Stage.Kind.OPEN))
    return Limits(
        stage_limits={s.name: s.limit_workdays for s in stages if s.limit_workdays},
        usual_stays=usual_stays(_won_stays(today)) if _needs_usual(stages) else {},
        late_stages=frozenset(s.name for s in stages if (s.probability or 0) >= LATE_SHARE),
    )


def _needs_usual(stages: Sequence[Stage]) -> bool:
    return any(not stage.limit_workdays for stage in stages)


def _won_stays(today: date) -> list[tuple[str, int]]:
    """(stage, working days) of every stay of the deals won in the last year."""
    since = today - timedelta(days=LEARNT_FROM_DAYS)
    won = Deal.objects.filter(status=Deal.Status.WON, closed_on__gte=since).values("pk")
    steps = Step.objects.filter(case_kind=Step.Kind.DEAL, case_id__in=won)
    rows = steps.order_by("case_id", "entered_at", "id").values_list(
        "case_id", "to_stage", "entered_at"
    )
    worked = workdays(since - timedelta(days=LEARNT_FROM_DAYS), today)
    return list(_stays(list(rows[:200_000]), worked))


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
            pk, deal.stage, entered_on(deal) or deal.made_at.date(),
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
