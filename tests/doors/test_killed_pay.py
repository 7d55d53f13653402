"""A process killed amid a step of the pay leaves it undone, and taking it again pays once."""

import json
from pathlib import Path

from tests.doors.towns import on_both


@on_both
def test_pay_killed_at_any_write_is_not_done_at_all_and_then_pays_once(shell):
    told = json.loads(shell.python(Path(__file__).with_name("paying.py")))
    for step in ("calculate", "issue", "close"):
        before, *killed = told[step]["killed"]
        assert len(killed) >= 2 and all(one == before for one in killed), step
        assert told[step]["done"]["audit"] == before["audit"] + 1
    reviewed, issued, closed = (told[step]["done"] for step in ("calculate", "issue", "close"))
    assert told["calculate"]["killed"][0]["statements"] == []
    assert reviewed["runs"] == [["PAY-2025-01", "review"]] and len(reviewed["statements"]) == 2
    assert issued["entries"] == [
        "('PAY-2025-01-000001', 'bo', Decimal('20.0000'))",
        "('PAY-2025-01-000002', 'cy', Decimal('10.0000'))",
    ]
    assert closed["runs"] == [["PAY-2025-01", "closed"]] and closed["seals"] != [""]
    assert told["after"]["entries"] == issued["entries"]
    assert told["after"]["runs"] == [["PAY-2025-01", "closed"], ["PAY-2025-02", "issued"]]
