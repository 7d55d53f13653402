"""The page of one lead, its forms, and the page that adds one."""

from collections.abc import Callable, Mapping
from datetime import date
from decimal import Decimal, InvalidOperation
from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import ValidationError
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from salesops.selling.duplicates import Candidate
from salesops.web.access import require
from salesops.web.boundary import WRITERS, found, may_write
from salesops.web.crm import lead_page
from salesops.web.crm.actions import leads as actions
from salesops.web.crm.actions.conversion import Wanted, convert_lead
from salesops.web.crm.actions.undoing_conversion import undo_conversion
from salesops.web.crm.duplicates import hits
from salesops.web.crm.lead_moves import OPEN, Status
from salesops.web.crm.lead_problems import BAD_AMOUNT, BAD_DAY
from salesops.web.crm.models import Lead
from salesops.web.language import spoken
from salesops.web.lists.people import people_for
from salesops.web.market.models import Product, Region
from salesops.web.problems import Conflict, Refused, refused
from salesops.web.process.arms import told
from salesops.web.signed_in import SignedIn

Told = Mapping[str, str]
Act = Callable[[], object]


@login_required
@require_GET
def page(request: SignedIn, lead_id: str) -> HttpResponse:
    """One lead whole."""
    lead = found(request.user, Lead, lead_id)
    return render(request, "crm/leads/lead.html", _whole(request, lead))


def _whole(request: SignedIn, lead: Lead) -> dict[str, Any]:
    user, is_open = request.user, lead.status in OPEN
    may_change = may_write(user)
    converted_on = lead.converted_at and timezone.localtime(lead.converted_at).date()
    return {
        "lead": lead,
        "values": {name: getattr(lead, name) or "" for name in actions.FIELDS},
        "errors": {},
        "clocks": lead_page.clocks(lead, timezone.now()),
        "givings": lead_page.givings(lead),
        "arms": told(lead),
        "is_open": is_open,
        "may_change": may_change,
        "may_assign": actions.may_assign(user),
        "may_take": may_change and is_open and bool(user.person_id)
        and lead.owner_id != user.person_id,
        "may_undo": may_change and lead.status == Status.CONVERTED
        and converted_on == timezone.localdate(),
        "becoming": lead_page.becoming(user, lead) if is_open else None,
        **(lead_page.became(user, lead) if lead.status == Status.CONVERTED else {}),
        "people": people_for(user) if actions.may_assign(user) else [],
        **_offers(),
    }  # fmt: skip


def _offers() -> dict[str, Any]:
    """What a lead's form offers to choose from."""
    lines = Product.objects.exclude(line="").order_by("line").values_list("line", flat=True)
    sources = Lead.objects.exclude(source="").order_by("source").values_list("source", flat=True)
    return {
        "regions": Region.objects.order_by("name").values_list("pk", "name"),
        "product_lines": lines.distinct(),
        "sources": sources.distinct()[:100],
    }


def _version(told: Told) -> int | None:
    text = told.get("version", "")
    return int(text) if text.isascii() and text.isdigit() and len(text) < 10 else None


def _answered(request: SignedIn, lead_id: str, act: Act, done: str) -> HttpResponse:
    """Do it and say so; a refusal keeps the page with everything that was typed."""
    lead = found(request.user, Lead, lead_id)
    try:
        act()
    except (Refused, ValidationError) as error:
        fresh = found(request.user, Lead, lead.pk)
        context = _whole(request, fresh) | refusal(error)
        context["values"] |= {k: v for k, v in request.POST.items() if k in actions.FIELDS}
        context["typed"] = request.POST
        return render(request, "crm/leads/lead.html", context, status=422)
    messages.success(request, done)
    still_seen = Lead.objects.filter(pk=lead.pk).first()
    return redirect("lead", lead.pk) if still_seen else redirect("home")


def refusal(error: Refused | ValidationError) -> dict[str, Any]:
    """What a page says of an action that was refused: by field, and in one sentence."""
    if isinstance(error, ValidationError):
        if not hasattr(error, "error_dict"):
            return {"errors": {"": " ".join(error.messages)}, "problem": " ".join(error.messages)}
        fields = {name.removesuffix("_id"): " ".join(e) for name, e in error.message_dict.items()}
        return {"errors": fields, "problem": _("Some of it cannot be kept.")}
    language, problem = spoken(), error.problem
    stop = "。" if language == "zh" else " "
    said = f"{problem.reason(language)}{stop}{problem.remedy(language)}"
    field = (problem.where.column or "").removesuffix("_id")
    return {"errors": {field: said}, "problem": said, "is_conflict": isinstance(error, Conflict)}


@login_required
@require_POST
def change(request: SignedIn, lead_id: str) -> HttpResponse:
    """Keep what was typed about a lead."""
    told = request.POST.dict()
    values = {name: told[name] for name in actions.FIELDS if name in told}

    def act() -> object:
        return actions.change_lead(
            actor=request.user, lead_id=lead_id, version=_version(told), values=values
        )

    return _answered(request, lead_id, act, _("Saved."))


@login_required
@require_POST
def assign(request: SignedIn, lead_id: str) -> HttpResponse:
    """Give the lead to somebody, to oneself, or to whom the rules choose."""
    told = request.POST.dict()
    given: dict[str, Any] = {
        "actor": request.user, "lead_id": lead_id, "version": _version(told)
    }  # fmt: skip

    def act() -> object:
        if "take" in told:
            return actions.take_lead(**given)
        if "rules" in told:
            return _by_rules(request, given)
        return actions.assign_lead(**given, person_id=told.get("person_id", ""))

    return _answered(request, lead_id, act, _("The lead is given."))


def _by_rules(request: SignedIn, given: dict[str, Any]) -> object:
    made = actions.apply_rules(**given)
    if made.assignment:
        messages.info(request, made.assignment.why.reason(spoken()))
    return made


@login_required
@require_POST
def close(request: SignedIn, lead_id: str) -> HttpResponse:
    """Say that the lead comes to nothing, or open it again."""
    told = request.POST.dict()
    given: dict[str, Any] = {
        "actor": request.user, "lead_id": lead_id, "version": _version(told)
    }  # fmt: skip

    def act() -> object:
        if "reopen" in told:
            return actions.reopen_lead(**given)
        return actions.invalidate_lead(**given, reason=told.get("reason", ""))

    said = _("The lead is open again.") if "reopen" in told else _("The lead is invalid.")
    return _answered(request, lead_id, act, said)


@login_required
@require_POST
def convert(request: SignedIn, lead_id: str) -> HttpResponse:
    """Make customer, contact and deal of the lead."""
    told = request.POST.dict()

    def act() -> object:
        return convert_lead(
            actor=request.user, lead_id=lead_id, version=_version(told), wanted=_wanted(told)
        )

    return _answered(request, lead_id, act, _("The lead is converted."))


def _wanted(told: Told) -> Wanted:
    deal = None
    if "with_deal" in told:
        deal = {
            "name": told.get("deal_name", ""),
            "amount": _amount(told.get("amount", "")),
            "expected_close_on": _day(told.get("expected_close_on", "")),
        }
    return Wanted(
        told.get("account_id") or None, told.get("account_name", ""),
        told.get("contact_name", ""), "with_contact" in told, deal, "anyway" in told,
    )  # fmt: skip


def _amount(text: str) -> Decimal | None:
    plain = text.replace(",", "").replace("，", "").strip()
    if not plain:
        return None
    try:
        amount = Decimal(plain)
    except InvalidOperation:
        raise refused(BAD_AMOUNT, field="amount", value=text[:40]) from None
    if not amount.is_finite() or amount < 0:
        raise refused(BAD_AMOUNT, field="amount", value=text[:40])
    return amount


def _day(text: str) -> date | None:
    try:
        return date.fromisoformat(text.strip()) if text.strip() else None
    except ValueError:
        raise refused(BAD_DAY, field="expected_close_on", value=text[:40]) from None


@login_required
@require_POST
def undo(request: SignedIn, lead_id: str) -> HttpResponse:
    """Make a converted lead a lead again."""
    told = request.POST.dict()

    def act() -> object:
        return undo_conversion(actor=request.user, lead_id=lead_id, version=_version(told))

    return _answered(request, lead_id, act, _("The conversion is undone."))


@login_required
@require_http_methods(["GET", "POST"])
def new(request: SignedIn) -> HttpResponse:
    """A form for a lead; what was typed stays when it cannot be kept."""
    require(request.user, *WRITERS)
    told = request.POST.dict() if request.method == "POST" else request.GET.dict()
    context = {
        "values": {name: told.get(name, "") for name in actions.FIELDS}
        | {"owner_id": told.get("owner_id", "")},
        "errors": {}, "people": people_for(request.user), **_offers(),
    }  # fmt: skip
    if request.method == "GET":
        return render(request, "crm/leads/new.html", context)
    try:
        made = actions.receive_lead(
            actor=request.user, values={k: told.get(k, "") for k in actions.FIELDS},
            owner_id=told.get("owner_id") or None,
        )  # fmt: skip
    except (Refused, ValidationError) as error:
        likely = hits(request.user, _candidate(told))
        return render(
            request, "crm/leads/new.html", context | refusal(error) | {"likely": likely}, status=422
        )
    _say_who(request, made)
    return redirect("lead", made.lead.pk)


def _say_who(request: SignedIn, made: actions.Received) -> None:
    if made.assignment is None:
        messages.success(request, _("The lead is in."))
    elif made.lead.owner_id:
        messages.success(request, made.assignment.why.reason(spoken()))
    else:
        messages.warning(request, made.assignment.why.reason(spoken()))


def _candidate(told: Told) -> Candidate:
    return Candidate(
        told.get("company", "")[:300], told.get("phone", "")[:50], "", told.get("email", "")[:254]
    )


@login_required
@require_GET
def check(request: SignedIn) -> HttpResponse:
    """Who the lead being typed may already be."""
    require(request.user, *WRITERS)
    likely = hits(request.user, _candidate(request.GET.dict()))
    return render(request, "crm/leads/likely.html", {"likely": likely})
