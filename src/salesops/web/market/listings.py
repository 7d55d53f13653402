"""Regions and products as files, with the headings an import knows."""

from typing import Any

from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from salesops.web.access import EDITORS, Actor, Owner
from salesops.web.lists.listing import Column, Listing
from salesops.web.market.models import Product, Region


def may_open(actor: Actor) -> bool:
    """Whoever keeps them."""
    return isinstance(actor, Owner) or actor.role in EDITORS


def _named(key: str) -> Any:
    return lambda word: Q(name__icontains=word) | Q(**{f"{key}__iexact": word})


REGIONS = Listing(
    name="regions",
    label=_("Regions"),
    model=Region,
    page="regions",
    order=("name", "pk"),
    search=_named("region_id"),
    may_open=may_open,
    records=lambda _actor: Region.objects.all(),
    columns=(
        Column("region_id", _("Id"), "id"),
        Column("name", _("Name")),
        Column("parent_id", _("Part of"), "id"),
    ),
)

PRODUCTS = Listing(
    name="products",
    label=_("Products"),
    model=Product,
    page="products",
    order=("name", "pk"),
    search=_named("product_id"),
    may_open=may_open,
    records=lambda _actor: Product.objects.all(),
    columns=(
        Column("product_id", _("Id"), "id"),
        Column("name", _("Name")),
        Column("line", _("Product line"), condition=lambda value: Q(line=value)),
        Column("category", _("Category")),
        Column("unit", _("Unit")),
        Column("list_price", _("List price"), "money"),
        Column("launched_on", _("Launched on"), "date"),
        Column("discontinued_on", _("Discontinued on"), "date"),
    ),
)
