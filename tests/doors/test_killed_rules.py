"""A real worker killed again and again amid rules, and another one that goes on: nothing twice."""

from collections import Counter
from pathlib import Path

import pytest

from tests.doors.killing import kill_when
from tests.doors.rows import asked
from tests.doors.shell import Shell
from tests.doors.towns import on_both

LEADS = 60
DONE = "SELECT count(*) FROM automation_firing WHERE state = 'done'"
LEFT = "SELECT count(*) FROM automation_firing WHERE state <> 'done'"
OUTBOX = "SELECT count(*) FROM workspace_outbox"
TASKS = "SELECT lead_id FROM crm_task WHERE made_by_rule = '新线索'"
NOTICES = "SELECT title FROM notices_notice WHERE kind = 'rule'"
SENT = "SELECT record_id FROM automation_delivery"


def counts(shell: Shell, *queries: str) -> list[int]:
    return [rows[0][0] for rows in asked(shell, *queries)]


@pytest.fixture
def leads_came(shell: Shell) -> None:
    shell.python(Path(__file__).with_name("happening.py"), LEADS)


@on_both
def test_a_worker_killed_amid_rules_leaves_each_lead_one_task_and_one_notice(shell, leads_came):
    for done in (1, LEADS // 3, LEADS // 2):
        kill_when(shell, lambda _, n=done: counts(shell, DONE)[0] >= n, "worker")
    kill_when(shell, lambda _: counts(shell, LEFT, OUTBOX) == [0, 0], "worker")
    tasks, notices, sent = (Counter(rows) for rows in asked(shell, TASKS, NOTICES, SENT))
    assert len(tasks) == LEADS and set(tasks.values()) == {1}
    assert len(notices) == LEADS and set(notices.values()) == {1}
    assert len(sent) == LEADS and set(sent.values()) == {1}
