"""Pages that make and change customers, and what helps while one types."""

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import ValidationError
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from salesops.kernel.identity import credit_code_key, is_credit_code
from salesops.kernel.industries import industries, industry_of, offered
from salesops.selling.duplicates import Candidate
from salesops.web.access import require
from salesops.web.boundary import WRITERS, found, seen, writable
from salesops.web.crm.account_problems import SURE_DUPLICATE
from salesops.web.crm.actions.accounts import (
    FIELDS,
    change_account,
    create_account,
    give_account,
    relate_accounts,
    unrelate_accounts,
)
from salesops.web.crm.duplicates import hits
from salesops.web.crm.families import family
from salesops.web.crm.listings.accounts import may_give
from salesops.web.crm.models import Account, AccountRelation
from salesops.web.crm.typing_in import shown, typed, wrong
from salesops.web.language import spoken
from salesops.web.lists.places import place_of
from salesops.web.market.models import Region
from salesops.web.problems import Conflict, Refused
from salesops.web.signed_in import SignedIn

PICKED = 12


def account_page(account_id: str) -> str:
    """Where a customer's page is, or the list while there is none."""
    return place_of("account", account_id) or reverse("accounts")


@login_required
@require_http_methods(["GET", "POST"])
def new(request: SignedIn) -> HttpResponse:
    """A new customer; likely duplicates show while one types."""
    require(request.user, *WRITERS)
    if request.method == "GET":
        told = {name: request.GET.get(name, "") for name in ("name", "phone", "credit_code")}
        return render(request, "crm/accounts/form.html", _form(request, told, {}))
    values, errors = typed(Account, request.POST.dict(), FIELDS)
    account = None
    if not errors:
        try:
            account = create_account(
                actor=request.user, values=values, tags=_tags(request),
                owner_id=request.POST.get("owner_id") or None,
                confirm_duplicate="confirm_duplicate" in request.POST,
                reason=request.POST.get("reason", ""),
            )  # fmt: skip
        except (ValidationError, Refused) as error:
            errors = wrong(error, Account)
            is_sure = isinstance(error, Refused) and error.problem.code == SURE_DUPLICATE.code
            if is_sure or "confirm_duplicate" in request.POST:
                errors["duplicate"] = errors.pop("", errors.get("reason", ""))
    if account is None:
        context = _form(request, request.POST.dict(), errors)
        return render(request, "crm/accounts/form.html", context, status=422)
    messages.success(request, _("“%s” is saved.") % account.name)
    return redirect(account_page(account.pk))


def _tags(request: SignedIn) -> list[str]:
    text = request.POST.get("tags", "").replace("，", ",").replace("、", ",")
    return [tag.strip() for tag in text.split(",") if tag.strip()]


def _form(request: SignedIn, values: dict[str, Any], errors: dict[str, str]) -> dict[str, Any]:
    return {
        "values": values,
        "errors": errors,
        "regions": Region.objects.order_by("name").values_list("pk", "name"),
        "sections": [one for one in industries() if one.is_section],
        "likely": _likely(request, values) if errors else [],
        "may_give": may_give(request.user),
    }


def _candidate(values: dict[str, Any]) -> Candidate:
    told = {name: str(values.get(name) or "")[:300] for name in ("name", "phone", "email")}
    name = told["name"] or str(values.get("company") or "")[:300]
    code = str(values.get("credit_code") or "")[:50]
    return Candidate(name, told["phone"], code, told["email"])


def _likely(request: SignedIn, values: dict[str, Any], account_id: str = "") -> list[Any]:
    own = family(account_id) if account_id else ()
    return hits(request.user, _candidate(values), leave_out=own)


@login_required
@require_GET
def check(request: SignedIn) -> HttpResponse:
    """Who a customer, lead or contact being typed may already be."""
    require(request.user, *WRITERS)
    values = request.GET.dict()
    code = values.get("credit_code", "")
    context = {
        "likely": _likely(request, values, values.get("account_id", "").replace("\0", "")),
        "bad_code": bool(credit_code_key(code)) and not is_credit_code(code),
    }
    return render(request, "crm/accounts/likely.html", context)


@login_required
@require_GET
def industry_options(request: SignedIn) -> HttpResponse:
    """The industries a text may mean, or those of a section."""
    text = request.GET.get("industry", "")[:100]
    section = industry_of(text) if len(text) == 1 else None
    found_ones = (
        [one for one in industries() if one.code.startswith(text)] if section else offered(text)
    )
    options = [(one, one.name(spoken())) for one in found_ones]
    return render(request, "crm/accounts/industries.html", {"options": options})


@login_required
@require_http_methods(["GET", "POST"])
def edit(request: SignedIn, account_id: str) -> HttpResponse:
    """Change a customer; a colleague's change meanwhile is shown, and what was typed stays."""
    account = writable(request.user, Account, account_id)
    if account.merged_into_id:
        return redirect(account_page(account.merged_into_id))
    if request.method == "GET":
        values = shown(account, FIELDS)
        values["tags"] = ", ".join(account.tags.values_list("tag", flat=True))
        return _edited(request, account, values, {}, account.version)
    values, errors = typed(Account, request.POST.dict(), FIELDS)
    version = _version(request)
    if not errors:
        try:
            change_account(
                actor=request.user, account_id=account.pk, values=values, version=version,
                tags=_tags(request),
            )  # fmt: skip
        except Conflict as conflict:
            account.refresh_from_db()
            errors = {"conflict": wrong(conflict)[""]}
            return _edited(request, account, request.POST.dict(), errors, conflict.version, 409)
        except (ValidationError, Refused) as error:
            errors = wrong(error, Account)
    if errors:
        return _edited(request, account, request.POST.dict(), errors, version, 422)
    messages.success(request, _("“%s” is saved.") % values.get("name", account.name))
    return redirect(account_page(account.pk))


def _version(request: SignedIn) -> int:
    told = request.POST.get("version", "")
    return int(told) if told.isdecimal() and len(told) < 10 else 0


def _edited(
    request: SignedIn,
    account: Account,
    values: dict[str, Any],
    errors: dict[str, str],
    version: int,
    status: int = 200,
) -> HttpResponse:
    now = shown(account, FIELDS)
    theirs = {n: now[n] for n in FIELDS if "conflict" in errors and values.get(n, "") != now[n]}
    context = {
        **_form(request, values, errors),
        "account": account,
        "version": version,
        "theirs": theirs,
        "likely": [],
        "relations": relations_of(request, account),
        "kinds": AccountRelation.Kind.choices,
    }
    return render(request, "crm/accounts/form.html", context, status=status)


def relations_of(request: SignedIn, account: Account) -> list[dict[str, Any]]:
    """The companies related to a customer that the reader may see, from both sides."""
    told = list(account.relations.select_related("other"))
    heard = list(account.relations_to.select_related("account"))
    ids = [*(r.other_id for r in told), *(r.account_id for r in heard)]
    visible = set(seen(request.user, Account).filter(pk__in=ids).values_list("pk", flat=True))
    turned = {"parent": "subsidiary", "subsidiary": "parent", "supplier": "customer",
              "customer": "supplier"}  # fmt: skip
    labels = dict(AccountRelation.Kind.choices)
    return [
        *(
            {"pk": r.pk, "other": r.other, "kind": labels[r.kind], "note": r.note}
            for r in told
            if r.other_id in visible
        ),
        *(
            {"pk": None, "other": r.account, "kind": labels[turned.get(r.kind, r.kind)],
             "note": r.note}
            for r in heard
            if r.account_id in visible
        ),
    ]  # fmt: skip


@login_required
@require_POST
def relate(request: SignedIn, account_id: str) -> HttpResponse:
    """Say how another company stands to this one, or take it back."""
    back = redirect("account_edit", account_id)
    try:
        if request.POST.get("forget", "").isdecimal():
            unrelate_accounts(
                actor=request.user, account_id=account_id, relation_id=int(request.POST["forget"])
            )
            return back
        relate_accounts(
            actor=request.user, account_id=account_id, other_id=request.POST.get("other_id", ""),
            kind=request.POST.get("kind", ""), note=request.POST.get("note", ""),
        )  # fmt: skip
    except (ValidationError, Refused) as error:
        messages.warning(request, " ".join(wrong(error).values()))
    return back


@login_required
@require_POST
def give(request: SignedIn, account_id: str) -> HttpResponse:
    """Give the customer to somebody else."""
    account = found(request.user, Account, account_id)
    try:
        give_account(
            actor=request.user, account_id=account.pk, person_id=request.POST.get("person_id", ""),
            reason=request.POST.get("reason", ""),
        )  # fmt: skip
        messages.success(request, _("“%s” has a new owner.") % account.name)
    except Refused as error:
        messages.warning(request, " ".join(wrong(error).values()))
    return redirect(account_page(account.pk))


@login_required
@require_GET
def pick(request: SignedIn) -> HttpResponse:
    """Customers the reader sees, of this name, to choose one from."""
    text = request.GET.get("q", "").replace("\0", "").strip().lower()[:100]
    field = request.GET.get("field", "")[:40]
    records = seen(request.user, Account).filter(merged_into__isnull=True)
    for word in text.split():
        records = records.filter(search_text__holds=word)
    rows = records.order_by("name", "pk").values_list("pk", "name")[:PICKED] if text else []
    return render(request, "crm/accounts/picked.html", {"found": rows, "field": field})
