"""What a version's text says to whoever reads it: names for ids, and nothing of others' affairs."""

from __future__ import annotations

from decimal import Decimal

from salesops.incentives.documents import document
from salesops.incentives.plan import Plan
from salesops.incentives.rules import Pool
from salesops.kernel.problem import Language
from salesops.web.access import Actor
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
