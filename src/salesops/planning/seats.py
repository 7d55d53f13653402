"""The seats whose year is simulated: what each is asked for and can sell, and where it stands."""

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from math import isfinite

from salesops.kernel.problem import Problem, Wording

FULL = (1.0,)

NO_SEATS = Wording(
    "no_seats",
    ("没有任何岗位可以模拟。", "请先为组织树添加岗位及其目标。"),
    ("There is no seat to simulate.", "Add seats with their targets to the tree first."),
)
SEAT_TWICE = Wording(
    "seat_twice",
    ("岗位 {seat} 出现了 {times} 次。", "一个岗位只能属于一个团队，请删去多余的行。"),
    ("Seat {seat} stands there {times} times.", "A seat is in one team: remove the other rows."),
)
UNKNOWN_NODE = Wording(
    "unknown_node",
    ("岗位 {seat} 挂在不存在的节点 {node} 上。", "请改为树中已有的节点，或先添加该节点。"),
    ("Seat {seat} stands under {node}, which is not in the tree.", "Name a node of the tree."),
)
CYCLE = Wording(
    "tree_cycle",
    ("节点 {node} 的上级绕了一圈又回到自己。", "请修正上级关系，使每条线都通到根节点。"),
    (
        "Node {node} is its own superior, round about.",
        "Mend the parents so each line ends at a root.",
    ),
)
ORPHAN = Wording(
    "tree_orphan",
    ("节点 {node} 的上级 {parent} 不存在。", "请添加该上级，或改为已有的节点。"),
    ("Node {node} lies under {parent}, which does not exist.", "Add that node or name another."),
)
BAD_MONTHS = Wording(
    "bad_months",
    ("岗位 {seat} 有 {found} 个期间，其他岗位有 {wanted} 个。", "请为每个岗位给出同样多的期间。"),
    ("Seat {seat} has {found} periods, others {wanted}.", "Give every seat equally many periods."),
)
BAD_FIGURE = Wording(
    "bad_figure",
    ("岗位 {seat} 的{what}为 {value}，应为不小于 0 的数。", "请更正这个数字。"),
    ("Seat {seat} has {value} as {what}; it must be a number of 0 or more.", "Correct the figure."),
)  # fmt: skip


@dataclass(frozen=True)
class Seat:
    """One seat of the sales force in one year.

    `target` is its base quota. `expected` is what a fully productive person would sell on it in
    each period of an ordinary year, mean and not median. `spread` is the seat's own luck: the
    standard deviation of the logarithm of a year's sales. A seat filled from period `starts` on
    is vacant before; `is_open` says nobody has been hired for it yet, so hiring may be late.
    `incentive` is the pay at target.
    """

    seat_id: str
    node: str
    target: Decimal
    expected: tuple[float, ...]
    spread: float = 0.35
    potential: float = 0.0
    starts: int = 0
    is_new: bool = False
    is_open: bool = False
    incentive: float = 0.0

    def mean(self, late: int = 0, ramp: Sequence[float] = FULL) -> float:
        """What the seat sells in the mean year when an open one is filled so many periods later.

        `ramp` is the productivity of a new person in the first, second … period on the seat,
        and full afterwards.
        """
        start = self.starts + (late if self.is_open else 0)
        learns = ramp if self.is_new or self.is_open else FULL
        return sum(
            month * (learns[n - start] if n - start < len(learns) else 1.0)
            for n, month in enumerate(self.expected)
            if n >= start
        )


@dataclass(frozen=True)
class Organisation:
    """The tree, node → parent with None above the top, and its seats in the tree's order.

    In depth-first order the seats below any node stand side by side: `span` says from where to
    where, so a node's sales are the sum of one slice.
    """

    parents: Mapping[str, str | None]
    seats: tuple[Seat, ...]
    spans: Mapping[str, tuple[int, int]]


def organisation(parents: Mapping[str, str | None], seats: Sequence[Seat]) -> Organisation:
    """The seats put in the order of the tree; ValueError, with the problems, when it is no tree."""
    problems = problems_of(parents, seats)
    if problems:
        raise ValueError(" ".join(problem.reason("en") for problem in problems))
    children: dict[str | None, list[str]] = {}
    for node, parent in parents.items():
        children.setdefault(parent, []).append(node)
    sitting: dict[str, list[Seat]] = {}
    for seat in seats:
        sitting.setdefault(seat.node, []).append(seat)
    ordered: list[Seat] = []
    spans: dict[str, tuple[int, int]] = {}
    # A node is met twice: when it is entered, and when all below it have been.
    stack: list[tuple[str, int | None]] = [(root, None) for root in reversed(children[None])]
    while stack:
        node, first = stack.pop()
        if first is not None:
            spans[node] = (first, len(ordered))
            continue
        stack.append((node, len(ordered)))
        ordered += sitting.get(node, [])
        stack += [(child, None) for child in reversed(children.get(node, []))]
    return Organisation(parents, tuple(ordered), spans)


def problems_of(parents: Mapping[str, str | None], seats: Sequence[Seat]) -> list[Problem]:
    """Why this is no organisation that can be simulated; nothing when it is one."""
    return [*_problems_of_tree(parents), *_problems_of_seats(parents, seats)]


def _problems_of_tree(parents: Mapping[str, str | None]) -> Iterator[Problem]:
    for node, parent in parents.items():
        if parent is not None and parent not in parents:
            yield Problem(ORPHAN, values={"node": node, "parent": parent})
    sound: set[str] = set()
    for node in parents:
        path: list[str] = []
        here: str | None = node
        while here is not None and here in parents and here not in sound and here not in path:
            path.append(here)
            here = parents[here]
        if here in path:
            yield Problem(CYCLE, values={"node": here})
        sound.update(path)


def _problems_of_seats(
    parents: Mapping[str, str | None], seats: Sequence[Seat]
) -> Iterator[Problem]:
    if not seats:
        yield Problem(NO_SEATS)
        return
    for name, times in Counter(seat.seat_id for seat in seats).items():
        if times > 1:
            yield Problem(SEAT_TWICE, values={"seat": name, "times": times})
    wanted = len(seats[0].expected)
    for seat in seats:
        if seat.node not in parents:
            yield Problem(UNKNOWN_NODE, values={"seat": seat.seat_id, "node": seat.node})
        if len(seat.expected) != wanted:
            found = {"seat": seat.seat_id, "found": len(seat.expected), "wanted": wanted}
            yield Problem(BAD_MONTHS, values=found)
        yield from _bad_figures(seat)


def _bad_figures(seat: Seat) -> Iterator[Problem]:
    figures = {
        "target": float(seat.target), "spread": seat.spread, "potential": seat.potential,
        "incentive": seat.incentive, "expected": min(seat.expected, default=0.0),
    }  # fmt: skip
    for what, value in figures.items():
        if not (isfinite(value) and value >= 0):
            yield Problem(BAD_FIGURE, values={"seat": seat.seat_id, "what": what, "value": value})
