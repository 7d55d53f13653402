"""What is done to regions and products: added, and put right."""

from collections.abc import Mapping

from django.db import transaction

from salesops.web import changing
from salesops.web.access import EDITORS, Actor, require
from salesops.web.ids import new_id
from salesops.web.market.models import Product, Region
from salesops.web.market.problems import (
    NAME_NEEDED,
    NO_SUCH_PRODUCT,
    NO_SUCH_REGION,
    REGION_CIRCLE,
)
from salesops.web.problems import refused
from salesops.web.text import clean_text

PRODUCT = ("name", "line", "category", "unit", "list_price", "launched_on", "discontinued_on")


def add_region(
    *, actor: Actor, name: str, parent_id: str | None = None, region_id: str | None = None
) -> Region:
    """A new region, below another or at the top. Raises Refused and ValidationError."""
    require(actor, *EDITORS)
    _check_name(name)
    parent_id = clean_text(parent_id or "") or None
    _check_parent(None, parent_id)
    region = Region(
        region_id=clean_text(region_id or "") or new_id("R"), name=name, parent_id=parent_id or None
    )
    changing.made(actor, "add_region", region)
    return region


def change_region(
    *, actor: Actor, region_id: str, values: Mapping[str, object], version: int | None = None
) -> Region:
    """Another name, or part of another region. Raises Refused, Conflict and ValidationError.

    A region that moves takes its figures along, those of earlier years too: a map is drawn as it
    is, not as it was.
    """
    require(actor, *EDITORS)
    given = {name: values[name] for name in ("name", "parent_id") if name in values}
    with transaction.atomic():
        if not Region.objects.filter(pk=region_id).exists():
            raise refused(NO_SUCH_REGION, field="region_id", id=region_id)
        region = changing.locked(Region, region_id, version)
        if "name" in given:
            _check_name(str(given["name"]))
        if "parent_id" in given:
            parent_id = given["parent_id"] or None
            given["parent_id"] = parent_id
            _check_parent(region, str(parent_id) if parent_id else None)
        changing.change(actor=actor, record=region, values=given, action="change_region")
    return region


def add_product(
    *, actor: Actor, values: Mapping[str, object], product_id: str | None = None
) -> Product:
    """A new product. Raises Refused and ValidationError."""
    require(actor, *EDITORS)
    given = {name: values[name] for name in PRODUCT if name in values}
    _check_name(str(given.get("name", "")))
    product = Product(product_id=clean_text(product_id or "") or new_id("S"), **given)
    changing.made(actor, "add_product", product)
    return product


def change_product(
    *, actor: Actor, product_id: str, values: Mapping[str, object], version: int | None = None
) -> Product:
    """Another name, line, price, or days it is sold. Raises Refused, Conflict, ValidationError."""
    require(actor, *EDITORS)
    given = {name: values[name] for name in PRODUCT if name in values}
    with transaction.atomic():
        if not Product.objects.filter(pk=product_id).exists():
            raise refused(NO_SUCH_PRODUCT, field="product_id", id=product_id)
        product = changing.locked(Product, product_id, version)
        if "name" in given:
            _check_name(str(given["name"]))
        changing.change(actor=actor, record=product, values=given, action="change_product")
    return product


def _check_name(name: str) -> None:
    if not clean_text(name):
        raise refused(NAME_NEEDED, field="name")


def _check_parent(region: Region | None, parent_id: str | None) -> None:
    """Refuse a region above that does not exist, or that is below."""
    above = dict(Region.objects.values_list("pk", "parent_id"))
    if parent_id and parent_id not in above:
        raise refused(NO_SUCH_REGION, field="parent_id", id=parent_id)
    here, met = parent_id, set[str]()
    while here and here not in met:
        if region and here == region.pk:
            raise refused(REGION_CIRCLE, field="parent_id", name=region.name)
        met.add(here)
        here = above.get(here)
