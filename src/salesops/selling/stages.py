"""The stages of a pipeline: which a company starts with, and what makes a set of them whole."""

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Literal

from salesops.kernel.problem import Language, Problem, Wording

Kind = Literal["open", "won", "lost"]
LONGEST_NAME = 200
MOST_STAGES = 30

STAGE_UNNAMED = Wording(
    "stage_unnamed",
    zh=("第 {at} 个阶段没有名称", "填写名称，或删除这一行"),
    en=("Stage {at} has no name", "Give it a name or remove the row"),
)
STAGE_NAME_LONG = Wording(
    "stage_name_long",
    zh=("第 {at} 个阶段的名称超过 {most} 个字", "用更短的名称"),
    en=("The name of stage {at} is longer than {most} characters", "Use a shorter name"),
)
STAGE_TWICE = Wording(
    "stage_twice",
    zh=("有两个阶段都叫“{name}”", "同一流程中阶段名称不能重复"),
    en=('Two stages are called "{name}"', "Each stage of a pipeline needs its own name"),
)
STAGE_CHANCE = Wording(
    "stage_chance",
    zh=("“{name}”的赢单概率不在 0% 到 100% 之间", "填写 0 到 100 之间的数"),
    en=('The chance to win of "{name}" is not between 0% and 100%', "Enter a number of 0 to 100"),
)
STAGE_KIND_MISSING = Wording(
    "stage_kind_missing",
    zh=("流程缺少“{kind}”阶段", "每个流程至少要有一个进行中、一个赢单、一个输单阶段"),
    en=(
        'The pipeline has no stage of the kind "{kind_en}"',
        "A pipeline needs at least one open stage, one for won and one for lost",
    ),
)
STAGES_TOO_MANY = Wording(
    "stages_too_many",
    zh=("一个流程最多 {most} 个阶段", "合并相近的阶段，或拆成两个流程"),
    en=("A pipeline has at most {most} stages", "Join stages that are alike, or make two of it"),
)
KINDS: dict[Kind, tuple[str, str]] = {
    "open": ("进行中", "open"), "won": ("赢单", "won"), "lost": ("输单", "lost"),
}  # fmt: skip


@dataclass(frozen=True)
class Draft:
    """A stage as somebody wants it; `stage_id` is that of an existing one, None for a new one."""

    name: str
    kind: Kind = "open"
    probability: Decimal | None = None
    limit_workdays: int | None = None
    stage_id: int | None = None

    @property
    def chance(self) -> Decimal:
        """How likely a deal in the stage is won: certain when won, impossible when lost."""
        return chance_of(self.kind, self.probability)


def chance_of(kind: str, probability: Decimal | None) -> Decimal:
    """The share of an amount in a stage that is expected: 1 when won, 0 when lost or unknown."""
    if kind != "open":
        return Decimal(1) if kind == "won" else Decimal(0)
    return Decimal(0) if probability is None else probability


_FIRST = (
    ("初步接触", "First contact", "open", "0.10", 10),
    ("需求确认", "Needs confirmed", "open", "0.25", 15),
    ("方案报价", "Proposal", "open", "0.50", 15),
    ("商务谈判", "Negotiation", "open", "0.75", 15),
    ("赢单", "Won", "won", "1", None),
    ("输单", "Lost", "lost", "0", None),
)
FIRST_NAME = {"zh": "标准销售流程", "en": "Standard pipeline"}


def first_stages(language: Language) -> list[Draft]:
    """The stages a company starts with, before it has made its own."""
    return [
        Draft(zh if language == "zh" else en, kind, Decimal(chance), limit)  # type: ignore[arg-type]
        for zh, en, kind, chance, limit in _FIRST
    ]


def objections(drafts: Sequence[Draft]) -> list[Problem]:
    """What is wrong with these stages as one pipeline; nothing when they are whole."""
    if len(drafts) > MOST_STAGES:
        return [Problem(STAGES_TOO_MANY, values={"most": MOST_STAGES})]
    return [*_of_each(drafts), *_of_all(drafts)]


def _of_each(drafts: Sequence[Draft]) -> Iterator[Problem]:
    for at, draft in enumerate(drafts, 1):
        if not draft.name.strip():
            yield Problem(STAGE_UNNAMED, values={"at": at})
        if len(draft.name) > LONGEST_NAME:
            yield Problem(STAGE_NAME_LONG, values={"at": at, "most": LONGEST_NAME})
        if draft.probability is not None and not 0 <= draft.probability <= 1:
            yield Problem(STAGE_CHANCE, values={"name": draft.name})


def _of_all(drafts: Sequence[Draft]) -> Iterator[Problem]:
    names = Counter(draft.name for draft in drafts if draft.name.strip())
    for name, times in names.items():
        if times > 1:
            yield Problem(STAGE_TWICE, values={"name": name})
    kinds = {draft.kind for draft in drafts}
    for kind, (zh, en) in KINDS.items():
        if kind not in kinds:
            yield Problem(STAGE_KIND_MISSING, values={"kind": zh, "kind_en": en})
