"""REST: pay runs, statements, one's own pay, disputes and adjustments."""

from ninja import Router

from salesops.web.pay.api.adjustments import router as adjustments
from salesops.web.pay.api.disputes import router as disputes
from salesops.web.pay.api.mine import router as mine
from salesops.web.pay.api.runs import router as runs
from salesops.web.pay.api.statements import router as statements

router = Router(tags=["pay"])
for part in (runs, statements, disputes, adjustments, mine):
    router.add_router("", part, tags=["pay"])
