"""The weaknesses of every stage, counted once a snapshot and reader and kept beside it."""

import json
from collections.abc import Iterable
from decimal import Decimal
from functools import lru_cache
from hashlib import sha256
from pathlib import Path
from typing import Any

from salesops.insights.stages import Weakness, weaknesses
from salesops.ledger.ledger import Ledger
from salesops.process.stage_factors import Cell, StageSeen, deal_stages, lead_stage
from salesops.web.access import NoLedger, ledger_for
from salesops.web.crm.models import Pipeline
from salesops.web.crm.stages import in_use
from salesops.web.explore.questions import cache_folder
from salesops.web.people.models import Role, User
from salesops.web.process.conversion_seen import Named, stages_of

SHAPE = 2
"""Raise it when what is counted changes, so that nothing counted before is taken for it."""
MOST_READERS = 40


def weaknesses_of(ledger: Ledger, pipeline: Pipeline | None) -> list[Weakness]:
    """Leads first, then each open stage of the pipeline."""
    return _kept(Named(ledger, str(ledger.identity)), *stages_of(pipeline))


@lru_cache(maxsize=32)
def _kept(named: Named, stages: tuple[str, ...], lost: tuple[str, ...]) -> list[Weakness]:
    return weaknesses(_seen(named.ledger, stages, lost))


def count_ahead() -> int:
    """Count for those who look at all figures or at a team's, so that no page waits; how many."""
    done = set()
    roles = (Role.OPS, Role.EXECUTIVE, Role.MANAGER)
    readers = User.objects.filter(is_active=True, role__in=roles).order_by("-last_login", "pk")
    for user in readers[:MOST_READERS]:
        try:
            ledger = ledger_for(user)
        except NoLedger:
            return 0
        if ledger.identity not in done:
            done.add(ledger.identity)
            for pipeline in in_use():
                _seen(ledger, *stages_of(pipeline))
    return len(done)


def _seen(ledger: Ledger, stages: tuple[str, ...], lost: tuple[str, ...]) -> list[StageSeen]:
    """The counted cases, from the cache folder where they are there; a snapshot never changes."""
    path = _path(ledger, stages, lost)
    if path is not None and path.is_file():
        return [_read(one) for one in json.loads(path.read_text("utf-8"))]
    found = [lead_stage(ledger), *deal_stages(ledger, stages, lost)]
    if path is not None:
        _keep(path, found)
    return found


def _path(ledger: Ledger, *asked: Iterable[str]) -> Path | None:
    if ledger.identity is None:
        return None
    said = json.dumps([SHAPE, ledger.identity, *map(list, asked)], ensure_ascii=False)
    return cache_folder() / f"weak-{sha256(said.encode()).hexdigest()[:32]}.json"


def _keep(path: Path, found: list[StageSeen]) -> None:
    half = path.with_suffix(".tmp")
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        half.write_text(json.dumps([_written(one) for one in found], ensure_ascii=False), "utf-8")
        half.replace(path)
    except OSError:
        half.unlink(missing_ok=True)


def _written(one: StageSeen) -> dict[str, Any]:
    cells = [
        [c.segment, c.when, c.factors, c.person, c.won, c.lost, str(c.amount)] for c in one.cells
    ]
    return {"stage": one.stage, "slow": one.slow_days, "ripe": one.ripe_days, "cells": cells}


def _read(told: dict[str, Any]) -> StageSeen:
    cells = [
        Cell(tuple(segment), when, tuple((name, value) for name, value in factors), person, won,
             lost, Decimal(amount))
        for segment, when, factors, person, won, lost, amount in told["cells"]
    ]  # fmt: skip
    return StageSeen(told["stage"], cells, told["slow"], told["ripe"])
