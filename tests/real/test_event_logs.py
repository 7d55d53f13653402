"""Public event logs: the counts that others published of them, and ours."""

import zipfile
from pathlib import Path

import pytest

from salesops.ingest.eventlogs.columns import Asked
from salesops.ingest.eventlogs.reading import read_events
from salesops.process.counting import flow
from salesops.process.flow import Flow
from salesops.process.log import event_log

pytestmark = pytest.mark.requires("data")


def flow_of(path: Path, asked: Asked | None = None) -> Flow:
    read = read_events(path, asked or Asked())
    assert read.problems == ()
    return flow(event_log(read.table))


def test_the_running_example_has_the_edges_of_the_fact_book(data: Path) -> None:
    # TV-30.
    found = flow_of(data / "event_logs" / "running-example.csv")
    assert (found.cases, found.events, len(found.activities)) == (6, 42, 8)
    assert len(found.edges) == 16 and sum(edge.events for edge in found.edges) == 36
    assert {edge.pair: edge.events for edge in found.edges[:2]} == {
        ("check ticket", "decide"): 6,
        ("examine casually", "check ticket"): 4,
    }
    assert found.starts == {"register request": 6}
    assert found.ends == {"pay compensation": 3, "reject request": 3}
    assert len(found.variants) == 6
    assert {one.activity: one.cases for one in found.rework} == {
        "check ticket": 2, "decide": 2, "examine casually": 1, "reinitiate request": 1,
    }  # fmt: skip


def test_receipts_are_counted_as_published(data: Path) -> None:
    found = flow_of(data / "event_logs" / "receipt.parquet")
    assert (found.cases, found.events) == (1_434, 8_577)
    assert len(found.variants) == 116 and found.variants[0].cases == 713
    assert sum(edge.events for edge in found.edges) == 8_577 - 1_434


def test_clients_taken_on_wait_longest_for_documents_that_are_missing(
    data: Path, tmp_path: Path
) -> None:
    outer = data / "client_onboarding" / "Client_onboarding.zip"
    with zipfile.ZipFile(outer) as whole:
        whole.extract("Client_onboarding/onboard_client.zip", tmp_path)
    with zipfile.ZipFile(tmp_path / "Client_onboarding" / "onboard_client.zip") as inner:
        inner.extract("onboard_client.csv", tmp_path)
    asked = Asked(case="process", activity="activity", at="start", who="resource")
    found = flow_of(tmp_path / "onboard_client.csv", asked)
    assert (found.cases, found.events, len(found.activities)) == (6_838, 54_224, 11)
    assert found.ends == {"Send Notifications": 6_838}
    longest = max(found.edges, key=lambda edge: edge.seconds.total)
    assert longest.pair == ("Upload Missing Documents", "Review New Documents")
    assert longest.seconds.median == 8 * 86_400
