"""REST of the process chapter: each part's endpoints, under one tag."""

from ninja import Router

router = Router(tags=["process"])
