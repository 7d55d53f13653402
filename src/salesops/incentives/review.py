"""What somebody who reviews a pay run looks at first: the unusual, each in one sentence."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Literal

from salesops.incentives import review_words as w
from salesops.incentives.explained import number
from salesops.kernel.problem import Problem

Kind = Literal["negative", "changed", "capped", "first_pay", "left", "no_plan", "two_plans", "out"]
KINDS: Sequence[Kind] = (
    "two_plans", "no_plan", "out", "negative", "left", "capped", "changed", "first_pay",
)  # fmt: skip
"""In the order in which they are told: who is not paid, who is paid wrongly, who is unusual."""
USUAL_CHANGE = Decimal("0.3")


@dataclass(frozen=True)
class Reviewed:
    """One person's pay as it is reviewed, in one currency; `before` is None where none was.

    `earned` is what came of it before a negative sum was carried or forgiven.
    """

    payee: str
    name: str
    currency: str
    paid: Decimal
    earned: Decimal
    before: Decimal | None = None
    capped: Decimal = Decimal(0)
    has_left: bool = False


@dataclass(frozen=True)
class Anomaly:
    """One thing to look at: about whom, how much, and the sentence that says both."""

    kind: Kind
    payee: str
    amount: Decimal
    words: Problem


def anomalies(
    of: Iterable[Reviewed], usual: Decimal = USUAL_CHANGE, told: Iterable[Anomaly] = ()
) -> list[Anomaly]:
    """Everything unusual, by kind and then the largest amount; `told` is what is known besides.

    A pay has changed when it differs from the last by more than the usual share of that.
    """
    found = [*told, *(anomaly for one in of for anomaly in _of(one, usual))]
    return sorted(found, key=lambda a: (KINDS.index(a.kind), -abs(a.amount), a.payee))


def _of(one: Reviewed, usual: Decimal) -> Iterator[Anomaly]:
    for kind, amount, is_so in (
        ("negative", one.earned, one.earned < 0),
        ("left", one.paid, one.has_left and one.paid != 0),
        ("capped", one.capped, one.capped < 0),
        ("changed", one.paid - (one.before or Decimal(0)), has_changed(one, usual)),
        ("first_pay", one.paid, one.before is None and one.paid > 0),
    ):
        if is_so:
            yield Anomaly(kind, one.payee, amount, _said(kind, one, amount))  # type: ignore[arg-type]


def has_changed(one: Reviewed, usual: Decimal) -> bool:
    """Whether the pay differs from the last one by more than the usual share of it."""
    return one.before is not None and abs(one.paid - one.before) > abs(one.before) * usual


def _said(kind: str, one: Reviewed, amount: Decimal) -> Problem:
    write = _writer(one.currency)
    before = one.before or Decimal(0)
    share = (one.paid - before) / abs(before) * 100 if before else None
    values = {
        "name": one.name, "amount": write(abs(amount)), "paid": write(one.paid),
        "before": write(before), "share": "" if share is None else f"（{_signed(share)}%）",
        "share_en": "" if share is None else f" ({_signed(share)}%)",
    }  # fmt: skip
    return Problem(w.WORDS[kind], values=values)


def _signed(share: Decimal) -> str:
    return f"{share:+.0f}".replace("-", "−")


def left_out(payee: str, name: str, problem: Problem, currency: str) -> Anomaly:
    """Somebody whom something is wrong with, in the problem's own words."""
    given = problem.values.get("amount")
    amount = given if isinstance(given, Decimal) else Decimal(0)
    shown = {k: number(v) if isinstance(v, Decimal) else v for k, v in problem.values.items()}
    if isinstance(given, Decimal):
        shown["amount"] = _writer(currency)(given)
    values = {**shown, "payee": name}
    return Anomaly("out", payee, amount, Problem(problem.wording, problem.where, values))


def without_plan(payee: str, name: str, currency: str, sold: Decimal) -> Anomaly:
    """Somebody credited with sales whom no plan pays."""
    values = {"name": name, "amount": _writer(currency)(sold)}
    return Anomaly("no_plan", payee, sold, Problem(w.NO_PLAN, values=values))


def with_two_plans(
    payee: str, name: str, plans: Sequence[str], currency: str, sold: Decimal
) -> Anomaly:
    """Somebody whom two plans would pay for the same days: neither does."""
    values = {"name": name, "plans": "、".join(plans), "plans_en": ", ".join(plans),
              "amount": _writer(currency)(sold)}  # fmt: skip
    return Anomaly("two_plans", payee, sold, Problem(w.TWO_PLANS, values=values))


def _writer(currency: str) -> Callable[[Decimal], str]:
    return lambda amount: f"{currency} {number(amount.quantize(Decimal('0.01')))}"
