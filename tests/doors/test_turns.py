"""Who wants to write to SQLite takes a turn: one at a time, and nobody holds it who is gone."""

import subprocess
import sys
from contextlib import contextmanager

import pytest
from django.db import ConnectionHandler, OperationalError

from salesops.web.faults import is_busy
from salesops.web.sqlite.turns import end, turn

MOMENT = 0.05
LONG = 60
HOLDER = """
import sys
from salesops.web.sqlite.turns import turn
turn(sys.argv[1], 1)
print("held", flush=True)
sys.stdin.read()
"""


@pytest.fixture
def line(tmp_path) -> str:
    return str(tmp_path / "file-turn")


@contextmanager
def opened(folder, **options):
    """A connection of one's own to the file there."""
    told = {"ENGINE": "salesops.web.sqlite", "NAME": str(folder / "file"),
            "OPTIONS": {"timeout": MOMENT, "transaction_mode": "IMMEDIATE", **options}}  # fmt: skip
    handler = ConnectionHandler({"default": told})
    try:
        yield handler["default"]
    finally:
        handler.close_all()


def asked(connection):
    with connection.cursor() as cursor:
        cursor.execute("SELECT 1")


def is_free(line):
    """Whoever gave up waiting still passes through the line: only then it is anybody's at once."""
    taken = turn(line, LONG)
    assert taken is not None
    end(taken)


def test_a_turn_comes_when_the_one_before_ended(line):
    held = turn(line, MOMENT)
    assert held is not None and turn(line, MOMENT) is None
    end(held)
    again = turn(line, LONG)
    assert again is not None
    end(again)


def test_whoever_left_the_line_is_passed_over(line):
    held = turn(line, MOMENT)
    assert [turn(line, MOMENT) for _ in range(3)] == [None] * 3
    end(held)
    after = turn(line, LONG)
    assert after is not None
    end(after)


def test_a_killed_process_holds_no_turn(line):
    command = [sys.executable, "-c", HOLDER, line]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE) as holder:
        assert holder.stdout.readline() == b"held\n"
        assert turn(line, MOMENT) is None
        holder.kill()
    after = turn(line, LONG)
    assert after is not None
    end(after)


@pytest.mark.django_db
def test_a_transaction_holds_the_turn_till_its_end_and_others_are_told_it_is_busy(tmp_path):
    line = str(tmp_path / "file-turn")
    with opened(tmp_path) as connection:
        for ends in (connection.commit, connection.rollback, connection.close):
            connection.set_autocommit(False, force_begin_transaction_with_broken_autocommit=True)
            asked(connection)
            assert turn(line, MOMENT) is None
            with opened(tmp_path) as other:
                other.set_autocommit(False, force_begin_transaction_with_broken_autocommit=True)
                with pytest.raises(OperationalError) as refused:
                    asked(other)
            assert is_busy(refused.value)
            ends()
            connection.set_autocommit(True)
            is_free(line)


@pytest.mark.django_db
def test_who_could_not_begin_gives_the_turn_back(tmp_path):
    with opened(tmp_path) as holder, opened(tmp_path) as connection:
        holder.cursor().execute("BEGIN IMMEDIATE")
        connection.set_autocommit(False, force_begin_transaction_with_broken_autocommit=True)
        with pytest.raises(OperationalError):
            asked(connection)
        is_free(f"{tmp_path}/file-turn")


@pytest.mark.django_db
def test_a_transaction_begins_with_its_first_statement_and_nothing_is_written_before(tmp_path):
    line = str(tmp_path / "file-turn")
    with opened(tmp_path) as connection, connection.cursor() as early:
        early.execute("CREATE TABLE t (n integer)")
        connection.set_autocommit(False, force_begin_transaction_with_broken_autocommit=True)
        held = turn(line, MOMENT)
        assert held is not None
        for _ in range(2):
            with pytest.raises(OperationalError):
                early.execute("INSERT INTO t VALUES (1)")
        end(held)
        is_free(line)
        early.execute("INSERT INTO t VALUES (2)")
        early.executemany("INSERT INTO t VALUES (%s)", [(3,)])
        connection.rollback()
        connection.set_autocommit(True)
        assert early.execute("SELECT n FROM t").fetchall() == []
