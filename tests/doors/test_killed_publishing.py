"""A process killed amid publishing a plan leaves the old targets whole until the new stand."""

import json
from pathlib import Path


def test_a_plan_killed_at_any_write_of_publishing_is_not_published_at_all(shell):
    told = json.loads(shell.python(Path(__file__).with_name("publishing.py")))
    before, *killed = told["killed"]
    assert before == {
        "status": "approved", "replaced": 0, "old": 36, "new": 0, "holds": "1000.0100",
    }  # fmt: skip
    # The plan's status, its audit row, the old quotas, the new ones.
    assert len(killed) >= 4 and all(one == before for one in killed)
    assert told["done"] == {
        "status": "published", "replaced": 18, "old": 36, "new": 18, "holds": "1200.0100",
    }  # fmt: skip
