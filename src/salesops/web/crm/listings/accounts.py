"""The list of customers: its columns, and what may be done to several of them."""

from collections.abc import Mapping, Sequence
from datetime import date, datetime
from typing import Any

from django.db.models import F, OuterRef, Q, Subquery
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from salesops.web.access import Actor, Owner
from salesops.web.boundary import may_write, seen
from salesops.web.crm.account_problems import NO_LAST_OWNER
from salesops.web.crm.actions.accounts import GIVERS, give_account, tag_account, untag_account
from salesops.web.crm.models import Account, AccountTag
from salesops.web.crm.pooling import standing_warnings
from salesops.web.gathered import Gathered
from salesops.web.lists.listing import Action, Bulk, Column, Input, Listing, Preset
from salesops.web.lists.people import people_choices
from salesops.web.market.models import Region
from salesops.web.prepared import Prepared
from salesops.web.problems import refused

Undo = Mapping[str, object]


tags_asked = Prepared(
    lambda pks: AccountTag.objects.filter(account__in=pks).order_by("tag").values("account", "tag")
)
"""The tags of customers."""


def own_tags() -> Gathered:
    """The tags of the customer that is asked about."""
    tags = AccountTag.objects.filter(account=OuterRef("pk")).order_by("tag")
    return Gathered(tags.values(value=F("tag")))


def goes_back_at() -> Subquery:
    """The last moment for a contact of a customer that is about to go back to a pool."""
    warned = standing_warnings().filter(account=OuterRef("pk"), due_at__isnull=False)
    return Subquery(warned.order_by("-made_at").values("due_at")[:1])


def _day(moment: datetime | None) -> date | None:
    return moment and timezone.localtime(moment).date()


def tagged(tag: str) -> Q:
    """The customers with this tag, or with any."""
    rows = AccountTag.objects.filter(tag=tag) if tag else AccountTag.objects.all()
    return Q(pk__in=rows.order_by().values("account"))


def regions(_actor: Actor) -> Sequence[tuple[str, str]]:
    """Every region."""
    return list(Region.objects.order_by("name").values_list("pk", "name"))


def _held(column: str) -> Any:
    """What a column of words holds among the customers the actor sees."""

    def choices(actor: Actor) -> Sequence[tuple[str, str]]:
        found = seen(actor, Account).exclude(**{column: ""}).order_by(column)
        return [(value, value) for value in found.values_list(column, flat=True).distinct()]

    return choices


def tags(actor: Actor) -> Sequence[tuple[str, str]]:
    """The tags of the customers the actor sees."""
    seen_here = seen(actor, Account).order_by().values("pk")
    found = AccountTag.objects.filter(account__in=seen_here).order_by("tag")
    return [(tag, tag) for tag in found.values_list("tag", flat=True).distinct()]


def may_give(actor: Actor) -> bool:
    """Whether the actor may give customers to others."""
    return isinstance(actor, Owner) or actor.role in GIVERS


def _give(actor: Actor, pk: str, values: Mapping[str, str]) -> Undo | None:
    before = seen(actor, Account).filter(pk=pk).values_list("owner_id", flat=True).first()
    after = give_account(actor=actor, account_id=pk, person_id=values["person_id"])
    return {"owner_id": before} if after.owner_id != before else None


def _give_back(actor: Actor, pk: str, undo: Undo) -> None:
    if not undo["owner_id"]:
        raise refused(NO_LAST_OWNER)
    give_account(actor=actor, account_id=pk, person_id=str(undo["owner_id"]))


def _tag(actor: Actor, pk: str, values: Mapping[str, str]) -> Undo | None:
    had = AccountTag.objects.filter(account=pk, tag=values["tag"]).exists()
    tag_account(actor=actor, account_id=pk, tag=values["tag"])
    return None if had else {"tag": values["tag"]}


def _tag_back(actor: Actor, pk: str, undo: Undo) -> None:
    untag_account(actor=actor, account_id=pk, tag=str(undo["tag"]))


def _untag(actor: Actor, pk: str, values: Mapping[str, str]) -> Undo | None:
    had = AccountTag.objects.filter(account=pk, tag=values["tag"]).exists()
    untag_account(actor=actor, account_id=pk, tag=values["tag"])
    return {"tag": values["tag"]} if had else None


def _untag_back(actor: Actor, pk: str, undo: Undo) -> None:
    tag_account(actor=actor, account_id=pk, tag=str(undo["tag"]))


def unmerged(actor: Actor) -> Any:
    """The customers the actor sees, without those that were merged into others."""
    return seen(actor, Account).filter(merged_into__isnull=True)


ACCOUNTS = Listing(
    name="accounts",
    label=_("Customers"),
    model=Account,
    icon="building-2",
    page="accounts",
    record_page="account",
    records=unmerged,
    order=("name", "pk"),
    columns=(
        Column("name", _("Name"), place="lead"),
        Column("owner_id", _("Owner"), "person", shown="owner__name", choices=people_choices,
               place="first"),
        Column("class", _("Class"), "choice", path="klass", choices=_held("klass"),
               is_named=False, place="second"),
        Column("industry", _("Industry"), "choice", choices=_held("industry"), is_named=False,
               place="lead2"),
        Column("region_id", _("Region"), "record", shown="region__name", choices=regions),
        Column("tags", _("Tags"), "tags", gathered=own_tags, condition=tagged, choices=tags,
               is_sorted=False),
        Column("last_contact_at", _("Last contact"), "moment"),
        Column("goes_back_on", _("Goes back on"), "date", gathered=goes_back_at, told=_day,
               is_sorted=False, is_filtered=False, is_exported=False),
        Column("size", _("Size"), "choice", choices=_held("size"), is_named=False,
               is_shown=False),
        Column("phone", _("Phone"), "id", is_shown=False),
        Column("credit_code", _("Credit code"), "id", is_shown=False),
        Column("created_on", _("Known since"), "date", is_shown=False),
        Column("website", _("Website"), is_shown=False),
        Column("address", _("Address"), is_shown=False),
        Column("account_id", _("Customer id"), "id", is_shown=False),
        Column("changed_at", _("Last change"), "moment", is_shown=False, is_exported=False),
    ),
    presets=(
        Preset(_("All"), ""),
        Preset(_("Mine"), "owner_id=me"),
        Preset(_("Nobody's"), "owner_id.empty=yes"),
    ),
    bulks=(
        Bulk("give", _("Change owner"), "user-plus", _give,
             (Input("person_id", _("New owner"), "person"),), _give_back, may_give),
        Bulk("tag", _("Add tag"), "tag", _tag, (Input("tag", _("Tag")),), _tag_back, may_write),
        Bulk("untag", _("Take tag off"), "tag", _untag, (Input("tag", _("Tag")),), _untag_back,
             may_write),
    ),
    actions=(Action(_("New customer"), "account_new", may=may_write),),
    empty_title=_("No customers yet"),
    empty_text=_("Add the first one, or import them from a file."),
)  # fmt: skip
