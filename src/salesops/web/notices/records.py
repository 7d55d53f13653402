"""From a record's table and id to the record as somebody may see it, and to its page."""

from collections.abc import Iterable, Mapping

from django.db.models import Model
from django.urls import NoReverseMatch, reverse

from salesops.web.access import Actor
from salesops.web.boundary import seen
from salesops.web.crm.models import Account, Activity, Contact, Deal, Lead, Task

MODELS: Mapping[str, type[Model]] = {
    "accounts": Account, "contacts": Contact, "leads": Lead, "deals": Deal,
    "activities": Activity, "tasks": Task,
}  # fmt: skip
PAGES: Mapping[str, str] = {
    "accounts": "account", "contacts": "contact", "leads": "lead", "deals": "deal",
    "activities": "activity", "tasks": "task", "statements": "pay_statement",
    "honours": "honour",
}  # fmt: skip
LISTS: Mapping[str, str] = {
    "tasks": "tasks", "imports": "imports", "webhooks": "webhooks", "disputes": "pay_disputes",
}  # fmt: skip


def may_see(actor: Actor, table: str, record_id: str) -> bool:
    """Whether the actor may see the record; what is no customer's record, everybody may."""
    model = MODELS.get(table)
    return model is None or not record_id or seen(actor, model).filter(pk=record_id).exists()


def names(actor: Actor, table: str, ids: Iterable[str]) -> dict[str, str]:
    """What those of the records are called that the actor may see."""
    model = MODELS.get(table)
    wanted = set(ids)
    if model is None or not wanted:
        return {}
    return {str(one.pk): str(one) for one in seen(actor, model).filter(pk__in=wanted)}


def address(table: str, record_id: str) -> str:
    """The page of a record, or of the list it stands in; nothing while there is none."""
    for name, given in ((PAGES.get(table), [record_id]), (LISTS.get(table), [])):
        try:
            if name and (record_id or not given):
                return reverse(name, args=given)
        except NoReverseMatch:
            continue
    return ""
