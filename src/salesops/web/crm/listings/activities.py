"""The list of calls, visits, mails and messages."""

from django.utils.translation import gettext_lazy as _

from salesops.selling.contact import DIRECTIONS, KINDS, OUTCOMES
from salesops.selling.contact import choices as named
from salesops.web.access import Actor
from salesops.web.crm.listings.words import OwnOrCustomers
from salesops.web.crm.models import Activity
from salesops.web.language import spoken
from salesops.web.lists.listing import Column, Listing, Preset
from salesops.web.lists.people import people_choices


def kinds(_actor: Actor) -> list[tuple[str, str]]:
    """Call, visit, mail and so on."""
    return named(KINDS, spoken())


def outcomes(_actor: Actor) -> list[tuple[str, str]]:
    """What may come of it."""
    return named(OUTCOMES, spoken())


def directions(_actor: Actor) -> list[tuple[str, str]]:
    """Who turned to whom."""
    return named(DIRECTIONS, spoken())


ACTIVITIES = Listing(
    name="activities",
    label=_("Activities"),
    model=Activity,
    icon="phone",
    page="activities",
    record_page="activity",
    words=OwnOrCustomers(Activity),
    order=("-happened_at", "pk"),
    columns=(
        Column("happened_at", _("When"), "moment", place="second"),
        Column("kind", _("Kind"), "choice", choices=kinds, place="first"),
        Column("direction", _("Direction"), "choice", choices=directions, is_shown=False),
        Column("account_id", _("Customer"), "record", shown="account__name", href="account",
               is_filtered=False, place="lead"),
        Column("contact_id", _("With"), "record", shown="contact__name", href="contact",
               is_filtered=False, is_shown=False),
        Column("deal_id", _("Deal"), "record", shown="deal__name", href="deal",
               is_filtered=False, is_shown=False),
        Column("lead_id", _("Lead"), "id", is_shown=False),
        Column("summary", _("Summary"), place="lead2", is_sorted=False),
        Column("outcome", _("Outcome"), "choice", choices=outcomes),
        Column("minutes", _("Minutes"), "number", is_shown=False),
        Column("person_id", _("By"), "person", shown="person__name", choices=people_choices),
        Column("is_automatic", _("Automatic"), "flag", is_shown=False),
        Column("activity_id", _("Activity id"), "id", is_shown=False),
    ),
    presets=(
        Preset(_("All"), ""),
        Preset(_("Mine"), "person_id=me"),
        Preset(_("Visits"), "kind=visit"),
        Preset(_("Not reached"), "outcome=not_reached"),
    ),
    empty_title=_("Nothing was written down yet"),
    empty_text=_("Calls and visits stand here. Log one on a customer's page: the key is L."),
)  # fmt: skip
