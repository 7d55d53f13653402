"""Keys open what their scopes say: all reading or writing, or one area's, and nothing beside."""

import pytest
from django.test import Client

from salesops.web.scopes import SCOPES, area_of, needed, opens
from tests.doors.operations import operations

pytestmark = pytest.mark.django_db
EVERY = list(operations())
NUMBERS = {"job_id": "0", "batch_id": "none", "user_id": "0"}


def answer(operation, headers):
    path = operation.address(NUMBERS, "0")
    return Client().generic(
        operation.method, path, b"{}", content_type="application/json", headers=headers
    )


def test_every_operation_belongs_to_an_area():
    homeless = [one.name for one in EVERY if not area_of(one.said.get("tags", ()))]
    assert homeless == [], "say in web/scopes.py to which area their first tag belongs"


def test_a_key_of_another_area_opens_no_operation_and_is_told_what_it_lacks(token):
    keys = {scope: token("olga", *(s for s in SCOPES if s != scope and ":" in s))
            for scope in SCOPES if ":" in scope}  # fmt: skip
    for operation in EVERY:
        scope = operation.said["x-scope"]
        response = answer(operation, keys[scope])
        assert response.status_code == 403, operation.name
        (problem,) = response.json()["problems"]
        assert problem["code"] == "lacks_scope", operation.name
        assert scope in problem["reason"] and scope in problem["remedy"]


def test_a_key_of_the_operations_own_area_gets_past_the_scope(token):
    keys = {scope: token("cy", scope) for scope in SCOPES}
    for operation in EVERY:
        scope = operation.said["x-scope"]
        for key in (scope, scope.rpartition(":")[2]):
            said = answer(operation, keys[key])
            assert said.status_code != 401, operation.name
            assert b"lacks_scope" not in said.content, operation.name


@pytest.mark.parametrize(
    ("scopes", "scope", "is_open"),
    [(["read"], "crm:read", True), (["read"], "crm:write", False), (["write"], "crm:read", False),
     (["crm:read"], "crm:read", True), (["crm:read"], "people:read", False),
     (["crm:write"], "crm:read", False), ([], "crm:read", False)],
)  # fmt: skip
def test_what_a_scope_opens(scopes, scope, is_open):
    assert opens(scopes, scope) is is_open


def test_a_question_that_has_to_be_posted_only_reads():
    assert needed(["questions"], "POST", "/api/v1/ask") == "figures:read"


def test_a_page_offers_every_scope(signed_in):
    page = signed_in("bo").get("/settings/tokens").content.decode()
    assert all(f'value="{scope}"' in page for scope in SCOPES)


def test_a_key_is_not_issued_for_what_does_not_exist(user):
    from salesops.web.workspace.actions import issue_token

    with pytest.raises(ValueError, match="unknown scopes"):
        issue_token(actor=user("bo"), user=user("bo"), name="x", scopes=["crm:everything"])


def test_no_two_shapes_of_the_interface_share_a_name():
    from ninja import Schema

    from salesops.web.api import api

    def below(kind):
        for one in kind.__subclasses__():
            yield one
            yield from below(one)

    homes = {}
    for one in set(below(Schema)):
        if one.__module__.startswith("salesops") and api:
            homes.setdefault(one.__name__, set()).add(one.__module__)
    assert {name: places for name, places in homes.items() if len(places) > 1} == {}
