"""What a diagnosis says and proposes: each cause as a finding, in words."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from salesops.insights.diagnosis import NO_SALES, Cause, Diagnosis
from salesops.insights.finding import Finding, Said, Step
from salesops.insights.panel import REGION
from salesops.kernel.figures import short
from salesops.ledger.ledger import Ledger
from salesops.metrics.question import Question, answer


@dataclass(frozen=True)
class Wording:
    """How one cause is told, with what may be done about it; names are filled in."""

    zh: str
    en: str
    step: Step
    do_zh: str
    do_en: str


WORDINGS: Mapping[str, Wording] = {
    "size": Wording(
        "{places} 的 {lines} 市场整体变小", "The whole market for {lines} in {places} shrank",
        "replan", "建议从下月起按新的市场规模调整目标。",
        "Propose a re-plan from next month at the market's new size.",
    ),
    "share": Wording(
        "{details} 在 {places} 抢走了 {lines} 的份额",
        "{details} took share of {lines} in {places}",
        "campaign", "建议在当地针对该竞品发起活动。", "Propose a campaign against the rival there.",
    ),
    "price": Wording(
        "{lines} 在 {places} 的价格高于其他地区，销量下降",
        "{lines} became dearer in {places} than elsewhere and lost volume",
        "task", "请产品负责人复核当地价格。", "Ask the product owner to review the local price.",
    ),
    "volume": Wording(
        "{lines} 在各地都卖得少", "{lines} sells less everywhere", "task",
        "请产品线负责人查明原因。", "Ask the owner of the product line why.",
    ),
    "vacancy": Wording(
        "岗位空缺，{places} 的客户由他人兼管",
        "Seats stood empty, and customers in {places} were only covered", "task",
        "尽快补员；空缺期间可申请目标减免。",
        "Fill the seats; ask for quota relief for the months they are empty.",
    ),
    "ramp": Wording(
        "新人仍在爬坡期", "New people are still learning", "course",
        "安排新人课程，并核对其爬坡目标。",
        "Assign the course for starters; check the ramped quota.",
    ),
    "activity": Wording(
        "团队跟进次数少于同市场的同行", "The team calls and visits less than its peers", "task",
        "与团队经理约定跟进计划。", "Agree on a plan of calls with the manager.",
    ),
    "conversion": Wording(
        "团队赢单率低于同市场的同行", "The team wins fewer of its deals than its peers", "course",
        "安排对应阶段的课程。", "Assign a course on the stage where deals are lost.",
    ),
    "activity_or_conversion": Wording(
        "团队低于面对同样市场和产品的同行，但跟进和赢单率看不出差别",
        "The team sells less than its peers, and neither calls nor win rate tell why", "task",
        "请经理说明。", "Ask the manager.",
    ),
    "above_potential": Wording(
        "目标定得高于这里一向的销售水平", "The target is above what has ever been sold here",
        "replan", "建议下调目标并留存原因。", "Propose to lower the target, with the reason.",
    ),
}  # fmt: skip

UNKNOWN: Mapping[str, Said] = {
    NO_SALES: Said(
        "这段时间没有销售记录：卖了多少是未知，不是零",
        "No sales are on record for these months: what was sold is unknown, not nothing",
    ),
    "no_peers": Said(
        "看不到同行的数据，分不清市场与团队",
        "No peers can be seen, so market and team cannot be told apart",
    ),
    "no_market_size": Said(
        "没有市场规模数据，分不清是市场变小还是我们卖得差",
        "No source knows the market, so a smaller market and selling worse look alike",
    ),
    "unknown": Said(
        "份额下降，但没有记录能说明原因", "Share was lost, and nothing on record says to whom"
    ),
    "chance": Said("在平常的波动之内", "Within what usually varies"),
    "not_told_apart": Said(
        "跟进与赢单率都与同行无异，分不清是哪一个",
        "Calls and win rate are like the peers', so it cannot be told which it is",
    ),
}


def findings(ledger: Ledger, found: Diagnosis) -> list[Finding]:
    """The causes that can be stood by, dearest first."""
    names = region_names(ledger)
    return [_finding(found, cause, names) for cause in found.named]


def region_names(ledger: Ledger) -> dict[str, str]:
    """Region id → name, of the regions with a target or sales."""
    asked = Question(("net_revenue", "quota"), (REGION, "regions.name"))
    return {row[REGION]: row["regions.name"] for row in answer(ledger, asked).rows if row[REGION]}


def reasons(cause: Cause) -> tuple[Said, ...]:
    """Why the data cannot tell more, where that is so."""
    return tuple(UNKNOWN[detail] for detail in cause.details if detail in UNKNOWN)


def _finding(found: Diagnosis, cause: Cause, names: Mapping[str, str]) -> Finding:
    wording = WORDINGS[cause.kind]
    where = ";".join(f"{d}={','.join(map(str, v))}" for d, v in found.where)
    months = f"{found.period.starts_on:%Y-%m}..{found.period.ends_before:%Y-%m}"
    return Finding(
        key=f"why:{where}:{months}:{cause.kind}",
        kind=cause.kind,
        claim=_claim(wording, cause, names),
        impact=cause.amount,
        grade=cause.grade,
        suggestion=Said(wording.do_zh, wording.do_en),
        step=wording.step,
        questions=cause.questions,
        evidence=(_share_said(found, cause), *reasons(cause)),
    )


def _claim(wording: Wording, cause: Cause, names: Mapping[str, str]) -> Said:
    places = [names.get(place, place) for place in cause.places]

    def filled(text: str, comma: str) -> str:
        values = {"places": places, "lines": cause.lines, "details": cause.details}
        return text.format_map({name: _listed(some, comma) for name, some in values.items()})

    return Said(filled(wording.zh, "、"), filled(wording.en, ", "))


def _listed(names: Sequence[str], comma: str) -> str:
    return comma.join(names[:3]) + ("…" if len(names) > 3 else "")


def _share_said(found: Diagnosis, cause: Cause) -> Said:
    share = float(cause.amount / found.missing) if found.missing else 0.0
    return Said(
        f"占缺口的 {share:.0%}（{short(cause.amount, 'money')}）",
        f"{share:.0%} of what is missing ({short(cause.amount, 'money', None, 'en')})",
    )
