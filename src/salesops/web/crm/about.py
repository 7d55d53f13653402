"""What an activity, task, note or file is about: records the actor may see, and that agree."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import TypeVar

from django.db.models import Q

from salesops.selling.doings import ABOUT_NOTHING, ABOUT_TWO, NOT_YOUR_PERSON
from salesops.web import boundary
from salesops.web.access import Actor, Owner
from salesops.web.crm.models import Account, Contact, Deal, Lead
from salesops.web.people.models import Person
from salesops.web.problems import refused

Record = TypeVar("Record", Account, Contact, Deal, Lead)
MOST_OFFERED = 300
NAMES = ("account_id", "contact_id", "lead_id", "deal_id")


@dataclass(frozen=True)
class About:
    """The ids something is about; a contact, deal or lead brings its customer along."""

    account_id: str | None = None
    contact_id: str | None = None
    lead_id: str | None = None
    deal_id: str | None = None

    @property
    def ids(self) -> dict[str, str | None]:
        """All ids by the name of their column."""
        return {name: getattr(self, name) for name in NAMES}

    @property
    def broad(self) -> dict[str, str | None]:
        """The ids a task, note or file keeps, which are about no contact."""
        return {name: value for name, value in self.ids.items() if name != "contact_id"}


def about(actor: Actor, given: Mapping[str, str | None], *, needed: bool = True) -> About:
    """The records of these ids. Raises Http404 for one the actor may not see, and Refused.

    Where the customer is not given it is the one of the contact, the deal or the lead.
    """
    ids = {name: given.get(name) or None for name in NAMES}
    if needed and not any(ids.values()):
        raise refused(ABOUT_NOTHING, field="account_id")
    account = _one(actor, Account, ids["account_id"])
    homes = {
        "contact_id": _account_of(_one(actor, Contact, ids["contact_id"])),
        "deal_id": _account_of(_one(actor, Deal, ids["deal_id"])),
        "lead_id": _account_of(_one(actor, Lead, ids["lead_id"])),
    }
    home = account
    for name, theirs in homes.items():
        if home and theirs and _head(home) != _head(theirs):
            raise refused(ABOUT_TWO, field=name, what=name.removesuffix("_id"))
        home = home or theirs
    return About(**{**ids, "account_id": home.pk if home else None})


def _one(actor: Actor, model: type[Record], pk: str | None) -> Record | None:
    return boundary.found(actor, model, pk) if pk else None


def _account_of(record: Contact | Deal | Lead | None) -> Account | None:
    return record.account if record else None


def _head(account: Account) -> str:
    """The id of the customer it counts as: merged ones count as the one they went into."""
    return account.merged_into_id or account.pk


def person_for(actor: Actor, person_id: str | None) -> str | None:
    """Whom it is written down for: the actor, or somebody of theirs. Raises Refused."""
    own = None if isinstance(actor, Owner) else actor.person_id
    if not person_id:
        return own
    if person_id != own and not boundary.covers(actor, person_id):
        raise refused(NOT_YOUR_PERSON, field="person_id")
    return person_id


def persons_offered(actor: Actor, today: date) -> list[tuple[str, str]]:
    """The people somebody may write down or assign things for."""
    persons = boundary.covered(actor, today)
    found = Person.objects.filter(Q(left_on__isnull=True) | Q(left_on__gt=today))
    if persons is not None:
        found = found.filter(pk__in=persons)
    return list(found.order_by("name", "pk").values_list("pk", "name")[:MOST_OFFERED])
