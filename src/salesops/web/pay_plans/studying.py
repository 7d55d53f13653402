"""What a version would cost, worked out: on a year of the ledger, and on the targets' years."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import asdict, replace
from decimal import Decimal
from typing import TYPE_CHECKING, Any

import numpy as np
from django.utils import timezone

from salesops.incentives.edges import labels
from salesops.incentives.explained import number
from salesops.incentives.labels import component_name
from salesops.incentives.plan import Payee, Plan
from salesops.incentives.replay import Replay, a_year, moved, replayed, sellers_in
from salesops.incentives.simulation import Outcome, outcome
from salesops.incentives.succession import stretches
from salesops.kernel.period import Period
from salesops.kernel.problem import Language, Problem
from salesops.planning.achievability import Sliders
from salesops.planning.allocate import Conflict
from salesops.web.access import Actor, ledger_of
from salesops.web.pay_plans.in_force import on, payee_of, plans_between
from salesops.web.pay_plans.models import PayAssignment, PayPlanVersion, PayStudy
from salesops.web.pay_plans.problems import NO_HISTORY, NO_SEATS, UNFIT_YEAR
from salesops.web.people.models import Person
from salesops.web.problems import Faulty, refused
from salesops.web.targets.models import Goal
from salesops.web.tracking.odds import RAMP, SEED, seats_of

if TYPE_CHECKING:
    from salesops.ledger import Ledger

FIRST_YEAR = 1990
LANGUAGES: tuple[Language, Language] = ("zh", "en")


def replay_of(actor: Actor, study: PayStudy) -> dict[str, Any]:
    """A year of history under the version, and under what it is compared with."""
    ledger = ledger_of(actor)
    year = int(study.asked.get("year") or ledger.as_of.year - 1)
    if not FIRST_YEAR <= year <= ledger.as_of.year:
        raise refused(UNFIT_YEAR, field="year", year=year, first=FIRST_YEAR, last=ledger.as_of.year)
    done = replayed(ledger, on_history(study.plan_version, year, ledger))
    before = _before(study, year, ledger, done)
    return _told(done, before)


def on_history(version: PayPlanVersion, year: int, ledger: Ledger) -> Plan:
    """The version's text in a year with its people: those assigned, or everybody with a quota.

    In its own year whoever is assigned is there on their own days.
    """
    text = a_year(moved(version.text, year))
    assigned = list(PayAssignment.objects.filter(pay_plan=version.pay_plan_id))
    if text.versions[0].starts_on == version.text.versions[0].starts_on:
        own = [payee_of(one) for one in assigned]
        kept = _within(text, own)
        if kept.payees:
            return kept
    named = {one.person_id: one.target_pay for one in assigned}
    span = Period(text.versions[0].starts_on, text.ends_before)
    people = named or dict.fromkeys(sellers_in(ledger, span))
    if not people:
        raise refused(NO_HISTORY, field="year", year=year)
    payees = tuple(Payee(payee=name, target_pay=target) for name, target in people.items())
    return _with(text, payees)


def _within(text: Plan, payees: Sequence[Payee]) -> Plan:
    return stretches([text], payees)[0].plan


def _with(text: Plan, payees: tuple[Payee, ...]) -> Plan:
    return replace(text, payees=payees)


def _before(study: PayStudy, year: int, ledger: Ledger, done: Replay) -> dict[str, Decimal] | None:
    """What these people had under the version compared with, or under what was in force."""
    people = [one.person for one in done.people]
    span = Period(done.starts_on, done.ends_before)
    if study.against is not None:
        text = on_history(study.against, year, ledger)
        own = {one.payee: one for one in text.payees}
        payees = tuple(own.get(name, Payee(payee=name)) for name in people)
        return replayed(ledger, _with(text, payees), span).pays()
    held = [one.text for one in plans_between(span.starts_on, span.ends_before, people)]
    texts = held or _of_now(year, people)
    if not texts:
        return None
    found: dict[str, Decimal] = {}
    for text in texts:
        for name, pay in replayed(ledger, text, span).pays().items():
            found[name] = found.get(name, Decimal(0)) + pay
    return found


def _of_now(year: int, people: Sequence[str]) -> list[Plan]:
    """What these people are under today, as if it had held then."""
    by_version: dict[str, tuple[PayPlanVersion, list[Payee]]] = {}
    for under in on(timezone.localdate(), people).values():
        _, payees = by_version.setdefault(under.version.pk, (under.version, []))
        target = under.assignment.target_pay
        payees.append(Payee(payee=under.person_id, target_pay=target))
    return [_with(a_year(moved(v.text, year)), tuple(p)) for v, p in by_version.values()]


def _told(done: Replay, before: Mapping[str, Decimal] | None) -> dict[str, Any]:
    names = _names([one.person for one in done.people])
    rows = [
        {
            "person": one.person, "name": names.get(one.person, one.person),
            "sold": _text(one.sold), "quota": _text(one.quota), "pay": _text(one.pay),
            "before": _text(before.get(one.person)) if before is not None else None,
        }
        for one in done.people
    ]  # fmt: skip
    both = [one.pay for one in done.people if before is not None and one.person in before]
    return {
        "starts_on": done.starts_on.isoformat(), "ends_before": done.ends_before.isoformat(),
        "cost": _text(done.cost), "sold": _text(done.sold), "cost_share": _text(done.cost_share),
        "before": None if before is None else _text(
            sum((before[o.person] for o in done.people if o.person in before), Decimal(0))
        ),
        "compared": _text(sum(both, Decimal(0))), "people": rows,
        "problems": problems_told(done.problems, _names(_told_of(done.problems))),
    }  # fmt: skip


def simulation_of(study: PayStudy) -> dict[str, Any]:
    """The targets' simulated years under the version and, beside it, under another one."""
    goal = Goal.objects.select_related("plan").filter(plan=study.asked.get("plan_id")).first()
    growth = float(study.asked.get("growth") or 0) / 100
    try:
        org = seats_of(goal, growth) if goal else None
    except Conflict as conflict:
        raise Faulty(conflict.problems) from conflict
    if goal is None or org is None:
        raise refused(NO_SEATS, field="plan_id", plan=str(goal.plan if goal else "—"))
    seated = goal.plan.nodes.filter(person__isnull=False)
    persons = dict(seated.values_list("key", "person_id"))
    sliders = Sliders(
        over_assignment=float(study.asked.get("over") or 0) / 100,
        shock_spread=float(study.asked.get("spread") or 0) / 100, ramp=RAMP,
    )  # fmt: skip
    versions = [study.plan_version, *([study.against] if study.against else [])]
    found = [
        outcome(_peopled(one), org, sliders, np.random.default_rng(SEED), persons=persons)
        for one in versions
    ]
    names = dict(goal.plan.nodes.values_list("key", "name"))
    return {
        "targets": str(goal.plan), "seats": len(org.seats),
        "outcomes": [_outcome(one, names, persons) for one in found],
    }  # fmt: skip


def _peopled(version: PayPlanVersion) -> Plan:
    """The text with the own target pay of whoever has one."""
    own = PayAssignment.objects.filter(pay_plan=version.pay_plan_id, target_pay__isnull=False)
    return _with(version.text, tuple({one.person_id: payee_of(one) for one in own}.values()))


def _outcome(one: Outcome, names: Mapping[str, str], persons: Mapping[str, str]) -> dict[str, Any]:
    return {
        "years": one.years, "cost_share": _text(one.cost_share),
        **{name: {k: _text(v) for k, v in asdict(getattr(one, name)).items()}
           for name in ("sold", "cost")},
        "people": [
            {"person": persons.get(seat.seat_id, ""), "name": names.get(seat.seat_id, ""),
             "quota": _text(seat.quota), "potential": _text(seat.potential),
             "sold": _text(seat.sold), "pay": _text(seat.paid),
             "of_part": _text(seat.of_part), "verdict": seat.verdict}
            for seat in one.seats
        ],
        "tempted": [
            {"attainment": _text(each.cliff.attainment), "amount": _text(each.cliff.each),
             "share": _text(each.share), "times": each.cliff.times,
             "zh": labels(each.cliff.edges, "zh"), "en": labels(each.cliff.edges, "en")}
            for each in one.tempted
        ],
        "distribution": [
            {"starts": _text(each.starts), "ends": _text(each.ends), "years": each.years}
            for each in one.distribution
        ],
        "problems": problems_told(one.problems),
    }  # fmt: skip


def problems_told(
    problems: Sequence[Problem], names: Mapping[str, str] | None = None
) -> list[dict[str, str]]:
    """Problems in both languages, as a result keeps them; people by their `names`."""
    found = []
    for one in problems:
        zh, en = (_readable(one, names or {}, language) for language in LANGUAGES)
        found.append({
            "code": one.code, "severity": one.severity,
            "zh": f"{zh.reason('zh').rstrip('。')}。{zh.remedy('zh')}",
            "en": f"{en.reason('en').rstrip('.')}. {en.remedy('en')}",
        })  # fmt: skip
    return found


def _readable(one: Problem, names: Mapping[str, str], language: Language) -> Problem:
    """The same with people and components as they are called, and amounts with thousands apart."""
    values = dict(one.values)
    for key, value in values.items():
        if isinstance(value, Decimal):
            values[key] = number(value)
        elif key in ("payee", "other"):
            values[key] = names.get(str(value), value)
        elif key == "component":
            values[key] = component_name(str(value), language)
    return replace(one, values=values)


def _told_of(problems: Sequence[Problem]) -> list[str]:
    return [str(one.values[key]) for one in problems for key in ("payee", "other")
            if key in one.values]  # fmt: skip


def _names(persons: Sequence[str]) -> dict[str, str]:
    return dict(Person.objects.filter(pk__in=persons).values_list("pk", "name"))


def _text(value: Decimal | None) -> str | None:
    return None if value is None else f"{value:f}"
