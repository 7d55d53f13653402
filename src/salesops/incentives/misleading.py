"""Where a pay curve misleads: cliffs worth an order's move, sales that lower pay, flat roads."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal
from itertools import groupby, pairwise

from salesops.incentives.curve import BELOW, STEP, Point, curve
from salesops.incentives.edges import Edge, edges, labels
from salesops.incentives.explained import number
from salesops.incentives.labels import component_name
from salesops.incentives.order_curve import order_curves
from salesops.incentives.plan import Plan
from salesops.kernel.problem import Problem, Wording

# A jump is worth a word from this share of the pay at the edge.
NOTICEABLE = Decimal("0.01")
DIGITS = Decimal("0.0001")

CLIFF = Wording(
    "pay_cliff",
    zh=(
        "{place_zh}：达成率到 {at} 时奖金一下多 {told}",
        "这会让人把订单往前或往后挪；改成分段累进，或在两侧加过渡档",
    ),
    en=(
        "{place_en}: reaching {at} pays {told} more at once",
        "This invites moving orders across it: use marginal tiers, or tiers in between",
    ),
    severity="warning",
)
FALLS = Wording(
    "pay_falls",
    zh=(
        "{place_zh}：达成率从 {start} 到 {at}，卖得更多反而少拿 {told}",
        "检查档位和系数，让奖金不随销售下降",
    ),
    en=(
        "{place_en}: from {start} to {at} a sale lowers pay by {told}",
        "Mend tiers or factors: pay must not fall",
    ),
    severity="warning",
)
FLAT = Wording(
    "pay_flat",
    zh=("{place_zh}：达成率从 {start} 起，多卖不再多拿（到 {at} 为止）", "若非有意封顶，请加一档"),
    en=(
        "{place_en}: from {start} to {at} selling more pays nothing more",
        "Add a tier unless this is meant",
    ),
    severity="warning",
)
STEEP = Wording(
    "pay_steep",
    zh=(
        "{place_zh}：达成率从 {start} 到 {at}，多卖的 {more} 里要付 {told}",
        "边际比例超过销售额，请检查",
    ),
    en=(
        "{place_en}: from {start} to {at}, {told} is paid on {more} more sold",
        "That is more than the sale",
    ),
    severity="warning",
)
ORDER = Wording(
    "pay_order_cliff",
    zh=(
        "“{name_zh}”：一张订单到 {at_zh} 时一下差 {told}",
        "这会让人拆单或并单；若非有意，改成分段累进，或按月累计",
    ),
    en=(
        "{name_en}: one order of {at_en} changes pay by {told} at once",
        "This invites splitting or joining orders: marginal tiers, or by month, if it is not meant",
    ),
    severity="warning",
)
PIECES = Wording(
    "pay_pieces_cliff",
    zh=(
        "“{name_zh}”：件数到 {at_zh} 时一下差 {told}",
        "这会让人把订单往前或往后挪；改成分段累进，或在两侧加过渡档",
    ),
    en=(
        "{name_en}: reaching {at_en} changes pay by {told} at once",
        "This invites moving orders across it: use marginal tiers, or tiers in between",
    ),
    severity="warning",
)


@dataclass(frozen=True)
class Cliff:
    """An attainment at which the year's pay jumps, by how much, and the plan's words for it."""

    attainment: Decimal
    amount: Decimal
    edges: tuple[Edge, ...] = ()

    @property
    def times(self) -> int:
        """How often a year comes to it; once where parts of several lengths meet."""
        found = {edge.times for edge in self.edges}
        return found.pop() if len(found) == 1 else 1

    @property
    def each(self) -> Decimal:
        """What is at stake each time."""
        return self.amount / self.times


def cliffs(points: Sequence[Point], found: Sequence[Edge] = ()) -> list[Cliff]:
    """Where pay jumps by more than the sale and noticeably: where an order is worth moving."""
    return [
        Cliff(after.attainment, after.pay - before.pay, _at(found, after))
        for before, after in pairwise(points)
        if _is_cliff(before, after)
    ]


def _at(found: Sequence[Edge], point: Point) -> tuple[Edge, ...]:
    return tuple(edge for edge in found if edge.attainment == point.attainment)


def _is_cliff(before: Point, after: Point) -> bool:
    more, sold = after.pay - before.pay, after.sold - before.sold
    near = after.attainment - before.attainment <= BELOW
    return near and more > max(sold, after.pay * NOTICEABLE)


def curve_problems(plan: Plan, quota: Decimal) -> list[Problem]:
    """Cliffs, falls, flat stretches and rates of more than the sale: the place and the amount."""
    points, found = curve(plan, quota), edges(plan, quota)
    jumps = [*_steps(points, found), *_steep(points, found)]
    return [*jumps, *_flats(points, found), *_orders(plan)]


def _steps(points: Sequence[Point], found: Sequence[Edge]) -> Iterator[Problem]:
    for before, after in pairwise(points):
        more, sold = after.pay - before.pay, after.sold - before.sold
        here = _at(found, after)
        cliff = Cliff(after.attainment, abs(more), here)
        told = {**_place(here), **_span(before, after), **_paid(cliff.each, sold)}
        if more < 0:
            yield Problem(FALLS, values=told)
        elif _is_cliff(before, after):
            yield Problem(CLIFF, values=told)


def _steep(points: Sequence[Point], found: Sequence[Edge]) -> Iterator[Problem]:
    """Each stretch between edges on which more is paid than is sold, once."""
    steep = [(before, after) for before, after in pairwise(points)
             if after.attainment - before.attainment > BELOW
             and after.pay - before.pay > after.sold - before.sold]  # fmt: skip
    for here, pairs in groupby(steep, lambda pair: _last(found, pair[0])):
        first, *_, last = [point for pair in pairs for point in pair]
        paid = _paid(last.pay - first.pay, last.sold - first.sold)
        yield Problem(STEEP, values={**_place(here), **_span(first, last), **paid})


def _paid(pay: Decimal, sold: Decimal) -> dict[str, object]:
    told = number(pay.quantize(DIGITS).normalize())
    return {"amount": pay, "told": told, "sold": sold, "more": number(sold)}


def _flats(points: Sequence[Point], found: Sequence[Edge]) -> Iterator[Problem]:
    """The longest stretch at the end, and any in between, on which pay above nothing stands."""
    start = None
    for before, after in [*pairwise(points), (points[-1], None)]:
        if after is not None and after.pay == before.pay > 0:
            start = start or before
        elif start is not None:
            if before.attainment - start.attainment >= STEP:
                told = {**_place(_last(found, start)), **_span(start, before)}
                yield Problem(FLAT, values=told)
            start = None


def _orders(plan: Plan) -> Iterator[Problem]:
    """Sizes of single orders, or of an interval's pieces, at which pay jumps."""
    for one in order_curves(plan):
        for leap in one.leaps:
            at, by_amount = number(leap.size), one.measure == "amount"
            sizes = {"at_zh": at if by_amount else f"{at} 件", "at_en": at if by_amount
                     else f"{at} pieces"}  # fmt: skip
            yield Problem(ORDER if one.accumulate == "transaction" else PIECES, values={
                "name_zh": component_name(one.component, "zh"), "at": at, **sizes,
                "name_en": component_name(one.component, "en"), "amount": leap.amount,
                "told": number(leap.amount),
            })  # fmt: skip


def _last(found: Sequence[Edge], point: Point) -> tuple[Edge, ...]:
    """The edges nearest below a point, or at it."""
    below = [edge for edge in found if edge.attainment <= point.attainment]
    return tuple(edge for edge in below if edge.attainment == below[-1].attainment)


def _place(found: Sequence[Edge]) -> dict[str, object]:
    if not found:
        return {"place_zh": "全年", "place_en": "The year"}
    return {"place_zh": labels(found, "zh"), "place_en": labels(found, "en")}


def _span(before: Point, after: Point) -> dict[str, object]:
    return {"start": _percent(before.attainment), "at": _percent(after.attainment)}


def _percent(share: Decimal) -> str:
    return f"{(share.quantize(DIGITS) * 100).normalize():f}%"
