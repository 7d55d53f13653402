"""When customers, leads and deals were last reached, worked out for many of them at once."""

from collections.abc import Collection, Mapping

from django.db.models import F, Max, Min, Model, OuterRef, Q, Subquery
from django.db.models.functions import Coalesce

from salesops.selling.contact import NOT_REACHED_WORDS, TOGETHER
from salesops.web.crm.models import Account, Activity, Deal, Lead
from salesops.web.workspace.incoming import listed

OURS = Q(direction="outbound") | Q(direction="", kind__in=TOGETHER)
UNKNOWN = Q(outcome__in=NOT_REACHED_WORDS) | Q(kind="call", outcome="")
REACHED = Q(is_automatic=False) & OURS & ~UNKNOWN
"""What `reaches` says of one activity, asked of many: a mail of theirs is no contact."""

ABOUT: Mapping[str, type[Model]] = {"account_id": Account, "lead_id": Lead, "deal_id": Deal}


def follow(about: str, ids: Collection[str]) -> None:
    """Bring the last contact of these customers, leads or deals up to date."""
    model = ABOUT[about]
    theirs = Activity.objects.filter(REACHED, **{about: OuterRef("pk")}).order_by()
    grouped = theirs.values(about)
    last = Subquery(grouped.annotate(at=Max("happened_at")).values("at"))
    wanted = model._default_manager.filter(pk__in=listed(ids))  # noqa: SLF001 - Django documents it
    wanted.update(last_contact_at=last)
    if model is Lead:
        first = Subquery(grouped.annotate(at=Min("happened_at")).values("at"))
        wanted.update(first_contacted_at=Coalesce(F("first_contacted_at"), first))
