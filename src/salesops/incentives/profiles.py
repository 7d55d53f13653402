"""What a country asks of a pay plan: dated rules with their source, told while a plan is designed.

This is no legal advice: a profile points at what to ask a lawyer about, and no plan is refused.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date

from salesops.incentives.plan import Plan
from salesops.incentives.rules import Commission, Pool
from salesops.kernel.problem import Problem, Wording


@dataclass(frozen=True)
class Rule:
    """One rule of one place since a day, with its source and the plans it concerns."""

    since: date
    source: str
    wording: Wording
    concerns: Callable[[Plan], bool]


def _holds_back(plan: Plan) -> bool:
    """Whether a leaver could lose or wait for what was earned."""
    components = [c for version in plan.versions for c in version.components]
    waits = any(c.release or c.holdback or c.instalments > 1 for c in components)
    return plan.leaver == "forfeit" or (waits and plan.leaver != "settle")


def _counts_collected(plan: Plan) -> bool:
    """Whether a sale counts only once its money came, so that settling a leaver passes over it."""
    return any(
        "collected" in c.basis for version in plan.versions for c in version.components
        if c.kind in ("commission", "pool")
    )  # fmt: skip


def _commissions(plan: Plan) -> bool:
    """Whether anything is paid in proportion to sales: an amount for a goal is a bonus."""
    components = [c for version in plan.versions for c in version.components]
    return any(
        tier.amount is None for c in components if isinstance(c, Commission | Pool)
        for tier in c.tiers
    )  # fmt: skip


LEAVER = Wording(
    "leaver_not_settled",
    zh=(
        "方案“{plan}”里，离职的人可能等不到或拿不到已挣得的提成（{source}，{since} 起）",
        '离职时一次付清的办法是 leaver = "settle"；这不是法律意见，请咨询律师',
    ),
    en=(
        'Under "{plan}" a leaver may wait for or lose what was earned ({source}, since {since})',
        'leaver = "settle" pays it at exit; this is no legal advice: ask a lawyer',
    ),
    severity="warning",
)
COLLECTED = Wording(
    "leaver_not_collected",
    zh=(
        "方案“{plan}”按回款计提：离职时未回款的合同一次付清也付不到（{source}，{since} 起）",
        '改为按签约计提：release = "collected"、leaver = "settle"；这不是法律意见，请咨询律师',
    ),
    en=(
        '"{plan}" counts what is collected: leavers lose open contracts ({source}, since {since})',
        'Count bookings: release = "collected", leaver = "settle"; no legal advice: ask a lawyer',
    ),
    severity="warning",
)
WRITTEN = Wording(
    "plan_to_be_signed",
    zh=(
        "方案“{plan}”有提成，须以书面写明计算和发放办法，并由员工签收（{source}，{since} 起）",
        "生成方案文本，请每个人签收后再生效；这不是法律意见，请咨询律师",
    ),
    en=(
        '"{plan}" pays commissions: written, signed terms are asked for ({source}, since {since})',
        "Give everybody the text to acknowledge first; this is no legal advice: ask a lawyer",
    ),
    severity="warning",
)
PROFILES: Mapping[str, tuple[Rule, ...]] = {
    "CN": (
        Rule(date(1995, 1, 1), "工资支付暂行规定 第九条", LEAVER, _holds_back),
        Rule(date(1995, 1, 1), "工资支付暂行规定 第九条", COLLECTED, _counts_collected),
    ),
    "US-CA": (Rule(date(2013, 1, 1), "California Labor Code § 2751", WRITTEN, _commissions),),
}


def profile_problems(plan: Plan, place: str) -> list[Problem]:
    """What the rules of a place say about a plan, as warnings; KeyError for an unknown place."""
    starts = plan.versions[0].starts_on
    return [
        Problem(
            rule.wording,
            values={"plan": plan.name, "source": rule.source, "since": rule.since},
        )
        for rule in PROFILES[place]
        if rule.since <= starts and rule.concerns(plan)
    ]
