"""A company's own warehouse behind every door, restricted as the snapshot is."""

from collections.abc import Iterator
from datetime import timedelta
from decimal import Decimal
from pathlib import Path

import pytest
from django.conf import settings as django_settings
from django.utils import timezone

from salesops.ledger.engines import chdb_engine
from salesops.ledger.snapshot import manifest
from salesops.web import access
from salesops.web.checking import workspace_problems
from salesops.web.explore.questions import ask
from tests.doors.test_access import JANUARY, figures
from tests.spec.clickhouse_server import serving

pytestmark = [pytest.mark.django_db, pytest.mark.requires("chdb")]


@pytest.fixture
def warehouse(db: None, settings, tmp_path: Path) -> Iterator[str]:
    """The world's ledger in a server of its own, which every door is told to ask."""
    from chdb.session import Session

    home = django_settings.SALESOPS_HOME
    made = manifest(home, access.current_snapshot().snapshot_id)
    session = Session(str(tmp_path / "chdb"))
    chdb_engine({t: [p.path(home) for p in parts] for t, parts in made.tables.items()}, session)
    with serving(session) as url:
        settings.SALESOPS_LEDGER_URL = url
        yield url
        access._engine(url).client.close()
        access._engine.cache_clear()
    session.close()


def test_everybody_sees_of_the_warehouse_what_they_may_see_of_a_snapshot(warehouse, user):
    assert figures(access.Owner(), "net_revenue", "quota") == [1500, 2400]
    seen = {name: figures(user(name), "net_revenue")[0] for name in ("ada", "bo", "cy", "eve")}
    assert seen == {"ada": 1000, "bo": 1000, "cy": 500, "eve": 1500}
    assert access.ledger_of(user("adam")).closed >= {"orders", "earnings"}
    assert access.ledger_of(user("olga")).closed == {"earnings"}


def test_an_answer_says_that_it_is_live_and_reaches_to_yesterday(warehouse, user):
    found = ask(user("eve"), {"metrics": ["net_revenue"], **JANUARY})
    assert (found.snapshot_id, found.currency) == ("live", "CNY")
    assert found.as_of == timezone.localdate() - timedelta(days=1)


def test_a_snapshot_can_still_be_asked_by_its_name(warehouse, user):
    named = access.current_snapshot().snapshot_id
    found = ask(user("cy"), {"metrics": ["net_revenue"], **JANUARY}, named)
    assert (found.snapshot_id, found.totals["net_revenue"]) == (named, Decimal(500))


def test_a_page_and_rest_ask_the_warehouse(warehouse, signed_in, token, client):
    page = signed_in("cy").get("/ask", {"metrics": "net_revenue", **JANUARY}, follow=True)
    assert "500" in page.content.decode()
    said = client.get(
        "/api/v1/ask", {"metrics": "net_revenue", **JANUARY}, headers=token("cy")
    ).json()
    assert Decimal(str(said["rows"][0]["net_revenue"])) == 500


def test_the_warehouse_is_checked_like_a_snapshot(warehouse):
    assert not workspace_problems(django_settings.SALESOPS_HOME)


def test_a_warehouse_that_does_not_answer_is_a_problem_and_no_stack_trace(db, settings):
    settings.SALESOPS_LEDGER_URL = "clickhouse+http://u:secret@127.0.0.1:9/ledger"
    (found,) = [p for p in workspace_problems(settings.SALESOPS_HOME) if p.code == "no_ledger"]
    assert "127.0.0.1" in found.reason("en")
    assert "secret" not in found.reason("en") + found.remedy("en")
