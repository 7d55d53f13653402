"""The REST interface: the same figures, the same doors shut, nothing undocumented."""

import json
from decimal import Decimal

import pytest
from django.test import Client

from tools import reference

pytestmark = pytest.mark.django_db

JANUARY = {"starts_on": "2025-01-01", "ends_before": "2025-02-01"}
ASKED = {"metrics": ["net_revenue", "attainment"], "by": ["regions.name"], **JANUARY}
API = "/api/v1"


def exact(response):
    assert response.status_code == 200, response.content
    return json.loads(response.content, parse_float=Decimal)


def test_nobody_asks_without_a_key():
    for path in ("/ask?metrics=net_revenue", "/metrics", "/batches", "/snapshots"):
        assert Client().get(API + path).status_code == 401


def test_a_wrong_key_opens_nothing():
    headers = {"Authorization": "Bearer so_wrong"}
    assert Client().get(f"{API}/metrics", headers=headers).status_code == 401


def test_the_answer_has_one_object_per_group_with_the_names_asked_for(token):
    answer = exact(Client().get(f"{API}/ask", ASKED, headers=token("eve")))
    rows = [(r["regions.name"], r["net_revenue"], float(r["attainment"])) for r in answer["rows"]]
    assert rows == [("华东", Decimal(1000), 0.5), ("华南", Decimal(500), 1.25)]
    assert answer["totals"]["net_revenue"] == Decimal(1500)
    assert answer["as_of"] == "2025-10-31"


def test_days_may_be_named_as_on_the_command_line(token):
    headers = token("eve")
    asked = {"metrics": ["net_revenue"], "by": ["regions.name"]}
    days = {"from": JANUARY["starts_on"], "before": JANUARY["ends_before"]}
    as_declared = exact(Client().get(f"{API}/ask", {**asked, **JANUARY}, headers=headers))
    assert exact(Client().get(f"{API}/ask", {**asked, **days}, headers=headers)) == as_declared
    body = {**asked, **days}
    posted = Client().post(f"{API}/ask", body, content_type="application/json", headers=headers)
    assert exact(posted) == as_declared


def test_a_parameter_that_does_not_exist_is_refused_and_not_passed_over(token):
    asked = {"metrics": "net_revenue", "form": "2025-01-01"}
    answer = Client().get(f"{API}/ask", asked, headers=token("eve"))
    assert answer.status_code == 422
    assert answer.json()["problems"][0]["code"] == "unknown_parameter"


def test_asking_by_body_gives_what_asking_by_address_gives(token):
    headers = token("eve")
    asked = {**ASKED, "compare": "last_year"}
    by_address = exact(Client().get(f"{API}/ask", asked, headers=headers))
    body = Client().post(f"{API}/ask", asked, content_type="application/json", headers=headers)
    assert exact(body) == by_address
    (east, _south) = by_address["rows"]
    assert east["net_revenue_last_year"] == Decimal(800)
    assert east["net_revenue_change"] == Decimal("0.25")


def test_cy_is_kept_out(token):
    answer = exact(Client().get(f"{API}/ask", ASKED, headers=token("cy")))
    assert [row["regions.name"] for row in answer["rows"]] == ["华南"]
    page = exact(
        Client().get(f"{API}/rows", {"metric": "net_revenue", **JANUARY}, headers=token("cy"))
    )
    assert [row["line_id"] for row in page["rows"]] == ["2"] and page["total"] == 1


def test_a_cell_opens_to_its_rows(token):
    asked = {"metric": "net_revenue", "by": "regions.name", "group": "regions.name=华东"}
    page = exact(Client().get(f"{API}/rows", {**asked, **JANUARY}, headers=token("eve")))
    assert [row["line_id"] for row in page["rows"]] == ["1"]


def test_a_question_nobody_can_answer_is_told_in_sentences(token):
    response = Client().get(f"{API}/ask", {"metrics": "nonsense"}, headers=token("eve"))
    assert response.status_code == 422
    (problem,) = response.json()["problems"]
    assert problem["code"] == "unknown_metric" and problem["remedy"]


def test_forged_names_do_not_exist(token):
    headers, eve = token("olga", "read", "write"), token("eve")
    assert Client().get(f"{API}/ask?metrics=units&snapshot=x", headers=eve).status_code == 404
    assert Client().get(f"{API}/imports/9999", headers=headers).status_code == 404
    retract = Client().post(f"{API}/batches/..%2F..%2Fx/retract", headers=headers)
    assert retract.status_code == 404
    assert Client().post(f"{API}/batches/x/retract", headers=headers).status_code == 404


@pytest.mark.parametrize("name", ["ada", "bo", "cy", "eve", "fay"])
def test_only_operations_and_administrators_touch_batches(token, name):
    headers = token(name, "read", "write")
    assert Client().get(f"{API}/batches", headers=headers).status_code == 403
    assert Client().post(f"{API}/snapshots", headers=headers).status_code == 403
    assert Client().post(f"{API}/batches/x/retract", headers=headers).status_code == 403


def test_a_reading_key_changes_nothing(token):
    from salesops.web.imports.models import Batch

    batch = Batch.objects.filter(table="orders").get()
    path = f"{API}/batches/{batch.batch_id}/retract"
    assert Client().post(path, headers=token("olga")).status_code == 403
    batch.refresh_from_db()
    assert batch.retracted_at is None


def test_a_batch_is_retracted_and_restored(token):
    from salesops.web.imports.models import Batch

    batch = Batch.objects.filter(table="orders").get()
    headers = token("olga", "read", "write")
    for verb, is_out in (("retract", True), ("restore", False)):
        response = Client().post(f"{API}/batches/{batch.batch_id}/{verb}", headers=headers)
        assert bool(exact(response)["retracted_at"]) is is_out
    again = Client().post(f"{API}/batches/{batch.batch_id}/restore", headers=headers)
    assert again.status_code == 409


def test_a_revoked_or_expired_key_opens_nothing(user):
    from datetime import timedelta

    from django.utils import timezone

    from salesops.web.workspace.actions import issue_token, revoke_token
    from salesops.web.workspace.bearing import bearer
    from salesops.web.workspace.models import ApiToken

    bo, now = user("bo"), timezone.now()
    secret = issue_token(actor=bo, user=bo, name="x", days=1)
    assert bearer(secret, now)
    assert bearer(secret, now + timedelta(days=2)) is None
    revoke_token(actor=bo, token=ApiToken.objects.get(user=bo, name="x"))
    assert bearer(secret, now) is None


def test_a_database_holds_no_key_in_clear(user):
    from salesops.web.workspace.actions import issue_token
    from salesops.web.workspace.models import ApiToken, AuditEntry

    bo = user("bo")
    secret = issue_token(actor=bo, user=bo, name="x")
    kept = str(list(ApiToken.objects.values())) + str(list(AuditEntry.objects.values()))
    assert secret not in kept


def test_a_session_changes_nothing_without_its_csrf_token(signed_in):
    strict = Client(enforce_csrf_checks=True)
    strict.cookies = signed_in("olga").cookies
    assert strict.post(f"{API}/snapshots").status_code == 403
    assert strict.get(f"{API}/snapshots").status_code == 200


def test_the_report_comes_as_a_file_of_what_the_reader_may_see(token):
    asked = {"period": "2025-01", "form": "md", "lang": "en"}
    response = Client().get(f"{API}/reports/monthly", asked, headers=token("eve"))
    assert response.status_code == 200 and "Monthly" in response.content.decode()
    wrong = Client().get(
        f"{API}/reports/monthly", {**asked, "period": "soon"}, headers=token("eve")
    )
    assert wrong.status_code == 422


def test_the_interface_is_as_documented():
    written = (reference.REFERENCE / "openapi.json").read_text(encoding="utf-8")
    assert reference.pages()["openapi.json"] == written, "run make reference"


def test_no_two_bodies_or_answers_share_a_name():
    """Of two with one name the interface would describe only one, for both."""
    from ninja import Schema

    from salesops.web.api import api

    api.get_openapi_schema()
    below = list(Schema.__subclasses__())
    for one in below:
        below += one.__subclasses__()
    ours = {one for one in below if one.__module__.startswith("salesops.")}
    places: dict[str, set[str]] = {}
    for one in ours:
        places.setdefault(one.__name__, set()).add(one.__module__)
    assert {name: where for name, where in places.items() if len(where) > 1} == {}
