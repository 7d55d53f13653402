"""What a deal is about: its lines of products, which sum to its amount."""

from collections.abc import Sequence

from django.core.exceptions import ValidationError
from django.db import transaction

from salesops.selling.moves import Part, lines_amount, lines_objection
from salesops.web import changing
from salesops.web.access import Actor
from salesops.web.boundary import writable
from salesops.web.crm.actions.deals import kept
from salesops.web.crm.models import Deal, DealLine
from salesops.web.crm.problems import NO_SUCH_PRODUCT
from salesops.web.market.models import Product
from salesops.web.problems import Refused, refused
from salesops.web.text import clean_text


def set_lines(
    *, actor: Actor, deal_id: str, lines: Sequence[Part], version: int | None = None,
    keep_amount: bool = False,
) -> Deal:  # fmt: skip
    """The deal's lines as they shall be; the amount follows them unless it is to be kept.

    A product says its line. Lines with amounts sum to the deal's. Raises Refused, Conflict,
    ValidationError or Http404.
    """
    deal = writable(actor, Deal, deal_id)
    with transaction.atomic():
        deal = changing.locked(Deal, deal.pk, version)
        wanted = [_with_line(part) for part in lines]
        problem = lines_objection(wanted, deal.amount if keep_amount else None)
        if problem:
            raise Refused(problem)
        before = [told(_part(line)) for line in deal.lines.all()]
        after = [told(part) for part in wanted]
        if before == after:
            return deal
        _replace(deal, wanted)
        amount = lines_amount(wanted)
        changed = changing.apply(deal, {} if amount is None else {"amount": amount})
        kept(actor, deal, {"lines": (before, after), **changed}, "set_lines")
    return deal


def _with_line(part: Part) -> Part:
    line = clean_text(part.product_line)
    if not part.product_id:
        return Part(line, None, part.quantity, part.amount)
    product = Product.objects.filter(pk=part.product_id.replace("\0", "")).first()
    if product is None:
        raise refused(NO_SUCH_PRODUCT, field="product_id", product=part.product_id)
    return Part(product.line or line, product.pk, part.quantity, part.amount)


def _part(line: DealLine) -> Part:
    return Part(line.product_line, line.product_id, line.quantity, line.amount)


def told(part: Part) -> dict[str, object]:
    """A line as the audit keeps it."""
    return {
        "product_line": part.product_line,
        "product_id": part.product_id,
        "quantity": None if part.quantity is None else f"{part.quantity.normalize():f}",
        "amount": None if part.amount is None else f"{part.amount.normalize():f}",
    }


def _replace(deal: Deal, wanted: Sequence[Part]) -> None:
    rows = [
        DealLine(
            deal=deal, product_line=part.product_line, product_id=part.product_id,
            quantity=part.quantity, amount=part.amount,
        )
        for part in wanted
    ]  # fmt: skip
    try:
        for row in rows:
            row.clean_fields(exclude=["deal", "product"])
    except ValidationError as error:
        raise ValidationError({"lines": error.messages}) from error
    deal.lines.all().delete()
    DealLine.objects.bulk_create(rows)
