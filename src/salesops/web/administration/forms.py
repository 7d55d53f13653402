"""Forms of the administration pages."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from salesops.web.administration.models import Upkeep
from salesops.web.workspace.models import Workspace

MONTHS = [(n, n) for n in range(1, 13)]


class DayField(forms.DateField):
    def __init__(self, **kwargs: Any) -> None:
        super().__init__(widget=forms.DateInput({"type": "date"}, "%Y-%m-%d"), **kwargs)


class CompanyForm(forms.ModelForm):
    fiscal_start_month = forms.TypedChoiceField(
        label=_("Fiscal year starts in month"), choices=MONTHS, coerce=int
    )

    class Meta:
        model = Workspace
        fields = ("name", "currency", "fiscal_start_month", "pattern", "language")

    def clean_currency(self) -> str:
        """Three letters, as money is written."""
        code = str(self.cleaned_data["currency"]).upper()
        if len(code) != 3 or not (code.isascii() and code.isalpha()):
            raise forms.ValidationError(_("Three letters, such as CNY."))
        return code


class RateForm(forms.Form):
    currency = forms.CharField(
        label=_("Currency"), max_length=10,
        widget=forms.TextInput({"placeholder": "USD", "autocomplete": "off"}),
    )  # fmt: skip
    starts_on = DayField(label=_("From"))
    rate = forms.DecimalField(label=_("Worth"), widget=forms.TextInput({"inputmode": "decimal"}))


class DayForm(forms.Form):
    day = DayField(label=_("Day"))
    through = DayField(label=_("Through"), required=False)
    is_workday = forms.TypedChoiceField(
        label=_("Is it worked"), coerce=lambda said: said == "yes",
        choices=[("yes", _("Workday")), ("no", _("Day off"))],
    )  # fmt: skip
    holiday = forms.CharField(label=_("Name of the holiday"), max_length=100, required=False)

    def clean(self) -> dict[str, Any]:
        """A span of days goes forward and is no longer than a year."""
        said: dict[str, Any] = super().clean() or self.cleaned_data
        day, through = said.get("day"), said.get("through")
        if day and through and not 0 <= (through - day).days <= 366:
            self.add_error("through", _("After the first day, within a year of it."))
        return said


class HoursForm(forms.Form):
    windows = forms.CharField(label=_("Working hours"), max_length=200)
    time_zone = forms.CharField(
        label=_("Time zone"), max_length=64, widget=forms.TextInput({"list": "zones"})
    )


class ConfirmedForm(forms.Form):
    until = DayField(label=_("Confirmed until"))


class UpkeepForm(forms.ModelForm):
    class Meta:
        model = Upkeep
        fields = ("nightly_backups", "snapshot_days", "snapshot_months")
