"""What happens in the stages of leads and deals: how long they stay, come back, leave the way."""

from datetime import date
from typing import Any

from salesops.metrics.exact import censored_median
from salesops.metrics.instants import DAY, MINUTES_AN_HOUR, passed, seconds_until
from salesops.metrics.metric import metric


@metric(unit="count")
def stage_entries(steps: Any) -> Any:
    """Leads and deals that entered a stage in the period, each once however often it came back."""
    return steps.case_id.nunique()


@metric(unit="count")
def stage_visits(steps: Any) -> Any:
    """Stays in a stage that began in the period, every return counted again."""
    return steps.count()


@metric(unit="count")
def ended_stays(steps: Any) -> Any:
    """Stays in a stage that began in the period and are over."""
    return steps.count(where=steps.left_at.notnull())


@metric(unit="days")
def days_in_stages(steps: Any) -> Any:
    """Days that the stays that are over lasted, all together, day and night."""
    return (passed(steps.entered_at, steps.left_at) / DAY).sum()


@metric(unit="days")
def average_days_in_stage(days_in_stages: Any, ended_stays: Any) -> Any:
    """Average days in a stage, of the stays that are over; open ones would still add to it."""
    return days_in_stages / ended_stays


@metric(unit="days", absent="unknown")
def median_days_in_stage(steps: Any) -> Any:
    """Days within which half of the stays that are over ended, day and night."""
    return (passed(steps.entered_at, steps.left_at) / DAY).median(where=steps.left_at.notnull())


@metric(unit="days", absent="unknown")
def p90_days_in_stage(steps: Any) -> Any:
    """Days within which nine in ten of the stays that are over ended, day and night."""
    return (passed(steps.entered_at, steps.left_at) / DAY).quantile(
        0.9, where=steps.left_at.notnull()
    )


@metric(unit="days", absent="unknown")
def censored_days_in_stage(steps: Any, as_of: date) -> Any:
    """Days within which half of all stays end, those still on counted as far as they lasted.

    Kaplan and Meier's estimate; unknown while fewer than half have ended.
    """
    end = steps.left_at.epoch_seconds().fill_null(seconds_until(as_of))
    return censored_median((end - steps.entered_at.epoch_seconds()) / DAY, steps.left_at.notnull())


@metric(unit="count")
def timed_stays(steps: Any) -> Any:
    """Stays in a stage that are over and whose working time is known."""
    return steps.count(where=steps.work_minutes.notnull())


@metric(unit="hours")
def working_hours_in_stages(steps: Any) -> Any:
    """Working hours within the stays that are over, all together."""
    return (steps.work_minutes / MINUTES_AN_HOUR).sum()


@metric(unit="hours")
def average_working_hours_in_stage(working_hours_in_stages: Any, timed_stays: Any) -> Any:
    """Average working hours in a stage, of the stays that are over."""
    return working_hours_in_stages / timed_stays


@metric(unit="hours", absent="unknown")
def median_working_hours_in_stage(steps: Any) -> Any:
    """Working hours within which half of the stays that are over ended."""
    return (steps.work_minutes / MINUTES_AN_HOUR).median(where=steps.work_minutes.notnull())


@metric(unit="hours", absent="unknown")
def p90_working_hours_in_stage(steps: Any) -> Any:
    """Working hours within which nine in ten of the stays that are over ended."""
    return (steps.work_minutes / MINUTES_AN_HOUR).quantile(0.9, where=steps.work_minutes.notnull())


@metric(unit="count")
def returns_to_stages(steps: Any) -> Any:
    """Rework: times a lead or deal entered a stage it had been in before."""
    return steps.count(where=steps.visit > 1)


@metric(unit="count")
def reworked_cases(steps: Any) -> Any:
    """Leads and deals that came back to a stage in the period."""
    return steps.case_id.nunique(where=steps.visit > 1)


@metric(unit="ratio")
def rework_rate(returns_to_stages: Any, stage_visits: Any) -> Any:
    """Returns to a stage as a share of all stays."""
    return returns_to_stages / stage_visits


@metric(unit="count")
def judged_moves(steps: Any) -> Any:
    """Moves of deals from stage to stage of which it is known whether their process allows them."""
    return steps.count(where=steps.fits.notnull() & steps.from_stage.notnull())


@metric(unit="count")
def fitting_moves(steps: Any) -> Any:
    """Moves of deals from stage to stage that the version of the process they go by allows."""
    return steps.count(where=steps.fits & steps.from_stage.notnull())


@metric(unit="ratio")
def move_fitness(fitting_moves: Any, judged_moves: Any) -> Any:
    """Moves that the process allows as a share of all that can be judged."""
    return fitting_moves / judged_moves


@metric(unit="count")
def judged_deals(steps: Any) -> Any:
    """Deals with a move in the period for which it is known whether the process allows it."""
    return steps.case_id.nunique(where=steps.fits.notnull())


@metric(unit="count")
def straying_deals(steps: Any) -> Any:
    """Deals with a move in the period that the version of the process they go by does not allow."""
    return steps.case_id.nunique(where=~steps.fits)


@metric(unit="ratio")
def conformance_rate(judged_deals: Any, straying_deals: Any) -> Any:
    """Deals all of whose moves in the period their process allows, as a share of all judged."""
    return (judged_deals - straying_deals) / judged_deals
