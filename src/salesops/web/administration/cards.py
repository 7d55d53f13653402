"""What an administrator can look after: one card a page, for pages that exist."""

from collections.abc import Sequence
from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from salesops.web.design.navigation import Page

ADMIN = frozenset({"admin"})
EDITORS = frozenset({"ops", "admin"})
OPS = frozenset({"ops"})
MONEY = frozenset({"ops", "admin", "finance"})


@dataclass(frozen=True)
class Card:
    """A page with the sentence that says what it is for."""

    page: Page
    sentence: str | Promise


@dataclass(frozen=True)
class Group:
    """Cards that belong together."""

    label: str | Promise
    cards: tuple[Card, ...]


@dataclass(frozen=True)
class Offer:
    """A card as one reader sees it."""

    label: str
    icon: str
    address: str
    sentence: str


def _card(
    name: str,
    label: str | Promise,
    icon: str,
    sentence: str | Promise,
    roles: frozenset[str] = EDITORS,
) -> Card:
    return Card(Page(name, label, icon, roles=roles), sentence)


GROUPS: Sequence[Group] = (
    Group(_("Company"), (
        _card("company", _("Company settings"), "building",
              _("Name, currency, fiscal year, language"), ADMIN),
        _card("company_calendar", _("Calendar and hours"), "calendar-days",
              _("Holidays, make-up days, working hours")),
        _card("rates", _("Exchange rates"), "arrow-left-right",
              _("What other currencies are worth"), MONEY),
        _card("regions", _("Regions"), "map", _("The tree of sales regions")),
        _card("products", _("Products"), "package", _("Products and their lines")),
    )),
    Group(_("People and access"), (
        _card("people", _("People and teams"), "network", _("Who works where, since when")),
        _card("users", _("Users"), "users", _("Who may sign in, and as what"), ADMIN),
        _card("sign_in_rules", _("Signing in"), "shield-check",
              _("Who needs a second step"), ADMIN),
        _card("tokens", _("Access tokens"), "key-round", _("Keys for programs")),
        _card("audit", _("Audit"), "scroll-text", _("Who did what, when, from what to what")),
    )),
    Group(_("The way customers are worked"), (
        _card("pipelines", _("Pipelines"), "git-commit-horizontal",
              _("Stages, chances, days a deal may stay")),
        _card("pools", _("Public pools"), "waves-horizontal",
              _("When customers come back, who may claim")),
        _card("assignment", _("Assignment"), "split", _("Who gets a new lead")),
        _card("rules", _("Automation"), "zap", _("When this happens, do that")),
        _card("channels", _("Mail and chats"), "message-square",
              _("How notices leave the house")),
        _card("webhooks", _("Webhooks"), "webhook", _("Tell other systems what happened")),
    )),
    Group(_("Data and upkeep"), (
        _card("imports", _("Import data"), "upload", _("Files and databases")),
        _card("batches", _("Batches"), "layers", _("What came in, and taking it back")),
        _card("backups", _("Backups"), "archive", _("Every night, and whenever asked"), ADMIN),
        _card("duties", _("Duties"), "timer", _("What the worker does by the clock")),
    )),
)  # fmt: skip


def offered(role: str) -> list[tuple[str, list[Offer]]]:
    """The groups with the cards of pages that exist and that the role may open."""
    every = [(str(group.label), _of(group, role)) for group in GROUPS]
    return [(label, offers) for label, offers in every if offers]


def _of(group: Group, role: str) -> list[Offer]:
    return [
        Offer(str(card.page.label), card.page.icon, address, str(card.sentence))
        for card in group.cards
        if role in card.page.roles and (address := card.page.address())
    ]
