"""What somebody typed or sent about a deal, read as the values that are kept."""

from collections.abc import Mapping, Sequence
from datetime import date
from decimal import Decimal

from salesops.ingest.amounts import number
from salesops.selling.moves import Part
from salesops.web.crm.actions.deals import EDITABLE
from salesops.web.crm.problems import BAD_AMOUNT, BAD_DATE
from salesops.web.problems import refused

LARGEST = Decimal(10) ** 14
EMPTY_IS_NOTHING = ("account_id", "contact_id", "product_id")
MOST_LINES = 200


def typed(told: Mapping[str, str], names: Sequence[str] = EDITABLE) -> dict[str, object]:
    """The fields among these that were sent, as values. Raises Refused."""
    return {name: _value(name, told[name]) for name in names if name in told}


def _value(name: str, text: str) -> object:
    if name == "amount":
        return amount_of(text)
    if name == "expected_close_on":
        return day_of(text, name)
    if name in EMPTY_IS_NOTHING:
        return text.strip() or None
    return text.strip().upper()[:3] if name == "currency" else text


def amount_of(text: str, field: str = "amount") -> Decimal | None:
    """An amount as people write it, 12 万 and ¥1,200.50 too; nothing for nothing."""
    value = number(text)
    if value is None:
        return None
    if isinstance(value, str) or value < 0 or value >= LARGEST:
        raise refused(BAD_AMOUNT, field=field, value=text[:40])
    return value.quantize(Decimal("0.0001"))


def day_of(text: str, field: str = "expected_close_on") -> date | None:
    """A day; nothing for nothing."""
    if not text.strip():
        return None
    try:
        return date.fromisoformat(text.strip())
    except ValueError:
        raise refused(BAD_DATE, field=field, value=text[:40]) from None


def lines_of(told: Mapping[str, Sequence[str]]) -> list[Part]:
    """The lines of a form: as many as there are product fields, empty rows left out."""
    columns = ("product_id", "product_line", "quantity", "line_amount")
    rows = zip(*(told.get(name, [])[:MOST_LINES] for name in columns), strict=False)
    return [
        Part(line, product or None, amount_of(quantity, "quantity"), amount_of(amount, "lines"))
        for product, line, quantity, amount in rows
        if any(text.strip() for text in (product, line, quantity, amount))
    ]
