"""A block of cells pasted into a plan: tried, kept whole with why, taken back; rows told anew."""

import pytest

from salesops.web.targets.models import Stance
from salesops.web.workspace.models import AuditEntry
from tests.doors.test_plans import LINES, drafted

pytestmark = pytest.mark.django_db


@pytest.fixture
def put(client, token, user):
    """Puts cells into a plan by REST as somebody; gives status and answer."""
    drafted(user, shares=LINES)

    def called(*cells, name="olga", **more):
        told = [dict(zip(("key", "column", "text"), cell, strict=True)) for cell in cells]
        answer = client.put("/api/v1/plans/P/cells", {"cells": told, **more}, "application/json",
                            headers=token(name, "read", "write"))  # fmt: skip
        return answer.status_code, answer.json()

    return called


BLOCK = (("bo", "pin", "600"), ("bo", "weight:potential", "1.2万"), ("cy", "floor", "300"),
         ("cy", "month:2090-02", "20"), ("ada", "is_gated", "是"))  # fmt: skip


def test_a_block_is_shown_first_then_kept_with_why_at_every_node_and_taken_back(put):
    status, told = put(*BLOCK, trial=True)
    assert status == 200 and told["conflicts"] == []
    assert [(c["before"], c["after"]) for c in told["cells"]] == [
        (None, "600"), (None, "12000"), (None, "300"), (None, "20"), ("", "1"),
    ]  # fmt: skip
    assert Stance.objects.get(node__key="bo").pin is None
    assert put(*BLOCK, reason="区域会议")[0] == 200
    bo, cy = (Stance.objects.get(node__key=key) for key in ("bo", "cy"))
    assert (bo.pin, bo.weights["potential"], bo.reason) == (600, "12000", "区域会议")
    assert (cy.floor, cy.cells) == (300, {"month:2090-02": {"pin": "20"}})
    assert AuditEntry.objects.filter(action="set_stance", record_id=str(cy.pk)).count() == 2
    back = [(c["key"], c["column"], c["before"] or "") for c in told["cells"]]
    assert put(*back, reason="撤销", anyway=True)[0] == 200
    assert Stance.objects.get(node__key="cy").cells == {}
    assert not Stance.objects.get(node__key="ada").is_gated


def test_every_faulty_cell_is_told_and_nothing_of_the_block_is_kept(put):
    cells = (*BLOCK, ("bo", "cap", "many"), ("cy", "month:2091-02", "1"), ("cy", "target", "1"))
    told = [c["problem"] and c["problem"]["code"] for c in put(*cells, trial=True)[1]["cells"]]
    assert told == [None] * 5 + ["pasted_no_number", "no_such_cell", "pasted_not_editable"]
    status, answer = put(*cells, reason="x")
    assert status == 422 and len(answer["problems"]) == 3
    assert Stance.objects.get(node__key="bo").pin is None
    assert put(*BLOCK)[0] == 409
    assert put(("nobody", "pin", "1"), reason="x")[0] == 409


def test_conflicts_of_the_whole_block_are_named_before_and_kept_only_anyway(put):
    cells = (("bo", "pin", "600"), ("cy", "pin", "600"))
    assert [one["code"] for one in put(*cells, trial=True)[1]["conflicts"]] == ["floors_above"]
    assert put(*cells, reason="x")[0] == 422
    assert put(*cells, reason="x", anyway=True)[0] == 200


def test_a_node_somebody_changed_since_is_told(put):
    versions = {"bo": Stance.objects.get(node__key="bo").version - 1}
    status, told = put(("bo", "pin", "5"), reason="x", versions=versions)
    assert status == 422 and told["problems"][0]["code"] == "plan_row_changed"


def test_only_operations_paste(put):
    assert [put(*BLOCK, name=name, reason="x")[0] for name in ("bo", "ada", "cy", "eve")] == (
        [403] * 4
    )


def test_after_an_edit_the_grid_tells_only_rows_that_are_another(put, signed_in):
    olga = signed_in("olga")
    whole = olga.get("/targets/P/grid.json").json()
    assert not whole["is_part"] and len(whole["rows"]) == 8
    put(("cy", "weight:note", "1"), reason="x", anyway=True)
    known = {"order": whole["order"], "marks": "".join(row["mark"] for row in whole["rows"])}
    part = olga.post("/targets/P/grid.json", known).json()
    assert part["is_part"] and [row["key"] for row in part["rows"]] == ["cy"]
    other = olga.post("/targets/P/grid.json", {**known, "order": "x"}).json()
    assert not other["is_part"] and len(other["rows"]) == 8
