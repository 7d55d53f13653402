import pytest

from salesops.kernel.hours import hours_read, hours_written

LUNCH = ((540, 720), (810, 1080))


@pytest.mark.parametrize(
    "text",
    ["09:00-12:00 13:30-18:00", "9:00-12:00, 13:30-18:00", "09：00至12：00；13：30到18：00",
     " 09:00 – 12:00\n13:30 – 18:00 "],
)  # fmt: skip
def test_hours_are_read_as_people_write_them(text: str) -> None:
    hours = hours_read(text)
    assert hours.windows == LUNCH
    assert hours_written(hours) == "09:00-12:00 13:30-18:00"


def test_a_day_may_end_at_midnight() -> None:
    assert hours_read("00:00-24:00").minutes == 1440


@pytest.mark.parametrize(
    "text", ["", "nine to five", "09:00", "18:00-09:00", "09:00-12:00 11:00-18:00", "09:60-12:00",
             "09:00-25:00"],
)  # fmt: skip
def test_hours_that_mean_nothing_are_refused(text: str) -> None:
    with pytest.raises(ValueError, match=r".*"):
        hours_read(text)
