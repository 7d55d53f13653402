"""REST: a block of cells put into a plan at once, looked at first where that is asked."""

from __future__ import annotations

from typing import Any

from ninja import Router, Schema

from salesops.planning.pasted import Pasted
from salesops.web.jobs import problem_shown
from salesops.web.language import spoken
from salesops.web.signed_in import SignedIn
from salesops.web.targets.actions.pasting import paste

router = Router(tags=["plans"])


class PastedIn(Schema):
    """One cell: the node, the column, and the text as it stood in the spreadsheet.

    Columns are `pin`, `floor`, `cap`, `is_gated`, `offered`, `weight:` and its name, `month:` and
    a month, `line:` and a product line; the last two are pins. Empty text frees or forgets.
    """

    key: str
    column: str
    text: str


class BlockIn(Schema):
    """The cells, why, and the version of each node that was seen; on `trial` nothing is kept."""

    metric: str = "net_revenue"
    cells: list[PastedIn]
    reason: str = ""
    versions: dict[str, int] = {}
    anyway: bool = False
    trial: bool = False


class PutOut(Schema):
    """What a cell was and would be, and what is wrong with it."""

    key: str
    column: str
    before: str | None
    after: str | None
    problem: dict[str, Any] | None


class BlockOut(Schema):
    """Every cell, and the conflicts they bring together."""

    cells: list[PutOut]
    conflicts: list[dict[str, Any]]


@router.put("/plans/{path:plan_id}/cells", response=BlockOut)
def put_cells(request: SignedIn, plan_id: str, body: BlockIn) -> Any:
    """Put a block of cells in as one; it is kept whole or not at all."""
    found = paste(
        actor=request.user, plan_id=plan_id, metric=body.metric, reason=body.reason,
        cells=[Pasted(one.key, one.column, one.text) for one in body.cells],
        versions=body.versions, anyway=body.anyway, is_trial=body.trial,
    )  # fmt: skip
    language = spoken()
    cells = [
        {**vars(one), "problem": problem_shown(one.problem, language) if one.problem else None}
        for one in found.cells
    ]
    conflicts = [
        {**problem_shown(one, language), "key": str(one.values.get("key", ""))}
        for one in found.conflicts
    ]
    return {"cells": cells, "conflicts": conflicts}
