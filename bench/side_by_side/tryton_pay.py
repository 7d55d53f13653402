"""Tryton making the commissions of invoice lines, in an environment and a database of its own.

Run with the environment's interpreter, a database's address and a number of lines; prints one
line of JSON. This file is the one that is run there: it imports nothing of the project.
"""

import json
import os
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from decimal import Decimal
from importlib import import_module
from pathlib import Path
from typing import Any

PACKAGES = ("trytond==8.2.*", "trytond_commission==8.2.*", "proteus==8.2.*",
            "psycopg[binary,pool]")  # fmt: skip
PER_INVOICE = 10


def activated(folder: Path, database: str) -> str:
    """A database with the commission module, and the configuration file that names it."""
    base = database.rsplit("/", 1)[0]
    subprocess.run(["psql", database, "-qc", "CREATE DATABASE paying"], check=True)
    config, secret = folder / "trytond.conf", folder / "password"
    config.write_text(f"[database]\nuri = {base}\n")
    secret.write_text("a-bench-password-7")
    admin: list[str | Path] = [
        Path(sys.executable).with_name("trytond-admin"), "-c", config, "-d", "paying",
        "-u", "commission", "--activate-dependencies", "--email", "bench@example.com", "-p",
    ]  # fmt: skip
    environment = {**os.environ, "TRYTONPASSFILE": str(secret)}
    subprocess.run(admin, env=environment, check=True, stdin=subprocess.DEVNULL,
                   stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)  # fmt: skip
    return str(config)


def company() -> tuple[Any, dict[str, Any]]:
    """A company with a chart of accounts, by the modules' own means."""
    tools = "trytond.modules.{}.tests.tools"
    import_module(tools.format("company")).create_company()
    accounts = import_module(tools.format("account"))
    accounts.create_chart()
    return import_module(tools.format("company")).get_company(), accounts.get_accounts()


def invoices(lines: int) -> list[int]:
    """Draft invoices of so many lines with an agent at ten per cent."""
    get = import_module("proteus").Model.get
    owner, accounts = company()
    category = get("product.category")(
        name="Sold", accounting=True, account_expense=accounts["expense"],
        account_revenue=accounts["revenue"],
    )  # fmt: skip
    category.save()
    (unit,) = get("product.uom").find([("name", "=", "Unit")])
    template = get("product.template")(
        name="Sold", default_uom=unit, type="service", list_price=Decimal(100),
        account_category=category,
    )  # fmt: skip
    template.save()
    (product,) = template.products
    plan = get("commission.plan")(name="Plan", commission_product=product)
    plan.lines.new().formula = "amount * 0.1"
    plan.save()
    party = get("party.party")(name="Agent")
    party.save()
    agent = get("commission.agent")(party=party, type_="agent", plan=plan, currency=owner.currency)
    agent.save()
    invoice = get("account.invoice")(type="out", party=party, agent=agent)
    for _ in range(PER_INVOICE):
        line = invoice.lines.new()
        line.product, line.quantity, line.unit_price = product, 1, Decimal(100)
    invoice.save()
    with transaction() as pool:
        model = pool.get("account.invoice")
        (first,) = model.browse([invoice.id])
        copies = model.copy([first] * (lines // PER_INVOICE - 1))
        return [first.id, *(copy.id for copy in copies)]


@contextmanager
def transaction() -> Iterator[Any]:
    """The models of the database within a transaction, committed at the end."""
    pool = import_module("trytond.pool").Pool("paying")
    of = import_module("trytond.transaction").Transaction()
    with of.start("paying", 1, context={"company": 1, "companies": [1]}):
        yield pool
        of.commit()


def measured(numbers: list[int]) -> dict[str, Any]:
    """Seconds until every line has its commission, committed."""
    wall, worked = time.perf_counter(), time.process_time()
    with transaction() as pool:
        model = pool.get("account.invoice")
        found = model.create_commissions(model.browse(numbers))
    return {
        "peer": "trytond_commission", "lines": len(found),
        "seconds": round(time.perf_counter() - wall, 3),
        "cpu_seconds": round(time.process_time() - worked, 3),
    }  # fmt: skip


def main() -> None:
    """Install, fill, measure."""
    folder, database, lines = Path(sys.argv[1]), sys.argv[2], int(sys.argv[3])
    config = activated(folder, database)
    proteus = import_module("proteus")
    proteus.config.set_trytond("paying", config_file=config)
    print(json.dumps(measured(invoices(lines))), flush=True)


if __name__ == "__main__":
    main()
