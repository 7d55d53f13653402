"""What to bring to the next visit: a few points, each with its reason and what proves it."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from salesops.kernel.figures import short
from salesops.kernel.problem import Problem, Wording
from salesops.selling.rebuy import Rebuy

MOST_POINTS = 6
SOON_DAYS = 14
RETURN_DAYS = 90
UNTOUCHED_DAYS = 60
LIKELY_SHARE = Decimal("0.3")

REORDER_LATE = Wording(
    "reorder_late",
    zh=("“{line}”该补货了：应在 {expected} 前后，已晚 {overdue} 天", "带上报价，问清库存与用量"),
    en=(
        "{line} is due for a reorder: expected around {expected}, {overdue} days late",
        "Bring a quote; ask about stock and use",
    ),
    severity="warning",
)
REORDER_SOON = Wording(
    "reorder_soon",
    zh=("“{line}”预计 {expected} 前后补货", "提前确认数量与交期"),
    en=("{line} is expected to be reordered around {expected}", "Settle quantity and delivery now"),
    severity="warning",
)
UNPAID = Wording(
    "unpaid",
    zh=("{orders} 笔订单到期未付，共 {amount_zh}，最早 {due_on} 到期", "带上对账单，约定付款日"),
    en=(
        "{orders} orders unpaid past their day, {amount_en} in all, the oldest since {due_on}",
        "Bring the statement; agree on a day",
    ),
    severity="warning",
)
DEAL_OPEN = Wording(
    "deal_open",
    zh=("商机“{name}”在“{stage}”，{amount_zh}，下一步：{next_step}", "把下一步当面定下来"),
    en=(
        'The deal "{name}" is at "{stage}", {amount_en}; next: {next_step}',
        "Settle the next step face to face",
    ),
    severity="warning",
)
DEAL_WITHOUT_STEP = Wording(
    "deal_without_step",
    zh=("商机“{name}”在“{stage}”，{amount_zh}，没有下一步", "当面约定下一步和日期"),
    en=(
        'The deal "{name}" is at "{stage}", {amount_en}, without a next step',
        "Agree on one and its day",
    ),
    severity="warning",
)
RETURNED = Wording(
    "returned",
    zh=("{on} 退回 {product}，{amount_zh}", "先听原因，带上处理结果"),
    en=("{product} came back on {on}, {amount_en}", "Listen first; bring what was done about it"),
    severity="warning",
)
NEVER_MET = Wording(
    "never_met",
    zh=("还没有与{name}联系过", "请求引荐，当面认识"),
    en=("Nobody has talked to {name} yet", "Ask to be introduced"),
    severity="warning",
)
UNTOUCHED = Wording(
    "untouched",
    zh=("与{name}已有 {days} 天没有联系", "顺道见一面"),
    en=("No contact with {name} for {days} days", "See them while you are there"),
    severity="warning",
)
OTHERS_BUY = Wording(
    "others_buy",
    zh=("相似客户中 {share}% 买“{product}”，这家还没有", "带上资料，问问用途"),
    en=("{share}% of customers like this buy {product}; this one does not", "Bring the leaflet"),
    severity="warning",
)


@dataclass(frozen=True)
class Unpaid:
    """An order with money still to come, and since when it should have."""

    order_id: str
    amount: Decimal
    due_on: date


@dataclass(frozen=True)
class OpenDeal:
    """An open deal with its next step, if it has one."""

    deal_id: str
    name: str
    stage: str
    amount: Decimal | None = None
    next_step: str = ""


@dataclass(frozen=True)
class Returned:
    """Goods that came back."""

    order_id: str
    product: str
    amount: Decimal
    returned_on: date


@dataclass(frozen=True)
class Known:
    """A person at the customer, and when one of us last talked to them."""

    contact_id: str
    name: str
    last_touch_on: date | None = None


@dataclass(frozen=True)
class Sibling:
    """A product the customer does not buy, and the share of similar customers that do."""

    product_id: str
    product: str
    share: Decimal


@dataclass(frozen=True)
class Situation:
    """What is known of the customer before the visit, each part as far as it is known."""

    rebuys: Sequence[Rebuy] = ()
    unpaid: Sequence[Unpaid] = ()
    deals: Sequence[OpenDeal] = ()
    returns: Sequence[Returned] = ()
    contacts: Sequence[Known] = ()
    siblings: Sequence[Sibling] = ()
    currency: str = "CNY"


@dataclass(frozen=True)
class Point:
    """One thing to bring up, how much it weighs, and the ids of the records that prove it."""

    weight: int
    said: Problem
    evidence: tuple[str, ...]


def points(situation: Situation, today: date, limit: int = MOST_POINTS) -> list[Point]:
    """What to bring up, the most important first: trouble, then money, then business, then people.

    Returns come first, for nobody talks of an offer while the last delivery is in the way.
    """
    found = [point for part in PARTS for point in part(situation, today)]
    return sorted(found, key=lambda point: -point.weight)[:limit]


def _returns(situation: Situation, today: date) -> Iterator[Point]:
    for one in sorted(situation.returns, key=lambda r: r.returned_on, reverse=True):
        if 0 <= (today - one.returned_on).days <= RETURN_DAYS:
            values = {
                "product": one.product,
                "on": one.returned_on,
                **_money(abs(one.amount), situation.currency),
            }
            yield Point(100, Problem(RETURNED, values=values), (one.order_id,))


def _unpaid(situation: Situation, today: date) -> Iterator[Point]:
    """All that is overdue as one point: it is one conversation."""
    late = sorted((u for u in situation.unpaid if u.due_on < today), key=lambda u: u.due_on)
    if late:
        total = sum((one.amount for one in late), Decimal(0))
        values = {
            "orders": len(late),
            "due_on": late[0].due_on,
            **_money(total, situation.currency),
        }
        yield Point(90, Problem(UNPAID, values=values), tuple(one.order_id for one in late))


def _deals(situation: Situation, today: date) -> Iterator[Point]:  # noqa: ARG001
    for one in sorted(situation.deals, key=lambda deal: deal.amount or 0, reverse=True):
        wording = DEAL_OPEN if one.next_step.strip() else DEAL_WITHOUT_STEP
        values = {
            "name": one.name,
            "stage": one.stage,
            "next_step": one.next_step,
            **_money(one.amount, situation.currency),
        }
        yield Point(80, Problem(wording, values=values), (one.deal_id,))


def _reorders(situation: Situation, today: date) -> Iterator[Point]:
    for one in situation.rebuys:
        if one.expected_on is None:
            continue
        values = {"line": one.line, "expected": one.expected_on, "overdue": one.overdue_days}
        if one.is_late:
            yield Point(70, Problem(REORDER_LATE, values=values), (one.line,))
        elif (one.expected_on - today).days <= SOON_DAYS:
            yield Point(60, Problem(REORDER_SOON, values=values), (one.line,))


def _people(situation: Situation, today: date) -> Iterator[Point]:
    for one in situation.contacts:
        if one.last_touch_on is None:
            said = Problem(NEVER_MET, values={"name": one.name})
            yield Point(40, said, (one.contact_id,))
        elif (days := (today - one.last_touch_on).days) >= UNTOUCHED_DAYS:
            said = Problem(UNTOUCHED, values={"name": one.name, "days": days})
            yield Point(50, said, (one.contact_id,))


def _siblings(situation: Situation, today: date) -> Iterator[Point]:  # noqa: ARG001
    likely = [one for one in situation.siblings if one.share >= LIKELY_SHARE]
    for one in sorted(likely, key=lambda sibling: sibling.share, reverse=True):
        values = {"product": one.product, "share": f"{one.share * 100:.0f}"}
        yield Point(30, Problem(OTHERS_BUY, values=values), (one.product_id,))


PARTS: Sequence[Callable[[Situation, date], Iterator[Point]]] = (
    _returns, _unpaid, _deals, _reorders, _people, _siblings,
)  # fmt: skip


def _money(amount: Decimal | None, currency: str) -> dict[str, object]:
    return {
        "amount_zh": short(amount, "money", currency, "zh"),
        "amount_en": short(amount, "money", currency, "en"),
    }
