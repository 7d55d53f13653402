"""What an address asks of a run's table: a name, a kind of anomaly, an order, a page."""

from collections.abc import Mapping
from dataclasses import dataclass
from urllib.parse import urlencode

from django.db.models import QuerySet

from salesops.incentives.review import KINDS
from salesops.web.pay.models import Statement

ROWS_A_PAGE = 100
ORDERS: Mapping[str, str] = {
    "name": "name", "team": "team__name", "plan": "plan_name", "entitled": "entitled",
    "issued": "issued", "due": "due", "before": "before", "status": "status",
}  # fmt: skip


@dataclass(frozen=True)
class Asked:
    """Which of a run's statements, in which order, from which on."""

    name: str = ""
    kind: str = ""
    order: str = "-due"
    page: int = 1

    def query(self, **other: object) -> str:
        """The address' query with something else asked."""
        told = {"q": self.name, "kind": self.kind, "sort": self.order, **other}
        return urlencode({name: value for name, value in told.items() if value})

    def sorted_by(self, column: str) -> str:
        """The query that sorts by a column, or the other way round if it does already."""
        return self.query(sort=f"-{column}" if self.order == column else column)


def asked(told: Mapping[str, str]) -> Asked:
    """What the address asks; what it does not know it leaves."""
    order, kind, page = told.get("sort", ""), told.get("kind", ""), told.get("page", "")
    return Asked(
        " ".join(told.get("q", "").replace("\0", "").split())[:200],
        kind if kind in KINDS else "",
        order if order.removeprefix("-") in ORDERS else "-due",
        max(int(page), 1) if page.isdecimal() and len(page) < 6 else 1,
    )


def matching(statements: QuerySet[Statement], wanted: Asked) -> QuerySet[Statement]:
    """The statements that are asked for, in order."""
    if wanted.name:
        statements = statements.filter(name__icontains=wanted.name)
    if wanted.kind:
        people = _of_kind(statements, wanted.kind)
        statements = statements.filter(person__in=people)
    sign = "-" if wanted.order.startswith("-") else ""
    return statements.order_by(f"{sign}{ORDERS[wanted.order.removeprefix('-')]}", "pk")


def _of_kind(statements: QuerySet[Statement], kind: str) -> list[str]:
    """Whose statements are so flagged: JSON is not searched alike by every database."""
    flagged = statements.order_by().values_list("person_id", "flags")
    return sorted({person for person, flags in flagged if kind in flags})
