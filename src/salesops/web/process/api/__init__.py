"""REST of the process chapter: each part's endpoints, under one tag."""

from ninja import Router

from salesops.web.process.api.conversion import router as conversion
from salesops.web.process.api.deadlines import router as deadlines
from salesops.web.process.api.definition import router as definition
from salesops.web.process.api.experiments import router as experiments
from salesops.web.process.api.flows import router as flows

router = Router(tags=["process"])
router.add_router("", deadlines, tags=["process"])
router.add_router("", definition, tags=["process"])
router.add_router("", conversion, tags=["process"])
router.add_router("", experiments, tags=["process"])
router.add_router("", flows, tags=["process"])
