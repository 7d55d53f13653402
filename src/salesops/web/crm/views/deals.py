"""The page of one deal, its forms, and the page that opens a new one."""

from collections.abc import Callable, Mapping
from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import ValidationError
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from salesops.web.access import require
from salesops.web.boundary import WRITERS, found, may_write, seen
from salesops.web.crm import deal_page
from salesops.web.crm.actions.deals import change_deal, move_deal, open_deal, typed_wrongly
from salesops.web.crm.actions.lines import set_lines
from salesops.web.crm.actions.pipelines import default_pipeline
from salesops.web.crm.actions.tasks import changeable
from salesops.web.crm.actions.undoing import may_take_back, undo
from salesops.web.crm.asking import asked_for, said_with
from salesops.web.crm.customer_page import open_tasks
from salesops.web.crm.deal_values import lines_of, typed
from salesops.web.crm.models import Account, Deal, Pipeline, Stage
from salesops.web.crm.narrowing import owners
from salesops.web.crm.risking import reasons
from salesops.web.crm.stages import in_use
from salesops.web.crm.templatetags.crm_deals import lost_reasons
from salesops.web.crm.views.board import may_look
from salesops.web.crm.views.risk import said
from salesops.web.language import spoken
from salesops.web.market.models import Product
from salesops.web.problems import Conflict, Refused
from salesops.web.process.ways import ways_of
from salesops.web.signed_in import SignedIn
from salesops.web.workspace.models import Workspace

FACTS = (
    "name", "amount", "currency", "expected_close_on", "owner_id", "contact_id", "product_id",
    "competitor", "next_step", "lost_reason",
)  # fmt: skip
OFFERED = 20
Act = Callable[[], Deal]


@login_required
@require_GET
def page(request: SignedIn, deal_id: str) -> HttpResponse:
    """One deal whole."""
    may_look(request.user)
    deal = found(request.user, Deal, deal_id)
    return render(request, "crm/deals/deal.html", _whole(request, deal))


def _whole(request: SignedIn, deal: Deal) -> dict[str, Any]:
    tasks = open_tasks((), [deal.pk], ())
    wanted = request.POST.get("stage") or request.GET.get("to", "")
    way = deal_page.way(deal, timezone.now())
    return {
        "moving": _moving(request, deal, way, wanted),
        "tasks": tasks,
        "changeable": changeable(request.user, tasks),
        "now": timezone.now(),
        "deal": deal,
        "way": way,
        "changes": deal_page.changes(deal),
        "people": deal_page.people_there(request.user, deal),
        "lead": deal_page.origin(request.user, deal),
        "lines": deal.lines.select_related("product"),
        "lost_reasons": lost_reasons(),
        "reasons": _at_risk(deal),
        **_form(request, deal),
    }


def _moving(request: SignedIn, deal: Deal, way: deal_page.Way, wanted: str) -> dict[str, Any]:
    """Where the deal may go, why not elsewhere, and the form of the move somebody has begun."""
    ways = ways_of(deal)
    path = [(stage, stay, ways.to(stage.pk)) for stage, stay in way.stages]
    offered = [stage for stage, stay, to in path if not stay.is_here and not to.objection]
    goal = next((stage for stage in offered if stage.name == wanted), None)
    asked = asked_for(request.user, deal, goal, request.POST.dict(), ways)
    return {**asked, "path": path, "offered": offered}


def _at_risk(deal: Deal) -> list[dict[str, str]]:
    if deal.status != Deal.Status.OPEN:
        return []
    return said(deal, reasons(deal, timezone.localdate()))


def _form(request: SignedIn, deal: Deal) -> dict[str, Any]:
    """What the form of the facts needs: the values, and what may be chosen."""
    return {
        "may_change": may_write(request.user),
        "may_undo": may_write(request.user) and may_take_back(request.user, deal),
        "values": _shown(deal),
        "version": deal.version,
        "errors": {},
        "owners": _with(owners(request.user, timezone.localdate()), deal.owner_id, deal.owner),
        "products": Product.objects.order_by("line", "name").values_list("pk", "name", "line"),
        "contacts": deal_page.people_there(request.user, deal),
        "product_lines": _product_lines(),
    }


def _product_lines() -> list[str]:
    return sorted(Product.objects.exclude(line="").values_list("line", flat=True).distinct())


def _with(pairs: list[tuple[str, str]], now: str | None, record: object) -> list[tuple[str, str]]:
    return pairs if not now or now in dict(pairs) else [*pairs, (now, str(record))]


def _shown(deal: Deal) -> dict[str, str]:
    told = {name: getattr(deal, name) for name in FACTS}
    shown = {name: "" if value is None else str(value) for name, value in told.items()}
    if deal.amount is not None:
        shown["amount"] = f"{deal.amount.normalize():f}"
    return shown


@login_required
@require_POST
def change(request: SignedIn, deal_id: str) -> HttpResponse:
    """Keep what was typed; on a refusal everything typed stays and the page says why."""
    deal = found(request.user, Deal, deal_id)

    def act() -> Deal:
        return change_deal(
            actor=request.user, deal_id=deal.pk, version=_version(request),
            values=typed(request.POST.dict(), FACTS),
        )  # fmt: skip

    return _answered(request, deal, act)


@login_required
@require_POST
def lines(request: SignedIn, deal_id: str) -> HttpResponse:
    """Keep the lines as typed; the amount follows them."""
    deal = found(request.user, Deal, deal_id)

    def act() -> Deal:
        wanted = lines_of(dict(request.POST.lists()))
        return set_lines(
            actor=request.user, deal_id=deal.pk, version=_version(request), lines=wanted
        )

    return _answered(request, deal, act)


@login_required
@require_POST
def stage(request: SignedIn, deal_id: str) -> HttpResponse:
    """Move the deal from its own page, or take back what was done to it last."""
    deal = found(request.user, Deal, deal_id)
    told = request.POST
    if "undo" in told:
        version = _version(request) or 0
        return _answered(
            request, deal, lambda: undo(actor=request.user, deal_id=deal.pk, version=version),
            _("Undone."),
        )  # fmt: skip

    def act() -> Deal:
        return move_deal(
            actor=request.user, deal_id=deal.pk, version=_version(request),
            stage=told.get("stage", ""), reason=told.get("reason", ""),
            lost_reason=told.get("other_reason", "").strip() or told.get("lost_reason", ""),
            competitor=told.get("competitor", ""), values=said_with(told.dict()),
        )  # fmt: skip

    return _answered(request, deal, act, _("Moved to “%(stage)s”.") % {"stage": told.get("stage")})


def _version(request: SignedIn) -> int | None:
    text = request.POST.get("version", "")
    return int(text) if text.isascii() and text.isdigit() and len(text) < 10 else None


def _answered(request: SignedIn, deal: Deal, act: Act, done: str = "") -> HttpResponse:
    try:
        act()
    except (Refused, ValidationError) as error:
        fresh = found(request.user, Deal, deal.pk)
        context = _whole(request, fresh) | _refused(error)
        context["values"] |= {k: v for k, v in request.POST.items() if k in FACTS}
        return render(request, _template(request), context, status=_status(request))
    if request.htmx:
        fresh = found(request.user, Deal, deal.pk)
        return render(request, "crm/deals/facts.html", _whole(request, fresh) | {"saved": True})
    messages.success(request, done or _("Saved."))
    return redirect("deal", deal.pk)


def _template(request: SignedIn) -> str:
    return "crm/deals/facts.html" if request.htmx else "crm/deals/deal.html"


def _status(request: SignedIn) -> int:
    """What htmx is to show must be a success; a page that keeps what was typed is a 422."""
    return 200 if request.htmx else 422


def _refused(error: Refused | ValidationError) -> dict[str, Any]:
    if isinstance(error, ValidationError):
        return {"errors": typed_wrongly(error)}
    language, problem = spoken(), error.problem
    said = (
        f"{problem.reason(language)}{'。' if language == 'zh' else ' '}{problem.remedy(language)}"
    )
    field = problem.where.column
    is_conflict = isinstance(error, Conflict)
    return {"errors": {field or "": said}, "problem": said, "is_conflict": is_conflict}


@login_required
@require_http_methods(["GET", "POST"])
def new(request: SignedIn) -> HttpResponse:
    """A form for a new deal; what was typed stays when it cannot be kept."""
    require(request.user, *WRITERS)
    if request.method == "GET":
        return render(request, "crm/deals/new.html", _blank(request, request.GET.dict(), {}))
    told = request.POST.dict()
    try:
        deal = open_deal(
            actor=request.user,
            values=typed(told, (*FACTS, "account_id")),
            pipeline_id=told.get("pipeline") or None,
            stage=told.get("stage") or None,
        )
    except (Refused, ValidationError) as error:
        context = _blank(request, told, _refused(error)["errors"])
        return render(request, "crm/deals/new.html", context, status=422)
    messages.success(request, _("The deal is open."))
    return redirect("deal", deal.pk)


def _blank(request: SignedIn, told: Mapping[str, str], errors: Mapping[str, str]) -> dict[str, Any]:
    named = Pipeline.objects.filter(pk=told.get("pipeline", "")).first()
    pipeline = named or default_pipeline()
    account = seen(request.user, Account).filter(pk=told.get("account_id", "")).first()
    return {
        "values": {"owner_id": request.user.person_id or "", **told},
        "errors": errors,
        "pipeline": pipeline,
        "pipelines": in_use(),
        "stages": pipeline.stages.filter(kind=Stage.Kind.OPEN),
        "account": account,
        "owners": owners(request.user, timezone.localdate()),
        "products": Product.objects.order_by("line", "name").values_list("pk", "name", "line"),
        "currency": Workspace.objects.values_list("currency", flat=True).first(),
        **_customers(request, told.get("customer", "")),
    }


@login_required
@require_GET
def customers(request: SignedIn) -> HttpResponse:
    """Customers of this name, to choose one from."""
    require(request.user, *WRITERS)
    text = request.GET.get("customer", "")
    return render(request, "crm/deals/customers.html", _customers(request, text))


def _customers(request: SignedIn, text: str) -> dict[str, Any]:
    words = text.replace("\0", "").lower().split()[:5]
    if not words:
        return {"customers": [], "sought": ""}
    sought = seen(request.user, Account).filter(merged_into__isnull=True)
    for word in words:
        sought = sought.filter(search_text__holds=word)
    return {"customers": sought.order_by("name", "pk")[:OFFERED], "sought": text}
