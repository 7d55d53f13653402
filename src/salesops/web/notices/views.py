"""Pages of notices: what I was told, how I want to be told, the bell in every page's frame."""

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from salesops.selling.letters import KINDS, Taste
from salesops.web.language import spoken
from salesops.web.notices import mailing
from salesops.web.notices.actions import (
    channel_of,
    mark_read,
    set_tastes,
    taste_of,
    unread_count,
)
from salesops.web.notices.addressing import today
from salesops.web.notices.models import Notice
from salesops.web.notices.records import address
from salesops.web.paging import BadCursor, page
from salesops.web.signed_in import SignedIn

PER_PAGE = 50
ORDER = ("-made_at", "-id")


@login_required
@require_GET
def notices(request: SignedIn) -> HttpResponse:
    """What I was told: first what I have not read, then the rest."""
    mine = Notice.objects.filter(user=request.user, is_shown=True)
    kind = request.GET.get("kind", "")
    if kind in KINDS:
        mine = mine.filter(kind=kind)
    unread = list(mine.filter(read_at__isnull=True).order_by(*ORDER)[:PER_PAGE])
    read = mine.filter(read_at__isnull=False)
    try:
        shown = page(read, ORDER, request.GET.get("after"), PER_PAGE)
    except BadCursor:
        shown = page(read, ORDER, None, PER_PAGE)
    context = {
        "unread": [_shown(one) for one in unread],
        "read": [_shown(one) for one in shown.items],
        "next": shown.next,
        "is_first": not request.GET.get("after"),
        "unread_total": unread_count(request.user),
        "kind": kind,
        "kinds": [(name, about.label(spoken())) for name, about in KINDS.items()],
    }
    return render(request, "notices/notices.html", context)


def _shown(notice: Notice) -> dict[str, Any]:
    about = next((about for name, about in KINDS.items() if name == notice.kind), None)
    return {
        "kept": notice,
        "icon": about.icon if about else "bell",
        "label": about.label(spoken()) if about else notice.kind,
        "has_page": bool(address(notice.table, notice.record_id)),
    }


@login_required
@require_GET
def bell(request: SignedIn) -> HttpResponse:
    """How many I have not read, asked again every half minute."""
    context = {"unread_notices": unread_count(request.user)}
    return render(request, "notices/bell.html", context)


@login_required
@require_POST
def read(request: SignedIn) -> HttpResponse:
    """Mark one or all as read."""
    one = request.POST.get("id", "")
    mark_read(actor=request.user, ids=[int(one)] if one.isdecimal() and len(one) < 18 else None)
    return redirect("notices")


@login_required
@require_POST
def follow(request: SignedIn, notice_id: int) -> HttpResponse:
    """Mark it as read and go to what it is about."""
    notice = Notice.objects.filter(user=request.user, pk=notice_id).first()
    if notice is None:
        raise Http404
    mark_read(actor=request.user, ids=[notice.pk])
    return redirect(address(notice.table, notice.record_id) or "notices")


@login_required
def tastes(request: SignedIn) -> HttpResponse:
    """How I want to be told of each kind."""
    if request.method == "POST":
        told = request.POST
        wanted: dict[str, Taste] = {
            kind: Taste(*(f"{kind}-{way}" in told for way in ("in_app", "mail", "chat")))
            for kind in KINDS
        }
        set_tastes(actor=request.user, tastes=wanted)
        messages.success(request, _("Saved."))
        return redirect("notice_tastes")
    channel = channel_of(request.user, today())
    person = request.user.person
    context = {
        "rows": [
            (kind, about.label(spoken()), about.icon, taste_of(request.user, kind))
            for kind, about in KINDS.items()
        ],
        "has_mail": mailing.is_set_up(),
        "mail": request.user.email or (person.email if person else ""),
        "channel": channel,
    }
    return render(request, "notices/tastes.html", context)
