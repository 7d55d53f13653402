"""People in a rule being typed: from what a list says to the person's id."""

from dataclasses import replace

from salesops.selling.drafting import Draft
from salesops.web.people.models import Person
from salesops.web.people.staff_forms import BETWEEN, option

PERSONS = ("assignee", "to", "person_id")


def named(draft: Draft) -> Draft:
    """The draft with people by their ids."""
    actions = tuple(
        {name: _id(text) if name in PERSONS else text for name, text in row.items()}
        for row in draft.actions
    )
    conditions = tuple(
        {**row, "value": _id(row.get("value", ""))}
        if row.get("field") in ("owner_id", "person_id")
        else row
        for row in draft.conditions
    )
    return replace(draft, actions=actions, conditions=conditions)


def _id(text: str) -> str:
    """The id at the end of a choice, or of the only one who is called so; else as it is."""
    last = text.strip().rpartition(BETWEEN)[2].replace("\0", "")
    if not last or Person.objects.filter(pk=last).exists():
        return last
    alike = list(Person.objects.filter(name=last).values_list("pk", flat=True)[:2])
    return str(alike[0]) if len(alike) == 1 else last


def offered(person_id: str) -> str:
    """A person as the list under the field says them."""
    found = Person.objects.filter(pk=person_id).first() if person_id else None
    return option(found) if found else person_id
