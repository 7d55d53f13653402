"""Who sold something in a period on days on which no plan pays them, or more than one does."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from salesops.incentives.review import Anomaly, with_two_plans, without_plan
from salesops.incentives.review_words import LEAVERS_CREDIT
from salesops.kernel.problem import Problem
from salesops.web.pay_plans.in_force import InForce
from salesops.web.people.models import Person

Sold = tuple[str, date, Decimal]


@dataclass(frozen=True)
class _Term:
    """Days on which a plan pays somebody."""

    plan: str
    name: str
    starts_on: date
    ends_before: date


def unpaid(
    plans: Sequence[InForce], sold: Iterable[Sold], names: Mapping[str, str], currency: str
) -> Iterator[Anomaly]:
    """One finding a person and reason, with the amount sold on such days."""
    gone = Person.objects.exclude(left_on=None).values_list("pk", "left_on")
    left = {person: day for person, day in gone if day}
    terms = _terms(plans)
    sums_of: dict[tuple[str, str, tuple[str, ...]], Decimal] = defaultdict(Decimal)
    for person, day, amount in sold:
        on = _plans_on(terms.get(person, ()), day)
        has_left = person in left and day >= left[person]
        kind = "two" if len(on) > 1 else "" if on else "left" if has_left else "none"
        if kind:
            sums_of[kind, person, on] += amount
    for (kind, person, on), amount in sorted(sums_of.items()):
        name = names.get(person, person)
        if kind == "two":
            yield with_two_plans(person, name, on, currency, amount)
        elif kind == "none":
            yield without_plan(person, name, currency, amount)
        else:
            values = {"name": name, "day": left[person], "amount": amount, "payee": person}
            yield Anomaly("left", person, amount, Problem(LEAVERS_CREDIT, values=values))


def _terms(plans: Iterable[InForce]) -> Mapping[str, Sequence[_Term]]:
    """The days on plans of everybody, by person."""
    found: dict[str, list[_Term]] = defaultdict(list)
    for one in plans:
        starts, ends = one.text.versions[0].starts_on, one.text.ends_before
        for payee in one.text.payees:
            first = max(starts, payee.starts_on or starts)
            last = min(ends, payee.ends_before or ends)
            found[payee.payee].append(_Term(one.pay_plan.pk, one.pay_plan.name, first, last))
    return found


def _plans_on(terms: Iterable[_Term], day: date) -> tuple[str, ...]:
    held = {one.plan: one.name for one in terms if one.starts_on <= day < one.ends_before}
    return tuple(sorted(held.values()))
