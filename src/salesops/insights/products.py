"""What products did to a node's sales since last year: price, volume, mix, new and lost."""

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from pathlib import Path

from salesops.causal.bridges import Bridge, Sold, price_volume_mix
from salesops.insights.panel import Where
from salesops.kernel.period import Period
from salesops.ledger.ledger import Ledger
from salesops.metrics.question import Question, answer

PRODUCT = "products.product_id"


@dataclass(frozen=True)
class ProductBridge:
    """Last year's net revenue to this year's, exactly, with the products that are new and lost."""

    bridge: Bridge
    new: tuple[str, ...]
    lost: tuple[str, ...]
    question: Question


def product_bridge(
    ledger: Ledger, where: Where, period: Period, cache: Path | None = None
) -> ProductBridge:
    """The node's period beside the same days of last year, product by product."""
    asked = Question(
        ("net_revenue", "units"), (PRODUCT, "products.name"), where,
        period.starts_on, period.ends_before, "last_year",
    )  # fmt: skip
    rows = answer(ledger, asked, cache).rows
    now, base = (
        {
            str(r[PRODUCT]): _sold(r, side)
            for r in rows
            if r[f"units{side}"] or r[f"net_revenue{side}"]
        }
        for side in ("", "_last_year")
    )
    names = {str(row[PRODUCT]): str(row["products.name"]) for row in rows}
    return ProductBridge(
        price_volume_mix(base, now),
        tuple(sorted(names[p] for p in now.keys() - base.keys())),
        tuple(sorted(names[p] for p in base.keys() - now.keys())),
        asked,
    )


def _sold(row: Mapping[str, Decimal | None], side: str) -> Sold:
    nothing = Decimal(0)
    return Sold(row[f"units{side}"] or nothing, row[f"net_revenue{side}"] or nothing)
