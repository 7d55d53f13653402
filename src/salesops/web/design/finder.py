"""What Ctrl-K finds: pages, records, plans, metrics, places, people; by name or pinyin."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from urllib.parse import urlencode

from django.contrib.auth.models import AnonymousUser
from django.urls import reverse
from django.utils.translation import gettext as _

from salesops.kernel import glossary
from salesops.kernel.problem import Language
from salesops.ledger.ledger import Ledger
from salesops.metrics.values import values
from salesops.web.access import NoLedger, ledger_for
from salesops.web.crm.finding import things
from salesops.web.design import navigation
from salesops.web.design.pinyin import begins, matches
from salesops.web.market.models import Product, Region
from salesops.web.people.models import User
from salesops.web.targets.held import plans_seen

PER_GROUP = 6
VIEWS_KEPT = 64


@dataclass(frozen=True)
class Found:
    """One thing found: where it leads and what it is."""

    label: str
    address: str
    icon: str
    detail: str = ""


@dataclass(frozen=True)
class Group:
    """Things of one kind."""

    label: str
    things: Sequence[Found]


def found(user: User | AnonymousUser, text: str, language: Language) -> list[Group]:
    """What matches the text, by kind, those first in which something begins with it."""
    if not user.is_authenticated:
        return []
    groups = [Group(_("Pages"), _pages(user, text))]
    if text:
        groups += [
            *_records(user, text),
            Group(_("Plans"), _plans(user, text)),
            Group(_("Metrics"), _metrics(text, language)),
            Group(_("Regions"), _regions(text)),
            Group(_("Products"), _products(text)),
            Group(_("People"), _people(user, text)),
        ]
    there = [group for group in groups if group.things]
    return sorted(there, key=lambda group: not any(begins(text, t.label) for t in group.things))


def _first(found_things: Iterable[Found]) -> list[Found]:
    return [thing for thing, _ in zip(found_things, range(PER_GROUP), strict=False)]


def _pages(user: User, text: str) -> list[Found]:
    plain = [navigation.HOME, navigation.SETTINGS, *navigation.SETTINGS_PAGES[1:]]
    pages = plain + [page for chapter in navigation.CHAPTERS for page in chapter.pages]
    links = navigation.links(pages, user.role or "admin", "", "")
    return [
        Found(str(link.label), link.address, link.icon)
        for link in links
        if not text or matches(text, str(link.label), link.words)
    ]


def _metrics(text: str, language: Language) -> list[Found]:
    ask = reverse("ask")
    terms = [term for term in glossary.terms().values() if term.section.startswith("Metrics")]
    return _first(
        Found(
            term.zh if language == "zh" else term.en,
            f"{ask}?{urlencode({'metrics': term.name})}",
            "sigma",
            term.definition_zh if language == "zh" else term.definition_en,
        )
        for term in terms
        if matches(text, term.zh, term.en, term.name)
    )


def _asked(dimension: str, value: str) -> str:
    question = {
        "metrics": "net_revenue", "by": "calendar.month", "where": f"{dimension}={value}",
        "compare": "last_year",
    }  # fmt: skip
    return f"{reverse('ask')}?{urlencode(question)}"


def _regions(text: str) -> list[Found]:
    names = Region.objects.values_list("name", flat=True)
    return _first(
        Found(name, _asked("regions.name", name), "map-pin")
        for name in names
        if matches(text, name)
    )


def _products(text: str) -> list[Found]:
    rows = Product.objects.values_list("name", "line")
    return _first(
        Found(name, _asked("products.name", name), "package", line or "")
        for name, line in rows
        if matches(text, name)
    )


def _records(user: User, text: str) -> list[Group]:
    """Customers, contacts, deals and leads; one whose page does not exist yet is not offered."""
    return [
        Group(label, [Found(*thing) for thing in found_things if thing[1]])
        for label, found_things in things(user, text, PER_GROUP)
    ]


def _plans(user: User, text: str) -> list[Found]:
    """The plans of targets the user may see, the newest first; those with a page."""
    plans = plans_seen(user).filter(starts_on__isnull=False).order_by("-starts_on", "-made_at")
    return _first(
        Found(plan.name, reverse("plan", args=[plan.pk]), "target", plan.get_status_display())
        for plan in plans
        if matches(text, plan.name)
    )


def _people(user: User, text: str) -> list[Found]:
    return _seen(user, "people.name", "user", text)


def _seen(user: User, dimension: str, icon: str, text: str) -> list[Found]:
    """Names out of the ledger that the user may see: what is closed to them is not found either."""
    try:
        ledger = ledger_for(user)
    except NoLedger:
        return []
    names = _names(ledger, dimension)
    return _first(
        Found(name, _asked(dimension, name), icon) for name in names if matches(text, name)
    )


_KEPT: dict[tuple[str, str], Sequence[str]] = {}


def _names(ledger: Ledger, dimension: str) -> Sequence[str]:
    """All names of the dimension, read once for each view of each snapshot."""
    if ledger.identity is None:
        return values(ledger, dimension)
    key = (ledger.identity, dimension)
    if key not in _KEPT:
        if len(_KEPT) >= VIEWS_KEPT:
            _KEPT.clear()
        _KEPT[key] = tuple(values(ledger, dimension))
    return _KEPT[key]
