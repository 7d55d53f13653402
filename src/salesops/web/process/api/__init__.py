"""REST of the process chapter: each part's endpoints, under one tag."""

from ninja import Router

from salesops.web.process.api.definition import router as definition

router = Router(tags=["process"])
router.add_router("", definition, tags=["process"])
