"""A real worker killed again and again amid rules, and another one that goes on: nothing twice."""

import os
import sqlite3
import subprocess
import sys
from collections import Counter
from contextlib import closing
from pathlib import Path

import pytest

from tests.doors.killing import kill_when

LEADS = 60


def rows(home: Path, query: str) -> list[tuple]:
    with closing(sqlite3.connect(f"file:{home / 'salesops.sqlite3'}?mode=ro", uri=True)) as asked:
        return asked.execute(query).fetchall()


@pytest.fixture
def leads_came(shell) -> None:
    script = Path(__file__).with_name("happening.py")
    env = {**os.environ, "SALESOPS_HOME": str(shell.home)}
    env.pop("SALESOPS_DATABASE_URL", None)
    subprocess.run([sys.executable, script, str(LEADS)], env=env, check=True)


def test_a_worker_killed_amid_rules_leaves_each_lead_one_task_and_one_notice(shell, leads_came):
    firings = "SELECT count(*) FROM automation_firing WHERE state = 'done'"
    for done in (1, LEADS // 3, LEADS // 2):
        kill_when(shell, lambda home, n=done: rows(home, firings)[0][0] >= n, "worker")
    last = "SELECT count(*) FROM automation_firing WHERE state <> 'done'"
    outbox = "SELECT count(*) FROM workspace_outbox"

    def is_over(home: Path) -> bool:
        return rows(home, last)[0][0] == 0 and rows(home, outbox)[0][0] == 0

    kill_when(shell, is_over, "worker")
    tasks = Counter(rows(shell.home, "SELECT lead_id FROM crm_task WHERE made_by_rule = '新线索'"))
    assert len(tasks) == LEADS and set(tasks.values()) == {1}
    notices = Counter(rows(shell.home, "SELECT title FROM notices_notice WHERE kind = 'rule'"))
    assert len(notices) == LEADS and set(notices.values()) == {1}
    sent = Counter(rows(shell.home, "SELECT record_id FROM automation_delivery"))
    assert len(sent) == LEADS and set(sent.values()) == {1}
