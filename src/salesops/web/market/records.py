"""Regions and products: in from imports, out to the ledger."""

from collections.abc import Sequence

import pyarrow as pa

from salesops.web.market.models import Product, Region
from salesops.web.workspace.arrow import DATE, MONEY, STRING, table
from salesops.web.workspace.upsert import Row, upsert


def put_regions(rows: Sequence[Row]) -> int:
    """Take the regions in; gives how many were already so."""
    touched = upsert(Region, rows, ["region_id"])
    return sum((row["region_id"],) not in touched for row in rows)


def put_products(rows: Sequence[Row]) -> int:
    """Take the products in; gives how many were already so."""
    touched = upsert(Product, rows, ["product_id"])
    return sum((row["product_id"],) not in touched for row in rows)


def regions() -> pa.Table:
    """Every region, as the snapshot wants them."""
    rows = Region.objects.order_by("pk").values_list("region_id", "name", "parent_id")
    return table(rows, region_id=STRING, name=STRING, parent_id=STRING)


def products() -> pa.Table:
    """Every product, as the snapshot wants them."""
    columns = {
        "product_id": STRING, "name": STRING, "line": STRING, "category": STRING, "unit": STRING,
        "list_price": MONEY, "launched_on": DATE, "discontinued_on": DATE,
    }  # fmt: skip
    return table(Product.objects.order_by("pk").values_list(*columns), **columns)
