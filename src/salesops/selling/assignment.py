"""Who gets a new lead or customer: rules in order, the first that holds decides, and says why."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Literal

from salesops.kernel.problem import Problem, Wording

Method = Literal["round_robin", "by_region", "by_load"]
Excuse = Literal["unknown", "away", "full", "other_region"]

TAKES_TURN = Wording(
    "takes_turn",
    zh=("按规则“{rule}”轮到{person}", "如需改派，可在记录上更换负责人"),
    en=('By the rule "{rule}" it is {person}\'s turn', "Change the owner to give it to another"),
    severity="warning",
)
SERVES_REGION = Wording(
    "serves_region",
    zh=("按规则“{rule}”，{person}负责区域“{region}”", "如需改派，可在记录上更换负责人"),
    en=(
        'By the rule "{rule}": {person} serves the region "{region}"',
        "Change the owner if need be",
    ),
    severity="warning",
)
LEAST_LOADED = Wording(
    "least_loaded",
    zh=("按规则“{rule}”，{person}手上最少（{load} 个）", "如需改派，可在记录上更换负责人"),
    en=(
        'By the rule "{rule}": {person} has the least open ({load})',
        "Change the owner if need be",
    ),
    severity="warning",
)
NO_RULE = Wording(
    "no_rule",
    zh=("没有分配规则适用于这条记录", "请手工分配，或添加一条不带条件的规则兜底"),
    en=("No assignment rule holds for this record", "Assign by hand, or add a rule for the rest"),
)
NO_CANDIDATE = Wording(
    "no_candidate",
    zh=(
        "规则“{rule}”无人可接：{away} 人休假，{full} 人已满，{other_region} 人不负责该区域",
        "请手工分配，或调整规则中的人员与上限",
    ),
    en=(
        'Nobody of the rule "{rule}" can: {away} away, {full} full, {other_region} elsewhere',
        "Assign by hand, or change the rule's people or caps",
    ),
)


@dataclass(frozen=True)
class Incoming:
    """What arrives: its source, its region with all above it, product line and amount if known."""

    source: str = ""
    region_path: tuple[str, ...] = ()
    product_line: str = ""
    amount: Decimal | None = None


@dataclass(frozen=True)
class AssignmentRule:
    """One rule: what must hold, and among whom and how it decides.

    Empty sources, regions and product lines hold for all; a region stands for all below it.
    An unknown amount is not known to reach a least one.
    """

    name: str
    method: Method
    candidates: tuple[str, ...]
    sources: frozenset[str] = frozenset()
    regions: frozenset[str] = frozenset()
    product_lines: frozenset[str] = frozenset()
    amount_at_least: Decimal | None = None
    amount_below: Decimal | None = None


@dataclass(frozen=True)
class Seller:
    """Who could get it: how much they have open, how much they may, where, and whether here."""

    person_id: str
    name: str = ""
    open_load: int = 0
    cap: int | None = None
    is_away: bool = False
    region_ids: frozenset[str] = frozenset()


@dataclass(frozen=True)
class Assignment:
    """Who gets it, by which rule and why; nobody has a reason too, and who was passed over."""

    person_id: str | None
    rule: str | None
    why: Problem
    passed_over: Mapping[str, Excuse] = field(default_factory=dict)


def assignment(
    rules: Iterable[AssignmentRule],
    incoming: Incoming,
    sellers: Mapping[str, Seller],
    last: Mapping[str, str] | None = None,
) -> Assignment:
    """Who gets what arrives, by the first rule that holds.

    `last` says who got something by each rule last, by the rule's name: round robin goes on
    after them. If nobody of the rule can take it, it stays unassigned rather than fall to the
    next one. The same arguments always give the same answer.
    """
    rule = next((rule for rule in rules if holds(rule, incoming)), None)
    if rule is None:
        return Assignment(None, None, Problem(NO_RULE))
    excuses = {one: _excuse(rule, incoming, sellers.get(one)) for one in rule.candidates}
    passed_over = {one: excuse for one, excuse in excuses.items() if excuse}
    queue = _after((last or {}).get(rule.name), rule.candidates)
    free = [sellers[one] for one in queue if one not in passed_over]
    if not free:
        return Assignment(None, rule.name, _nobody(rule, passed_over), passed_over)
    chosen, why = CHOICES[rule.method](rule, incoming, free)
    return Assignment(chosen.person_id, rule.name, why, passed_over)


def holds(rule: AssignmentRule, incoming: Incoming) -> bool:
    """Whether every condition of the rule holds for what arrives."""
    return (
        (not rule.sources or incoming.source in rule.sources)
        and (not rule.regions or not rule.regions.isdisjoint(incoming.region_path))
        and (not rule.product_lines or incoming.product_line in rule.product_lines)
        and _reaches(rule, incoming.amount)
    )


def _reaches(rule: AssignmentRule, amount: Decimal | None) -> bool:
    if rule.amount_at_least is None and rule.amount_below is None:
        return True
    if amount is None:
        return False
    is_enough = rule.amount_at_least is None or amount >= rule.amount_at_least
    return is_enough and (rule.amount_below is None or amount < rule.amount_below)


def _excuse(rule: AssignmentRule, incoming: Incoming, seller: Seller | None) -> Excuse | None:
    if seller is None:
        return "unknown"
    if seller.is_away:
        return "away"
    if seller.cap is not None and seller.open_load >= seller.cap:
        return "full"
    if rule.method == "by_region" and seller.region_ids.isdisjoint(incoming.region_path):
        return "other_region"
    return None


def _nobody(rule: AssignmentRule, passed_over: Mapping[str, Excuse]) -> Problem:
    excuses = list(passed_over.values())
    counts = {kind: excuses.count(kind) for kind in ("away", "full", "other_region")}
    return Problem(NO_CANDIDATE, values={"rule": rule.name, **counts})


def _after(last: str | None, candidates: Sequence[str]) -> list[str]:
    """The candidates as they queue: whoever came last goes to the end."""
    start = candidates.index(last) + 1 if last in candidates else 0
    return [*candidates[start:], *candidates[:start]]


Chosen = tuple[Seller, Problem]


def _round_robin(rule: AssignmentRule, _: Incoming, free: Sequence[Seller]) -> Chosen:
    return free[0], _why(TAKES_TURN, rule, free[0])


def _by_region(rule: AssignmentRule, incoming: Incoming, free: Sequence[Seller]) -> Chosen:
    """Whoever serves the nearest region; of those the least loaded, of those whose turn it is."""
    near = {one: depth for depth, one in enumerate(incoming.region_path)}

    def reach(seller: Seller) -> tuple[int, str]:
        return max((near[region], region) for region in seller.region_ids if region in near)

    chosen = min(free, key=lambda seller: (-reach(seller)[0], seller.open_load))
    return chosen, _why(SERVES_REGION, rule, chosen, region=reach(chosen)[1])


def _by_load(rule: AssignmentRule, _: Incoming, free: Sequence[Seller]) -> Chosen:
    chosen = min(free, key=lambda seller: seller.open_load)
    return chosen, _why(LEAST_LOADED, rule, chosen, load=chosen.open_load)


def _why(wording: Wording, rule: AssignmentRule, seller: Seller, **values: object) -> Problem:
    person = seller.name or seller.person_id
    return Problem(wording, values={"rule": rule.name, "person": person, **values})


CHOICES: Mapping[Method, Callable[[AssignmentRule, Incoming, Sequence[Seller]], Chosen]] = {
    "round_robin": _round_robin,
    "by_region": _by_region,
    "by_load": _by_load,
}
