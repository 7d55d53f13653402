"""What the ledger and the records know of the people in a plan: the columns a goal is split by."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import date
from decimal import Decimal

from django.db.models import Count

from salesops.kernel.problem import Problem
from salesops.planning.versions import month
from salesops.web.access import Actor, NoLedger
from salesops.web.crm.models import Account
from salesops.web.explore.questions import ask
from salesops.web.language import spoken
from salesops.web.people.models import Person
from salesops.web.targets.models import Plan

Weights = dict[str, dict[str, str | None]]
"""By person: each column's value as text, None where nothing is known."""

LAST_YEAR, CUSTOMERS, RAMPED = "last_year", "customers", "ramped_heads"
COLUMNS: Mapping[str, tuple[str, str]] = {
    LAST_YEAR: ("上年实际", "Last year"), CUSTOMERS: ("客户数", "Customers"),
    RAMPED: ("折算人力", "Ramped heads"), "potential": ("市场潜力", "Potential"),
    "offered": ("自报目标", "Bottom-up"),
}  # fmt: skip
"""The columns of weights that have a name of ours, in Chinese and English."""


def column_label(name: str) -> str:
    """What a column of weights is called: ours by their names, others as somebody wrote them."""
    words = COLUMNS.get(name)
    return words[0 if spoken() == "zh" else 1] if words else name


def with_labels(problem: Problem) -> Problem:
    """The problem with the columns it is about by their names."""
    values = dict(problem.values)
    for name in ("metric", "metrics"):
        if name in values:
            columns = str(values[name]).split(", ")
            values[name] = ", ".join(column_label(one) for one in columns)
    return replace(problem, values=values)


FULL_AFTER_MONTHS = 6
"""How long somebody new takes to sell like the others, where nobody says otherwise."""


def weights_of(actor: Actor, plan: Plan, metric: str) -> Weights:
    """Last year's figure, customers held and ramped heads of every person in the plan."""
    people = list(plan.nodes.filter(person__isnull=False).values_list("person_id", flat=True))
    sold = last_year(actor, plan.starts_on, plan.periods, metric)  # type: ignore[arg-type]
    columns = {
        # Where nobody sold anything the months before are not over, or not on record.
        LAST_YEAR: _there_all_along(people, plan) | dict(sold) if sold else {},
        CUSTOMERS: customers_held(people),
        RAMPED: ramped_heads(people, plan.starts_on, plan.periods),  # type: ignore[arg-type]
    }
    return {
        person: {name: found[person] for name, found in columns.items() if person in found}
        for person in people
    }


def last_year(actor: Actor, starts_on: date, periods: int, metric: str) -> Mapping[str, str]:
    """The metric of every person in as many months before; empty without a ledger."""
    params = {
        "metrics": [metric], "by": ["people.person_id"],
        "starts_on": month(starts_on, -periods).isoformat(), "ends_before": starts_on.isoformat(),
    }  # fmt: skip
    try:
        found = ask(actor, params)
    except NoLedger:
        return {}
    return {
        row["people.person_id"]: str(max(Decimal(str(row[metric])), Decimal(0)))
        for row in found.rows
        if row["people.person_id"] and row[metric] is not None
    }


def _there_all_along(people: list[str], plan: Plan) -> dict[str, str]:
    """Nothing sold is zero for whoever was there; for whoever came later nobody can say."""
    began = month(plan.starts_on, -plan.periods)  # type: ignore[arg-type]
    there = Person.objects.filter(pk__in=people, hired_on__lte=began)
    return dict.fromkeys(there.values_list("pk", flat=True), "0")


def customers_held(people: list[str]) -> Mapping[str, str]:
    """How many customers each of the people holds today."""
    held = Account.objects.filter(owner__in=people, merged_into=None)
    counted = dict(held.order_by().values_list("owner").annotate(Count("pk")))
    return {person: str(counted.get(person, 0)) for person in people}


def ramped_heads(people: list[str], starts_on: date, periods: int) -> Mapping[str, str]:
    """How much of a full seller each of them is over the plan: less while new or once gone."""
    found = {}
    for person in Person.objects.filter(pk__in=people):
        grown = [
            _grown(person.hired_on, person.left_on, month(starts_on, n)) for n in range(periods)
        ]
        found[person.pk] = str((sum(grown, Decimal(0)) / periods).quantize(Decimal("0.001")))
    return found


def ramped_seat(filled_on: date, starts_on: date, periods: int) -> str:
    """How much of a full seller a seat is over the plan that is empty until a day."""
    months = [month(starts_on, n) for n in range(periods)]
    grown = sum((_grown(filled_on, None, day) for day in months), Decimal(0))
    return str((grown / periods).quantize(Decimal("0.001")))


def _grown(hired_on: date | None, left_on: date | None, day: date) -> Decimal:
    """The share of a full seller in one month: a sixth more each month after the first day."""
    if left_on and left_on <= day:
        return Decimal(0)
    if hired_on is None:
        return Decimal(1)
    months = (day.year - hired_on.year) * 12 + day.month - hired_on.month + 1
    return min(max(Decimal(months) / FULL_AFTER_MONTHS, Decimal(0)), Decimal(1))
