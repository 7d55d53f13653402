"""The list of deals: its columns, and what may be done to several of them."""

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from django.db.models import Exists, OuterRef, Q
from django.utils.translation import gettext_lazy as _

from salesops.selling.moves import LOST_REASONS, lost_reason_said
from salesops.web.access import Actor, Owner
from salesops.web.boundary import ALL_SEEING, WRITERS, may_write
from salesops.web.crm.actions.deals import change_deal, move_deal
from salesops.web.crm.actions.undoing import undo
from salesops.web.crm.deal_values import typed
from salesops.web.crm.listings.words import OwnOrCustomers
from salesops.web.crm.models import Deal, DealLine, Pipeline, Stage
from salesops.web.language import spoken
from salesops.web.lists.listing import Action, Bulk, Column, Input, Listing, Preset
from salesops.web.lists.people import people_choices
from salesops.web.market.models import Product

Undo = Mapping[str, object]
Choices = Sequence[tuple[str, str]]
Act = Callable[[Actor, str, Mapping[str, str]], Undo | None]


sought = OwnOrCustomers(Deal)
"""Found by their own name or number, and by their customer's name or its initials."""


def stages(_actor: Actor) -> Choices:
    """The stages of every pipeline in use, each name once."""
    names = Stage.objects.filter(pipeline__is_active=True).order_by(
        "pipeline__position", "position"
    )
    return [(name, name) for name in dict.fromkeys(names.values_list("name", flat=True))]


def onward(_actor: Actor) -> Choices:
    """The stages many deals may be moved to without a word of why."""
    names = Stage.objects.filter(pipeline__is_active=True).exclude(kind=Stage.Kind.LOST)
    ordered = names.order_by("pipeline__position", "position").values_list("name", flat=True)
    return [(name, name) for name in dict.fromkeys(ordered)]


def statuses(_actor: Actor) -> Choices:
    """Open, won and lost."""
    return [(str(value), str(label)) for value, label in Deal.Status.choices]


def pipelines(_actor: Actor) -> Choices:
    """Every pipeline."""
    return list(Pipeline.objects.values_list("pk", "name"))


def reasons(_actor: Actor) -> Choices:
    """Why a deal may have been lost; who won instead is asked one by one."""
    language = spoken()
    return [
        (code, lost_reason_said(code, language)) for code in LOST_REASONS if code != "competitor"
    ]


def lines(_actor: Actor) -> Choices:
    """Every product line."""
    found = Product.objects.exclude(line="").order_by("line").values_list("line", flat=True)
    return [(line, line) for line in found.distinct()]


def about(line: str) -> Q:
    """The deals about this product line, or about any."""
    told = DealLine.objects.filter(deal=OuterRef("pk"))
    if not line:
        return Q(product__isnull=False) | Q(Exists(told))
    return Q(product__line=line) | Q(Exists(told.filter(product_line=line)))


def products_of(pks: Sequence[str]) -> Mapping[str, list[str]]:
    """The product lines each of these deals is about."""
    found: dict[str, list[str]] = {}
    own = Deal.objects.filter(pk__in=pks, product__isnull=False).values_list("pk", "product__line")
    more = DealLine.objects.filter(deal__in=pks).values_list("deal", "product_line")
    for pk, line in [*own, *more]:
        if line and line not in found.setdefault(pk, []):
            found[pk].append(line)
    return found


def may_look(actor: Actor) -> bool:
    """Administrators have no customers, and so no deals."""
    return isinstance(actor, Owner) or actor.role in {*ALL_SEEING, *WRITERS}


def _setting(name: str) -> Act:
    """What sets one field of a deal to what was filled in."""

    def act(actor: Actor, pk: str, values: Mapping[str, str]) -> Undo | None:
        before = Deal.objects.filter(pk=pk).values_list("version", flat=True).first()
        deal = change_deal(actor=actor, deal_id=pk, values=typed(values, (name,)))
        return {"version": deal.version} if deal.version != before else None

    return act


def _move(actor: Actor, pk: str, values: Mapping[str, str]) -> Undo | None:
    deal = move_deal(actor=actor, deal_id=pk, stage=values["stage"])
    return {"version": deal.version}


def _lose(actor: Actor, pk: str, values: Mapping[str, str]) -> Undo | None:
    lost = Stage.objects.filter(pipeline__deals=pk, kind=Stage.Kind.LOST).order_by("position")
    name = lost.values_list("name", flat=True).first() or ""
    deal = move_deal(actor=actor, deal_id=pk, stage=name, lost_reason=values["lost_reason"])
    return {"version": deal.version}


def _back(actor: Actor, pk: str, before: Undo) -> None:
    undo(actor=actor, deal_id=pk, version=int(str(before["version"])))


def _bulk(name: str, label: Any, icon: str, act: Act, given: Input) -> Bulk:
    return Bulk(name, label, icon, act, (given,), _back, may_write)


DEALS = Listing(
    name="deals",
    label=_("Deals"),
    model=Deal,
    icon="handshake",
    page="deals",
    record_page="deal",
    words=sought,
    order=("expected_close_on", "pk"),
    may_open=may_look,
    columns=(
        Column("name", _("Name"), place="lead"),
        Column("account_id", _("Customer"), "record", shown="account__name", href="account",
               is_filtered=False, place="lead2"),
        Column("amount", _("Amount"), "money", place="first"),
        Column("stage", _("Stage"), "choice", choices=stages, is_named=False, place="second"),
        Column("status", _("Status"), "choice", choices=statuses),
        Column("owner_id", _("Owner"), "person", shown="owner__name", choices=people_choices),
        Column("expected_close_on", _("Expected close"), "date"),
        Column("product_lines", _("Product line"), "tags", looked_up=products_of,
               condition=about, choices=lines, is_sorted=False),
        Column("pushes", _("Put off"), "number", is_shown=False),
        Column("last_contact_at", _("Last contact"), "moment", is_shown=False),
        Column("entered_stage_at", _("In this stage since"), "moment", is_shown=False),
        Column("next_step", _("Next step"), is_shown=False),
        Column("currency", _("Currency"), "id", is_shown=False),
        Column("created_on", _("Opened on"), "date", is_shown=False),
        Column("closed_on", _("Closed on"), "date", is_shown=False),
        Column("lost_reason", _("Why lost"), is_shown=False),
        Column("competitor", _("Competitor"), is_shown=False),
        Column("pipeline_id", _("Pipeline"), "record", shown="pipeline__name",
               choices=pipelines, is_shown=False),
        Column("deal_id", _("Deal id"), "id", is_shown=False),
        Column("changed_at", _("Last change"), "moment", is_shown=False, is_exported=False),
    ),
    presets=(
        Preset(_("Open"), "status=open"),
        Preset(_("Mine"), "owner_id=me&status=open"),
        Preset(_("Put off"), "status=open&pushes.min=1"),
        Preset(_("Won"), "status=won&sort=-closed_on"),
        Preset(_("Lost"), "status=lost&sort=-closed_on"),
        Preset(_("All"), ""),
    ),
    bulks=(
        _bulk("give", _("Change owner"), "user-plus", _setting("owner_id"),
              Input("owner_id", _("New owner"), "person")),
        _bulk("date", _("Change expected close"), "calendar", _setting("expected_close_on"),
              Input("expected_close_on", _("Expected close"), "date")),
        _bulk("move", _("Change stage"), "move-right", _move,
              Input("stage", _("Stage"), "choice", choices=onward)),
        _bulk("lose", _("Mark as lost"), "circle-x", _lose,
              Input("lost_reason", _("Why lost"), "choice", choices=reasons)),
        _bulk("next", _("Set next step"), "list-todo", _setting("next_step"),
              Input("next_step", _("Next step"))),
        _bulk("competitor", _("Set competitor"), "swords", _setting("competitor"),
              Input("competitor", _("Competitor"))),
    ),
    actions=(Action(_("New deal"), "deal_new", "plus", may=may_write),),
    empty_title=_("No deals yet"),
    empty_text=_("A deal is a possible sale with an amount and a stage."),
    empty_action=Action(_("New deal"), "deal_new", "plus", may=may_write),
)  # fmt: skip
