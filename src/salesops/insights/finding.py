"""What a finding is: a claim with its money, its evidence, a suggestion and its questions."""

from dataclasses import dataclass, field
from decimal import Decimal
from typing import Literal

from salesops.causal.shortfall import Grade
from salesops.kernel.problem import Language
from salesops.metrics.question import Question

# What may be proposed; the page turns each into the action of that name.
Step = Literal["replan", "task", "course", "campaign", "data"]


@dataclass(frozen=True)
class Said:
    """One sentence in both languages."""

    zh: str
    en: str

    def in_(self, language: Language) -> str:
        """The sentence in the language."""
        return self.zh if language == "zh" else self.en


@dataclass(frozen=True)
class Finding:
    """Something that deserves attention.

    The `key` is the same tomorrow as long as it is the same thing, so what people decided about
    it stays with it. `impact` is money, negative where it costs. `false_alarm_rate` is how often
    a node with nothing wrong is found within a year, where that is known.
    """

    key: str
    kind: str
    claim: Said
    impact: Decimal
    grade: Grade
    suggestion: Said
    step: Step
    questions: tuple[Question, ...]
    false_alarm_rate: float | None = None
    evidence: tuple[Said, ...] = field(default=())


@dataclass(frozen=True)
class Disposition:
    """What somebody who looked says it was: required before an alert is closed."""

    name: Literal["market", "product", "team", "target", "data"]
    label: Said
    step: Step


DISPOSITIONS: tuple[Disposition, ...] = (
    Disposition("market", Said("市场原因", "The market"), "campaign"),
    Disposition("product", Said("产品原因", "The product"), "task"),
    Disposition("team", Said("团队原因", "The team"), "course"),
    Disposition("target", Said("目标定错", "The target is wrong"), "replan"),
    Disposition("data", Said("数据有误", "The data are wrong"), "data"),
)
