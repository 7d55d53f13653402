"""The REST interface: every part's endpoints under one roof, by token or by session."""

from ninja import NinjaAPI

api = NinjaAPI(title="SalesOps", version="1", docs_url=None)
