"""A database that somebody else holds, or that went away: a sentence, nothing half done, again."""

import re
import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import replace

import pytest
import requests

from tests.doors.rows import rows_of
from tests.doors.served import served
from tests.doors.shell import Shell
from tests.doors.towns import POSTGRESQL, on_both
from tests.doors.world import PASSWORD

NEW = {"name": "锁后工业有限公司"}


@contextmanager
def held(shell: Shell) -> Iterator[None]:
    """Somebody else writes and does not come to an end."""
    if shell.database:
        import psycopg

        with psycopg.connect(shell.database) as connection:
            connection.execute("LOCK TABLE crm_account, workspace_auditentry IN EXCLUSIVE MODE")
            yield
        return
    with closing(sqlite3.connect(shell.home / "salesops.sqlite3")) as connection:
        connection.execute("BEGIN IMMEDIATE")
        yield


class Caller:
    """Bo's browser and Bo's program, at a served workspace."""

    def __init__(self, address: str, secret: str) -> None:
        self.address, self.browser, self.program = address, requests.Session(), requests.Session()
        self.program.headers["Authorization"] = f"Bearer {secret}"
        page = self.browser.get(f"{address}/sign-in").text
        self.submit("/sign-in", page, {"username": "bo", "password": PASSWORD})

    def submit(self, path: str, page: str, values: dict[str, str]) -> requests.Response:
        token = re.search(r'name="csrfmiddlewaretoken" value="([^"]*)"', page)[1]
        sent = {**values, "csrfmiddlewaretoken": token}
        return self.browser.post(
            self.address + path, sent, headers={"Referer": self.address}, timeout=60
        )

    def post(self) -> requests.Response:
        return self.program.post(f"{self.address}/api/v1/accounts", json=NEW, timeout=60)


def kept(shell: Shell) -> dict[str, list[str]]:
    """Everything of customers, and what people did to them."""
    rows = rows_of(shell)
    done = [row for row in rows["workspace_auditentry"] if NEW["name"] in row]
    return {"done": done} | {name: rows[name] for name in rows if name.startswith("crm_")}


@pytest.fixture
def quick(shell: Shell) -> Shell:
    """A workspace whose writers wait for others for a moment only."""
    return replace(shell, more={"SALESOPS_LOCK_SECONDS": "0.3"})


@pytest.fixture
def caller(quick: Shell) -> Iterator[Caller]:
    secret = quick("token", "add", "bo", "--write").out.split()[-1]
    with served(quick, "--processes", 1) as address:
        yield Caller(address, secret)


@on_both
def test_whoever_finds_the_database_held_is_told_to_come_again_and_nothing_is_half_done(
    quick, caller
):
    form = caller.browser.get(f"{caller.address}/accounts/new").text
    before = kept(quick)
    with held(quick):
        page = caller.submit("/accounts/new", form, NEW)
        answer = caller.post()
        assert caller.browser.get(f"{caller.address}/accounts/A1").status_code == 200
    assert (page.status_code, answer.status_code) == (503, 503)
    assert "数据库正忙，这次没有保存任何内容" in page.text and "稍等几秒再试一次" in page.text
    (problem,) = answer.json()["problems"]
    assert problem["code"] == "busy" and "数据库正忙" in problem["reason"] and problem["remedy"]
    assert page.headers["Retry-After"] == answer.headers["Retry-After"] == "5"
    assert kept(quick) == before
    assert caller.post().status_code == 201


@pytest.mark.parametrize("shell", [POSTGRESQL], indirect=True)
def test_a_server_that_ended_all_connections_is_connected_to_again(quick, caller):
    import psycopg

    assert caller.browser.get(f"{caller.address}/accounts").status_code == 200
    others = (
        "SELECT pg_terminate_backend(pid, 9000) FROM pg_stat_activity WHERE pid <> pg_backend_pid()"
    )
    with psycopg.connect(quick.database) as connection:
        ended = connection.execute(f"{others} AND datname = current_database()").fetchall()
    assert ended
    assert caller.browser.get(f"{caller.address}/accounts").status_code == 200
    assert caller.post().status_code == 201
