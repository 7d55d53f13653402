"""What is asked for with a move: the fields a stage needs that a deal does not say yet."""

from collections.abc import Mapping
from typing import Any

from salesops.process.definition import FIELDS
from salesops.web.access import Actor
from salesops.web.crm.deal_page import people_there
from salesops.web.crm.deal_values import typed
from salesops.web.crm.models import Deal, Stage
from salesops.web.market.models import Product
from salesops.web.process.ways import Ways, ways_of

ASKABLE = tuple(FIELDS["deal"])
"""What a process may ask of a deal; it may be said in the same breath as the move."""


def said_with(told: Mapping[str, str]) -> dict[str, object]:
    """What was said with a move, as values; what was left empty changes nothing. Raises Refused."""
    given = typed(told, ASKABLE)
    return {name: value for name, value in given.items() if value not in (None, "")}


def asked_for(
    actor: Actor, deal: Deal, stage: Stage | None, told: Mapping[str, str], ways: Ways | None = None
) -> dict[str, Any]:
    """What the form of a move into a stage shows: what is to be said, and what may be chosen."""
    found = ways or ways_of(deal)
    asks = list(found.to(stage.pk).asks) if stage else []
    return {
        "deal": deal, "to_stage": stage, "asks": asks, "told": told, "ways": found,
        "contacts": people_there(actor, deal) if "contact_id" in asks else [],
        "products": Product.objects.order_by("line", "name").values_list("pk", "name", "line")
        if "product_id" in asks
        else [],
    }  # fmt: skip
