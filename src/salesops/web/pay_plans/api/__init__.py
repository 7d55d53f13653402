"""REST: pay plans, their versions and who is on them; written, stepped, studied, signed."""

from ninja import Router

from salesops.web.pay_plans.api.assignments import router as assignments
from salesops.web.pay_plans.api.plans import router as plans
from salesops.web.pay_plans.api.studies import router as studies

router = Router(tags=["pay plans"])
router.add_router("", plans, tags=["pay plans"])
router.add_router("", assignments, tags=["pay plans"])
router.add_router("", studies, tags=["pay plans"])
