"""The command line in a process of its own: a workspace that is new, old, or not there."""

import sqlite3
from contextlib import closing

from tests.doors.shell import Shell
from tests.doors.towns import on_both

RENAMED = "ALTER TABLE workspace_snapshot RENAME COLUMN as_of TO reached_on"


def test_a_command_without_a_workspace_says_what_to_do(tmp_path):
    said = Shell(tmp_path / "nowhere")("ask", "net_revenue")
    assert said.code == 1 and "salesops init" in said.err
    assert not (tmp_path / "nowhere").exists()


def test_a_new_workspace_has_its_charts_and_says_what_to_do_without_a_snapshot(tmp_path):
    shell = Shell(tmp_path / "new")
    assert shell("init").code == 0
    assert list((shell.home / "cache").glob("vega-*.js"))
    said = shell("ask", "net_revenue")
    assert said.code == 1 and "salesops snapshot" in said.err


@on_both
def test_a_workspace_of_an_older_version_says_to_upgrade_it(shell):
    if shell.database:
        import psycopg

        with psycopg.connect(shell.database) as database:
            database.execute(RENAMED)
    else:
        with closing(sqlite3.connect(shell.home / "salesops.sqlite3")) as database:
            database.execute(RENAMED)
            database.commit()
    said = shell("ask", "net_revenue")
    assert said.code == 1 and "salesops upgrade" in said.err and "Traceback" not in said.err
