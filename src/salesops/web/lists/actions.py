"""What is done with lists: keep, rename and drop a view, take a list out as a file."""

from django.db import transaction
from django.utils import timezone

from salesops.web import audit
from salesops.web.access import Actor
from salesops.web.changing import table_of
from salesops.web.crm.models import SavedView
from salesops.web.lists.asking import Asked
from salesops.web.lists.listing import Listing
from salesops.web.people.models import User
from salesops.web.text import clean_text

LONGEST_NAME = 200


def save_view(
    *, actor: User, listing: Listing, name: str, query: str, is_shared: bool = False
) -> SavedView:
    """Keep a list's filters, order and columns; one's own view of the same name is replaced."""
    told = clean_text(name)[:LONGEST_NAME]
    kept = {"query": query[:8000], "is_shared": is_shared, "made_at": timezone.now()}
    with transaction.atomic():
        view, _made = SavedView.objects.update_or_create(
            owner=actor, list_name=listing.name, name=told, defaults=kept
        )
        details = {"list": listing.name, "query": query[:8000], "is_shared": is_shared}
        audit.note(actor, "save_view", told, details)
    return view


def change_view(*, actor: User, view: SavedView, name: str, is_shared: bool) -> None:
    """Give a kept view another name, or show it to everybody; one of that name is replaced."""
    told = clean_text(name)[:LONGEST_NAME]
    with transaction.atomic():
        same = SavedView.objects.filter(owner=actor, list_name=view.list_name, name=told)
        same.exclude(pk=view.pk).delete()
        before = view.name
        view.name, view.is_shared = told, is_shared
        view.save(update_fields=["name", "is_shared"])
        audit.note(actor, "change_view", told, {"before": before, "is_shared": is_shared})


def forget_view(*, actor: User, view: SavedView) -> None:
    """Drop a kept view of one's own."""
    with transaction.atomic():
        audit.note(actor, "forget_view", view.name, {"list": view.list_name})
        view.delete()


def note_export(*, actor: Actor, listing: Listing, wanted: Asked, form: str, count: int) -> None:
    """Put on record that a list left the system as a file: which, how many, under what filters."""
    details = {"form": form, "count": count, "filters": wanted.query()}
    audit.note(actor, "export", str(listing.label), details, table=table_of(listing.model))
