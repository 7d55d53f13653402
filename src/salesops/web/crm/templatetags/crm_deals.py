"""How deals are written: working time, plain amounts, reasons, what changed from what to what."""

from collections.abc import Mapping, Sequence
from datetime import date
from decimal import Decimal
from functools import partial

from django import template
from django.http import HttpRequest
from django.template import Context
from django.urls import NoReverseMatch, reverse
from django.utils.html import escape, format_html
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from salesops.kernel import figures
from salesops.kernel.worktime import HOURS
from salesops.selling.moves import LOST_REASONS, lost_reason_said
from salesops.selling.standing import Total
from salesops.web.crm.board_shape import Card
from salesops.web.crm.card_drawing import Pen, drawn, head
from salesops.web.crm.models import Deal, DealChange, Stage
from salesops.web.design.frame import around
from salesops.web.design.templatetags.design import figure, icon
from salesops.web.language import spoken
from salesops.web.lists.places import page_place, record_place
from salesops.web.people.models import Person, Role
from salesops.web.process.ways import OpenWays, drawn_ways

register = template.Library()
HOUR = 60


PAGES = (
    ("deals_board", gettext_lazy("Board"), "square-kanban"),
    ("deals", gettext_lazy("List"), "rows-3"),
    ("deals_flow", gettext_lazy("Flow"), "chart-no-axes-column"),
    ("deals_risk", gettext_lazy("At risk"), "triangle-alert"),
)


@register.inclusion_tag("crm/deals/tabs.html")
def deal_tabs(here: str) -> dict[str, object]:
    """The pages about deals beside one another, those that exist."""
    found = [(name, label, symbol, page_place(name)) for name, label, symbol in PAGES]
    return {"pages": [page for page in found if page[3]], "here": here}


@register.filter
def ways_from(ways: OpenWays, stage_id: int) -> str:
    """The columns a card of a column may be moved to; `*` where no process says."""
    told = drawn_ways(ways.by_stage.get(stage_id))
    return "*" if told is None else told


@register.simple_tag
def worktime(minutes: int) -> str:
    """Working minutes as people say them: days of the company's hours, hours, or minutes."""
    if minutes >= HOURS.minutes:
        return _("%s working days") % f"{minutes / HOURS.minutes:.1f}"
    if minutes >= HOUR:
        return _("%s h") % f"{minutes / HOUR:.1f}"
    return _("%s min") % minutes


@register.simple_tag(takes_context=True)
def money(context: Context, deal: Deal) -> SafeString:
    """A deal's amount in its currency, or the company's where none was noted."""
    return figure(deal.amount, "money", deal.currency or _home(context["request"]))


@register.simple_tag(takes_context=True)
def deal_cards(context: Context, cards: Sequence[Card]) -> SafeString:
    """Cards of a board, one after the other."""
    pen, ways = card_pen(context["request"]), context["ways"]
    html = "".join(drawn(card, pen, ways.drawn(card.deal.pk)) for card in cards)
    return mark_safe(html)  # noqa: S308 - escaped there


@register.simple_tag(takes_context=True)
def lane_head(context: Context, stage: Stage, total: Total) -> SafeString:
    """What a column of a board comes to."""
    return mark_safe(head(stage, total, card_pen(context["request"])))  # noqa: S308 - escaped there


def card_pen(request: HttpRequest) -> Pen:
    """How cards are written for the reader, put together once a page."""
    known: Pen | None = getattr(request, "card_pen", None)
    if known is None:
        words = {name: escape(text) for name, text in _card_words().items()}
        icons = {name: icon(symbol, 12) for name, symbol in CARD_ICONS.items()}
        shows_owner = getattr(request.user, "role", "") != Role.REP
        known = Pen(
            spoken(), _home(request), shows_owner, words, icons, partial(record_place, "deal")
        )
        setattr(request, "card_pen", known)  # noqa: B010 - a request has no such field
    return known


CARD_ICONS = {"due": "calendar", "late": "calendar-x", "closed": "calendar-check"}


def _card_words() -> Mapping[str, str]:
    return {
        "expected": _("Expected close"), "closed": _("Closed on"), "owner": _("Owner"),
        "limited": _("%(days)s of %(limit)s d"), "free": _("%(days)s d"),
        "limited_why": _("%(days)s working days in this stage; the limit is %(limit)s"),
        "free_why": _("%(days)s working days in this stage"), "pushed": _("put off ×%(n)s"),
        "pushed_why": _("Times the expected close was put off to a later month"),
        "this_month": _("this month"), "no_chance": _("no chance set"),
        "weighted": _("weighted"), "weighted_why": _("Amount × chance to win"),
        "unrated": _("%(n)s without a rate"),
        "unrated_why": _("Their currency has no exchange rate, so they are in no sum"),
    }  # fmt: skip


def _home(request: HttpRequest) -> str:
    """The company's currency."""
    return around(request).currency


@register.simple_tag
def plain(value: Decimal | None) -> str:
    """An amount as one types it."""
    return "" if value is None else f"{value.normalize():f}"


@register.simple_tag
def lost_reason(code: str) -> str:
    """Why a deal was lost, in the reader's language."""
    return lost_reason_said(code, spoken())


@register.simple_tag
def lost_reasons() -> list[tuple[str, str]]:
    """The reasons one may choose, in the reader's language."""
    return [(code, lost_reason_said(code, spoken())) for code in LOST_REASONS]


@register.simple_tag
def account_address(account_id: str) -> str:
    """Where the customer's page is; nowhere where there is none."""
    try:
        return reverse("account", args=[account_id])
    except NoReverseMatch:
        return "#"


@register.simple_tag
def changed_field(change: DealChange) -> str:
    """What changed."""
    names = {
        "amount": _("Amount"), "expected_close_on": _("Expected close"),
        "owner_id": _("Owner"), "currency": _("Currency"),
    }  # fmt: skip
    return names.get(change.field, change.field)


@register.simple_tag
def changed_value(change: DealChange, side: str) -> SafeString | str:
    """What it was or became, as people write it."""
    text = getattr(change, side)
    if not text:
        return figures.NONE
    if change.field == "amount":
        currency = change.deal.currency
        exact = figures.exact(Decimal(text), "money", currency, spoken())
        short = figures.short(Decimal(text), "money", currency, spoken())
        return format_html('<span title="{}">{}</span>', exact, short)
    if change.field == "owner_id":
        return str(Person.objects.filter(pk=text).first() or text)
    return str(date.fromisoformat(text)) if change.field == "expected_close_on" else text
