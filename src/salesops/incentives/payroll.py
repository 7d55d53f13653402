"""What payroll is told of a run: a row a payment, exact and in the currency it is paid in."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from decimal import Decimal

COLUMNS: Sequence[str] = (
    "person_id", "name", "period", "plan", "amount", "currency", "plan_amount", "plan_currency",
    "rate", "statement",
)  # fmt: skip


@dataclass(frozen=True)
class Payment:
    """What one person is paid under one plan."""

    person_id: str
    name: str
    period: str
    plan: str
    amount: Decimal
    currency: str
    plan_amount: Decimal
    plan_currency: str
    rate: Decimal
    statement: str


def payroll_rows(of: Iterable[Payment]) -> list[list[str | Decimal]]:
    """The rows of the file, by person; who is paid nothing has none. Amounts are never rounded."""
    kept = sorted((p for p in of if p.amount), key=lambda p: (p.person_id, p.plan))
    return [[getattr(payment, name) for name in COLUMNS] for payment in kept]


def totals(of: Iterable[tuple[str, Decimal]]) -> list[tuple[str, Decimal]]:
    """The sum of the amounts in each currency."""
    found: dict[str, Decimal] = {}
    for currency, amount in of:
        found[currency] = found.get(currency, Decimal(0)) + amount
    return sorted(found.items())
