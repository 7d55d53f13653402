"""Forms about people and teams: joining, moving, leaving, a team's name."""

from datetime import date
from typing import Any

from django import forms
from django.urls import reverse_lazy
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from salesops.web.market.models import Region
from salesops.web.people.directory import teams_on
from salesops.web.people.models import Person

BETWEEN = " · "
INDENT = "\u2003"


class DayField(forms.DateField):
    """A day, picked or typed."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(widget=forms.DateInput({"type": "date"}, "%Y-%m-%d"), **kwargs)


class PersonField(forms.CharField):
    """A person, by what the list under the field says, or by id, or by a name only one has."""

    widget = forms.TextInput(
        {
            "list": "people-options",
            "autocomplete": "off",
            "hx-get": reverse_lazy("people_options"),
            "hx-trigger": "input changed delay:120ms, focus once",
            "hx-target": "#people-options",
        }
    )

    def prepare_value(self, value: Any) -> Any:
        """The id of a person as the list says it."""
        found = Person.objects.filter(pk=value).first() if value else None
        return option(found) if found else value

    def clean(self, value: Any) -> str | None:
        """The person's id, or none."""
        text = str(super().clean(value)).strip()
        if not text:
            return None
        named = text.rpartition(BETWEEN)[2]
        if Person.objects.filter(pk=named).exists():
            return named
        alike = list(Person.objects.filter(name=text).values_list("pk", flat=True)[:2])
        if len(alike) == 1:
            return str(alike[0])
        if alike:
            raise forms.ValidationError(_("Several people are called so: choose one."))
        raise forms.ValidationError(_("There is nobody of that name or id."))


def option(person: Person) -> str:
    """A person in a list to choose from."""
    return f"{person.name}{BETWEEN}{person.pk}"


class PlaceForm(forms.Form):
    """Where somebody works from a day on."""

    starts_on = DayField(label=pgettext_lazy("day", "From"))
    title = forms.CharField(label=_("Title"), max_length=200, required=False)
    team_id = forms.ChoiceField(label=_("Team"), required=False)
    region_id = forms.ChoiceField(label=_("Region"), required=False)
    manager_id = PersonField(label=_("Manager"), required=False)
    version = forms.IntegerField(widget=forms.HiddenInput, required=False)

    def __init__(self, *args: Any, day: date, **kwargs: Any) -> None:
        """Offer the teams of the day and all regions."""
        super().__init__(*args, **kwargs)
        self.fields["team_id"].choices = team_choices(day)  # type: ignore[attr-defined]
        self.fields["region_id"].choices = region_choices()  # type: ignore[attr-defined]


class CorrectionForm(PlaceForm):
    """A position as it should have been written."""

    starts_on = DayField(label=pgettext_lazy("day", "From"), required=False)
    ends_before = DayField(label=_("Until, not including"), required=False)
    position_id = forms.CharField(widget=forms.HiddenInput)


class HireForm(PlaceForm):
    """Somebody new."""

    name = forms.CharField(label=pgettext_lazy("person", "Name"), max_length=200)
    person_id = forms.CharField(label=_("Staff number"), max_length=200, required=False)
    email = forms.EmailField(label=_("E-mail"), required=False)
    field_order = ("name", "person_id", "email", "starts_on")


class NameForm(forms.Form):
    """How somebody is called and reached."""

    name = forms.CharField(label=pgettext_lazy("person", "Name"), max_length=200)
    email = forms.EmailField(label=_("E-mail"), required=False)
    version = forms.IntegerField(widget=forms.HiddenInput, required=False)


class DayForm(forms.Form):
    """A day from which on something holds."""

    day = DayField(label=pgettext_lazy("day", "From"))
    version = forms.IntegerField(widget=forms.HiddenInput, required=False)


class TeamForm(forms.Form):
    """A team's name from a day on."""

    name = forms.CharField(label=_("Name"), max_length=200)
    day = DayField(label=pgettext_lazy("day", "From"))
    version = forms.IntegerField(widget=forms.HiddenInput, required=False)


class AbsenceForm(forms.Form):
    """Who is away, and who stands in."""

    absent_id = PersonField(label=_("Away"))
    stand_in_id = PersonField(label=_("Stands in"))
    starts_on = DayField(label=pgettext_lazy("day", "From"))
    last_on = DayField(label=_("Until, including"))
    reason = forms.CharField(label=_("Reason"), max_length=300, required=False)


def team_choices(day: date) -> list[tuple[str, str]]:
    """The teams of the day, those below indented."""
    return [("", "—"), *((n.team_id, INDENT * n.depth + n.name) for n in teams_on(day))]


def region_choices() -> list[tuple[str, str]]:
    """Every region by name."""
    return [("", "—"), *Region.objects.order_by("name").values_list("pk", "name")]
