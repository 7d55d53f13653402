"""What is asked for a proposal of territories, and the file of a map."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from salesops.web.access import Actor
from salesops.web.people.models import Team
from salesops.web.territories.held import teams_of
from salesops.web.territories.models import Proposal
from salesops.web.territories.weighing import POTENTIALS, WORKLOADS

MOST_MOVED = 1_000
"""As many as a hand-over can take back."""
LARGEST_MAP = 20_000_000


class ProposalForm(forms.Form):
    """Among whom, by what, and how many customers may change hands."""

    name = forms.CharField(label=_("Name"), max_length=200, required=False)
    team_id = forms.ModelChoiceField(label=_("Team"), queryset=Team.objects.none())
    by = forms.ChoiceField(label=_("Shared out"), choices=Proposal.By.choices)
    workload = forms.ChoiceField(label=_("Workload"), choices=list(WORKLOADS.items()))
    potential = forms.ChoiceField(label=_("Potential"), choices=list(POTENTIALS.items()))
    limit = forms.IntegerField(
        label=_("Customers who change hands, at most"), min_value=0, max_value=MOST_MOVED,
        initial=50,
    )  # fmt: skip

    def __init__(self, actor: Actor, *args: Any, **given: Any) -> None:
        super().__init__(*args, **given)
        self.fields["team_id"].queryset = teams_of(actor)  # type: ignore[attr-defined]
