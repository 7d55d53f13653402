import json
from datetime import date

import pytest

from salesops.ledger.calendar import seed_days
from tests.parts import DATA

HOLIDAYS = DATA / "cn_holidays"


@pytest.mark.requires("data")
@pytest.mark.parametrize("year", range(2019, 2027))
def test_every_announced_day_off_and_make_up_day_is_known(year: int) -> None:
    days = seed_days(date(2018, 12, 1), date(2027, 1, 31))
    notice = json.loads((HOLIDAYS / f"{year}.json").read_text(encoding="utf-8"))["days"]
    assert notice
    for said in notice:
        known = days[date.fromisoformat(said["date"])]
        assert known.is_workday is not said["isOffDay"], said
        assert not known.is_provisional
        if said["isOffDay"]:
            assert known.holiday == said["name"], said
