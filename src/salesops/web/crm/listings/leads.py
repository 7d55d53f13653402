"""The list of leads: its columns, and what may be done to several of them."""

from collections.abc import Mapping, Sequence
from typing import Any

from django.utils.translation import gettext_lazy as _

from salesops.web.access import Actor
from salesops.web.boundary import may_write, seen
from salesops.web.crm.actions.leads import assign_lead, invalidate_lead, may_assign, reopen_lead
from salesops.web.crm.lead_moves import OPEN
from salesops.web.crm.listings.accounts import regions
from salesops.web.crm.models import Lead
from salesops.web.lists.listing import Action, Bulk, Column, Input, Listing, Preset
from salesops.web.lists.people import people_choices
from salesops.web.people.models import Role

Undo = Mapping[str, object]


def statuses(_actor: Actor) -> Sequence[tuple[str, str]]:
    """How far a lead may have come."""
    return [(str(value), str(label)) for value, label in Lead.Status.choices]


def _held(column: str) -> Any:
    """What a column of words holds among the leads the actor sees."""

    def choices(actor: Actor) -> Sequence[tuple[str, str]]:
        found = seen(actor, Lead).exclude(**{column: ""}).order_by(column)
        return [(value, value) for value in found.values_list(column, flat=True).distinct()]

    return choices


def _assign(actor: Actor, pk: str, values: Mapping[str, str]) -> Undo | None:
    before = seen(actor, Lead).filter(pk=pk).values_list("owner_id", flat=True).first()
    after = assign_lead(actor=actor, lead_id=pk, version=None, person_id=values["person_id"])
    return {"owner_id": before} if after.owner_id != before else None


def _assign_back(actor: Actor, pk: str, undo: Undo) -> None:
    if undo["owner_id"]:
        assign_lead(actor=actor, lead_id=pk, version=None, person_id=str(undo["owner_id"]))


def _invalidate(actor: Actor, pk: str, values: Mapping[str, str]) -> Undo | None:
    invalidate_lead(actor=actor, lead_id=pk, version=None, reason=values["reason"])
    return {}


def _reopen(actor: Actor, pk: str, _undo: Undo) -> None:
    reopen_lead(actor=actor, lead_id=pk, version=None)


def may_open(actor: Actor) -> bool:
    """Whoever sees records sees leads."""
    return getattr(actor, "role", None) != Role.ADMIN


STILL_OPEN = "&".join(f"status={status}" for status in OPEN)

LEADS = Listing(
    name="leads",
    label=_("Leads"),
    model=Lead,
    icon="magnet",
    page="leads",
    record_page="lead",
    order=("-received_at", "pk"),
    may_open=may_open,
    columns=(
        Column("company", _("Company"), place="lead"),
        Column("name", _("Person's name"), place="lead2"),
        Column("status", _("Status"), "choice", choices=statuses, place="first"),
        Column("source", _("Source"), "choice", choices=_held("source"), is_named=False),
        Column("product_line", _("Product line"), "choice", choices=_held("product_line"),
               is_named=False),
        Column("owner_id", _("Owner"), "person", shown="owner__name", choices=people_choices,
               place="second"),
        Column("received_at", _("Received"), "moment"),
        Column("first_contacted_at", _("First contact"), "moment"),
        Column("region_id", _("Region"), "record", shown="region__name", choices=regions),
        Column("account_id", _("Customer"), "record", shown="account__name", href="account",
               is_filtered=False, is_shown=False),
        Column("phone", _("Phone"), "id", is_shown=False),
        Column("email", _("Mail"), is_shown=False),
        Column("wechat", _("WeChat"), is_shown=False),
        Column("title", _("Title"), is_shown=False),
        Column("need", _("What they want"), is_shown=False, is_sorted=False),
        Column("assigned_at", _("Given since"), "moment", is_shown=False),
        Column("last_contact_at", _("Last contact"), "moment", is_shown=False),
        Column("converted_at", _("Converted"), "moment", is_shown=False),
        Column("invalid_reason", _("Why invalid"), is_shown=False),
        Column("lead_id", _("Lead id"), "id", is_shown=False),
        Column("changed_at", _("Last change"), "moment", is_shown=False, is_exported=False),
    ),
    presets=(
        Preset(_("All"), ""),
        Preset(_("Open"), STILL_OPEN),
        Preset(_("Mine"), f"owner_id=me&{STILL_OPEN}"),
        Preset(_("Never contacted"), f"first_contacted_at.empty=yes&{STILL_OPEN}"),
        Preset(_("Nobody's"), f"owner_id.empty=yes&{STILL_OPEN}"),
    ),
    bulks=(
        Bulk("assign", _("Give to somebody"), "user-plus", _assign,
             (Input("person_id", _("New owner"), "person"),), _assign_back, may_assign),
        Bulk("invalidate", _("Invalid"), "ban", _invalidate, (Input("reason", _("Reason")),),
             _reopen, may_write),
    ),
    actions=(
        Action(_("Assignment rules"), "assignment", icon="split", may=may_assign,
               is_primary=False),
        Action(_("New lead"), "lead_new", icon="plus", may=may_write),
    ),
    empty_title=_("No leads yet"),
    empty_text=_("They come in by REST, from a file, or are added by hand."),
)  # fmt: skip
