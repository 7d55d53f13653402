"""What is said of a stage and the factors that go with success or failure in it."""

from collections.abc import Collection, Mapping, Sequence
from decimal import Decimal

from salesops.causal.proportions import Difference, Share
from salesops.insights.finding import Said
from salesops.kernel import figures
from salesops.kernel.problem import Language

# Factor → what is said of a case that has it, in Chinese and English; `{value}` is its name.
FACTORS: Mapping[str, tuple[str, str]] = {
    "late": ("首次联系晚于 24 小时", "first contact after more than 24 hours"),
    "slow": ("进入本阶段前等得比多数久", "waited longer than most before this stage"),
    "met": ("进入前见过面（拜访或会议）", "met before (visit or meeting)"),
    "many": ("进入前接触过客户两人以上", "spoke with two or more of their people before"),
    "requoted": ("进入前金额上调过", "its amount had been raised before"),
    "material": ("进入前发过资料（邮件）", "material sent before (mail)"),
    "raised": ("我方价格近期上调", "our price was raised lately"),
    "competitor": ("竞争对手在当地有动作", "a competitor was active there"),
    "version": ("按“{value}”做", 'the talk track "{value}"'),
}
ELSE = ("{value}", "{value}")
SUGGESTIONS: Mapping[str, tuple[str, str]] = {
    "late": ("查看线索怎样分派，给首次联系设时限", "See how leads are passed on, and set a limit"),
    "version": ("用新旧话术做一次试验", "Test the talk track against the one before"),
    "raised": ("对照提价前后的赢单与毛利", "Compare wins and margin before and after the price"),
    "competitor": ("准备应对该对手的材料", "Prepare material against that competitor"),
}
STAND_INS: Mapping[str, tuple[str, str, str]] = {
    "many": (
        "met",
        "没有记下跟进的是谁，接触人数以“见过面”代替。",
        "With whom people spoke is not noted, so having met stands in for how many.",
    ),
    "requoted": (
        "raised",
        "没有商机金额的变动记录，提价以市场上看到的我方价格代替。",
        "Changes of amounts are not recorded, so our observed prices stand in for a raised offer.",
    ),
}
"""By a factor that records tell: what stands in where they do not, and how that is said."""
SUGGEST_ELSE = ("找出差别在哪里，做一次试验", "Find out what differs, and test it")
LEAD_STAGE = ("线索转商机", "Lead to deal")


def factor_name(name: str, value: object, language: Language) -> str:
    """The factor in words."""
    words = FACTORS.get(name, ELSE)
    return words[0 if language == "zh" else 1].format(value=value)


def stand_ins(known: Collection[str], language: Language) -> list[str]:
    """What stands in for what is not recorded, of the factors that are known."""
    place = 1 if language == "zh" else 2
    return [
        told[place] for name, told in STAND_INS.items() if name not in known and told[0] in known
    ]


def stage_name(stage: str, language: Language) -> str:
    """The stage in words; the one before any deal has none of its own."""
    return stage or LEAD_STAGE[0 if language == "zh" else 1]


def claim(
    stage: str, segment: Sequence[str], name: str, value: object,
    goes_with: Difference, exposure: Difference,
) -> Said:  # fmt: skip
    """That a factor goes with failure in a stage, and how much more usual it became."""
    told = (stage, segment, name, value, goes_with, exposure)
    return Said(_claim(*told, "zh"), _claim(*told, "en"))


def _claim(
    stage: str, segment: Sequence[str], name: str, value: object,
    goes_with: Difference, exposure: Difference, language: Language,
) -> str:  # fmt: skip
    where = "".join(f"{part} · " for part in segment)
    factor, place = factor_name(name, value, language), stage_name(stage, language)
    rates = [_percent(share, language) for share in (goes_with.first, goes_with.second)]
    shares = [_percent(share, language) for share in (exposure.first, exposure.second)]
    points = [_points(x, language) for x in (goes_with.value, goes_with.low, goes_with.high)]
    if language == "zh":
        return (
            f"{where}{place}：{factor}的，往下走的有 {rates[0]}，其余 {rates[1]}，"
            f"相差 {points[0]}（{points[1]} 至 {points[2]}）。最近半年有 {shares[0]} 如此，"
            f"之前一年 {shares[1]}。"
        )
    return (
        f"{where}{place}: with {factor}, {rates[0]} went on, of the others {rates[1]}; "
        f"associated difference {points[0]} ({points[1]} to {points[2]}). "
        f"It held for {shares[0]} in the last half year, {shares[1]} in the year before."
    )


def suggestion(name: str) -> Said:
    """What to do about a factor."""
    return Said(*SUGGESTIONS.get(name, SUGGEST_ELSE))


def _percent(share: Share, language: Language) -> str:
    return figures.short(Decimal(share.value), "ratio", None, language)


def _points(value: float, language: Language) -> str:
    return figures.points(Decimal(value), language)
