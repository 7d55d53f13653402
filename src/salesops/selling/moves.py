"""Moving and changing a deal: what a move must say, what a push is, what parts make of a whole."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from salesops.kernel.money import parts
from salesops.kernel.problem import Language, Problem, Wording
from salesops.selling.stages import Kind

NEEDS_LOST_REASON = Wording(
    "needs_lost_reason",
    zh=("输单要写明原因", "选择一个原因，或自己写一句"),
    en=("A lost deal needs a reason", "Choose one, or write a sentence of your own"),
)
NEEDS_COMPETITOR = Wording(
    "needs_competitor",
    zh=("输给了竞争对手，但没有写是哪一家", "填写竞争对手的名称；不清楚时写“不详”"),
    en=(
        "Lost to a competitor, but not to which",
        "Name the competitor, or write that it is unknown",
    ),
)
NEEDS_REOPEN_REASON = Wording(
    "needs_reopen_reason",
    zh=("重新打开已关闭的商机要写明原因", "写一句为什么重新打开"),
    en=("Opening a closed deal again needs a reason", "Say in a sentence why"),
)
ALREADY_THERE = Wording(
    "already_there",
    zh=("商机已经在“{stage}”阶段", "选择另一个阶段"),
    en=('The deal is already in "{stage}"', "Choose another stage"),
)
LINES_HALF_PRICED = Wording(
    "lines_half_priced",
    zh=("有的产品行有金额，有的没有", "每一行都填金额，或都不填"),
    en=("Some lines have an amount and some do not", "Give every line an amount, or none"),
)
LINES_DO_NOT_SUM = Wording(
    "lines_do_not_sum",
    zh=("各行合计 {sum}，与商机金额 {amount} 不符", "改正某一行，或让商机金额取各行之和"),
    en=(
        "The lines sum to {sum}, which is not the deal's amount of {amount}",
        "Correct a line, or let the amount follow the lines",
    ),
)
LINE_EMPTY = Wording(
    "line_empty",
    zh=("第 {at} 行没有产品，也没有产品线", "选择一个，或删除这一行"),
    en=("Line {at} names neither a product nor a product line", "Choose one or remove the line"),
)
LINE_NEGATIVE = Wording(
    "line_negative",
    zh=("第 {at} 行的数量或金额小于零", "填写零或正数"),
    en=("Line {at} has a quantity or amount below zero", "Enter zero or more"),
)

LOST_REASONS: Mapping[str, tuple[str, str]] = {
    "price": ("价格", "Price"),
    "competitor": ("输给竞争对手", "A competitor won"),
    "product": ("产品或功能不合适", "Product did not fit"),
    "no_budget": ("客户没有预算", "No budget"),
    "no_decision": ("客户不做决定", "No decision"),
    "timing": ("时机不合适", "Wrong time"),
    "relationship": ("没有接触到决策人", "Decision maker not reached"),
}


def lost_reason_said(reason: str, language: Language) -> str:
    """A reason in words: one of ours by its code, anybody's own as written."""
    zh, en = LOST_REASONS.get(reason, (reason, reason))
    return zh if language == "zh" else en


@dataclass(frozen=True)
class Move:
    """A move of a deal from one stage to another, and what was said with it."""

    from_stage: str
    from_kind: Kind
    to_stage: str
    to_kind: Kind
    lost_reason: str = ""
    competitor: str = ""
    reason: str = ""
    is_same: bool = False

    @property
    def is_reopening(self) -> bool:
        """Whether a closed deal becomes an open one, or won becomes lost or lost won."""
        return self.from_kind not in ("open", self.to_kind)


def objection(move: Move) -> Problem | None:
    """Why the move cannot be made as it stands, or nothing."""
    if move.is_same:
        return Problem(ALREADY_THERE, values={"stage": move.to_stage})
    if move.is_reopening and not move.reason.strip():
        return Problem(NEEDS_REOPEN_REASON)
    if move.to_kind != "lost":
        return None
    if not move.lost_reason.strip():
        return Problem(NEEDS_LOST_REASON)
    if move.lost_reason == "competitor" and not move.competitor.strip():
        return Problem(NEEDS_COMPETITOR)
    return None


def is_push(before: date | None, after: date | None) -> bool:
    """Whether an expected close moved across the end of a month to later.

    From the 5th to the 25th is no push: the month's forecast stands. A first date is none either.
    """
    if before is None or after is None:
        return False
    return (after.year, after.month) > (before.year, before.month)


@dataclass(frozen=True)
class Part:
    """One line of a deal: a product or at least a product line, how many, for how much."""

    product_line: str = ""
    product_id: str | None = None
    quantity: Decimal | None = None
    amount: Decimal | None = None


def lines_objection(lines: Sequence[Part], amount: Decimal | None = None) -> Problem | None:
    """Why these lines cannot be those of a deal of this amount, or nothing.

    Without an amount the deal's follows the lines'.
    """
    for at, line in enumerate(lines, 1):
        if not line.product_line.strip() and not line.product_id:
            return Problem(LINE_EMPTY, values={"at": at})
        if min(line.quantity or 0, line.amount or 0) < 0:
            return Problem(LINE_NEGATIVE, values={"at": at})
    priced = [line.amount is not None for line in lines]
    if any(priced) and not all(priced):
        return Problem(LINES_HALF_PRICED)
    total = lines_amount(lines)
    if total is not None and amount is not None and total != amount:
        return Problem(LINES_DO_NOT_SUM, values={"sum": f"{total:,}", "amount": f"{amount:,}"})
    return None


def lines_amount(lines: Sequence[Part]) -> Decimal | None:
    """What the lines sum to; None where they say no amounts."""
    amounts = [line.amount for line in lines if line.amount is not None]
    return sum(amounts, Decimal(0)) if amounts else None


def shared_anew(amounts: Sequence[Decimal], total: Decimal) -> list[Decimal]:
    """The lines' amounts when the deal's becomes `total`: in proportion, to the cent, exactly."""
    return parts(total, list(amounts))
