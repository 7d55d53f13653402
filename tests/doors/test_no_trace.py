"""Cy finds no trace of what Ada's team has: not on a page, in a file, through a key or by asking.

Everything of theirs says an unmistakable word. Every address that can be read is read, by Cy,
who must find none of it, and by Ada, who must find all of it, so that the law can be broken.
"""

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal
from io import BytesIO
from typing import Any
from urllib.parse import quote, urlencode
from zipfile import ZipFile, is_zipfile

import pytest
from django.db import transaction
from django.test import Client
from django.utils import timezone

from salesops.web.access import Owner
from salesops.web.assistants.asking import Caller, openapi
from salesops.web.assistants.describing import takes
from salesops.web.assistants.offered import TOOLS
from salesops.web.assistants.tools import called
from salesops.web.lists.registry import PLACES
from tests.doors.peopled import PHONES, WORDS, company_ids, records_of
from tests.doors.shell import run
from tests.doors.test_mcp import USED
from tests.doors.test_who_may import asked
from tests.doors.world import PASSWORD

pytestmark = [pytest.mark.django_db, pytest.mark.slow]
WORD = WORDS["bo"]
# What somebody might type who has heard of something: never all of what must not be seen.
HEARD = ("鲸", "泵站", "lj", "ljbz", "重工", "东方", "dfjx", PHONES["bo"][-4:], "whale", "W-", "D-")
DOORS = (
    "/accounts", "/contacts", "/leads", "/deals/board", "/deals/risk", "/activities", "/tasks/list",
    "/find", "/accounts/check", "/lists/", "/audit?", "/audit/", "/api/v1/lists/", "/api/v1/find",
    "/api/v1/accounts/", "duplicates", "mcp customers", "mcp find", "mcp history", "ask ", "rows ",
)  # fmt: skip
"""Where Ada finds what Cy must not: a door that shows nothing to anybody proves nothing."""
Seen = Iterator[tuple[str, str]]
"""What was asked, and all that came back."""


@dataclass(frozen=True)
class Planted:
    """What Ada's team has: ids by the names addresses use, and what gives each thing away."""

    ids: Mapping[str, Any]
    secrets: tuple[str, ...]


@pytest.fixture
def planted(home, user, monkeypatch) -> Planted:
    """One record of each kind for Bo, a customer with every field filled, what follows them."""
    from salesops.web.crm.actions import accounts, deals, leads
    from salesops.web.notices.models import Notice

    monkeypatch.setenv("SALESOPS_HOME", str(home))
    bo, held = user("bo"), records_of("bo")
    records_of("cy")
    customer = accounts.create_account(
        actor=bo, account_id="W-bluewhale", owner_id="bo", tags=[f"{WORD}标签"],
        values={
            "name": f"{WORD}重工集团", "credit_code": "91310000MA1FL0BW12", "phone": "021-55667788",
            "website": "https://bluewhale.example", "address": f"{WORD}路一号",
            "industry": f"{WORD}业", "note": f"{WORD}说明",
        },
    )  # fmt: skip
    deals.change_deal(
        actor=bo, deal_id=held.ids["deal_id"], version=None,
        values={
            "next_step": f"{WORD}下一步", "competitor": f"{WORD}对手", "amount": Decimal(777001),
        },
    )  # fmt: skip
    converted = leads.receive_lead(
        actor=bo, lead_id="L-whale2", owner_id="bo",
        values={"company": f"{WORD}二厂", "wechat": "bluewhale-wx", "need": f"{WORD}需求"},
    ).lead  # fmt: skip
    Notice.objects.create(
        user=bo, kind="task", title=f"{WORD}提醒", made_at=timezone.now(), table="deals",
        record_id=held.ids["deal_id"],
    )  # fmt: skip
    more = ("91310000MA1FL0BW12", "021-55667788", "bluewhale.example", "bluewhale-wx", "777001")
    secrets = (*(s for s in held.secrets if s != "777000"), customer.pk, converted.pk, *more)
    return Planted({**held.ids, **company_ids()}, (*secrets, "东方机械"))


def text_of(content: bytes) -> str:
    """All that is said in it; a workbook is a bundle of texts."""
    if not is_zipfile(BytesIO(content)):
        return content.decode("utf-8", "replace")
    with ZipFile(BytesIO(content)) as book:
        return "".join(book.read(name).decode("utf-8", "replace") for name in book.namelist())


def read(client: Client, address: str, headers: Mapping[str, str], **sent: Any) -> str:
    """The whole answer with its headers; what it did is taken back."""
    with transaction.atomic():
        do = client.post if sent else client.get
        response = do(address, headers=dict(headers), **sent)
        # Read to its end it is closed; closing it again would close the test's connection.
        content = b"".join(response.streaming_content) if response.streaming else response.content
        transaction.set_rollback(True)
    return f"{response.headers}\n{text_of(content)}"


def addresses(ids: Mapping[str, Any]) -> Iterator[str]:
    """Every address that is read: pages and REST, of these records and of everything."""
    for _row, method, address, more in asked(dict(ids)):
        if method == "GET":
            yield f"{address}?{urlencode(more['query'])}" if more["query"] else address
    for name in PLACES:
        yield from (f"/lists/{name}.csv", f"/lists/{name}.xlsx", f"/lists/{name}/filters")
        yield from (f"/api/v1/lists/{name}.csv", f"/api/v1/lists/{name}.xlsx")
    for other in ("W-bluewhale", "A1"):
        yield f"/api/v1/accounts/{other}/360"
        yield f"/accounts/{other}"
        yield f"/audit?{urlencode({'table': 'accounts', 'record': other})}"
    for text in HEARD:
        query = quote(text)
        yield from (f"/find?q={query}", f"/api/v1/find?q={query}", f"/leads?q={query}")
        yield from (f"/accounts?q={query}", f"/contacts?q={query}", f"/deals?q={query}")
        yield from (f"/accounts/pick?q={query}", f"/tasks/list?q={query}", f"/activities?q={query}")
        yield from (f"/deals/board?q={query}", f"/deals/risk?q={query}", f"/deals/flow?q={query}")
        yield from (f"/accounts/check?name={query}", f"/leads/new/check?company={query}")
    yield f"/accounts/check?{urlencode({'name': 'x', 'phone': '02155667788'})}"
    yield f"/leads/new/check?{urlencode({'company': 'x', 'phone': PHONES['bo']})}"
    yield "/audit?door=page"
    yield "/notices"


def over_http(name: str, ids: Mapping[str, Any], key: Mapping[str, str]) -> Seen:
    """Pages as somebody signed in, REST with their key."""
    page, api = Client(raise_request_exception=False), Client(raise_request_exception=False)
    assert page.login(username=name, password=PASSWORD)
    for address in addresses(ids):
        is_api = address.startswith("/api/")
        yield address, read(api if is_api else page, address, key if is_api else {})
    bodies: list[tuple[str, dict[str, Any]]] = [
        ("duplicates", {"name": "鲸重工集团"}), ("duplicates", {"phone": PHONES["bo"][:-1]}),
        ("duplicates", {"phone": PHONES["bo"]}), ("duplicates", {"email": "bo@whale.example"}),
        ("duplicates", {"credit_code": "91310000MA1FL0BW12"}),
        ("ask", {"metrics": ["net_revenue"], "by": ["accounts.name", "people.name"]}),
    ]  # fmt: skip
    for path, body in bodies:
        sent = {"data": json.dumps(body), "content_type": "application/json"}
        yield f"{path} {body}", read(api, f"/api/v1/{path}", key, **sent)


def by_assistant(actor: Any, ids: Mapping[str, Any]) -> Seen:
    """Every tool, of everything, of these records and of what was heard of."""
    said = {"q": list(HEARD), "metrics": [["net_revenue"]], "metric": ["net_revenue"],
            "by": [["accounts.name"]], "table": ["deals"], "record": [ids["deal_id"]]}  # fmt: skip
    for tool in TOOLS.values():
        names = takes(tool, openapi())["properties"]
        held = {name: ids[name] for name in names if name in ids and f"{{{name}}}" in tool.path}
        told = [held, *({**held, name: one} for name in names for one in said.get(name, ()))]
        told += [{**held, name: ids[name]} for name in names if name in ids and name not in held]
        told += [{**USED[tool.name][1], **held}] if tool.is_action else []
        told += [{name: values[0] for name, values in said.items() if name in names}]
        for arguments in told:
            with transaction.atomic():
                answer = called(Caller(actor), tool.name, arguments, "zh")
                transaction.set_rollback(True)
            yield f"mcp {tool.name} {arguments}", json.dumps(answer.told, ensure_ascii=False)


def at_the_command_line(name: str) -> Seen:
    """Figures and their rows, by every name a customer has."""
    for words in (
        ("ask", "net_revenue", "--by", "accounts.name", "--as", name),
        ("ask", "won_amount", "open_pipeline", "--by", "accounts.account_id", "--as", name),
        ("rows", "net_revenue", "--by", "accounts.name", "--as", name),
    ):
        said = run(*words)
        yield " ".join(words), said.out + said.err


def everything(name: str, actor: Any, planted: Planted, key: Mapping[str, str]) -> Seen:
    yield from over_http(name, planted.ids, key)
    yield from by_assistant(actor, planted.ids)
    yield from at_the_command_line(name)


def traces(seen: Seen, secrets: tuple[str, ...]) -> list[tuple[str, str]]:
    """Where which secret was read; what somebody said himself is no news."""
    return [
        (asked_, secret)
        for asked_, text in seen
        for secret in secrets
        if secret in text and secret not in asked_
    ]


def test_cy_finds_no_trace_and_ada_finds_everything(planted, user, token):
    keys = {name: token(name, "read", "write") for name in ("cy", "ada")}
    found = {
        name: traces(everything(name, user(name), planted, keys[name]), planted.secrets)
        for name in ("cy", "ada")
    }
    assert found["cy"] == []
    assert set(planted.secrets) - {secret for _asked, secret in found["ada"]} == set()
    where = tuple(asked_ for asked_, _secret in found["ada"])
    assert [door for door in DOORS if not any(one.startswith(door) for one in where)] == []


def test_who_holds_the_folder_sees_both_sides(planted):
    told = called(Caller(Owner()), "customers", {}, "zh").told["items"]
    assert {"W-bluewhale", "A1", "A2"} <= {item["account_id"] for item in told}
