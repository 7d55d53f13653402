"""Where one can go: the four chapters with the pages that exist, and the five of a phone."""

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from functools import cache

from django.urls import NoReverseMatch, reverse
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

ANYBODY = frozenset({"rep", "manager", "ops", "finance", "executive", "admin"})
READERS = ANYBODY - {"admin"}
EDITORS = frozenset({"ops", "admin"})
LEADERS = frozenset({"manager", "ops", "executive"})
ALL_SEEING = frozenset({"ops", "finance", "executive"})


@dataclass(frozen=True)
class Page:
    """One entry of the navigation; `query` makes it a question already asked."""

    name: str
    label: str | Promise
    icon: str
    query: str = ""
    roles: frozenset[str] = ANYBODY
    words: str = ""

    def address(self) -> str | None:
        """Where the page lives, or None while it does not exist."""
        place = _place(self.name)
        return f"{place}?{self.query}" if place and self.query else place


@cache
def _place(name: str) -> str | None:
    """Looked up once: every page asks for some thirty of them, and none ever moves."""
    try:
        return reverse(name)
    except NoReverseMatch:
        return None


@dataclass(frozen=True)
class Chapter:
    """One of the four chapters of the product."""

    label: str | Promise
    pages: tuple[Page, ...] = field(default_factory=tuple)


HOME = Page("home", _("Home"), "house", words="shouye zhuye dashboard")
ASK = Page("ask", _("Ask"), "search-code", roles=READERS, words="tiwen fenxi pivot")
IMPORTS = Page("imports", _("Import data"), "upload", roles=EDITORS, words="daoru upload")
BATCHES = Page("batches", _("Batches"), "layers", roles=EDITORS, words="pici")
CUSTOMERS = Page("accounts", _("Customers"), "building-2", roles=READERS, words="kehu")
REPORTS = Page("reports", _("Reports"), "file-text", roles=READERS, words="baogao monthly")
SETTINGS = Page("preferences", _("Settings"), "settings", words="shezhi language theme password")
ADMINISTRATION = Page(
    "admin_index", _("Administration"), "sliders-horizontal", roles=EDITORS,
    words="guanli gongsi rili beifen",
)  # fmt: skip

# What stands beside one's own settings; pages that do not exist are left out.
SETTINGS_PAGES: Sequence[Page] = (
    Page("preferences", _("Yourself"), "circle-user", words="geren shezhi"),
    ADMINISTRATION,
    Page("tokens", _("Access tokens"), "key-round", words="lingpai api"),
    Page("notice_tastes", _("How I am told"), "bell", words="tongzhi tixing"),
    Page("delegations", _("Standing in"), "user-round-check", roles=ANYBODY, words="daili xiujia"),
    Page("people", _("People and teams"), "network", words="renyuan tuandui zuzhi"),
    Page("regions", _("Regions"), "map", roles=EDITORS, words="quyu"),
    Page("products", _("Products"), "package", roles=EDITORS, words="chanpin"),
    Page("channels", _("Mail and chats"), "message-square", roles=EDITORS,
         words="youjian qunjiqiren"),
    Page("webhooks", _("Webhooks"), "webhook", roles=EDITORS, words="tuisong webhook"),
    Page("pipelines", _("Pipelines"), "square-kanban", roles=EDITORS, words="liucheng jieduan"),
    Page("users", _("Users"), "users", roles=frozenset({"admin"}), words="yonghu juese"),
    Page("sign_in_rules", _("Signing in"), "shield-check", roles=frozenset({"admin"}),
         words="denglu anquan"),
)  # fmt: skip

CHAPTERS: Sequence[Chapter] = (
    Chapter(
        _("Strategy"),
        (
            Page("plans", _("Targets"), "target", roles=READERS, words="mubiao fangan fenjie"),
            Page("tracking", _("Tracking"), "thermometer", roles=READERS, words="zhuizong dacheng"),
            Page("territories", _("Territories"), "map", roles=LEADERS, words="pianqu huafen"),
            Page(
                "ask",
                _("Quota attainment"),
                "gauge",
                "metrics=quota&metrics=net_revenue&metrics=attainment&by=regions.area",
                READERS,
            ),
            Page(
                "ask",
                _("Market share"),
                "chart-pie",
                "metrics=market_size&metrics=market_share&by=regions.area&compare=last_year",
                READERS,
            ),
        ),
    ),
    Chapter(
        _("Process"),
        (
            Page("deadlines", _("Deadlines"), "timer", roles=READERS, words="qixian chaoqi"),
            Page("process", _("Sales process"), "route", roles=READERS, words="liucheng xiaoshou"),
            Page("leads", _("Leads"), "magnet", roles=READERS, words="xiansuo"),
            CUSTOMERS,
            Page("contacts", _("Contacts"), "contact", roles=READERS, words="lianxiren"),
            Page("pool", _("Public pool"), "waves-horizontal", roles=READERS, words="gonghai"),
            Page("deals_board", _("Deals"), "handshake", roles=READERS, words="shangji kanban"),
            Page("tasks", _("Tasks"), "square-check", roles=READERS, words="renwu daiban"),
            Page("rules", _("Automation"), "zap", roles=EDITORS, words="guize zidonghua"),
        ),
    ),
    Chapter(_("Analysis"), (ASK, REPORTS, IMPORTS, BATCHES)),
    Chapter(
        _("Enablement"),
        (
            Page("pay", _("Pay"), "wallet", roles=READERS, words="xinchou ticheng duizhangdan pay"),
            Page(
                "pay_plans",
                _("Pay plans"),
                "hand-coins",
                roles=READERS,
                words="xinchou fangan jili ticheng commission",
            ),
            Page(
                "ask",
                _("Team performance"),
                "users",
                "metrics=net_revenue&metrics=quota&metrics=attainment&by=people.team&by=people.name",
                READERS,
            ),
            Page("honours", _("Honours"), "medal", roles=READERS, words="rongyu jinsheng paihang"),
            Page(
                "effects",
                _("Did it work?"),
                "flask-conical",
                roles=ALL_SEEING,
                words="xiaoguo youmeiyouyong cuoshi",
            ),
        ),
    ),
)
TABS: Sequence[Page] = (HOME, CUSTOMERS, ASK, REPORTS, SETTINGS)


@dataclass(frozen=True)
class Link:
    """A page as one reader sees it now."""

    label: str | Promise
    icon: str
    address: str
    is_here: bool
    words: str = ""


def links(pages: Sequence[Page], role: str, path: str, query: str) -> list[Link]:
    """The pages this role may open, the open one marked."""
    found = [(page, page.address()) for page in pages if role in page.roles]
    return [
        Link(str(page.label), page.icon, address, _is_here(page, address, path, query), page.words)
        for page, address in found
        if address
    ]


def chapters(role: str, path: str, query: str) -> list[tuple[str, list[Link]]]:
    """The chapters with their links; a question already asked hides its plain page's mark."""
    every = [(str(chapter.label), links(chapter.pages, role, path, query)) for chapter in CHAPTERS]
    asked = [(label, found) for label, found in every if found]
    preset = any(link.is_here and "?" in link.address for _, found in asked for link in found)
    if not preset:
        return asked
    return [
        (label, [link if "?" in link.address else _unmarked(link) for link in found])
        for label, found in asked
    ]


def settings_pages(role: str, path: str) -> list[Link]:
    """The settings this role may open; the one with the longest address that fits is marked."""
    found = links(SETTINGS_PAGES, role, "", "")
    fitting = [link.address for link in found if f"{path}/".startswith(f"{link.address}/")]
    here = max(fitting, key=len, default=None)
    return [replace(link, is_here=link.address == here) for link in found]


def marked(path: str, query: str) -> list[str]:
    """The addresses that are marked in the navigation of the page at this one."""
    return [address for page, address in _every() if _is_here(page, address, path, query)]


@cache
def _every() -> Sequence[tuple[Page, str]]:
    named = (HOME, SETTINGS, ADMINISTRATION, *(page for one in CHAPTERS for page in one.pages))
    return [(page, address) for page in named if (address := page.address())]


def _unmarked(link: Link) -> Link:
    return Link(link.label, link.icon, link.address, False, link.words)


def _is_here(page: Page, address: str, path: str, query: str) -> bool:
    place = address.partition("?")[0]
    if page.query:
        return path == place and query == page.query
    return path == place or (place != "/" and path.startswith(f"{place}/"))
