"""Pay everybody of a large company through its pages, from calculation to close.

    python bench/pay_web.py [--people 10000 --months 10 --orders 12]

Builds a workspace that is thrown away: so many people, nine in ten of them on one plan with more
above quota and the others their managers, each with so many orders a month, of which one in fifty
comes partly back. Then one month after the other is paid, the last of them measured. Prints one
line of JSON a step: seconds of the processor (what else runs on the machine does not matter),
kilobytes of the answer, and the most memory held until then. Exits with 1 when a page takes more
than a second.
"""

import argparse
import json
import os
import resource
import sys
import tempfile
from collections.abc import Callable, Iterator
from datetime import date, timedelta
from decimal import Decimal
from pathlib import Path
from random import Random
from time import process_time
from typing import Any

YEAR, PASSWORD = 2026, "a-bench-password-7"
PAGE_SECONDS = 1.0
TEAM = 10


def _people(asked: argparse.Namespace) -> Iterator[str]:
    yield "person_id,name,title,role,team,region_id,manager_id,starts_on,hired_on"
    for n in range(asked.people):
        boss = n - n % TEAM
        above = f"S{boss:05}" if n != boss else ""
        role = "rep" if above else "manager"
        yield (f"S{n:05},销售{n:05},销售代表,{role},销售部/第{boss:05}组,CN,{above},"
               "2020-01-01,2020-01-01")  # fmt: skip


def _quotas(asked: argparse.Namespace) -> Iterator[str]:
    yield "plan,person_id,region_id,product_line,starts_on,ends_before,amount"
    for n in range(asked.people):
        for month in range(1, 13):
            starts, ends = date(YEAR, month, 1), _later(month)
            yield f"2026,S{n:05},CN,泵,{starts},{ends},{20_000 + n % 700 * 100}"


def _orders(asked: argparse.Namespace) -> Iterator[str]:
    yield ("line_id,order_id,booked_on,account_id,product_id,person_id,region_id,quantity,"
           "net_amount,cost")  # fmt: skip
    chance, line = Random(3), 0
    for month in range(1, asked.months + 1):
        for n in range(asked.people):
            for _ in range(asked.orders):
                line += 1
                day = date(YEAR, month, chance.randint(1, 28))
                amount = chance.randint(50_000, 1_000_000)
                yield _order(line, line, day, n, amount)
                if line % 50 == 0 and month < asked.months:
                    line += 1
                    yield _order(line, line - 1, day + timedelta(30), n, -amount // 2)


def _order(line: int, order: int, day: date, person: int, cents: int) -> str:
    amount = Decimal(cents) / 100
    return f"{line},O{order:08},{day},A1,P1,S{person:05},CN,{1 if cents > 0 else -1},{amount},0"


def _later(month: int) -> date:
    return date(YEAR, month + 1, 1) if month < 12 else date(YEAR + 1, 1, 1)


FILES = {
    "regions": lambda _: iter(["region_id,name,parent_id", "CN,全国,"]),
    "products": lambda _: iter(["product_id,name,line,list_price", "P1,离心泵,泵,100"]),
    "people": _people,
    "accounts": lambda _: iter(["account_id,name,industry,region_id,owner_id",
                                "A1,东方机械,制造,CN,S00001"]),
    "quotas": _quotas,
    "orders": _orders,
}  # fmt: skip
"""Every table in the order in which it comes in, its header first."""


def built(folder: Path, asked: argparse.Namespace) -> None:
    """The workspace with its people, orders, sign-ins and plan, ready to be paid."""
    from salesops.cli.demo_pay_plans import pay_sellers
    from salesops.cli.serving import create, seal
    from salesops.web.access import Owner
    from salesops.web.imports.actions import import_file
    from salesops.web.opening import hasten
    from salesops.web.people.actions import create_user
    from salesops.web.people.models import Role
    from salesops.web.workspace.actions import take_snapshot

    create(folder, "大公司", "CNY", 1, "months")
    hasten()
    for table, rows in FILES.items():
        file = folder / f"{table}.csv"
        with file.open("w", encoding="utf-8") as out:
            out.writelines(f"{row}\n" for row in rows(asked))
        done = import_file(actor=Owner(), table=table, source=file)
        if done.outcome.problems:
            raise RuntimeError(done.outcome.problems[0].reason("en"))
        file.unlink()
    last = _later(asked.months) - timedelta(days=1)
    take_snapshot(actor=Owner(), as_of=last)
    for name, role, person in (("ops", Role.OPS, None), ("finance", Role.FINANCE, None),
                               ("rep", Role.REP, "S00001")):  # fmt: skip
        create_user(actor=Owner(), username=name, password=PASSWORD, role=role, person_id=person)
    pay_sellers(YEAR, date(YEAR, 1, 1), last)
    seal(folder)


class Measured:
    """Steps one after the other, each told with what it cost."""

    def __init__(self) -> None:
        self.is_slow = False

    def __call__(self, name: str, done: Callable[[], Any], *, is_page: bool = False) -> Any:
        """What the step gives; a page is not to take more than a second."""
        began = process_time()
        found = done()
        size = _size(found) if is_page else 0
        seconds = process_time() - began
        self.is_slow |= is_page and seconds > PAGE_SECONDS
        told = {"bench": "pay_web", "step": name, "cpu_seconds": round(seconds, 3)}
        told |= {"kb": size // 1024} if is_page else {}
        most = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024
        print(json.dumps(told | {"mb": most}, ensure_ascii=False), flush=True)
        return found


def _size(answer: Any) -> int:
    if answer.status_code != 200:
        raise RuntimeError(f"{answer.status_code}: {answer.content[:200]!r}")
    held = answer.streaming_content if answer.streaming else [answer.content]
    return sum(len(piece) for piece in held)


def paid(months: int, measured: Measured) -> None:
    """Every month paid and closed, the last measured step by step."""
    from django.test import Client

    from salesops.web.people.models import User

    users = {user.username: user for user in User.objects.all()}
    browsers = {name: Client(HTTP_HOST="localhost") for name in users}
    for name, browser in browsers.items():
        browser.force_login(users[name])
    for month in range(1, months + 1):
        quiet = month < months
        _one_run(f"{YEAR}-{month:02}", browsers, (lambda _, done, **__: done()) if quiet
                 else measured)  # fmt: skip


def _one_run(period: str, browsers: Any, measured: Any) -> None:
    from salesops.web.access import Owner
    from salesops.web.pay.actions.runs import calculate_pay
    from salesops.web.pay.jobs import run_pay
    from salesops.web.pay.telling import tell_issued

    run = calculate_pay(actor=Owner("bench"), period=period)
    finance, path = browsers["finance"], f"/pay/runs/{run.pk}"
    measured(f"{period} calculate", lambda: run_pay.call(run.pk))
    if isinstance(measured, Measured):
        _pages(f"{period} in review", run.pk, browsers, measured)

    def step(name: str) -> None:
        measured(f"{period} {name}", lambda: finance.post(f"{path}/{name}"))
        run.refresh_from_db()

    step("approve")
    measured(f"{period} payroll.csv", lambda: finance.get(f"{path}/payroll.csv"), is_page=True)
    step("issue")
    measured(f"{period} tell", lambda: tell_issued.call(run.pk))
    step("close")
    if run.status != "closed":
        raise RuntimeError(f"{period} is {run.status}: {run.failure}")
    measured(f"{period} closed page", lambda: finance.get(path), is_page=True)


def _pages(name: str, run_id: str, browsers: Any, measured: Any) -> None:
    from salesops.web.pay.models import Statement

    finance, path = browsers["finance"], f"/pay/runs/{run_id}"
    own = Statement.objects.filter(run=run_id).order_by("person_id")[1].pk
    plan = Statement.objects.get(pk=own).plan
    pages = {
        "pay": "/pay", "run": path, "run page 90": f"{path}?page=90",
        "run sorted": f"{path}?sort=-due", "run searched": f"{path}?q=09999",
        "run one kind": f"{path}?kind=first_pay", "run everything told": f"{path}?all=1",
        "table.csv": f"{path}/table.csv", "table.xlsx": f"{path}/table.xlsx",
        "statement": f"/pay/statements/{own}", "statement.pdf": f"/pay/statements/{own}/file.pdf",
        "statement.xlsx": f"/pay/statements/{own}/file.xlsx",
        "pay plans": "/pay-plans", "pay plan": f"/pay-plans/{plan}",
        "disputes": "/pay/disputes", "adjustments": "/pay/adjustments",
        "REST runs": "/api/v1/pay/runs", "REST run": f"/api/v1{path}",
        "REST statements": f"/api/v1/pay/statements?run_id={run_id}",
        "REST assignments": "/api/v1/pay-assignments",
    }  # fmt: skip
    for said, address in pages.items():
        measured(f"{name}: {said}", lambda a=address: finance.get(a), is_page=True)
    measured(f"{name}: my pay", lambda: browsers["rep"].get("/pay/mine"), is_page=True)


def main() -> int:
    """Build, pay, tell; 1 when a page was slow."""
    parser = argparse.ArgumentParser(description=__doc__)
    for name, size in (("people", 10_000), ("months", 10), ("orders", 12)):
        parser.add_argument(f"--{name}", type=int, default=size)
    parser.add_argument("--home", type=Path, help="Build the workspace here, or use this one.")
    asked = parser.parse_args()
    measured = Measured()
    with tempfile.TemporaryDirectory() as folder:
        home = asked.home or Path(folder) / "workspace"
        os.environ["SALESOPS_HOME"] = str(home)
        from salesops.web.opening import set_up_django

        set_up_django()
        if not (home / "secret_key").exists():
            measured("build", lambda: built(home, asked))
        paid(asked.months, measured)
    return int(measured.is_slow)


if __name__ == "__main__":
    sys.exit(main())
