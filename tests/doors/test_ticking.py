"""The worker's clock: what is due is done and remembered, each duty by itself."""

import logging
import threading
from datetime import UTC, datetime, timedelta

import pytest
from django.db import DatabaseError, connection

from salesops.kernel.rhythm import Rhythm
from salesops.web.administration.models import DutyRun
from salesops.web.ticking import DUTIES, Clock, Duty, Ticking

NOW = datetime(2026, 3, 2, 4, tzinfo=UTC)
SECOND = timedelta(seconds=1)


class Diary:
    """A duty that writes down when it was done, and may be told to fail."""

    def __init__(self) -> None:
        self.done: list[datetime] = []
        self.fault: Exception | None = None

    def __call__(self, now: datetime) -> None:
        self.done.append(now)
        if self.fault:
            raise self.fault


@pytest.fixture
def diary() -> Diary:
    return Diary()


@pytest.fixture
def clock(db, diary) -> Clock:
    return Clock([Duty("minutely", Rhythm(timedelta(minutes=1)), diary)])


def test_a_duty_is_done_when_it_is_due_and_only_then(clock, diary):
    assert clock.tick(NOW) == ["minutely"]
    assert clock.tick(NOW + 59 * SECOND) == []
    assert clock.tick(NOW + 60 * SECOND) == ["minutely"]
    assert len(diary.done) == 2


def test_another_worker_knows_what_the_last_one_did(clock, diary):
    clock.tick(NOW)
    assert Clock(clock.duties).tick(NOW + 59 * SECOND) == []
    assert DutyRun.objects.get().last_run_at == NOW


def test_one_duty_that_fails_stops_no_other(db, diary, caplog):
    bad = Diary()
    bad.fault = ZeroDivisionError("no customers")
    clock = Clock([Duty("bad", Rhythm(SECOND), bad), Duty("good", Rhythm(SECOND), diary)])
    with caplog.at_level(logging.WARNING, "salesops.ticking"):
        assert clock.tick(NOW) == ["bad", "good"]
    assert len(diary.done) == 1 and "bad" in caplog.text
    told = DutyRun.objects.get(name="bad")
    assert told.failures == 1 and "no customers" in told.last_error


def test_a_duty_that_recovers_is_no_longer_shown_as_failing(clock, diary):
    diary.fault = ValueError("once")
    clock.tick(NOW)
    diary.fault = None
    clock.tick(NOW + 60 * SECOND)
    told = DutyRun.objects.get()
    assert (told.failures, told.last_error) == (0, "")


def test_what_is_done_every_second_is_not_written_down_every_second(
    db, diary, django_assert_num_queries
):
    clock = Clock([Duty("secondly", Rhythm(SECOND), diary)])
    clock.tick(NOW)
    with django_assert_num_queries(0):
        clock.tick(NOW + SECOND)
    clock.tick(NOW + 61 * SECOND)
    assert len(diary.done) == 3
    assert DutyRun.objects.get().last_run_at == NOW + 61 * SECOND


def test_a_duty_is_told_the_time_on_the_companys_own_clock(clock, diary):
    clock.tick(NOW)
    assert (diary.done[0].hour, diary.done[0]) == (12, NOW)


def test_a_worker_that_is_to_end_does_what_is_due_once(clock, diary):
    with Ticking(clock.duties, once=True):
        assert len(diary.done) == 1


def test_the_clock_survives_a_database_that_goes_away_and_asks_again(monkeypatch, diary):
    ticking = Ticking([Duty("secondly", Rhythm(SECOND), diary)])
    first = ticking._clock

    def away(*_):
        raise DatabaseError("away")

    monkeypatch.setattr(Clock, "tick", away)
    ticking._tick()
    assert ticking._clock is not first and ticking._clock.duties == first.duties


@pytest.mark.django_db
def test_a_thread_ticks_beside_the_worker_and_leaves_no_connection(diary, monkeypatch):
    seen, closed = threading.Event(), []

    def duty(now: datetime) -> None:
        with connection.cursor() as cursor:
            cursor.execute("SELECT 1")
        closed.append(connection.connection)
        seen.set()

    monkeypatch.setattr("salesops.web.ticking.TICK_SECONDS", 0.01)
    monkeypatch.setattr(Clock, "_run", lambda self, duty, now: DutyRun(known_since=now))
    monkeypatch.setattr(Clock, "_do", lambda self, duty, now: duty.do(now))
    with Ticking([Duty("ask", Rhythm(SECOND), duty)]) as ticking:
        assert seen.wait(10)
    assert not ticking._thread.is_alive()
    assert closed[0] is not connection.connection


def test_every_duty_has_a_name_of_its_own():
    names = [duty.name for duty in DUTIES]
    assert len(set(names)) == len(names)
