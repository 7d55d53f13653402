"""What a new plan and an assignment ask for."""

from datetime import date
from typing import Any

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from salesops.incentives.templates import TEMPLATES
from salesops.kernel.problem import Language
from salesops.web.pay_plans.actions.assigning import Term
from salesops.web.people.models import Person
from salesops.web.people.positions import holding

DAY = forms.DateInput({"type": "date"}, format="%Y-%m-%d")
RATED = frozenset({"linear", "tiered", "team_pool"})
"""Templates that pay a share of what is sold; the others pay parts of the target pay."""


class NewPlanForm(forms.Form):
    """A template and what it wants to know."""

    template = forms.ChoiceField(label=_("Begin with"), widget=forms.RadioSelect)
    name = forms.CharField(
        label=_("Name"), max_length=200, widget=forms.TextInput({"class": "wide"})
    )
    currency = forms.CharField(label=_("Currency"), min_length=3, max_length=3)
    year = forms.IntegerField(label=_("Year"), min_value=1990, max_value=2190)
    target_pay = forms.DecimalField(
        label=_("Target pay a year, at 100 %"), min_value=1, max_value=10**12, decimal_places=2
    )
    rate = forms.DecimalField(
        label=_("Rate of sales, %"), min_value=0, max_value=100, decimal_places=4,
        required=False,
    )  # fmt: skip

    members = forms.MultipleChoiceField(
        label=_("Members of the pool, by equal parts"), required=False,
        widget=forms.SelectMultiple({"size": 8}),
    )  # fmt: skip

    def clean(self) -> dict[str, Any]:
        """A pool of nobody pays nobody, and a rate is wanted where one is paid."""
        said = super().clean() or {}
        if said.get("template") in RATED and said.get("rate") is None and "rate" in said:
            self.add_error("rate", _("Say which share of sales is paid."))
        if said.get("template") == "team_pool" and not said.get("members"):
            self.add_error("members", _("Choose who shares the pool."))
        return said

    def __init__(self, *args: Any, language: Language, **kwargs: Any) -> None:
        """Offer the templates in the reader's language, and everybody who works here."""
        super().__init__(*args, **kwargs)
        self.fields["members"].choices = people_offered()  # type: ignore[attr-defined]
        offered = [(one.name, getattr(one, language)) for one in TEMPLATES.values()]
        self.fields["template"].choices = offered  # type: ignore[attr-defined]


def people_offered(today: date | None = None) -> list[tuple[str, str]]:
    """Everybody who works here today, by id and name."""
    here = holding(today or timezone.localdate()).values("person_id")
    return list(Person.objects.filter(pk__in=here).values_list("pk", "name"))


class AssignForm(forms.Form):
    """Who is put on a plan, from when until when, and for how much."""

    people = forms.MultipleChoiceField(label=_("People"), widget=forms.SelectMultiple({"size": 8}))
    starts_on = forms.DateField(label=_("From"), widget=DAY)
    ends_on = forms.DateField(label=_("Last day"), required=False, widget=DAY)
    target_pay = forms.DecimalField(
        label=_("Target pay a year"), required=False, min_value=1, max_value=10**12,
        decimal_places=2,
    )  # fmt: skip

    def __init__(self, *args: Any, today: date, **kwargs: Any) -> None:
        """Offer everybody who works here today."""
        super().__init__(*args, **kwargs)
        self.fields["people"].choices = people_offered(today)  # type: ignore[attr-defined]

    def term(self) -> Term:
        """What the action takes: days up to, and not including, the end."""
        said = self.cleaned_data
        return Term(
            starts_on=said["starts_on"], ends_before=day_after(said["ends_on"]),
            target_pay=said["target_pay"],
        )  # fmt: skip


class ChangeForm(forms.Form):
    """Another last day, and another target pay where it may be seen."""

    ends_on = forms.DateField(label=_("Last day"), required=False, widget=DAY)
    target_pay = forms.DecimalField(
        label=_("Target pay a year"), required=False, min_value=1, max_value=10**12,
        decimal_places=2,
    )  # fmt: skip


def day_after(day: date | None) -> date | None:
    """The first day that is no longer in; None for no end."""
    return date.fromordinal(day.toordinal() + 1) if day and day < date.max else None


def day_before(day: date | None) -> date | None:
    """The last day that is still in; None for no end."""
    return date.fromordinal(day.toordinal() - 1) if day else None


class SimulationForm(forms.Form):
    """On which targets a plan is simulated, and how uncertain the year is."""

    plan_id = forms.ChoiceField(label=_("Targets"))
    growth = forms.IntegerField(label=_("Growth on last year, %"), min_value=-50, max_value=100)
    spread = forms.IntegerField(label=_("Economy uncertain by ±%"), min_value=0, max_value=50)
    against = forms.ChoiceField(label=_("Compared with"), required=False)

    def __init__(self, *args: Any, targets: Any, versions: Any, **kwargs: Any) -> None:
        """Offer the targets with people in them, and the other versions."""
        super().__init__(*args, **kwargs)
        self.fields["plan_id"].choices = targets  # type: ignore[attr-defined]
        self.fields["against"].choices = [("", "—"), *versions]  # type: ignore[attr-defined]


class ReplayForm(forms.Form):
    """Which year is replayed, and against what."""

    year = forms.IntegerField(label=_("Year"), min_value=1990, max_value=2190)
    against = forms.ChoiceField(label=_("Compared with"), required=False)

    def __init__(self, *args: Any, versions: Any, **kwargs: Any) -> None:
        """Offer what is in force, and the other versions."""
        super().__init__(*args, **kwargs)
        offered = [("", _("What is in force")), *versions]
        self.fields["against"].choices = offered  # type: ignore[attr-defined]
