"""Questions put into SQL once answer as if they were asked anew each time."""

from datetime import UTC, date, datetime

import pytest
from django.db import connection
from django.db.models import Count, F, OuterRef, Q, Value
from django.test.utils import CaptureQueriesContext

from salesops.web.crm.models import Account, AccountTag
from salesops.web.gathered import Gathered
from salesops.web.prepared import MOST, Prepared
from salesops.web.together import together

pytestmark = pytest.mark.django_db
NOW = datetime(2026, 10, 1, 9, tzinfo=UTC)
tags = Prepared(
    lambda pks: AccountTag.objects.filter(account__in=pks).order_by("id").values("account", "tag")
)


def tagged(*pks: str) -> None:
    Account.objects.bulk_create(Account(pk=pk, name=pk, last_contact_at=NOW) for pk in pks)
    AccountTag.objects.bulk_create(AccountTag(account_id=pk, tag=f"{pk}'s") for pk in pks)


@pytest.mark.parametrize("sought", [["a"], ["c", "a"], ["a", "a"], ["?"], ["a'; --"], []])
def test_it_gives_what_the_question_gives(sought):
    tagged("a", "b", "c")
    assert tags(sought) == list(tags.question(sought))


def test_more_texts_than_a_database_prepares_are_asked_about_all_the_same():
    pks = [f"{n:04d}" for n in range(MOST + 1)]
    tagged(*pks)
    assert len(tags(pks)) == MOST + 1


@pytest.mark.parametrize(
    "lists", [(["a"], []), ([], ["b's"]), (["a", "b", "c"], ["a's"]), (["?"], ["?"])]
)
def test_each_of_several_lists_is_asked_about_apart(lists):
    tagged("a", "b", "c")
    ask = Prepared(
        lambda pks, names: (
            AccountTag.objects.filter(Q(account__in=pks) | Q(tag__in=names))
            .order_by("id")
            .values("account")
        )
    )
    assert ask(*lists) == list(ask.question(*lists))


def test_where_nothing_can_be_found_nothing_is_asked(django_assert_num_queries):
    ask = Prepared(lambda pks, _names: AccountTag.objects.filter(account__in=pks).values("tag"))
    with django_assert_num_queries(0):
        assert ask([], ["a"]) == []


def test_values_come_as_the_columns_have_them():
    tagged("a")
    ask = Prepared(lambda pks: Account.objects.filter(pk=pks[0]).values("last_contact_at", "extra"))
    assert ask(["a"]) == [{"last_contact_at": NOW, "extra": {}}]


def test_numbers_and_days_are_asked_about_as_texts_are():
    tagged("a", "b")
    Account.objects.filter(pk="b").update(created_on=date(2026, 3, 1), version=7)
    ask = Prepared(
        lambda versions, days: (
            Account.objects.filter(version__in=versions, created_on__gte=days[0])
            .annotate(share=Value("100 %s"))
            .values("pk", "share")
        )
    )
    for _ in range(4):
        assert ask([7, 8, 9], [date(2026, 3, 1)]) == [{"pk": "b", "share": "100 %s"}]
    assert ask([7], [date(2026, 3, 2)]) == []


def test_a_question_about_nothing_is_asked():
    tagged("a")
    assert Prepared(lambda: Account.objects.filter(pk="a").values("pk"))() == [{"pk": "a"}]


def test_every_ask_sees_what_is_there_now_in_one_question():
    tagged("a")
    assert tags(["a"]) == [{"account": "a", "tag": "a's"}]
    AccountTag.objects.update(tag="another")
    with CaptureQueriesContext(connection) as asked:
        assert tags(["a"]) == [{"account": "a", "tag": "another"}]
    assert len(asked) == 1


known = Prepared(
    lambda pks: (
        Account.objects.filter(pk__in=pks)
        .order_by("-pk")
        .values("pk", "version", "created_on", "last_contact_at", "extra", "merged_into_id")[:2]
    )
)
count = Prepared(lambda: Account.objects.order_by().values("name").annotate(n=Count("*")))


def test_several_at_once_answer_as_each_by_itself():
    tagged("a", "b", "c")
    Account.objects.filter(pk="b").update(created_on=date(2026, 3, 1), extra={"a": ["b"]})
    asked = [(tags, ["c", "a"]), (known, ["a", "b", "c"]), (tags, []), (count,), (known, ["?"])]
    apart = [question(*lists) for question, *lists in asked]
    for _ in range(3):
        some, two, none, counted, nobody = together(*asked)
        assert [some, two, none, nobody] == [*apart[:3], []]
        assert {one["name"]: one["n"] for one in counted}.items() >= {
            "a": 1,
            "b": 1,
            "c": 1,
        }.items()
        assert [one["pk"] for one in two] == ["c", "b"]


def test_lists_stay_lists_when_asked_for_together():
    tagged("a", "b")
    own = AccountTag.objects.filter(account=OuterRef("pk")).order_by("tag")
    listed = Prepared(
        lambda pks: Account.objects.filter(pk__in=pks).values(
            "pk", own=Gathered(own.values(value=F("tag")))
        )
    )
    AccountTag.objects.create(account_id="a", tag="{x,y}")
    AccountTag.objects.filter(account="b").delete()
    gathered, _ = together((listed, ["a", "b"]), (tags, ["a"]))
    told = {one["pk"]: one["own"] for one in gathered}
    assert told == {"a": ["a's", "{x,y}"], "b": []}


def test_several_at_once_are_one_journey_where_journeys_cost(django_assert_num_queries):
    tagged("a")
    apart = 1 if connection.vendor == "postgresql" else 2
    with django_assert_num_queries(apart):
        assert together((tags, ["a"]), (known, ["a"]), (tags, []))[2] == []


def test_too_many_values_are_asked_about_one_question_at_a_time():
    pks = [f"{n:04d}" for n in range(MOST + 1)]
    tagged(*pks)
    some, all_ = together((tags, ["0001"]), (tags, pks))
    assert (len(some), len(all_)) == (1, MOST + 1)
