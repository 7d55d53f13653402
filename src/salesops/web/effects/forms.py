"""The form on which something tried is declared."""

from collections.abc import Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from salesops.kernel.glossary import label
from salesops.kernel.problem import Problem
from salesops.web.effects.models import Intervention
from salesops.web.effects.panels import MEASURED, every_unit
from salesops.web.effects.starts import starts_of
from salesops.web.language import spoken
from salesops.web.market.models import Product
from salesops.web.problems import Faulty

DAY = forms.DateInput({"type": "date"}, "%Y-%m-%d")
BETTER = (("higher", _("More of it")), ("lower", _("Less of it")))
MOST_TOLD = 5
"""Lines that cannot be read of which a form tells at once."""
NAMES = ("name", "kind", "what", "level", "product_line", "metric", "method", "worth",
         "months_before", "months_after")  # fmt: skip


class DeclareForm(forms.Form):
    """What is tried, who gets it from when, and how it will be judged."""

    name = forms.CharField(label=_("Name"), max_length=200)
    kind = forms.ChoiceField(label=_("What it is"), choices=Intervention.Kind.choices)
    what = forms.CharField(
        label=_("What is changed"), max_length=4000, required=False,
        widget=forms.Textarea({"rows": 2}),
    )  # fmt: skip
    level = forms.ChoiceField(widget=forms.HiddenInput, choices=Intervention.Level.choices)
    treated = forms.MultipleChoiceField(
        label=_("Who gets it"), required=False, widget=forms.SelectMultiple({"size": 8})
    )
    starts_on = forms.DateField(
        label=_("First month"), required=False, widget=DAY,
        help_text=_("The first day of a month."),
    )  # fmt: skip
    staged = forms.CharField(
        label=_("Or each with its own month"), required=False, strip=False,
        widget=forms.Textarea({"rows": 6, "spellcheck": "false",
                               "placeholder": _("Li Na, 2026-07\nWang Wei, 2026-09")}),
        help_text=_("A line each: name or number, first month; any number of months. Who gets it "
                    "later is the fairest comparison until then."),
    )  # fmt: skip
    file = forms.FileField(
        label=_("Read from a file"), required=False,
        help_text=_("CSV or Excel: unit in the first column, month or day in the second."),
    )  # fmt: skip
    compared = forms.MultipleChoiceField(
        label=_("Compared with"), required=False, widget=forms.SelectMultiple({"size": 5}),
        help_text=_("None chosen: with all others."),
    )  # fmt: skip
    metric = forms.ChoiceField(label=_("Judged by"))
    product_line = forms.ChoiceField(label=_("Only this product line"), required=False)
    better = forms.ChoiceField(label=_("Better is"), choices=BETTER)
    method = forms.ChoiceField(label=_("How it is compared"), choices=Intervention.Method.choices)
    worth = forms.DecimalField(
        label=_("Smallest effect worth having, a unit and month"), min_value=0, decimal_places=4,
        max_digits=18,
    )  # fmt: skip
    months_before = forms.IntegerField(label=_("Months before"), min_value=3, max_value=60)
    months_after = forms.IntegerField(label=_("Months after"), min_value=1, max_value=36)

    def __init__(self, units: Sequence[tuple[str, str]], *args: Any, **kwargs: Any) -> None:
        """Offer the units, and the lines and metrics there are."""
        super().__init__(*args, **kwargs)
        for name in ("treated", "compared"):
            self._offer(name, units)
        self._offer("metric", [(name, label(name, spoken())) for name in MEASURED])
        lines = Product.objects.exclude(line="").order_by("line").values_list("line", flat=True)
        self._offer("product_line", [("", _("All")), *((x, x) for x in lines.distinct())])

    def _offer(self, name: str, choices: Sequence[tuple[Any, Any]]) -> None:
        self.fields[name].choices = choices  # type: ignore[attr-defined]  # they all choose

    def clean(self) -> dict[str, Any]:
        """Who gets it needs a month; a line that cannot be read is told with its number."""
        said = super().clean() or {}
        if said.get("treated") and not said.get("starts_on"):
            self.add_error("starts_on", _("Say from which month."))
        level = said.get("level", "")
        try:
            self.starts = starts_of(said.get("staged", ""), every_unit(level))
        except Faulty as fault:
            self.starts = {}
            self.add_error("staged", " ".join(_line(one) for one in fault.problems[:MOST_TOLD]))
        return said

    def values(self) -> dict[str, Any]:
        """What the action takes."""
        said = self.cleaned_data
        starts = dict.fromkeys(said["treated"], said["starts_on"]) | self.starts
        return {
            **{name: said[name] for name in NAMES}, "treated": starts,
            "compared": said["compared"], "higher_is_better": said["better"] == "higher",
        }  # fmt: skip


def _line(problem: Problem) -> str:
    language = spoken()
    told = f"{problem.reason(language)}；" if language == "zh" else f"{problem.reason(language)}. "
    return f"{problem.where.line}: {told}{problem.remedy(language)}"
