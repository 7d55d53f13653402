"""The end of a period: what is booked, what is left of the running month, and open deals."""

from math import inf

import pytest

from salesops.forecast.models import Ahead
from salesops.forecast.period_end import Known, interval, period_end
from salesops.forecast.pipeline import OpenDeals, chances, expected
from salesops.forecast.reconcile import Normal

COMING = Ahead((100.0, 120.0), (10.0, 20.0), "seasonal")


def test_what_is_done_of_the_running_month_is_not_forecast_again() -> None:
    found = period_end(Known(booked=250.0, ahead=COMING, elapsed=0.75))
    assert found.mean == 250 + 25 + 120
    assert found.variance == 0.25 * 100 + 400


def test_open_deals_narrow_what_the_months_alone_leave_open() -> None:
    alone = period_end(Known(250.0, COMING, 0.5))
    both = period_end(Known(250.0, COMING, 0.5, Normal(200.0, 450.0)))
    assert both.variance < alone.variance
    assert alone.mean < both.mean < 450


def test_a_node_without_history_is_forecast_by_its_deals() -> None:
    unknown = Ahead((0.0,), (inf,), "unknown")
    assert interval(period_end(Known(10.0, unknown, 0.5))) is None
    assert period_end(Known(10.0, unknown, 0.5, Normal(40.0, 9.0))) == Normal(50.0, 9.0)


def test_a_period_that_is_over_is_what_it_came_to() -> None:
    end = interval(period_end(Known(300.0, Ahead((), (), "seasonal"), 0.0)))
    assert end is not None
    assert (end.low, end.mean, end.high) == (300.0, 300.0, 300.0)


def test_a_stages_chance_is_what_became_of_those_who_entered_it() -> None:
    known = chances({"talks": 98.0, "offer": 38.0, "won": 18.0}, won=19.0)
    assert known == {"talks": 0.2, "offer": 0.5, "won": 1.0}


def test_deals_bring_their_amounts_by_chance_with_the_risk_of_each() -> None:
    deals = [OpenDeals("offer", 300.0, 50_000.0), OpenDeals("unheard of", 100.0, 10_000.0)]
    found = expected(deals, {"offer": 0.4})
    assert found.mean == pytest.approx(300 * 0.4 + 100 * 0.5)
    assert found.variance == pytest.approx(50_000 * 0.24 + 10_000 * 0.25)
