"""What is wrong with somebody's data, where, and what to do about it: a value, not an exception."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal

Language = Literal["zh", "en"]
Severity = Literal["error", "warning"]


@dataclass(frozen=True)
class Wording:
    """The sentences of one kind of problem; `{names}` are filled from the problem's values.

    `zh` and `en` each hold two sentences: what is wrong, and what to do.
    """

    code: str
    zh: tuple[str, str]
    en: tuple[str, str]
    severity: Severity = "error"

    def sentences(self, language: Language) -> tuple[str, str]:
        """What is wrong and what to do, in one language, not yet filled."""
        return self.zh if language == "zh" else self.en


@dataclass(frozen=True)
class Where:
    """The place of a problem; lines count from 1 as an editor or Excel counts them."""

    file: str | None = None
    sheet: str | None = None
    line: int | None = None
    column: str | None = None
    value: str | None = None


@dataclass(frozen=True)
class Problem:
    """One thing wrong in the user's data."""

    wording: Wording
    where: Where = Where()
    values: Mapping[str, object] = field(default_factory=dict)

    @property
    def code(self) -> str:
        """The stable name of this kind of problem."""
        return self.wording.code

    @property
    def severity(self) -> Severity:
        """Whether the data was refused (error) or taken with a remark (warning)."""
        return self.wording.severity

    def reason(self, language: Language) -> str:
        """What is wrong, as a sentence in the language."""
        return self._fill(self.wording.sentences(language)[0])

    def remedy(self, language: Language) -> str:
        """What to do about it, as a sentence in the language."""
        return self._fill(self.wording.sentences(language)[1])

    def _fill(self, sentence: str) -> str:
        place = {"value": self.where.value, "column": self.where.column, "line": self.where.line}
        return sentence.format_map({**place, **self.values})
