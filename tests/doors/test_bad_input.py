"""Whatever a program sends, it is told what is wrong: never our own failure, never a page."""

import json
from collections.abc import Iterator
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import transaction
from django.test import Client
from django.test.client import BOUNDARY, MULTIPART_CONTENT, encode_multipart

from tests.doors.bodies import content_of, made, resolved
from tests.doors.operations import operations, read_out
from tests.doors.peopled import company_ids, records_of

pytestmark = [pytest.mark.django_db, pytest.mark.slow]
WRITES = [one for one in operations("post", "put", "patch") if content_of(one)]
IN_JSON = [one for one in WRITES if content_of(one)[0] == "application/json"]
IN_PARTS = [one for one in WRITES if content_of(one)[0] == "multipart/form-data"]
READS = list(operations("get"))
NAUGHTY = {
    "script": "<script>alert(1)</script>", "long": "长" * 10_000, "emoji": "👩‍👩‍👧‍👦" * 50,
    "rtl": "\u202eمرحبا\u2066", "null": "a\0b\0", "mail": "a" * 290 + "@b.example", "blank": " ",
    "quotes": "' OR 1=1 --", "path": "../../etc/passwd", "lone": "\ud800", "number": 10**40,
    "negative": -(2**63), "float": 1e308, "list": [[[]]], "dict": {"a": {}}, "true": True,
    "none": None, "nan": float("nan"), "date": "9999-12-31T23:59:59+14:00", "ancient": "0001-01-01",
    "naive": "2025-03-01T09:00:00",
}  # fmt: skip


@pytest.fixture(scope="module")
def ids(django_db_setup, django_db_blocker) -> Iterator[dict[str, Any]]:
    """One record of each kind, made once: what a test does to them is rolled back."""
    with django_db_blocker.unblock(), transaction.atomic():
        yield {**records_of("bo").ids, **company_ids()}
        transaction.set_rollback(True)


@pytest.fixture
def keys(token) -> list[dict[str, str]]:
    return [token(name, "read", "write") for name in ("olga", "adam")]


# One for all: every new one would look through all static files again.
CLIENT = Client(raise_request_exception=False)


def send(operation, address: str, data: bytes | str, kind: str, headers: Any) -> Any:
    with transaction.atomic():
        answer = CLIENT.generic(operation.method, address, data, content_type=kind, headers=headers)
        transaction.set_rollback(True)
    return answer


def amiss(answer: Any) -> str:
    """What is wrong with an answer: our own failure, or a refusal that tells no problem."""
    read_out(answer)
    if answer.status_code >= 500:
        return f"{answer.status_code}"
    if answer.status_code < 400:
        return ""
    if not answer["Content-Type"].startswith("application/json"):
        return f"{answer.status_code} as {answer['Content-Type']}"
    told = answer.json()
    problems = told.get("problems")
    is_told = problems and all(problem["reason"] for problem in problems)
    return "" if is_told else f"{answer.status_code}: {told}"


def test_every_operation_that_takes_something_takes_json_or_a_file() -> None:
    assert len(IN_JSON) + len(IN_PARTS) == len(WRITES) > 50


@pytest.mark.parametrize("operation", IN_JSON, ids=lambda one: one.name)
def test_no_value_of_any_field_breaks_an_operation(operation, ids, keys):
    kind, content = content_of(operation)
    whole = made(content["schema"], {**ids, "person_id": "bo", "version": 1}, "", whole=True)
    if not isinstance(whole, dict):
        whole = {"": whole}
    address = operation.address(ids, "0")
    found = {
        (name, what): amiss(
            send(operation, address, json.dumps({**whole, name: value}), kind, keys[0])
        )
        for name in whole
        for what, value in NAUGHTY.items()
    }
    assert {sent: wrong for sent, wrong in found.items() if wrong} == {}


@pytest.mark.parametrize("operation", IN_PARTS, ids=lambda one: one.name)
def test_no_file_and_no_field_beside_it_breaks_an_operation(operation, ids, keys):
    _, content = content_of(operation)
    fields = resolved(content["schema"])["properties"]
    address = operation.address(ids, "0")
    found = {}
    for what, value in NAUGHTY.items():
        text = str(value).encode("utf-8", "surrogatepass")
        for name, held in fields.items():
            whole = dict.fromkeys(fields, b"x")
            sent = SimpleUploadedFile("a.csv", text) if held.get("format") == "binary" else text
            body = encode_multipart(BOUNDARY, {**whole, name: sent})
            found[name, what] = amiss(send(operation, address, body, MULTIPART_CONTENT, keys[0]))
    assert len(found) >= len(NAUGHTY)
    assert {sent: wrong for sent, wrong in found.items() if wrong} == {}


BODIES = {
    "nothing": b"", "no json": b"{", "bytes": b"\xff\xfe\x00", "null byte": b'{"a": "\0"}',
    "a list": b"[]", "a number": b"1", "a string": b'"x"', "null": b"null",
    "deep": b"[" * 100_000 + b"]" * 100_000, "deep dict": b'{"a":' * 50_000 + b"1" + b"}" * 50_000,
    "huge": b'{"name": "' + b"x" * 6_000_000 + b'"}', "many": b"{%s}" % b",".join(
        b'"k%d": 1' % n for n in range(20_000)),
}  # fmt: skip
KINDS = ("application/json", "text/plain", "application/xml", "application/x-www-form-urlencoded",
         "multipart/form-data; boundary=x", "nonsense")  # fmt: skip


@pytest.mark.parametrize("operation", WRITES, ids=lambda one: one.name)
def test_no_body_of_any_type_breaks_an_operation(operation, ids, keys):
    address = operation.address(ids, "0")
    bodies = [(what, body, "application/json") for what, body in BODIES.items()]
    bodies += [(kind, b"{}", kind) for kind in KINDS]
    found = {
        (what, number): amiss(send(operation, address, body, kind, headers))
        for number, headers in enumerate(keys)
        for what, body, kind in bodies
    }
    assert {sent: wrong for sent, wrong in found.items() if wrong} == {}


def test_a_body_that_is_too_large_is_told_so(keys):
    answer = CLIENT.generic(
        "POST", "/api/v1/accounts", BODIES["huge"], content_type="application/json",
        headers=keys[0],
    )  # fmt: skip
    assert answer.status_code == 413
    assert answer.json()["problems"][0]["code"] == "too_large"


ODD = ("", "%00", "a%00b", "..%2F..%2Fetc", "%F0%9F%98%80", "%E2%80%AE", "x" * 3000, "-1",
       "9" * 40, "%27%20OR%201=1", "%ED%A0%80", "1e5", "None")  # fmt: skip


@pytest.mark.parametrize("operation", READS, ids=lambda one: one.name)
def test_no_address_breaks_an_operation(operation, ids, keys):
    names = [one["name"] for one in operation.said.get("parameters", ()) if one["in"] == "query"]
    asked = [*names[:25], "cursor", "limit"]
    queries = ["", *(f"?{name}={odd}" for odd in ODD for name in asked)]
    plain = {operation.address(ids, "0") + query for query in queries}
    odd_ones = {strange(operation.path, ids, odd) for odd in ODD}
    found = {asked: amiss(CLIENT.get(asked, headers=keys[0])) for asked in plain | odd_ones}
    assert {sent: wrong for sent, wrong in found.items() if wrong} == {}


def strange(path: str, ids: dict[str, Any], odd: str) -> str:
    """The address with something odd for every id of a record."""
    for name in ids:
        path = path.replace(f"{{{name}}}", odd or "0")
    return path


@pytest.mark.parametrize("name", ["Authorization", "Cookie", "Idempotency-Key", "Accept-Language",
                                  "X-Forwarded-For", "HX-Target"])  # fmt: skip
@pytest.mark.parametrize("value", ["\0", "a\0b", "Bearer \0", 'sessionid="\\000x"', "é" * 500])
def test_no_header_breaks_a_page_or_an_operation(name, value, keys):
    for path in ("/sign-in", "/", "/accounts", "/api/v1/accounts"):
        headers = {**(keys[0] if path.startswith("/api") else {}), name: value}
        assert CLIENT.get(path, headers=headers).status_code < 500, (path, name, value)
    body = json.dumps({"name": "头公司"})
    answer = CLIENT.generic("POST", "/api/v1/accounts", body, content_type="application/json",
                            headers={**keys[0], name: value})  # fmt: skip
    assert answer.status_code < 500


@pytest.mark.parametrize(("method", "path", "status", "code"), [
    ("GET", "/api/v1/nowhere", 404, "not_found"), ("GET", "/api/v1/deals/none", 404, "not_found"),
    ("DELETE", "/api/v1/accounts", 405, "not_allowed"), ("GET", "/api/", 404, "not_found"),
    ("POST", "/api/v1/ask", 400, "unreadable"),
    ("GET", "/api/v1/leads?cursor=x", 422, "bad_cursor"),
])  # fmt: skip
def test_every_refusal_is_a_problem_in_the_readers_language(keys, user, method, path, status, code):
    for language in ("zh-hans", "en"):
        olga = user("olga")
        olga.language = language
        olga.save(update_fields=["language"])
        answer = CLIENT.generic(
            method, path, b"{", content_type="application/json", headers=keys[0]
        )
        assert answer.status_code == status
        (problem,) = answer.json()["problems"]
        assert problem["code"] == code and problem["remedy"]
        is_english = problem["reason"].isascii()
        # Where there is nothing, nobody asks who came, so it is the company's language.
        has_operation = status not in (404, 405) or "deals" in path
        assert is_english is (language == "en" and has_operation)


def test_a_field_that_is_wrong_is_named_with_what_to_do(keys):
    body = {"name": 5, "owner_id": ["x"]}
    answer = CLIENT.post("/api/v1/accounts", body, content_type="application/json", headers=keys[0])
    assert answer.status_code == 422
    problems = {problem["column"]: problem for problem in answer.json()["problems"]}
    assert set(problems) == {"name", "owner_id"}
    assert all(problem["reason"] and problem["remedy"] for problem in problems.values())


@pytest.mark.parametrize(("who", "body", "status", "reason", "remedy"), [
    ("olga", {"name": "长" * 10_000}, 422, "最多 300 个字，现有 10000 个。", "改正“name”后再提交"),
    ("eve", {"name": "新客户"}, 403, "您的角色不允许此操作。",
     "请管理员或销售运营来做，或为您开通"),
])  # fmt: skip
def test_what_cannot_be_kept_is_told_with_what_to_do(token, who, body, status, reason, remedy):
    key = token(who, "read", "write")
    answer = CLIENT.post("/api/v1/accounts", body, content_type="application/json", headers=key)
    (problem,) = answer.json()["problems"]
    assert (answer.status_code, problem["reason"]) == (status, reason)
    assert problem["remedy"] == remedy


@pytest.mark.parametrize("path", ["/accounts/%00", "/deals/a%00b", "/%00", "/audit?table=%00",
                                  "/accounts?q=%00&cursor=%00", "/find?q=%00"])  # fmt: skip
def test_a_null_byte_in_an_address_is_no_failure(signed_in, path):
    browser = signed_in("olga")
    browser.raise_request_exception = False
    assert browser.get(path).status_code in (200, 404)


def test_a_page_that_is_not_there_says_so_and_leads_home(signed_in):
    page = signed_in("bo").get("/nowhere")
    assert page.status_code == 404
    assert "<html" in page.content.decode() and 'href="/"' in page.content.decode()
