"""The list of the people at customers."""

from django.utils.translation import gettext_lazy as _

from salesops.web.access import Actor
from salesops.web.boundary import may_write
from salesops.web.crm.listings.words import OwnOrCustomers
from salesops.web.crm.models import Contact
from salesops.web.lists.listing import Action, Column, Listing, Preset
from salesops.web.lists.people import people_choices

sought = OwnOrCustomers(Contact)
"""Found by their own name or number or mail, and by their company; names by initials too."""


def parts(_actor: Actor) -> list[tuple[str, str]]:
    """The parts somebody may play."""
    return [(str(value), str(label)) for value, label in Contact.Part.choices]


CONTACTS = Listing(
    name="contacts",
    label=_("Contacts"),
    model=Contact,
    icon="contact",
    page="contacts",
    record_page="contact",
    words=sought,
    order=("name", "pk"),
    columns=(
        Column("name", _("Name"), place="lead"),
        Column("account_id", _("Customer"), "record", shown="account__name", href="account",
               is_filtered=False, place="lead2"),
        Column("title", _("Title")),
        Column("department", _("Department"), is_shown=False),
        Column("part", _("Part in buying"), "choice", choices=parts, place="second"),
        Column("phone", _("Phone"), place="first"),
        Column("email", _("Mail")),
        Column("wechat", _("WeChat"), is_shown=False),
        Column("is_primary", _("Main contact"), "flag"),
        Column("left_on", _("Left on"), "date", is_shown=False),
        Column("owner_id", _("Owner"), "person", path="account__owner_id",
               shown="account__owner__name", choices=people_choices, is_shown=False),
        Column("contact_id", _("Contact id"), "id", is_shown=False),
        Column("changed_at", _("Last change"), "moment", is_shown=False, is_exported=False),
    ),
    presets=(
        Preset(_("All"), ""),
        Preset(_("Still there"), "left_on.empty=yes"),
        Preset(_("Mine"), "owner_id=me"),
    ),
    actions=(Action(_("New contact"), "contact_new", may=may_write),),
    empty_title=_("No contacts yet"),
    empty_text=_("The people at your customers stand here. Add one on a customer's page."),
)  # fmt: skip
