"""Pages of lists: one for each listing, made from its declaration."""

from collections.abc import Callable, Mapping, Sequence
from functools import partial
from typing import Any
from urllib.parse import parse_qs

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.db.models import Q
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.safestring import mark_safe
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from salesops.web import paging
from salesops.web.crm.models import SavedView
from salesops.web.lists import actions
from salesops.web.lists.asking import Asked, asked
from salesops.web.lists.cells import chips, heads, lines
from salesops.web.lists.choosing import filter_fields
from salesops.web.lists.drawing import drawn
from salesops.web.lists.filtering import MOST_COUNTED, counted, is_whole, matched, order_of
from salesops.web.lists.listing import Action, Column, Listing
from salesops.web.lists.people import people_for
from salesops.web.lists.places import place_of
from salesops.web.lists.registry import opened
from salesops.web.lists.rows import chosen, paths, rows
from salesops.web.lists.turning import turned
from salesops.web.signed_in import SignedIn

ROWS_A_PAGE = 50


def list_page(
    name: str,
    template: str = "design/listing.html",
    more: Callable[[SignedIn], dict[str, Any]] | None = None,
) -> Callable[..., HttpResponse]:
    """The view of the listing of that name; `more` adds what the template wants besides."""

    @login_required
    @require_GET
    def show(request: SignedIn) -> HttpResponse:
        listing = opened(request.user, name)
        wanted, problems = asked(listing, dict(request.GET.lists()))
        context = page_of(request, listing, wanted)
        if request.headers.get("HX-Target") == "more":
            return render(request, "design/parts/listing_rows.html", context)
        around = _around(request, listing, wanted, context)
        context |= {**around, "problems": problems}
        return render(request, template, context | (more(request) if more else {}))

    return show


def page_of(request: SignedIn, listing: Listing, wanted: Asked) -> dict[str, Any]:
    """The page of rows at the address' cursor."""
    columns = chosen(listing, wanted.columns)
    order = order_of(listing, wanted)
    matches = matched(request.user, listing, wanted)
    names, cursor = paths(listing, columns, *order), request.GET.get("cursor")
    turn = partial(turned, wanted, matches, order, names)
    try:
        found = turn(cursor, ROWS_A_PAGE)
    except paging.BadCursor:
        found = turn(None, ROWS_A_PAGE)
    shown = lines(listing, columns, rows(listing, columns, found.items), request.user)
    rows_drawn = drawn(shown, is_choosable=bool(listing.bulks))
    return {
        "listing": listing,
        "columns": columns,
        "lines": mark_safe(rows_drawn),  # noqa: S308 - every text in it is escaped
        "next": found.next,
        "query": wanted.query(),
        "matches": matches,
        "short": len(shown) if found.next is None and not cursor else None,
    }


def _around(
    request: SignedIn, listing: Listing, wanted: Asked, shown: Mapping[str, Any]
) -> dict[str, Any]:
    """All that stands around the rows shown."""
    short = shown["short"]
    whole = listing.name if is_whole(request.user, wanted) else ""
    columns = chosen(listing, wanted.columns)
    bulks = [bulk for bulk in listing.bulks if not bulk.may or bulk.may(request.user)]
    mine = Q(owner=request.user) | Q(is_shared=True)
    views = SavedView.objects.filter(mine, list_name=listing.name).select_related("owner__person")
    query = wanted.query()
    return {
        "wanted": wanted,
        "heads": heads(columns, wanted),
        "chips": chips(listing, wanted, request.user),
        "column_choices": _column_choices(listing, columns),
        "pairs_but_search": wanted.pairs(without=["q"]),
        "pairs_but_columns": wanted.pairs(without=["columns"]),
        "pairs": wanted.pairs(),
        "count": counted(shown["matches"].records, whole) if short is None else short,
        "most": MOST_COUNTED,
        "presets": [
            (str(p.label), p.query, _same(p.query, query)) for p in listing.presets
        ],
        "views": [(view, _same(view.query, query)) for view in views],
        "bulks": bulks,
        "buttons": _buttons(request, listing),
        "page_url": reverse(listing.page),
    }  # fmt: skip


def _buttons(request: SignedIn, listing: Listing) -> list[tuple[Action, str]]:
    """What may be begun here, with where."""
    may = [one for one in listing.actions if not one.may or one.may(request.user)]
    return [(one, place) for one in may if (place := one.href or place_of(one.url_name))]


def _same(one: str, other: str) -> bool:
    """Whether two addresses ask for the same records, in whatever order and columns."""
    told = [
        {k: v for k, v in parse_qs(query).items() if k not in ("sort", "columns")}
        for query in (one, other)
    ]
    return told[0] == told[1]


def _column_choices(listing: Listing, columns: Sequence[Column]) -> list[tuple[Column, bool]]:
    """The chosen ones first, in their order, then the rest."""
    rest = [column for column in listing.columns if column not in columns]
    return [*((column, True) for column in columns), *((column, False) for column in rest)]


@login_required
@require_GET
def filters(request: SignedIn, name: str) -> HttpResponse:
    """The form that filters the list, made when somebody opens it."""
    listing = opened(request.user, name)
    wanted, _problems = asked(listing, dict(request.GET.lists()))
    context = {
        "fields": filter_fields(listing, wanted, request.user),
        "kept": [pair for pair in wanted.pairs() if pair[0] in ("q", "sort", "columns")],
        "page_url": reverse(listing.page),
    }
    return render(request, "design/parts/listing_filters.html", context)


@login_required
@require_POST
def save_view(request: SignedIn, name: str) -> HttpResponse:
    """Keep the list as it is now under a name."""
    listing = opened(request.user, name)
    query, told = request.POST.get("query", ""), request.POST.get("name", "").strip()
    if told:
        actions.save_view(
            actor=request.user, listing=listing, name=told, query=query,
            is_shared="shared" in request.POST,
        )  # fmt: skip
        messages.success(request, _("Saved as “%s”.") % told)
    return _back(listing, query)


@login_required
@require_POST
def change_view(request: SignedIn, name: str, view_id: int) -> HttpResponse:
    """Rename a kept view of one's own, or drop it."""
    listing = opened(request.user, name)
    view = SavedView.objects.filter(pk=view_id, owner=request.user, list_name=name).first()
    if view is None:
        raise Http404
    if "forget" in request.POST:
        actions.forget_view(actor=request.user, view=view)
        return _back(listing, request.POST.get("query", ""))
    actions.change_view(
        actor=request.user, view=view, name=request.POST.get("name", "").strip() or view.name,
        is_shared="shared" in request.POST,
    )  # fmt: skip
    return _back(listing, view.query)


def _back(listing: Listing, query: str) -> HttpResponse:
    """To the list again; the query is read as ours, so that it leads nowhere else."""
    wanted, _problems = asked(listing, parse_qs(query))
    return redirect(f"{reverse(listing.page)}?{wanted.query()}")


@login_required
@require_GET
def pick_person(request: SignedIn) -> HttpResponse:
    """People of a name, to choose one from."""
    name = request.GET.get("field", "")[:80]
    found = people_for(request.user, request.GET.get("q", ""))
    return render(request, "design/parts/listing_people.html", {"people": found, "field": name})
