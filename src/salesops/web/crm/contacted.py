"""What customers, leads and deals remember of contact with them, kept with every activity."""

from collections.abc import Iterable, Mapping
from datetime import datetime

from django.db.models import Model, Q, QuerySet
from django.utils import timezone

from salesops.selling.contact import Doing, reaches
from salesops.web.crm.lead_moves import reached
from salesops.web.crm.models import Account, Activity, Deal, Lead

REMEMBERED: Mapping[str, tuple[type[Model], tuple[str, ...]]] = {
    "account_id": (Account, ("last_contact_at",)),
    "deal_id": (Deal, ("last_contact_at",)),
    "lead_id": (Lead, ("first_contacted_at", "last_contact_at")),
}


def is_contact(activity: Activity) -> bool:
    """Whether the activity counts as contact."""
    return reaches(
        Doing(activity.kind, activity.direction, activity.outcome, activity.is_automatic)
    )


def remember(activity: Activity) -> None:
    """Tell its customer, lead and deal of the contact, if it is one.

    Their versions stay: nobody's edit of a customer fails because a colleague called there.
    """
    if not is_contact(activity):
        return
    at, now = activity.happened_at, timezone.now()
    for column, (model, fields) in REMEMBERED.items():
        for pk in _told(column, getattr(activity, column)):
            _set(model, pk, fields, at, now)
    if activity.lead_id:
        reached(activity.lead_id, at=at, person_id=activity.person_id)


def carry_over(lead: Lead, account_id: str, deal_id: str | None) -> None:
    """Let the customer and the deal a lead became remember the last contact with it."""
    at, now = lead.last_contact_at, timezone.now()
    if at is None:
        return
    _set(Account, account_id, ("last_contact_at",), at, now)
    if deal_id:
        _set(Deal, deal_id, ("last_contact_at",), at, now)


def _told(column: str, pk: str | None) -> Iterable[str]:
    """The record, and the customer it was merged into."""
    if pk is None:
        return ()
    if column != "account_id":
        return (pk,)
    head = Account.objects.filter(pk=pk).values_list("merged_into", flat=True).first()
    return (pk, head) if head else (pk,)


def _set(model: type[Model], pk: str, fields: Iterable[str], at: datetime, now: datetime) -> None:
    for field in fields:
        side = "gt" if field.startswith("first") else "lt"
        behind = Q(**{f"{field}__isnull": True}) | Q(**{f"{field}__{side}": at})
        model._default_manager.filter(behind, pk=pk).update(**{field: at, "changed_at": now})  # noqa: SLF001 - Django documents it


def recount(activity: Activity, before: datetime) -> None:
    """Correct what was remembered of an activity that was then at `before`.

    Only where what is remembered is that very moment: a first contact that a source told us of
    and nobody logged stays.
    """
    now = timezone.now()
    for column, (model, fields) in REMEMBERED.items():
        for pk in _told(column, getattr(activity, column)):
            for field in fields:
                _correct(model, pk, field, before, _contacts(column, pk, field), now)
    if Activity.objects.filter(pk=activity.pk).exists():
        remember(activity)


def _correct(
    model: type[Model],
    pk: str,
    field: str,
    before: datetime,
    contacts: QuerySet[Activity],
    now: datetime,
) -> None:
    stale = model._default_manager.filter(pk=pk, **{field: before})  # noqa: SLF001 - Django documents it
    if stale.exists():
        newest = next((a.happened_at for a in contacts.iterator() if is_contact(a)), None)
        stale.update(**{field: newest, "changed_at": now})


def _contacts(column: str, pk: str, field: str) -> QuerySet[Activity]:
    own = Q(**{column: pk})
    if column == "account_id":
        own |= Q(account__merged_into=pk)
    order = "happened_at" if field.startswith("first") else "-happened_at"
    return Activity.objects.filter(own).order_by(order)
