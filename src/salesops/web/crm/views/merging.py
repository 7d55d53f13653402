"""Pages that make several customers one: compare, choose what to keep, undo, find the likely."""

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import ValidationError
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from salesops.web.access import require
from salesops.web.boundary import found
from salesops.web.changing import columns
from salesops.web.crm.actions.accounts import FIELDS
from salesops.web.crm.actions.merging import MERGERS, merge_accounts, unmerge_account
from salesops.web.crm.likely import likely_pairs
from salesops.web.crm.listings.accounts import ACCOUNTS
from salesops.web.crm.models import Account
from salesops.web.crm.typing_in import shown, wrong
from salesops.web.crm.views.accounts import account_page
from salesops.web.problems import Refused
from salesops.web.signed_in import SignedIn

MOST = 5


@login_required
@require_http_methods(["GET", "POST"])
def merge(request: SignedIn) -> HttpResponse:
    """Two or more customers side by side; which is kept, and with which values."""
    require(request.user, *MERGERS)
    ids = list(dict.fromkeys([*request.GET.getlist("id"), *request.POST.getlist("id")]))[:MOST]
    accounts = [found(request.user, Account, pk) for pk in ids]
    if request.method == "POST" and len(accounts) > 1 and "keep" in request.POST:
        keep = request.POST["keep"]
        others = [account.pk for account in accounts if account.pk != keep]
        try:
            merge_accounts(
                actor=request.user, keep_id=keep, other_ids=others,
                values=_chosen(request, accounts),
            )  # fmt: skip
        except (ValidationError, Refused) as error:
            messages.warning(request, " ".join(wrong(error).values()))
        else:
            messages.success(request, _("They are one customer now; it can be undone here."))
            return redirect("account_merged", keep)
    return render(request, "crm/accounts/merge.html", _compared(accounts))


def _chosen(request: SignedIn, accounts: list[Account]) -> dict[str, object]:
    """For each field the value of the customer that was chosen for it."""
    by_id = {account.pk: account for account in accounts}
    return {
        name: getattr(by_id[source], name)
        for name in FIELDS
        if (source := request.POST.get(f"of.{name}", "")) in by_id
    }


def _compared(accounts: list[Account]) -> dict[str, Any]:
    told = [shown(account, FIELDS) for account in accounts]
    names = {account.region_id: account.region.name for account in accounts if account.region}
    lines = []
    for name in FIELDS:
        values = [one[name] for one in told]
        said = [names.get(value, value) if name == "region_id" else value for value in values]
        first = next((at for at, value in enumerate(values) if value), 0)
        cells = [
            (account.pk, text, at == first)
            for at, (account, text) in enumerate(zip(accounts, said, strict=True))
        ]
        label = _label(name)
        lines.append((name, label, cells, len(set(filter(None, values))) > 1))
    return {"accounts": accounts, "lines": lines, "ids": [account.pk for account in accounts]}


def _label(name: str) -> str:
    """What the list calls the field, or the record where the list does not show it."""
    column = next((one for one in ACCOUNTS.columns if one.plain == name), None)
    return str(column.label if column else columns(Account)[name].verbose_name)


@login_required
@require_GET
def merged(request: SignedIn, account_id: str) -> HttpResponse:
    """Which customers count as this one, each to be made its own again."""
    account = found(request.user, Account, account_id)
    if account.merged_into_id:
        return redirect("account_merged", account.merged_into_id)
    context = {
        "account": account,
        "account_address": account_page(account.pk),
        "others": account.merged.order_by("name", "pk").select_related("owner"),
        "may_merge": request.user.role in MERGERS,
    }
    return render(request, "crm/accounts/merged.html", context)


@login_required
@require_POST
def unmerge(request: SignedIn, account_id: str) -> HttpResponse:
    """Make it a customer of its own again."""
    account = found(request.user, Account, account_id)
    keep = account.merged_into_id or account.pk
    try:
        unmerge_account(actor=request.user, account_id=account.pk)
        messages.success(request, _("“%s” is a customer of its own again.") % account.name)
    except Refused as error:
        messages.warning(request, " ".join(wrong(error).values()))
    return redirect("account_merged", keep)


@login_required
@require_GET
def suggestions(request: SignedIn) -> HttpResponse:
    """Customers that are likely the same, of those the reader sees."""
    require(request.user, *MERGERS)
    pairs = likely_pairs(request.user)
    return render(request, "crm/accounts/suggestions.html", {"pairs": pairs})
