"""The page of one customer, whole; and its story, a page at a time."""

from collections.abc import Mapping
from typing import Any

from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from salesops.selling.story import BadPlace, Chapter, place
from salesops.web.access import account_view
from salesops.web.boundary import found, may_write
from salesops.web.crm import customer_page, story
from salesops.web.crm.actions.tasks import changeable
from salesops.web.crm.models import Account, Deal, Lead
from salesops.web.design.frame import around
from salesops.web.lists.places import page_place, record_place
from salesops.web.people.models import Role
from salesops.web.signed_in import SignedIn

ABOUT: Mapping[str, type[Account] | type[Deal] | type[Lead]] = {
    "account": Account, "deal": Deal, "lead": Lead,
}  # fmt: skip
GROUPS_SHOWN = ("", "contact", "orders", "receipts", "deals", "tasks", "notes", "owner")


def may_look(request: SignedIn) -> None:
    """Refuse whoever has nothing to do with customers."""
    if request.user.role in ("", Role.ADMIN):
        raise PermissionDenied(_("Your role does not allow this."))


@login_required
@require_GET
def page(request: SignedIn, account_id: str) -> HttpResponse:
    """Everything about one customer; one that was merged leads to the one it went into."""
    may_look(request)
    account = found(request.user, Account, account_id, "owner", "region", "pool")
    if account.merged_into_id and request.GET.get("alone") is None:
        return redirect("account", account.merged_into_id)
    return render(request, "crm/customer/page.html", whole(request, account))


def whole(request: SignedIn, account: Account) -> dict[str, Any]:
    """All that the page shows."""
    now = timezone.now()
    found_ = customer_page.whole(request.user, account, now, around(request).standing)
    others = [pk for pk in found_.subject.accounts if pk != account.pk]
    return {
        **{name: getattr(found_, name) for name in found_.__dataclass_fields__},
        "merged": Account.objects.filter(pk__in=others) if others else (),
        "changeable": changeable(request.user, found_.tasks),
        "chapter": found_.chapter,
        "may_write": may_write(request.user),
        "places": _places(account),
        "now": now,
        **_story_context(request, "account", account.pk, ""),
    }


def _places(account: Account) -> dict[str, str]:
    """Where other pages about the customer are, those that exist."""
    about = {
        "change": "account_edit", "give_back": "account_return", "give": "account_give",
        "merged": "account_merged",
    }  # fmt: skip
    return {
        "new_deal": page_place("deal_new"),
        "list": page_place("accounts"),
        "new_contact": page_place("contact_new"),
        **{name: record_place(page, account.pk) for name, page in about.items()},
    }


@login_required
@require_GET
def timeline(request: SignedIn, what: str, record_id: str) -> HttpResponse:
    """A page of the story of a customer, deal or lead."""
    may_look(request)
    if what not in ABOUT:
        raise Http404
    record = found(request.user, ABOUT[what], record_id)
    group = request.GET.get("group", "")
    told = chapter_of(request, record, group, request.GET.get("before", ""))
    context = {"chapter": told, "may_write": may_write(request.user)}
    template = "more" if request.GET.get("before") else "story"
    context |= _story_context(request, what, record.pk, group)
    return render(request, f"crm/customer/{template}.html", context)


def chapter_of(
    request: SignedIn, record: Account | Deal | Lead, group: str, before: str
) -> Chapter:
    """The page of the story that an address names."""
    view = account_view(request.user, record) if isinstance(record, Account) else None
    try:
        return story.told(story.subject_of(record, view), place(before), group)
    except BadPlace as error:
        raise Http404 from error


def _story_context(request: SignedIn, what: str, pk: str, group: str) -> dict[str, Any]:
    shown = GROUPS_SHOWN if what == "account" else ("", "contact", "tasks", "notes")
    return {
        "story_at": reverse("timeline", args=[what, pk]),
        "story_of": what,
        "group": group,
        "groups": shown,
        "currency": around(request).currency,
    }
