"""What is done with an experiment: designed, changed until it starts, started, ended."""

from collections.abc import Mapping

from django.db import transaction
from django.db.models import Q
from django.utils import timezone

from salesops.web import changing
from salesops.web.access import Actor, require
from salesops.web.ids import new_id
from salesops.web.people.models import Role
from salesops.web.problems import refused
from salesops.web.process.experiment_models import Experiment
from salesops.web.process.experiment_problems import (
    ANOTHER_RUNS,
    EFFECT_TOO_LARGE,
    EXPERIMENT_BEGUN,
    EXPERIMENT_NOT_DRAFT,
    EXPERIMENT_NOT_RUNNING,
    NO_SUCH_EXPERIMENT,
)

DESIGNERS = (Role.OPS,)
READERS = (Role.OPS, Role.EXECUTIVE, Role.MANAGER)
FIELDS = (
    "name", "control", "treatment", "source", "goal", "horizon_days", "base_rate", "effect",
    "share",
)  # fmt: skip
Status = Experiment.Status


def experiment_seen(actor: Actor, experiment_id: str) -> Experiment:
    """The experiment of this id, for whoever may look at experiments. Raises Refused."""
    require(actor, *READERS)
    found = Experiment.objects.filter(pk=experiment_id.replace("\0", "")[:40]).first()
    if found is None:
        raise refused(NO_SUCH_EXPERIMENT, field="experiment_id", id=experiment_id)
    return found


def design_experiment(*, actor: Actor, values: Mapping[str, object]) -> Experiment:
    """A new experiment, not yet begun. Raises ValidationError by field, or Refused."""
    require(actor, *DESIGNERS)
    experiment = Experiment(experiment_id=new_id("E"), **_told(values))
    _check(experiment)
    with transaction.atomic():
        changing.made(actor, "design_experiment", experiment)
    return experiment


def change_experiment(
    *, actor: Actor, experiment_id: str, version: int | None, values: Mapping[str, object]
) -> Experiment:
    """Another design, as long as it has not begun. Raises Refused, Conflict, ValidationError."""
    with transaction.atomic():
        experiment = _held(actor, experiment_id, version)
        if experiment.status != Status.DRAFT:
            raise refused(EXPERIMENT_BEGUN)
        changing.change(
            actor=actor, record=experiment, values=_told(values), action="design_experiment"
        )
        _check(experiment)
    return experiment


def start_experiment(*, actor: Actor, experiment_id: str, version: int | None = None) -> Experiment:
    """From now on every lead that arrives is put into an arm. Raises Refused and Conflict."""
    with transaction.atomic():
        experiment = _held(actor, experiment_id, version)
        if experiment.status != Status.DRAFT:
            raise refused(EXPERIMENT_NOT_DRAFT)
        other = _overlapping(experiment)
        if other:
            raise refused(ANOTHER_RUNS, name=other.name)
        values = {"status": Status.RUNNING, "started_at": timezone.now()}
        changing.change(actor=actor, record=experiment, values=values, action="start_experiment")
    return experiment


def stop_experiment(
    *, actor: Actor, experiment_id: str, version: int | None = None, conclusion: str = ""
) -> Experiment:
    """No more leads join; those in it go on to be counted. Raises Refused and Conflict."""
    with transaction.atomic():
        experiment = _held(actor, experiment_id, version)
        if experiment.status != Status.RUNNING:
            raise refused(EXPERIMENT_NOT_RUNNING)
        values = {
            "status": Status.STOPPED, "stopped_at": timezone.now(), "conclusion": conclusion,
        }  # fmt: skip
        changing.change(actor=actor, record=experiment, values=values, action="stop_experiment")
    return experiment


def _held(actor: Actor, experiment_id: str, version: int | None) -> Experiment:
    require(actor, *DESIGNERS)
    found = experiment_seen(actor, experiment_id)
    return changing.locked(Experiment, found.pk, version)


def _told(values: Mapping[str, object]) -> dict[str, object]:
    return {name: values[name] for name in FIELDS if name in values}


def _check(experiment: Experiment) -> None:
    base, effect = experiment.base_rate, experiment.effect
    if 0 < base < 1 <= base + effect:
        raise refused(EFFECT_TOO_LARGE, field="effect")


def _overlapping(experiment: Experiment) -> Experiment | None:
    """A running experiment that would share leads with this one."""
    running = Experiment.objects.filter(status=Status.RUNNING).exclude(pk=experiment.pk)
    if experiment.source:
        running = running.filter(Q(source=experiment.source) | Q(source=""))
    return running.first()
