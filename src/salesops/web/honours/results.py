"""What people reached, as awards and ladders need it: by period, from what the actor may see."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from fractions import Fraction

from django.db.models import Q

from salesops.incentives.ladder import Ladder, Simulated, Standing, simulated
from salesops.incentives.ladder_rows import ladder_of
from salesops.kernel.period import DAY, Period, month_later, period
from salesops.ledger.ledger import Ledger
from salesops.metrics.question import Question, answer
from salesops.web.access import Actor, ledger_of
from salesops.web.explore.questions import cache_folder
from salesops.web.honours.models import Award, LadderPlan, Rank
from salesops.web.people.models import Person, Team
from salesops.web.people.positions import holding

PERSON = "people.person_id"
MEASURED = ("attainment", "net_revenue", "gross_profit", "units", "order_count", "new_customers",
            "won_deals", "won_amount", "activity_count", "win_rate")  # fmt: skip
"""What an award may be judged by."""
MONTHS = {"month": 1, "quarter": 3, "year": 12}
SHOWN = {"month": 24, "quarter": 8}
"""Periods of history that a ladder is run over."""


def span(award: Award, text: str) -> Period | None:
    """The days of an award's period as it is written; None where it is none of its."""
    try:
        found = period(text)
    except ValueError:
        return None
    months = MONTHS[award.every]
    whole = found.is_months and month_later(found.starts_on, months) == found.ends_before
    return found if whole and (found.starts_on.month - 1) % months == 0 else None


def last_period(award: Award, as_of: date) -> str:
    """The last period that is over."""
    months = MONTHS[award.every]
    first = (as_of + DAY).replace(day=1)
    while (first.month - 1) % months:
        first = month_later(first, -1)
    return written(award.every, month_later(first, -months))


def written(every: str, first: date) -> str:
    """A period by its first day, as people write it."""
    if every == "year":
        return f"{first:%Y}"
    return f"{first:%Y}-Q{(first.month - 1) // 3 + 1}" if every == "quarter" else f"{first:%Y-%m}"


@dataclass(frozen=True)
class Reached:
    """Who reached the criterion in a period, best first, and what everybody reached."""

    as_of: date
    snapshot_id: str
    winners: Sequence[str]
    results: Mapping[str, Fraction]


def reached(actor: Actor, award: Award, days: Period) -> Reached:
    """What people reached in the period, and who is honoured for it. Raises NoLedger."""
    ledger = ledger_of(actor)
    metrics = tuple(g["metric"] for g in award.goals) or (award.metric,)
    question = Question(metrics, (PERSON,), (), days.starts_on, days.ends_before)
    here = audience(award, days.ends_before - DAY)
    results: dict[str, Fraction] = {}
    for row in answer(ledger, question, cache_folder()).rows:
        told = {name: Decimal(row[name]) for name in metrics if row[name] is not None}
        if row[PERSON] in here and told:
            results[row[PERSON]] = _result(award, told)
    return Reached(ledger.as_of, ledger.snapshot_id, award.rule.winners(results), results)


def audience(award: Award, day: date) -> set[str]:
    """The ids of those it is open to: everybody, or who is in its teams or below them on a day."""
    if not award.teams:
        return set(Person.objects.values_list("pk", flat=True))
    within = Q()
    for path in Team.objects.filter(pk__in=award.teams).values_list("path", flat=True):
        within |= Q(team__path=path) | Q(team__path__startswith=f"{path}/")
    return set(holding(day).filter(within).values_list("person_id", flat=True)) if within else set()


def _result(award: Award, told: Mapping[str, Decimal]) -> Fraction:
    card = award.scorecard
    return card.points(told) if card else Fraction(next(iter(told.values())))


@dataclass(frozen=True)
class Run:
    """A ladder run over history: periods, everybody's way, what it would have cost."""

    as_of: date
    currency: str
    ladder: Ladder
    periods: Sequence[str]
    histories: Mapping[str, Sequence[Decimal | None]]
    simulated: Simulated
    standings: Mapping[str, Standing]


def run_of(actor: Actor, plan: LadderPlan, only: Collection[str] = ()) -> Run:
    """The ladder over the last periods of whoever the actor sees. Raises NoLedger.

    Who has a grade goes on from it; everybody else begins on the lowest.
    """
    ladder, _problems = ladder_of(plan.rungs)
    if ladder is None:
        raise ValueError("a ladder is kept only when it is one")
    ledger = ledger_of(actor)
    periods, histories = _histories(ledger, plan)
    if only:
        histories = {name: values for name, values in histories.items() if name in only}
    grades = dict.fromkeys(histories, ladder.rungs[0].grade)
    found = simulated(ladder, histories, grades)
    return Run(ledger.as_of, ledger.currency, ladder, periods, histories, found,
               _standings(ladder, plan, periods, histories))  # fmt: skip


def _standings(
    ladder: Ladder, plan: LadderPlan, periods: Sequence[str],
    histories: Mapping[str, Sequence[Decimal | None]],
) -> dict[str, Standing]:  # fmt: skip
    """Where everybody stands: from the grade they were given, with what they reached since."""
    held = current_ranks(plan)
    known = {rung.grade for rung in ladder.rungs}
    found = {}
    for name, history in histories.items():
        rank = held.get(name)
        if rank is None or rank.grade not in known:
            found[name] = ladder.standing(history, ladder.rungs[0].grade)
            continue
        since = written(plan.every, rank.starts_on)
        own = [v for p, v in zip(periods, history, strict=True) if p >= since]
        rung = ladder.rungs[ladder.place(rank.grade)]
        found[name] = Standing(rank.grade, len(own), tuple(c.progress(own) for c in rung.up))
    return found


def current_ranks(plan: LadderPlan) -> dict[str, Rank]:
    """Everybody's latest grade on the ladder."""
    ranks: dict[str, Rank] = {}
    for rank in plan.ranks.order_by("starts_on", "pk"):
        ranks[rank.person_id] = rank
    return ranks


def _histories(
    ledger: Ledger, plan: LadderPlan
) -> tuple[list[str], dict[str, list[Decimal | None]]]:
    months = MONTHS[plan.every]
    end = (ledger.as_of + DAY).replace(day=1)
    while (end.month - 1) % months:
        end = month_later(end, -1)
    firsts = [month_later(end, -months * n) for n in range(SHOWN[plan.every], 0, -1)]
    rows = _by_month(ledger, plan, firsts, end) if months == 1 else [
        _reached(ledger, plan.metric, first, month_later(first, months)) for first in firsts
    ]  # fmt: skip
    here = set(Person.objects.filter(left_on__isnull=True).values_list("pk", flat=True))
    names = sorted({name for row in rows for name in row} & here)
    return [written(plan.every, first) for first in firsts], {
        name: [row.get(name) for row in rows] for name in names
    }


def _reached(ledger: Ledger, metric: str, first: date, end: date) -> dict[str, Decimal]:
    question = Question((metric,), (PERSON,), (), first, end)
    return {
        row[PERSON]: Decimal(row[metric])
        for row in answer(ledger, question, cache_folder()).rows
        if row[PERSON] and row[metric] is not None
    }


def _by_month(
    ledger: Ledger, plan: LadderPlan, firsts: Sequence[date], end: date
) -> list[dict[str, Decimal]]:
    month, metric = "calendar.month", plan.metric
    question = Question((metric,), (PERSON, month), (), firsts[0], end)
    found: dict[str, dict[str, Decimal]] = {f"{first:%Y-%m}": {} for first in firsts}
    for row in answer(ledger, question, cache_folder()).rows:
        if row[PERSON] and row[month] in found and row[metric] is not None:
            found[row[month]][row[PERSON]] = Decimal(row[metric])
    return list(found.values())
