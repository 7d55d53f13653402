"""Pages of the people at customers: add one, change one, say who left."""

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import ValidationError
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from salesops.web.access import require
from salesops.web.boundary import WRITERS, found, may_write, seen
from salesops.web.crm.actions.contacts import (
    FIELDS,
    change_contact,
    create_contact,
    mark_left,
    set_main,
)
from salesops.web.crm.models import Account, Contact
from salesops.web.crm.typing_in import Errors, shown, typed, wrong
from salesops.web.crm.views.accounts import account_page
from salesops.web.problems import Conflict, Refused
from salesops.web.signed_in import SignedIn


@login_required
@require_http_methods(["GET", "POST"])
def new(request: SignedIn) -> HttpResponse:
    """Somebody new at a customer."""
    require(request.user, *WRITERS)
    told = request.POST.get("account_id") or request.GET.get("account_id", "")
    account = seen(request.user, Account).filter(pk=told.replace("\0", "")).first()
    if request.method == "GET":
        return _form(request, account, {}, {})
    values, errors = typed(Contact, request.POST.dict(), FIELDS)
    if account is None:
        errors["account_id"] = _("Choose the customer.")
    if account and not errors:
        try:
            contact = create_contact(actor=request.user, account_id=account.pk, values=values)
            messages.success(request, _("“%s” is saved.") % contact.name)
            return redirect(account_page(account.pk))
        except (ValidationError, Refused) as error:
            errors = wrong(error, Contact)
    return _form(request, account, request.POST.dict(), errors, status=422)


def _form(
    request: SignedIn,
    account: Account | None,
    values: dict[str, Any],
    errors: Errors,
    contact: Contact | None = None,
    version: int = 0,
    status: int = 200,
) -> HttpResponse:
    theirs = {}
    if contact and "conflict" in errors:
        now = shown(contact, FIELDS)
        theirs = {n: now[n] for n in FIELDS if n != "is_primary" and values.get(n, "") != now[n]}
    context = {
        "account": account,
        "account_address": account_page(account.pk) if account else "",
        "contact": contact,
        "values": values,
        "errors": errors,
        "version": version,
        "theirs": theirs,
        "parts": Contact.Part.choices,
        "may_change": may_write(request.user),
    }
    return render(request, "crm/contacts/form.html", context, status=status)


@login_required
@require_http_methods(["GET", "POST"])
def page(request: SignedIn, contact_id: str) -> HttpResponse:
    """One person: what is known, to read or to change."""
    contact = found(request.user, Contact, contact_id)
    if request.method == "GET":
        values = shown(contact, FIELDS)
        return _form(request, contact.account, values, {}, contact, contact.version)
    values, errors = typed(Contact, request.POST.dict(), FIELDS)
    told = request.POST.get("version", "")
    version = int(told) if told.isdecimal() and len(told) < 10 else 0
    status = 422
    if not errors:
        try:
            change_contact(
                actor=request.user, contact_id=contact.pk, values=values, version=version
            )
            messages.success(request, _("“%s” is saved.") % values.get("name", contact.name))
            return redirect("contact", contact.pk)
        except Conflict as conflict:
            contact.refresh_from_db()
            errors, version, status = {"conflict": wrong(conflict)[""]}, conflict.version, 409
        except (ValidationError, Refused) as error:
            errors = wrong(error, Contact)
    return _form(request, contact.account, request.POST.dict(), errors, contact, version, status)


@login_required
@require_POST
def mark(request: SignedIn, contact_id: str) -> HttpResponse:
    """Somebody left, is back, or is the one to turn to first."""
    contact = found(request.user, Contact, contact_id)
    try:
        if "main" in request.POST:
            set_main(actor=request.user, contact_id=contact.pk)
        else:
            gone = timezone.localdate() if "left" in request.POST else None
            mark_left(actor=request.user, contact_id=contact.pk, left_on=gone)
    except Refused as error:
        messages.warning(request, " ".join(wrong(error).values()))
    return redirect("contact", contact.pk)
