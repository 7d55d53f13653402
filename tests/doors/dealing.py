"""A script: in the workspace of a folder, four deals on Bo's board and one on Cy's."""

from datetime import date
from decimal import Decimal

from salesops.web.opening import set_up_django

DEALS = {
    "D1": ("bo", "一号泵站", "100000"), "D2": ("bo", "二号泵站", "200000"),
    "D3": ("bo", "三号泵站", "300000"), "D4": ("bo", "四号泵站", "400000"),
    "D5": ("cy", "南方阀门", "500000"),
}  # fmt: skip


def open_deals() -> None:
    from salesops.web.crm.actions.deals import open_deal
    from salesops.web.people.models import User

    for deal_id, (owner, name, amount) in DEALS.items():
        values = {
            "name": name, "account_id": "A1" if owner == "bo" else "A2", "amount": Decimal(amount),
            "expected_close_on": date(2030, 1, int(deal_id[1:])),
        }  # fmt: skip
        open_deal(actor=User.objects.get(username=owner), values=values, deal_id=deal_id)


if __name__ == "__main__":
    set_up_django()
    open_deals()
