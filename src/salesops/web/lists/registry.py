"""Every list there is, by name: a part of the business adds the line that leads to its own."""

from collections.abc import Mapping
from functools import cache

from django.http import Http404
from django.utils.module_loading import import_string

from salesops.web.access import Actor
from salesops.web.lists.listing import Listing

PLACES: Mapping[str, str] = {
    "accounts": "salesops.web.crm.listings.accounts.ACCOUNTS",
    "contacts": "salesops.web.crm.listings.contacts.CONTACTS",
    "deals": "salesops.web.crm.listings.deals.DEALS",
    "activities": "salesops.web.crm.listings.activities.ACTIVITIES",
    "tasks": "salesops.web.crm.listings.tasks.TASKS",
    "notes": "salesops.web.crm.listings.notes.NOTES",
    "leads": "salesops.web.crm.listings.leads.LEADS",
    "people": "salesops.web.people.listings.PEOPLE",
    "regions": "salesops.web.market.listings.REGIONS",
    "products": "salesops.web.market.listings.PRODUCTS",
}


@cache
def listing(name: str) -> Listing:
    """The list of that name; Http404 when there is none."""
    if name not in PLACES:
        raise Http404
    found: Listing = import_string(PLACES[name])
    return found


def opened(actor: Actor, name: str) -> Listing:
    """The list of that name for somebody who may open it; Http404 otherwise."""
    found = listing(name)
    if found.may_open and not found.may_open(actor):
        raise Http404
    return found
