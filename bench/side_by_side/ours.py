"""Our own server with so many customers, deals and activities, on SQLite or PostgreSQL."""

import os
import subprocess
import sys
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager, suppress
from datetime import UTC, date, datetime, timedelta
from http.cookies import SimpleCookie
from pathlib import Path
from urllib.parse import urlencode

from side_by_side.load import Ask, Make, ask, reply

PASSWORD = "a-bench-password-7"
SELLERS = 200
STAGES = ("初步接触", "需求确认", "方案报价", "商务谈判", "赢单", "输单")
SLICE = 20_000
NOW = datetime(2026, 10, 1, 9, tzinfo=UTC)
Row = dict[str, object]


def filled(accounts: int, deals: int, activities: int) -> str:
    """Fill the workspace of this process, as imports do; gives a key to its REST interface.

    But for the index of words, which PostgreSQL makes once, at the end.
    """
    from salesops.web.access import Owner
    from salesops.web.crm.arriving import settled
    from salesops.web.opening import hasten
    from salesops.web.people.actions import create_user
    from salesops.web.people.models import Role
    from salesops.web.people.records import put_people
    from salesops.web.workspace.actions import issue_token, take_snapshot

    hasten()
    put_people([
        {"person_id": f"S{n:04d}", "name": f"销售{n}", "team": f"销售部/第{n % 20}组",
         "role": "rep", "starts_on": date(2020, 1, 1)}
        for n in range(SELLERS)
    ])  # fmt: skip
    with _words_indexed_afterwards():
        _put("accounts", accounts, _account)
        _put("deals", deals, lambda n: _deal(n, accounts))
        _put("activities", activities, lambda n: _activity(n, accounts))
    settled(accounts + deals + activities)
    owner = Owner()
    user = create_user(actor=owner, username="ops", password=PASSWORD, role=Role.OPS)
    take_snapshot(actor=owner, as_of=date(2026, 9, 30))
    return issue_token(actor=owner, user=user, name="bench", scopes=("read", "write"))


def _put(table: str, count: int, row: Callable[[int], Row]) -> None:
    from django.db import transaction

    from salesops.web.crm.arriving import arrive, prepared

    for rows in _slices(count, row):
        with transaction.atomic():
            arrive(table, prepared(table, rows), NOW)


def _slices(count: int, row: Callable[[int], Row]) -> Iterator[list[Row]]:
    for first in range(0, count, SLICE):
        yield [row(n) for n in range(first, min(first + SLICE, count))]


@contextmanager
def _words_indexed_afterwards() -> Iterator[None]:
    """PostgreSQL makes an index of many rows in a tenth of the time it takes to add each to it."""
    from django.db import connection

    from salesops.web.crm import grams

    if connection.vendor != "postgresql":
        yield
        return
    with connection.schema_editor() as editor:
        grams.clear(None, editor)
    yield
    with connection.schema_editor() as editor:
        grams.build(None, editor)


def _account(n: int) -> Row:
    return {
        "account_id": f"C{n:06d}", "name": f"上海{n}机械有限公司", "class": "ABC"[n % 3],
        "industry": "通用设备制造业", "owner_id": f"S{n % SELLERS:04d}",
        "phone": f"138{n:08d}", "created_on": date(2024, 1, 1) + timedelta(days=n % 700),
    }  # fmt: skip


def _deal(n: int, accounts: int) -> Row:
    stage = STAGES[n % 6] if n % 10 == 0 else STAGES[4 + n % 2]
    status = {"赢单": "won", "输单": "lost"}.get(stage, "open")
    opened = date(2024, 6, 1) + timedelta(days=n % 800)
    return {
        "deal_id": f"SJ{n:07d}", "name": f"项目{n}", "account_id": f"C{n % accounts:06d}",
        "person_id": f"S{n % SELLERS:04d}", "stage": stage, "status": status,
        "amount": 1000 + n % 90000, "created_on": opened,
        "expected_close_on": opened + timedelta(days=60),
        "closed_on": opened + timedelta(days=50) if status != "open" else None,
    }  # fmt: skip


def _activity(n: int, accounts: int) -> Row:
    return {
        "activity_id": f"H{n:08d}", "happened_at": NOW - timedelta(minutes=n % 1_000_000),
        "kind": ("call", "visit", "mail", "message")[n % 4], "direction": "outbound",
        "outcome": "有意向", "summary": f"第{n}次跟进，确认需求与时间",
        "person_id": f"S{n % SELLERS:04d}", "account_id": f"C{n % accounts:06d}",
    }  # fmt: skip


@contextmanager
def server(home: Path, sizes: Sequence[int], port: int, database: str | None) -> Iterator[str]:
    """Our server over a filled workspace; gives the key to its REST interface."""
    env = {**os.environ, "SALESOPS_HOME": str(home)}
    env.pop("SALESOPS_DATABASE_URL", None)
    if database:
        env["SALESOPS_DATABASE_URL"] = database
    program = [sys.executable, "-m", "salesops.cli.run"]
    subprocess.run([*program, "init"], env=env, check=True, stdout=subprocess.DEVNULL)
    script = [sys.executable, "-m", "side_by_side.ours", *map(str, sizes)]
    here = Path(__file__).resolve().parents[1]
    done = subprocess.run(script, env=env, cwd=here, check=True, stdout=subprocess.PIPE, text=True)
    serve = [*program, "serve", "--port", str(port)]
    with subprocess.Popen(serve, env=env, stdout=subprocess.DEVNULL) as process:
        try:
            _wait(port)
            yield done.stdout.strip().splitlines()[-1]
        finally:
            process.terminate()


def _wait(port: int) -> None:
    for _ in range(300):
        with suppress(OSError):
            ask(port, Ask("GET", "/health"))
            return
        time.sleep(0.2)
    raise RuntimeError("our server does not answer")


def signed_in(port: int) -> str:
    """The cookie of somebody who signed in on the page."""
    page = reply(port, Ask("GET", "/sign-in"))
    csrf = _cookies(page.headers)["csrftoken"]
    body = urlencode({"username": "ops", "password": PASSWORD, "csrfmiddlewaretoken": csrf})
    headers = {
        "Cookie": f"csrftoken={csrf}", "Content-Type": "application/x-www-form-urlencoded",
        "Referer": f"http://127.0.0.1:{port}/sign-in",
    }  # fmt: skip
    answer = reply(port, Ask("POST", "/sign-in", headers, body.encode()))
    return f"sessionid={_cookies(answer.headers)['sessionid']}"


def _cookies(headers: Sequence[tuple[str, str]]) -> dict[str, str]:
    jar: SimpleCookie = SimpleCookie()
    for name, value in headers:
        if name.lower() == "set-cookie":
            jar.load(value)
    return {name: morsel.value for name, morsel in jar.items()}


def workloads(port: int, key: str, accounts: int) -> dict[str, Make]:
    """What is asked of it: pages as a browser gets them, and REST as a program does."""
    page = {"Cookie": signed_in(port)}
    api = {"Authorization": f"Bearer {key}", "Content-Type": "application/json"}

    def account(n: int) -> str:
        return f"C{n * 7919 % accounts:06d}"

    return {
        "list": lambda _: Ask("GET", "/accounts", page),
        "search": lambda n: Ask("GET", f"/accounts?q={n * 37 % accounts}", page),
        "customer": lambda n: Ask("GET", f"/accounts/{account(n)}", page),
        "board": lambda _: Ask("GET", "/deals/board", page),
        "api list": lambda _: Ask("GET", "/api/v1/accounts?limit=50", api),
        "api search": lambda n: Ask("GET", f"/api/v1/accounts?limit=50&q={n * 37 % accounts}", api),
        "read": lambda n: Ask("GET", f"/api/v1/accounts/{account(n)}", api),
        "create": lambda n: Ask(
            "POST", "/api/v1/accounts", api, f'{{"name": "北京{n}化工有限公司"}}'.encode()
        ),
    }


if __name__ == "__main__":
    from salesops.web.opening import set_up_django

    set_up_django()
    print(filled(*map(int, sys.argv[1:])))
