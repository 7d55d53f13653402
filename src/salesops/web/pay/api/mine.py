"""REST: one's own pay by now, and what each open deal would bring."""

from __future__ import annotations

from datetime import date
from typing import Any

from ninja import Router, Schema

from salesops.web.access import require
from salesops.web.pay import mine as own
from salesops.web.pay.api.told import text_of
from salesops.web.pay.held import READERS
from salesops.web.signed_in import SignedIn

router = Router(tags=["pay"])


class DealPayOut(Schema):
    """An open deal, and the pay it would bring by itself."""

    deal_id: str
    name: str
    stage: str
    amount: str | None
    pay: str | None


class MyPayOut(Schema):
    """One's own pay: earned and not paid yet, and what each open deal would bring."""

    as_of: date
    plan: str
    currency: str
    due: str | None
    owed: str
    without_pools: bool
    deals: list[DealPayOut]


@router.get("/pay/mine", response=MyPayOut)
def my_pay(request: SignedIn) -> Any:
    """One's own pay by now, and what each open deal would bring."""
    require(request.user, *READERS)
    found = own.mine(request.user)
    deals = [
        {
            "deal_id": one.deal.pk, "name": one.deal.name, "stage": one.deal.stage,
            "amount": text_of(one.amount), "pay": text_of(one.pay),
        }
        for one in found.chances
    ]  # fmt: skip
    names = ("as_of", "plan", "currency", "due", "owed", "without_pools")
    return {name: text_of(getattr(found, name)) for name in names} | {"deals": deals}
