"""The town in a folder of its own, with four deals on Bo's board and one on Cy's; a script."""

import sys
from datetime import date
from decimal import Decimal
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[2]))

from tests.doors.town import build_world
from tests.doors.world import write_files

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
    from salesops.cli.serving import create, seal

    folder = Path(sys.argv[1])
    create(folder, "Town", "CNY", 1, "months")
    build_world(write_files(folder.parent / "files"))
    open_deals()
    seal(folder)
