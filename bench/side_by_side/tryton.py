"""A Tryton server with as many parties and opportunities, on a PostgreSQL server of its own.

It is installed into a folder of its own: nothing of it is part of the project.
"""

import base64
import json
import os
import subprocess
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from side_by_side.load import Ask, Make, ask

PACKAGES = ("trytond==8.2.*", "trytond_party==8.2.*", "trytond_sale_opportunity==8.2.*",
            "psycopg[binary,pool]", "granian<3")  # fmt: skip
MODULES = ("party", "sale_opportunity")
PASSWORD = "a-bench-password-7"
SEED = """
INSERT INTO currency_currency (id, create_uid, create_date, name, code, symbol, rounding, digits,
  active, numeric_code) VALUES (1, 0, now(), 'Yuan', 'CNY', '¥', 0.01, 2, true, '156');
INSERT INTO party_party (id, create_uid, create_date, name, code, active)
  SELECT n, 0, now() - n * interval '1 minute', '上海' || n || '机械有限公司', 'C' || n, true
  FROM generate_series(1, {accounts}) n;
INSERT INTO company_company (id, create_uid, create_date, party, currency)
  VALUES (1, 0, now(), 1, 1);
INSERT INTO company_employee (id, create_uid, create_date, party, company)
  VALUES (1, 0, now(), 2, 1);
INSERT INTO "res_user-company_company" ("user", company) SELECT id, 1 FROM res_user;
UPDATE res_user SET company = 1;
INSERT INTO sale_opportunity (id, create_uid, create_date, number, party, company, employee,
  start_date, description, amount, currency, conversion_probability, state)
  SELECT n, 0, now(), 'SJ' || n, 1 + n % {accounts}, 1, 1, current_date - (n % 700)::int,
    '项目' || n, 1000 + n % 90000, 1, 0.5, 'lead'
  FROM generate_series(1, {deals}) n;
SELECT setval('party_party_id_seq', {accounts});
SELECT setval('sale_opportunity_id_seq', {deals});
ANALYZE;
"""


@contextmanager
def server(
    folder: Path, programs: Path, database: str, sizes: tuple[int, ...], port: int
) -> Iterator[None]:
    """Tryton serving a database of its own on a PostgreSQL server, filled."""
    base = database.rsplit("/", 1)[0]
    subprocess.run(["psql", database, "-qc", "CREATE DATABASE tryton"], check=True)
    config = folder / "trytond.conf"
    config.write_text(f"[database]\nuri = {base}\n[web]\nlisten = 127.0.0.1:{port}\n")
    secret = folder / "tryton-password"
    secret.write_text(PASSWORD)
    env = {**os.environ, "TRYTONPASSFILE": str(secret)}
    admin: list[str | Path] = [
        programs / "trytond-admin", "-c", config, "-d", "tryton", "-u", *MODULES,
        "--activate-dependencies", "--email", "bench@example.com", "-p",
    ]  # fmt: skip
    subprocess.run(admin, env=env, check=True, stdin=subprocess.DEVNULL)
    seed = SEED.format(accounts=sizes[0], deals=sizes[1])
    subprocess.run(["psql", f"{base}/tryton", "-qv", "ON_ERROR_STOP=1"], input=seed, text=True,
                   check=True, stdout=subprocess.DEVNULL)  # fmt: skip
    env |= {"TRYTOND_CONFIG": str(config), "TRYTOND_DATABASE_NAMES": "tryton"}
    serve: list[str | Path] = [
        programs / "granian", "--interface", "wsgi", "--port", str(port), "--workers", "2",
        "--blocking-threads", "4", "--no-log", "trytond.application:app",
    ]  # fmt: skip
    with subprocess.Popen(serve, env=env, cwd=folder) as process:
        try:
            _wait(port)
            yield
        finally:
            process.terminate()


def _wait(port: int) -> None:
    for _ in range(300):
        with suppress(OSError):
            ask(port, call({}, "common.db.login", ["admin", {"password": PASSWORD}]))
            return
        time.sleep(0.2)
    raise RuntimeError("Tryton does not answer")


def call(headers: dict[str, str], method: str, params: list[object]) -> Ask:
    """A remote call as its own client makes it."""
    body = json.dumps({"id": 1, "method": method, "params": params}).encode()
    return Ask("POST", "/tryton/rpc/", {"Content-Type": "application/json", **headers}, body)


def workloads(port: int, accounts: int) -> dict[str, Make]:
    """What is asked of it: the same lists, reads and writes as of ours."""
    answer = ask(port, call({}, "common.db.login", ["admin", {"password": PASSWORD}]))
    user, session = json.loads(answer)["result"][:2]
    key = base64.b64encode(f"admin:{user}:{session}".encode()).decode()
    headers = {"Authorization": f"Session {key}"}
    context = {"company": 1, "companies": [1], "language": "en"}
    seen = ["name", "code", "active", "rec_name", "lang", "create_date"]
    of_deals = ["number", "party.rec_name", "description", "amount", "state", "start_date"]

    def search(model: str, domain: list[object], order: str, fields: list[str]) -> Ask:
        params = [domain, 0, 50, [[order, "ASC"]], fields, context]
        return call(headers, f"model.{model}.search_read", params)

    return {
        "list": lambda _: search("party.party", [], "name", seen),
        "search": lambda n: search(
            "party.party", [["name", "ilike", f"%{n * 37 % accounts}%"]], "name", seen
        ),
        "board": lambda _: search(
            "sale.opportunity", [["state", "=", "lead"]], "start_date", of_deals
        ),
        "read": lambda n: call(
            headers, "model.party.party.read", [[1 + n * 7919 % accounts], seen, context]
        ),
        "create": lambda n: call(
            headers, "model.party.party.create", [[{"name": f"北京{n}化工有限公司"}], context]
        ),
    }
