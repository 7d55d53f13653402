"""Pages of regions and products: lists to look up and put right, kept by operations."""

from collections.abc import Callable, Iterable, Iterator, Mapping
from typing import Any
from urllib.parse import urlencode

from django import forms
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import ValidationError
from django.db.models import Count, Q
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from salesops.web.access import EDITORS, require
from salesops.web.market import actions
from salesops.web.market.forms import ProductForm, RegionForm
from salesops.web.market.models import Product, Region
from salesops.web.paging import BadCursor, page
from salesops.web.people.blame import blame
from salesops.web.problems import Refused
from salesops.web.signed_in import SignedIn
from salesops.web.workspace.models import Workspace

PER_PAGE = 100


@login_required
@require_http_methods(["GET", "POST"])
def regions(request: SignedIn) -> HttpResponse:
    """The tree of regions, one of them or a new one beside it."""
    require(request.user, *EDITORS)
    picked = Region.objects.filter(pk=request.GET.get("edit", "").replace("\0", "")).first()
    form = _region_form(picked, request.POST or None)
    status = 200
    if request.method == "POST":
        status = _kept(form, lambda said: _keep_region(request, picked, said))
        if status == 302:
            messages.success(request, _("Saved."))
            return redirect("regions")
    rows = list(_tree(Region.objects.annotate(accounts=Count("account"))))
    context = {"rows": rows, "form": form, "picked": picked}
    return render(request, "market/regions.html", context, status=status)


def _tree(every: Iterable[Any]) -> Iterator[tuple[Any, int]]:
    """The regions, each after the one it is part of, with how deep it stands."""
    below: dict[str | None, list[Any]] = {}
    for region in sorted(every, key=lambda region: region.name):
        below.setdefault(region.parent_id, []).append(region)
    waiting = [(region, 0) for region in reversed(below.get(None, []))]
    while waiting:
        region, depth = waiting.pop()
        yield region, depth
        waiting += [(one, depth + 1) for one in reversed(below.get(region.pk, []))]


def _region_form(picked: Region | None, data: Any) -> RegionForm:
    names = ("name", "parent_id", "version")
    initial = {name: getattr(picked, name) for name in names} if picked else {}
    return RegionForm(data, initial=initial, is_new=picked is None)


def _keep_region(request: SignedIn, picked: Region | None, said: Mapping[str, Any]) -> None:
    parent_id = said["parent_id"] or None
    if picked is None:
        actions.add_region(
            actor=request.user, name=said["name"], parent_id=parent_id,
            region_id=said["region_id"] or None,
        )  # fmt: skip
        return
    values = {"name": said["name"], "parent_id": parent_id}
    actions.change_region(
        actor=request.user, region_id=picked.pk, values=values, version=said["version"]
    )


@login_required
@require_http_methods(["GET", "POST"])
def products(request: SignedIn) -> HttpResponse:
    """The products by line, one of them or a new one beside them."""
    require(request.user, *EDITORS)
    picked = Product.objects.filter(pk=request.GET.get("edit", "").replace("\0", "")).first()
    form = _product_form(picked, request.POST or None)
    status = 200
    if request.method == "POST":
        status = _kept(form, lambda said: _keep_product(request, picked, said))
        if status == 302:
            messages.success(request, _("Saved."))
            return redirect(f"{reverse('products')}?{request.GET.urlencode()}")
    return render(request, "market/products.html", _products(request, form, picked), status=status)


def _products(request: SignedIn, form: ProductForm, picked: Product | None) -> dict[str, Any]:
    text = request.GET.get("q", "").strip().replace("\0", "")[:200]
    line = request.GET.get("line", "").replace("\0", "")
    found = Product.objects.all()
    if text:
        found = found.filter(Q(name__icontains=text) | Q(product_id__iexact=text))
    if line:
        found = found.filter(line=line)
    order = ("name", "product_id")
    try:
        shown = page(found, order, request.GET.get("after"), PER_PAGE)
    except BadCursor:
        shown = page(found, order, None, PER_PAGE)
    workspace = Workspace.objects.first()
    lines = Product.objects.exclude(line="").order_by("line").values_list("line", flat=True)
    return {
        "products": shown.items, "next": shown.next, "text": text, "line": line,
        "lines": list(lines.distinct()), "form": form, "picked": picked,
        "export": urlencode({"q": text, "line": line}),
        "currency": workspace.currency if workspace else None,
    }  # fmt: skip


def _product_form(picked: Product | None, data: Any) -> ProductForm:
    names = (*actions.PRODUCT, "version")
    initial = {name: getattr(picked, name) for name in names} if picked else {}
    if initial.get("list_price") is not None:
        initial["list_price"] = f"{initial['list_price'].normalize():f}"
    return ProductForm(data, initial=initial, is_new=picked is None)


def _keep_product(request: SignedIn, picked: Product | None, said: Mapping[str, Any]) -> None:
    values = {name: said[name] for name in actions.PRODUCT}
    if picked is None:
        product_id = said["product_id"] or None
        actions.add_product(actor=request.user, values=values, product_id=product_id)
        return
    actions.change_product(
        actor=request.user, product_id=picked.pk, values=values, version=said["version"]
    )


def _kept(form: forms.Form, keep: Callable[[Mapping[str, Any]], None]) -> int:
    """Keep what the form says; 302 when it is kept, else the status of the page that says why."""
    if not form.is_valid():
        return 422
    try:
        keep(form.cleaned_data)
    except (Refused, ValidationError) as error:
        return blame(form, error)
    return 302
