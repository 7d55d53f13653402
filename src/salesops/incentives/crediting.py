"""Who is credited with an order: splits that add up, overlays, shadows, and managers of the day."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal
from fractions import Fraction

from salesops.incentives import credit_words as w
from salesops.incentives.credits import Credit
from salesops.kernel.money import parts
from salesops.kernel.problem import Problem

BIT = Decimal("0.0001")
# How far up a roll-up goes before it must be a circle.
DEEPEST = 50


@dataclass(frozen=True)
class Sale:
    """An order line as it was booked, delivered, invoiced or collected; `seller` had it then."""

    event: str
    order: str
    day: date
    seller: str
    amount: Decimal
    quantity: Decimal = Decimal(0)
    basis: str = "booked"
    product: str = ""
    original: str = ""


@dataclass(frozen=True)
class Part:
    """Somebody's part of an order: a `split` of the whole, an `overlay` or a `shadow` of all."""

    order: str
    payee: str
    role: str = "split"
    share: Decimal = Decimal(1)


@dataclass(frozen=True)
class Reports:
    """Who reported to whom, from a day up to another."""

    payee: str
    manager: str
    starts_on: date = date.min
    ends_before: date = date.max


def credited(sales: Iterable[Sale], told: Iterable[Part] = ()) -> list[Credit] | list[Problem]:
    """The credits of sales: the seller's whole, or what was told of the order, to the last bit.

    The shares of a split must be 100 %; overlay and shadow credits stand beside them.
    """
    by_order: dict[str, list[Part]] = defaultdict(list)
    for part in told:
        by_order[part.order].append(part)
    problems = list(_split_problems(by_order))
    if problems:
        return problems
    return [credit for sale in sales for credit in _of_sale(sale, by_order.get(sale.order, []))]


def _split_problems(by_order: Mapping[str, Sequence[Part]]) -> Iterator[Problem]:
    for order, told in sorted(by_order.items()):
        split = [part.share for part in told if part.role == "split"]
        if split and sum(split) != 1:
            share = f"{(sum(split, Decimal(0)) * 100).normalize():f}%"
            yield Problem(w.SPLIT_SHARES, values={"order": order, "share": share})


def _of_sale(sale: Sale, told: Sequence[Part]) -> Iterator[Credit]:
    split = sorted((p for p in told if p.role == "split"), key=lambda part: part.payee)
    whole = Credit(
        sale.seller, sale.day, sale.amount, sale.quantity, sale.order, sale.event, sale.basis,
        product=sale.product, original=sale.original,
    )  # fmt: skip
    if not split:
        yield whole
    shares = [part.share for part in split]
    amounts = parts(sale.amount, shares, BIT) if split else []
    pieces = parts(sale.quantity, shares, BIT) if split else []
    for part, amount, quantity in zip(split, amounts, pieces, strict=True):
        yield replace(whole, payee=part.payee, amount=amount, quantity=quantity, role="split")
    for part in told:
        if part.role != "split":
            amount, quantity = (
                (n * part.share).quantize(BIT) for n in (sale.amount, sale.quantity)
            )
            yield replace(whole, payee=part.payee, amount=amount, quantity=quantity, role=part.role)


def rolled_up(credits: Iterable[Credit], reports: Iterable[Reports]) -> Iterator[Credit]:
    """The credits with those of every manager above, by who reported to whom on their day.

    Shadow and overlay credits are not rolled up: the order is in the seller's already. A manager
    who is above several people of one split has each part once.
    """
    by_payee: dict[str, list[Reports]] = defaultdict(list)
    for one in reports:
        by_payee[one.payee].append(one)
    for credit in credits:
        yield credit
        if credit.role in ("direct", "split"):
            for manager in managers(credit.payee, credit.day, by_payee):
                event = f"{credit.event or credit.order}/{credit.payee}"
                yield replace(credit, payee=manager, role="rollup", event=event)


def managers(payee: str, day: date, by_payee: Mapping[str, Sequence[Reports]]) -> Iterator[str]:
    """Everybody above a person on a day, nearest first; a circle ends where it closes."""
    seen, person = {payee}, payee
    for _ in range(DEEPEST):
        above = [r.manager for r in by_payee.get(person, ()) if r.starts_on <= day < r.ends_before]
        if not above or above[0] in seen:
            return
        person = above[0]
        seen.add(person)
        yield person


def converted(
    credit: Credit, currency: str, own: str, rates: Mapping[str, Decimal]
) -> Credit | Problem:
    """The credit in the plan's currency at the plan's rate, to a ten-thousandth, half up."""
    if not currency or currency == own:
        return credit
    rate = rates.get(currency)
    if rate is None:
        values = {"currency": currency, "payee": credit.payee, "amount": credit.amount}
        return Problem(w.NO_RATE, values=values)
    exact = Fraction(credit.amount) * Fraction(rate) * 10_000
    whole = (2 * abs(exact) + 1) // 2
    return replace(credit, amount=Decimal(int(-whole if exact < 0 else whole)) * BIT)
