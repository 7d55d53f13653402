"""The people somebody may give records to or filter by: their own, or everybody."""

from collections.abc import Sequence

from django.db.models import Q, QuerySet
from django.utils import timezone

from salesops.web.access import Actor
from salesops.web.boundary import covered
from salesops.web.lists.filtering import ME
from salesops.web.people.models import Person

OFFERED = 50


def reachable(actor: Actor, day_left: bool = False) -> QuerySet[Person]:
    """The people whose records the actor sees; those who left only when asked for."""
    today = timezone.localdate()
    persons = covered(actor, today)
    found = Person.objects.all() if persons is None else Person.objects.filter(pk__in=persons)
    if day_left:
        return found
    return found.filter(Q(left_on__isnull=True) | Q(left_on__gt=today))


def people_for(actor: Actor, text: str = "") -> Sequence[tuple[str, str]]:
    """Some people of this name or id, to choose one from."""
    sought = text.replace("\0", "").strip()[:100]
    found = reachable(actor)
    if sought:
        found = found.filter(Q(name__icontains=sought) | Q(person_id__iexact=sought))
    return list(found.order_by("name", "pk").values_list("pk", "name")[:OFFERED])


def people_choices(actor: Actor) -> Sequence[tuple[str, str]]:
    """Everybody a list may be filtered by, oneself first."""
    from django.utils.translation import gettext as _

    mine = [(ME, _("mine"))] if getattr(actor, "person_id", None) else []
    everybody = reachable(actor, day_left=True).order_by("name", "pk")
    return [*mine, *everybody.values_list("pk", "name")]
