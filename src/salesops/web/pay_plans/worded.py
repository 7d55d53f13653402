"""What a version's text says to whoever reads it: names for ids, and nothing of others' affairs."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal
from typing import Any

from django.utils.translation import gettext as _

from salesops.incentives.documents import document
from salesops.incentives.plan import Plan
from salesops.incentives.rules import Pool
from salesops.incentives.words import MISSING
from salesops.kernel.problem import Language, Problem, Wording
from salesops.reports.document import Heading, Note, Table
from salesops.reports.pay_plan import blocks
from salesops.web.access import Actor
from salesops.web.language import spoken
from salesops.web.pay_plans.held import persons_paid, reads_all
from salesops.web.pay_plans.in_force import for_people
from salesops.web.pay_plans.models import PayPlanVersion
from salesops.web.people.models import Person


def names_in(text: Plan) -> dict[str, str]:
    """What the people are called whom a text names by their ids."""
    named = {one.payee for one in text.payees}
    for version in text.versions:
        named |= {one.payee for one in version.relief}
        for of in version.components:
            named |= set(of.shares) if isinstance(of, Pool) else set()
    return dict(Person.objects.filter(pk__in=named).values_list("pk", "name"))


def worded(actor: Actor, version: PayPlanVersion, language: Language, quota: Decimal) -> str:
    """The text of a version: who does not read every plan reads only their own people in it."""
    if reads_all(actor):
        return document(version.text, language, quota, names_in(version.text))
    own = persons_paid(actor) or []
    text = for_people(version.text, own)
    return document(text, language, quota, names_in(text), only=own)


def draft_blocks(text: Plan, quota: Decimal) -> list[dict[str, Any]]:
    """What a text that is still being typed says to people, as the page shows it."""
    return shown_blocks(document(text, spoken(), quota, names_in(text)))


def shown_blocks(told: str) -> list[dict[str, Any]]:
    """The headings, lines and tables of a text without its title."""
    return [_block(each) for each in blocks(told.splitlines()[1:])]


def _block(one: object) -> dict[str, Any]:
    if isinstance(one, Heading):
        return {"heading": one.text}
    if isinstance(one, Table):
        return {"table": one}
    return {"text": one.text if isinstance(one, Note) else ""}


def is_missing(problem: Problem) -> bool:
    """Whether something that has to be said is not said yet."""
    return problem.code == MISSING.code


def at_field(problem: Problem) -> str:
    """What is wrong, said at the very field."""
    return _("Fill this in.") if is_missing(problem) else in_form(problem).reason(spoken())


def in_form(problem: Problem) -> Problem:
    """A problem without its place as a file writes it: in a form the field is marked."""
    told = problem.wording
    wording = Wording(told.code, _bare(told.zh), _bare(told.en), told.severity)
    return replace(problem, wording=wording)


def _bare(told: tuple[str, str]) -> tuple[str, str]:
    return told[0].replace("（{field}）", "").replace(" ({field})", ""), told[1]
