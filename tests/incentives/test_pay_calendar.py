"""The periods people are paid for, by their names."""

from datetime import date

import pytest

from salesops.incentives.pay_calendar import PayCalendar
from tests.incentives.paying import booked, commission, issue, paid, plan, whole

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
        ("2026-W41x2", "2026-10-05", "2026-10-19"),
        # 2026 has 53 weeks, and the last of them begins a fortnight that ends in January.
        ("2026-W53x2", "2026-12-28", "2027-01-11"),
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
     "FY0001-M01", "2026-W44", "2026-10-01",
     "2026-W54x2", "2026-W00x2", "2026-W41x3"],
)  # fmt: skip
def test_what_is_no_pay_period_is_none(name: str) -> None:
    assert WEEKS.span(name) is None


def test_a_company_is_paid_by_months_or_by_its_weeks() -> None:
    day = date(2026, 11, 26)
    assert PayCalendar().last_over(day) == "2026-10"
    assert PayCalendar(4).holding(day, like="FY2020-M01") == "FY2027-M08"
    assert WEEKS.last_over(day) == "FY2026-M11"
    assert WEEKS.holding(date(2026, 10, 1), like="2026-09") == "2026-10"


def test_fortnights_are_counted_from_the_one_that_was_paid_before() -> None:
    assert PayCalendar().holding(date(2026, 10, 19), like="2026-W41x2") == "2026-W43x2"
    assert PayCalendar().holding(date(2027, 1, 11), like="2026-W41x2") == "2027-W02x2"
    assert PayCalendar().holding(date(2026, 10, 4), like="2026-W41x2") == "2026-W39x2"


def test_fortnights_pay_what_the_months_pay() -> None:
    of = plan(commission("0 0.1, 300 0.2", more='accumulate = "month"'))
    sold = booked("ann 2026-01-03 100", "ann 2026-01-15 300", "ann 2026-02-02 50")
    span, issued = PayCalendar().span("2026-W01x2"), []
    while span and span.starts_on < date(2026, 3, 1):
        last = date.fromordinal(span.ends_before.toordinal() - 1)
        issued = issue(paid(of, sold, as_of=f"{last}"), issued)
        span = PayCalendar().span(PayCalendar().holding(span.ends_before, like="2026-W01x2"))
    assert sum(entry.amount for entry in issued) == whole(paid(of, sold)) == 10 + 20 + 20 + 5
