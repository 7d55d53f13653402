"""Forms for an award and for a ladder."""

from typing import Any

from django import forms
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from salesops.incentives.ladder_rows import COLUMNS
from salesops.kernel.glossary import label
from salesops.web.honours.models import Award, LadderPlan
from salesops.web.honours.results import MEASURED
from salesops.web.language import spoken
from salesops.web.people.models import Team

GOALS, RUNGS = 3, 6
"""Lines that a form has for goals of a scorecard and for rungs of a ladder."""


class AwardForm(forms.Form):
    """What is honoured, by which criterion, how often."""

    name = forms.CharField(label=_("Name"), max_length=200)
    what_for = forms.CharField(label=_("What for"), max_length=2000, required=False)
    every = forms.ChoiceField(label=_("Given every"), choices=Award.Every.choices)
    metric = forms.ChoiceField(label=_("Judged by"))
    at_least = forms.DecimalField(
        label=_("From how much"), required=False, min_value=0, max_digits=18, decimal_places=4,
        help_text=_("1 is 100 % where a rate is judged."),
    )  # fmt: skip
    best = forms.IntegerField(
        label=_("The best so many"), required=False, min_value=1, max_value=1000,
        help_text=_("Whoever ties with the last is honoured too."),
    )  # fmt: skip
    points = forms.IntegerField(
        label=_("Points"), min_value=0, max_value=100_000, initial=10,
        help_text=_("For the year's leaderboard."),
    )  # fmt: skip
    starts_on = forms.DateField(
        label=_("In force from"), required=False,
        widget=forms.DateInput({"type": "date"}, "%Y-%m-%d"),
    )  # fmt: skip
    teams = forms.MultipleChoiceField(
        label=_("Only for these teams"), required=False, widget=forms.SelectMultiple({"size": 4}),
        help_text=_("None chosen: open to everybody."),
    )  # fmt: skip
    at_most = forms.DecimalField(
        label=_("A goal counts at most, times its points"), required=False, max_digits=8,
        decimal_places=2, min_value=0, help_text=_("Only for a scorecard; empty for no limit."),
    )  # fmt: skip

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        """Offer the metrics and the teams."""
        super().__init__(*args, **kwargs)
        self.fields["metric"].choices = measures()  # type: ignore[attr-defined]
        held = self.initial.get("teams") or ()
        there = Team.objects.filter(Q(ends_before__isnull=True) | Q(pk__in=held))
        teams = there.values_list("pk", "path")
        self.fields["teams"].choices = list(teams)  # type: ignore[attr-defined]

    def values(self) -> dict[str, Any]:
        """What the action takes."""
        return {**self.cleaned_data, "goals": goals_of(self.data)}


class LadderForm(forms.Form):
    """A ladder's name, period and metric; its rungs stand in the table beside."""

    name = forms.CharField(label=_("Name"), max_length=200)
    every = forms.ChoiceField(label=_("Period"), choices=LadderPlan.Every.choices)
    metric = forms.ChoiceField(label=_("Judged by"))

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        """Offer the metrics."""
        super().__init__(*args, **kwargs)
        self.fields["metric"].choices = measures()  # type: ignore[attr-defined]

    def values(self) -> dict[str, Any]:
        """What the action takes."""
        return {**self.cleaned_data, "rungs": rungs_of(self.data)}


def measures() -> list[tuple[str, str]]:
    """The metrics one may judge by, as people call them."""
    return [(name, label(name, spoken())) for name in MEASURED]


def goals_of(data: Any) -> list[dict[str, str]]:
    """The lines of the scorecard that are filled in."""
    rows = [
        {name: data.get(f"goal-{n}-{name}", "") for name in ("metric", "target", "points")}
        for n in range(GOALS)
    ]
    return [row for row in rows if row["target"] or row["points"]]


def rungs_of(data: Any) -> list[dict[str, str]]:
    """The lines of the ladder that are filled in."""
    rows = [{name: data.get(f"rung-{n}-{name}", "") for name in COLUMNS} for n in range(RUNGS)]
    return [row for row in rows if any(value.strip() for value in row.values())]


def blank_rungs(rows: list[dict[str, str]]) -> list[dict[str, str]]:
    """The lines a form shows: those there are, and empty ones below."""
    return [*rows, *({} for _line in range(RUNGS - len(rows)))]
