"""What the company is called and counts in: on every page."""

from salesops.web.prepared import Prepared
from salesops.web.workspace.models import Workspace

company_asked = Prepared(lambda: Workspace.objects.order_by().values("name", "currency")[:1])
"""The company's name and currency."""


def home_currency() -> str:
    """The currency the company counts in."""
    return next((str(one["currency"]) for one in company_asked()), "CNY")
