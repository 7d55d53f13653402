"""Bulk work the worker does, when there is too much of it for a page."""

from urllib.parse import parse_qs

from django.conf import settings
from django.utils.translation import override
from django_tasks import task

from salesops.web.lists.asking import asked
from salesops.web.lists.bulk import do_to_all
from salesops.web.lists.filtering import matching
from salesops.web.lists.registry import opened
from salesops.web.people.models import User


@task()
def run_bulk(
    user_id: int, name: str, bulk_name: str, query: str, pks: list[str], values: dict[str, str]
) -> int:
    """Do something to the records of these ids, or to all that match; gives the audit row's id.

    Run again after the worker was killed it goes on: what is already as wanted stays so.
    """
    actor = User.objects.get(pk=user_id)
    listing = opened(actor, name)
    bulk = listing.bulk(bulk_name)
    if bulk is None:
        return 0
    with override(actor.language or settings.LANGUAGE_CODE):
        wanted, _problems = asked(listing, parse_qs(query))
        found = pks or list(matching(actor, listing, wanted).values_list("pk", flat=True))
        done = do_to_all(actor=actor, listing=listing, bulk=bulk, pks=found, values=values)
    return done.pk
