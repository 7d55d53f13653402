"""What every test may ask for, and what a run says it left out."""

import gc
import os
from collections import Counter
from collections.abc import Generator, Iterator
from pathlib import Path

import pytest
from hypothesis import HealthCheck, settings
from xdist.remote import Producer
from xdist.scheduler import LoadScopeScheduling

from tests import parts
from tests.postgres import cluster, fresh

LEFT_OUT = "left out: "
SKIP_NOTHING = "true" in (os.environ.get("CI"), os.environ.get("SALESOPS_SKIP_NOTHING"))
# Whoever prepares something heavy for these prepares it once: one worker runs them all.
TOGETHER = ("spark", "tests/demo/", "tests/walkthrough/", "tests/doors/test_browser")
# A law says what is so, not how fast a busy machine finds out.
settings.register_profile("patient", deadline=None, suppress_health_check=[HealthCheck.too_slow])
settings.load_profile("patient")


@pytest.fixture(scope="session")
def data() -> Path:
    """The folder of public data; a test that asks for it also says `requires("data")`."""
    return parts.DATA


@pytest.fixture(scope="session")
def chromium() -> str:
    """The browser to drive; a test that asks for it also says `requires("chromium")`."""
    return parts.chromium() or ""


@pytest.fixture(scope="session")
def postgres_server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The URL of the server the run was given, or of one started for it."""
    given = [os.environ.get(name) for name in ("SALESOPS_TEST_SERVER", "SALESOPS_DATABASE_URL")]
    if any(given):
        yield given[0] or given[1] or ""
        return
    with cluster(tmp_path_factory.mktemp("postgresql")) as url:
        yield url


@pytest.fixture(scope="session")
def postgres_url(postgres_server: str) -> str:
    """An empty database on a PostgreSQL server of the tests' own."""
    return fresh(postgres_server)


class ByPreparation(LoadScopeScheduling):
    """Deals tests out one by one, but those that share heavy preparations to one worker.

    xdist's own groups do nothing with pytest 9.2, where a test's id can no longer be changed.
    """

    def _split_scope(self, nodeid: str) -> str:
        return next((mark for mark in TOGETHER if mark in nodeid), nodeid)


@pytest.hookimpl(optionalhook=True)
def pytest_xdist_make_scheduler(config: pytest.Config, log: Producer) -> ByPreparation:
    return ByPreparation(config, log)


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    for item in items:
        if item.get_closest_marker("django_db") or "db" in getattr(item, "fixturenames", ()):
            item.add_marker("database")
    # What takes long begins early, so that no worker is left with it when all others are done.
    items.sort(key=lambda item: item.get_closest_marker("slow") is None)
    for item in items:
        for mark in item.iter_markers("requires"):
            for part in filter(parts.missing, mark.args):
                item.add_marker(pytest.mark.skip(reason=LEFT_OUT + part))


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport() -> Generator[None, pytest.TestReport, pytest.TestReport]:
    report = yield
    if SKIP_NOTHING and report.skipped and not hasattr(report, "wasxfail"):
        report.outcome = "failed"
        report.longrepr = f"nothing may be skipped here: {_reason(report)}"
    return report


@pytest.hookimpl(wrapper=True)
def pytest_make_collect_report() -> Generator[None, pytest.CollectReport, pytest.CollectReport]:
    report = yield
    if SKIP_NOTHING and report.skipped:
        report.outcome = "failed"
        report.longrepr = f"nothing may be skipped here: {_reason(report)}"
    return report


def pytest_collection_finish() -> None:
    """All that is loaded by now stays: garbage is looked for among what tests make."""
    gc.collect()
    gc.freeze()
    gc.set_threshold(20_000, 10, 10)


def pytest_sessionfinish() -> None:
    gc.unfreeze()


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    reasons = [_reason(report) for report in terminalreporter.stats.get("skipped", [])]
    counts = Counter(r.rpartition(LEFT_OUT)[2] for r in reasons if LEFT_OUT in r)
    for name, times in sorted(counts.items()):
        part = parts.PARTS[name]
        terminalreporter.write_line(f"left out {times} × {part.name}. To add: {part.how}.")


def _reason(report: pytest.TestReport | pytest.CollectReport) -> str:
    place = report.longrepr
    return str(place[2]) if isinstance(place, tuple) else str(place)
