"""Which arm of which experiment a lead is in: put there when it arrives, told to its owner."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass

from django.db.models import Q

from salesops.causal.experiments import arm_of
from salesops.web.crm.models import Lead
from salesops.web.process.experiment_models import Assignment, Experiment
from salesops.web.workspace.incoming import listed


@dataclass(frozen=True)
class Told:
    """What whoever works a lead is to do in an experiment."""

    name: str
    arm: str
    words: str


def assign_arms(lead: Lead) -> Sequence[Assignment]:
    """Put a lead that has just arrived into an arm of each running experiment that wants it.

    Part of the action that receives the lead, in its transaction; the arm follows from the ids.
    """
    running = Experiment.objects.filter(status=Experiment.Status.RUNNING)
    wanted = running.filter(Q(source="") | Q(source=lead.source)) if lead.source else (
        running.filter(source="")
    )  # fmt: skip
    return Assignment.objects.bulk_create(
        [
            Assignment(experiment=one, lead=lead, arm=arm_of(lead.pk, one.pk, one.share))
            for one in wanted
        ]
    )


def assign_arms_of(lead_ids: Collection[str]) -> None:
    """The same for leads that came in by a file; those received before it began join nothing."""
    running = list(Experiment.objects.filter(status=Experiment.Status.RUNNING))
    for one in running:
        leads = Lead.objects.filter(pk__in=listed(lead_ids), received_at__gte=one.started_at)
        mine = leads.filter(source=one.source) if one.source else leads
        Assignment.objects.bulk_create(
            (Assignment(experiment=one, lead_id=pk, arm=arm_of(pk, one.pk, one.share))
             for pk in mine.values_list("pk", flat=True)),
            ignore_conflicts=True,
        )  # fmt: skip


def told(lead: Lead) -> list[Told]:
    """What the owner of a lead is to say, by each experiment that still waits for its leads."""
    arms = Assignment.objects.filter(lead=lead).select_related("experiment").order_by("pk")
    return [
        Told(
            each.experiment.name,
            each.get_arm_display(),
            each.experiment.treatment
            if each.arm == Assignment.Arm.TREATMENT
            else each.experiment.control,
        )
        for each in arms
    ]
