"""The periods people are paid for, by their names."""

from datetime import date

import pytest

from salesops.incentives.pay_calendar import PayCalendar

WEEKS = PayCalendar(starts_in=1, pattern="445")


@pytest.mark.parametrize(
    ("name", "starts_on", "ends_before"),
    [
        ("2026-10", "2026-10-01", "2026-11-01"),
        ("2026-Q4", "2026-10-01", "2027-01-01"),
        ("2026-H2", "2026-07-01", "2027-01-01"),
        # The Monday nearest to the first of January, then 4, 4 and 5 weeks.
        ("FY2026-M01", "2025-12-29", "2026-01-26"),
        ("FY2026-M03", "2026-02-23", "2026-03-30"),
        ("FY2026-Q1", "2025-12-29", "2026-03-30"),
    ],
)
def test_a_period_has_the_days_its_name_says(name: str, starts_on: str, ends_before: str) -> None:
    span = WEEKS.span(name)
    assert span is not None
    assert (f"{span.starts_on}", f"{span.ends_before}") == (starts_on, ends_before)
    for day in (span.starts_on, date.fromordinal(span.ends_before.toordinal() - 1)):
        assert WEEKS.holding(day, like=name) == name


@pytest.mark.parametrize(
    "name",
    ["", "2026", "2026-13", "2026-Q5", "2026Q4", "FY2026-M13", "FY2026-M1", "FY2026-Q04",
     "FY0001-M01", "2026-W44", "2026-10-01"],
)  # fmt: skip
def test_what_is_no_pay_period_is_none(name: str) -> None:
    assert WEEKS.span(name) is None


def test_a_company_is_paid_by_months_or_by_its_weeks() -> None:
    day = date(2026, 11, 26)
    assert PayCalendar().last_over(day) == "2026-10"
    assert PayCalendar(4).holding(day, like="FY2020-M01") == "FY2027-M08"
    assert WEEKS.last_over(day) == "FY2026-M11"
    assert WEEKS.holding(date(2026, 10, 1), like="2026-09") == "2026-10"
