"""Forms about plans: a new one, another version, a goal."""

from collections.abc import Iterator, Mapping
from contextlib import suppress
from decimal import Decimal, InvalidOperation
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from salesops.kernel.glossary import label
from salesops.planning.pasted import number
from salesops.web.language import spoken
from salesops.web.targets.actions.inputs import plannable

MONTH = forms.DateInput({"type": "date"}, "%Y-%m-%d")


class PlanForm(forms.Form):
    """A new plan."""

    name = forms.CharField(label=_("Name"), max_length=200)
    starts_on = forms.DateField(label=_("First day"), widget=MONTH)
    periods = forms.IntegerField(label=_("Months"), min_value=1, max_value=60, initial=12)


class CopyForm(forms.Form):
    """A scenario, or a re-plan from a later month."""

    name = forms.CharField(label=_("Name"), max_length=200)
    holds_from = forms.DateField(
        label=_("Holds from"), required=False, widget=MONTH,
        help_text=_("Only for a re-plan; empty for a scenario."),
    )  # fmt: skip
    reason = forms.CharField(label=_("Reason"), max_length=1000, required=False)


class SeatsForm(forms.Form):
    """Seats that somebody is to hold from a month on."""

    team_key = forms.CharField(max_length=200)
    starts_on = forms.DateField(label=_("Filled from"))
    count = forms.IntegerField(label=_("How many"), min_value=1, max_value=200)


class NumberField(forms.DecimalField):
    """An amount as people write one: 4.2亿, ¥1,200万, 3 M."""

    def to_python(self, value: Any) -> Any:
        """The number. Raises ValidationError."""
        with suppress(ValueError):
            value = number(value) if isinstance(value, str) else value
        return super().to_python(value)


class GoalForm(forms.Form):
    """What is to be reached; weights, lines and months stand beside it as rows of their own."""

    metric = forms.ChoiceField(label=_("Metric"))
    amount = NumberField(
        label=_("Amount of all months"), max_digits=24, decimal_places=4, min_value=0,
        widget=forms.TextInput({"inputmode": "decimal"}),
    )  # fmt: skip
    unit = forms.DecimalField(
        label=_("Rounded to"), max_digits=18, decimal_places=4, initial=1,
        help_text=_("Every target is a whole number of this."),
    )  # fmt: skip
    over_assignment = forms.DecimalField(
        label=_("Over-assignment, %"), max_digits=6, decimal_places=2, required=False, initial=0,
        help_text=_("What is handed out on top, beside the plan's number and never in it."),
    )  # fmt: skip
    version = forms.IntegerField(widget=forms.HiddenInput, required=False)

    def __init__(self, *args: Any, metrics: list[str] | None = None, **kwargs: Any) -> None:
        """Offer the metrics that can be planned, by their names."""
        super().__init__(*args, **kwargs)
        names = [(name, label(name, spoken())) for name in metrics or plannable()]
        self.fields["metric"].choices = names  # type: ignore[attr-defined]


def rows_typed(data: Mapping[str, Any], prefix: str) -> Iterator[tuple[str, str]]:
    """The numbers typed beside the form under a prefix, by what follows it; empty ones left out.

    Raises forms.ValidationError for what is no number, or below zero.
    """
    for field, value in data.items():
        text = str(value).strip().replace(",", "")
        if field.startswith(prefix) and text:
            try:
                found = Decimal(text)
            except InvalidOperation:
                found = Decimal(-1)
            if not found.is_finite() or found < 0:
                raise forms.ValidationError(_("Write numbers of zero or more."))
            yield field.removeprefix(prefix), f"{found.normalize():f}"
