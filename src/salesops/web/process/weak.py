"""The weaknesses of every stage, counted once a snapshot and reader."""

from functools import lru_cache

from salesops.insights.stages import Weakness, weaknesses
from salesops.ledger.ledger import Ledger
from salesops.process.stage_factors import deal_stages, lead_stage
from salesops.web.crm.models import Pipeline
from salesops.web.process.conversion_seen import Named, stages_of


def weaknesses_of(ledger: Ledger, pipeline: Pipeline | None) -> list[Weakness]:
    """Leads first, then each open stage of the pipeline."""
    return _kept(Named(ledger, str(ledger.identity)), *stages_of(pipeline))


@lru_cache(maxsize=32)
def _kept(named: Named, stages: tuple[str, ...], lost: tuple[str, ...]) -> list[Weakness]:
    ledger = named.ledger
    return weaknesses([lead_stage(ledger), *deal_stages(ledger, stages, lost)])
