"""Which action changes a field of which table, and which gives a record to somebody."""

from collections.abc import Callable, Mapping

from salesops.web.access import Owner
from salesops.web.automation.catalogue import SETTABLE
from salesops.web.automation.problems import NOT_SETTABLE
from salesops.web.crm.actions.accounts import change_account, give_account, tag_account
from salesops.web.crm.actions.activities import correct_activity
from salesops.web.crm.actions.contacts import change_contact
from salesops.web.crm.actions.deals import change_deal, give_deal, move_deal
from salesops.web.crm.actions.leads import assign_lead, change_lead
from salesops.web.crm.actions.tasks import change_task, reassign_task
from salesops.web.problems import refused

Setter = Callable[[Owner, str, str, object], object]
Giver = Callable[[Owner, str, str], object]


def _account(actor: Owner, pk: str, name: str, value: object) -> None:
    if name == "tags":
        tag_account(actor=actor, account_id=pk, tag=str(value))
    else:
        change_account(actor=actor, account_id=pk, values={name: value})


def _deal(actor: Owner, pk: str, name: str, value: object) -> None:
    if name == "stage":
        move_deal(actor=actor, deal_id=pk, stage=str(value), reason=actor.name)
    else:
        change_deal(actor=actor, deal_id=pk, values={name: value})


def _lead(actor: Owner, pk: str, name: str, value: object) -> None:
    change_lead(actor=actor, lead_id=pk, version=None, values={name: value})


def _task(actor: Owner, pk: str, name: str, value: object) -> None:
    change_task(actor=actor, task_id=pk, version=None, values={name: value})


def _activity(actor: Owner, pk: str, name: str, value: object) -> None:
    correct_activity(actor=actor, activity_id=pk, version=None, values={name: value})


def _contact(actor: Owner, pk: str, name: str, value: object) -> None:
    change_contact(actor=actor, contact_id=pk, values={name: value})


def _within(table: str, setter: Setter) -> Setter:
    """The setter, for the fields rules may set and no others."""

    def checked(actor: Owner, pk: str, name: str, value: object) -> None:
        if name not in SETTABLE[table]:
            known = "、".join(SETTABLE[table])
            raise refused(NOT_SETTABLE, table=table, value=name, known=known)
        setter(actor, pk, name, value)

    return checked


SET: Mapping[str, Setter] = {
    table: _within(table, setter)
    for table, setter in {
        "accounts": _account, "deals": _deal, "leads": _lead, "tasks": _task,
        "activities": _activity, "contacts": _contact,
    }.items()
}  # fmt: skip
GIVE: Mapping[str, Giver] = {
    "accounts": lambda actor, pk, person: give_account(
        actor=actor, account_id=pk, person_id=person
    ),
    "deals": lambda actor, pk, person: give_deal(actor=actor, deal_id=pk, owner_id=person),
    "leads": lambda actor, pk, person: assign_lead(
        actor=actor, lead_id=pk, version=None, person_id=person
    ),
    "tasks": lambda actor, pk, person: reassign_task(
        actor=actor, task_id=pk, version=None, owner_id=person
    ),
}
