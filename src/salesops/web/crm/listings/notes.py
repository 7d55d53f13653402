"""The list of what people found worth remembering."""

from django.utils.translation import gettext_lazy as _

from salesops.web.crm.listings.words import OwnOrCustomers
from salesops.web.crm.models import Note
from salesops.web.lists.listing import Column, Listing, Preset

NOTES = Listing(
    name="notes",
    label=_("Notes"),
    model=Note,
    icon="sticky-note",
    page="notes",
    record_page="note",
    words=OwnOrCustomers(Note),
    order=("-made_at", "pk"),
    columns=(
        Column("body", _("Note"), place="lead", is_sorted=False),
        Column("made_at", _("When"), "moment", place="first"),
        Column("made_by_name", _("By"), place="second", is_sorted=False),
        Column("account_id", _("Customer"), "record", shown="account__name", href="account",
               is_filtered=False, place="lead2"),
        Column("deal_id", _("Deal"), "record", shown="deal__name", href="deal",
               is_filtered=False, is_shown=False),
        Column("lead_id", _("Lead"), "id", is_shown=False),
        Column("is_pinned", _("On top"), "flag", is_shown=False),
        Column("note_id", _("Note id"), "id", is_shown=False),
    ),
    presets=(Preset(_("All"), ""), Preset(_("On top"), "is_pinned=yes")),
    empty_title=_("No notes"),
    empty_text=_("Notes about customers, leads and deals you see stand here."),
)  # fmt: skip
