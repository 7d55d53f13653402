"""A record read with a key is asked for in the journey of the key, and given to whom it may be."""

import pytest
from django.db import connection
from django.test import Client

from salesops.web.crm.models import Account, AccountTag, Contact
from salesops.web.workspace.actions import revoke_token
from salesops.web.workspace.models import ApiToken, AuditEntry

pytestmark = pytest.mark.django_db
PLACE = "/api/v1/accounts/A1"
JOURNEYS = {"postgresql": 1}


def read(headers, place=PLACE):
    return Client().get(place, headers=headers)


def test_a_record_and_the_key_it_is_read_with_are_one_journey(token, django_assert_num_queries):
    headers = token("olga")
    read(headers)
    with django_assert_num_queries(JOURNEYS.get(connection.vendor, 2)):
        assert read(headers).json()["name"] == "东方机械"


def test_with_a_key_one_reads_what_one_reads_on_a_page(token, signed_in):
    AccountTag.objects.create(account_id="A1", tag="重点")
    AccountTag.objects.create(account_id="A1", tag="{a,b}")
    with_key = read(token("olga")).json()
    assert with_key == signed_in("olga").get(PLACE).json()
    assert with_key["tags"] == ["{a,b}", "重点"] and with_key["owner_name"] == "Bo"


def test_every_reading_sees_what_is_there_now(token):
    headers = token("bo")
    for name in ("一", "二", "三"):
        Account.objects.filter(pk="A1").update(name=name)
        assert read(headers).json()["name"] == name


def test_a_stranger_is_told_nothing_and_it_goes_on_record(token):
    contact = Contact.objects.create(contact_id="X1", name="王经理", account_id="A1")
    for place, pk in ((PLACE, "A1"), (f"/api/v1/contacts/{contact.pk}", "X1")):
        answer = read(token("cy"), place)
        assert answer.status_code == 404
        assert answer.content == read(token("cy"), f"{place}-none").content
        entry = AuditEntry.objects.get(action="refuse", subject=pk)
        assert (entry.actor_name, entry.door) == ("cy", "api")


def test_an_ended_or_narrow_key_opens_nothing(token, user):
    narrow = read(token("olga", "figures:read"))
    assert narrow.status_code == 403 and "东方机械" not in narrow.content.decode()
    headers = token("olga")
    assert read(headers).status_code == 200
    for one in ApiToken.objects.filter(user=user("olga")):
        revoke_token(actor=user("olga"), token=one)
    assert read(headers).status_code == 401
