"""From a figure of the ledger to a cell of a document: the wording, the exact value, the tone."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any, cast

from salesops.kernel import figures, glossary
from salesops.kernel.problem import Language
from salesops.reports.document import Cell, Form

# More of these is worse; everything else is better when there is more of it.
LOWER_IS_BETTER = frozenset(
    {"cost", "discount", "discount_rate", "lost_customers", "lost_deals", "outstanding",
     "return_rate", "returns"}
)  # fmt: skip
NEITHER = frozenset({"quota", "expected_quota", "market_size", "average_price"})


@dataclass(frozen=True)
class Pen:
    """Writes cells in one language and currency.

    `called` says, by dimension, which of its values are called otherwise in the language.
    """

    language: Language
    currency: str
    called: Mapping[str, Mapping[str, str]] = field(default_factory=dict, compare=False)

    def say(self, zh: str, en: str) -> str:
        """The one of two wordings that belongs to the document's language."""
        return zh if self.language == "zh" else en

    def name(self, term: str) -> str:
        """What people call a metric, dimension or comparison."""
        return glossary.label(term, self.language)

    def text(self, value: object, dimension: str = "") -> Cell:
        """A name or id; what nobody recorded says so."""
        if value is None:
            return Cell(self.say("（未记录）", "(not recorded)"))
        return Cell(self.called.get(dimension, {}).get(str(value), str(value)), str(value))

    def figure(self, value: Any, unit: str, why: str | None = None) -> Cell:
        """A value of a metric with this unit; none is a dash that says why."""
        number = decimal(value)
        if number is None:
            return Cell(figures.NONE, why=why)
        return Cell(
            figures.short(number, unit, self.currency, self.language),
            number,
            cast("Form", unit),
            figures.exact(number, unit, self.currency, self.language),
        )

    def change(self, value: Any, metric: str, unit: str, why: str | None = None) -> Cell:
        """A change of the metric against its base, coloured by whether it is good news."""
        number = decimal(value)
        if number is None:
            return Cell(figures.NONE, why=why)
        text = figures.change(number, unit, self.language)
        form: Form = "points" if unit == "ratio" else "change"
        return Cell(text, number, form, text, self._tone(number, metric))

    def points(self, value: Any, metric: str = "") -> Cell:
        """A contribution to growth."""
        number = decimal(value)
        if number is None:
            return Cell(figures.NONE)
        text = figures.points(number, self.language)
        return Cell(text, number, "points", text, self._tone(number, metric))

    def difference(self, value: Any, why: str | None = None) -> Cell:
        """A signed amount of money, such as what is missing to the target."""
        number = decimal(value)
        if number is None:
            return Cell(figures.NONE, why=why)
        return Cell(
            figures.difference(number, "money", self.currency, self.language),
            number,
            "difference",
            ("+" if number > 0 else "") + figures.exact(number, "money", self.currency),
            figures.tone(number),
        )

    def money(self, value: Any) -> str:
        """An amount as it stands in a sentence."""
        return figures.short(decimal(value), "money", self.currency, self.language)

    def _tone(self, number: Decimal, metric: str) -> figures.Tone:
        if metric in NEITHER:
            return "neutral"
        return figures.tone(number, lower_is_better=metric in LOWER_IS_BETTER)


def decimal(value: Any) -> Decimal | None:
    """The value as an exact number, or nothing where there is no number."""
    if value is None or isinstance(value, str | bool):
        return None
    number = value if isinstance(value, Decimal) else Decimal(str(value))
    return number if number.is_finite() else None
