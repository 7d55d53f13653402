"""Studies of what a version would cost: begun at once, or by the worker where they take long."""

from collections.abc import Mapping
from typing import Any

from django.db import transaction
from django_tasks import task

from salesops.kernel.problem import Problem
from salesops.web import changing
from salesops.web.access import Actor, NoLedger, require, standing
from salesops.web.ids import new_id
from salesops.web.pay_plans.held import READERS, version_seen
from salesops.web.pay_plans.models import PayStudy
from salesops.web.pay_plans.problems import NO_SNAPSHOT
from salesops.web.pay_plans.studying import problems_told, replay_of, simulation_of
from salesops.web.people.models import Person, User
from salesops.web.problems import Faulty, Refused, refused

QUICK_PEOPLE = 300
"""Of so many people a study is done while its page waits."""
State = PayStudy.State


def study_pay_plan(
    *, actor: Actor, version_id: str, kind: str, asked: Mapping[str, object],
    against_id: str = "",
) -> PayStudy:  # fmt: skip
    """Work out what a version would cost; of many people in the background. Raises Refused."""
    require(actor, *READERS)
    version = version_seen(actor, version_id)
    against = version_seen(actor, against_id) if against_id else None
    now = standing()
    if now is None:
        raise refused(NO_SNAPSHOT)
    study = PayStudy(
        study_id=new_id("PY"), plan_version=version, against=against, kind=kind,
        asked=dict(asked), digest=version.digest, snapshot_id=now.snapshot_id, as_of=now.as_of,
        made_by=actor if isinstance(actor, User) else None,
    )  # fmt: skip
    is_quick = Person.objects.count() <= QUICK_PEOPLE or not isinstance(actor, User)
    with transaction.atomic():
        if is_quick:
            study.result, study.state = _result(actor, study), State.DONE
        changing.made(actor, "study_pay_plan", study)
    if not is_quick:
        run_study.enqueue(study.pk)
    return study


@task()
def run_study(study_id: str) -> None:
    """Work a study out; run again after the worker was killed, it begins again."""
    study = PayStudy.objects.select_related("plan_version", "against", "made_by").get(pk=study_id)
    if study.state == State.DONE or study.made_by is None:
        return
    _set(study, state=State.RUNNING)
    try:
        result = _result(study.made_by, study)
    except Refused as refusal:
        found = refusal.problems if isinstance(refusal, Faulty) else [refusal.problem]
        _set(study, state=State.FAILED, failure=problems_told(found))
    except NoLedger:
        _set(study, state=State.FAILED, failure=problems_told([Problem(NO_SNAPSHOT)]))
    else:
        _set(study, state=State.DONE, result=result)


def _result(actor: Actor, study: PayStudy) -> dict[str, Any]:
    if study.kind == PayStudy.Kind.REPLAY:
        return replay_of(actor, study)
    return simulation_of(study)


def _set(study: PayStudy, **values: object) -> None:
    """Tell how far the work has come; the audit has the row of its beginning."""
    PayStudy.objects.filter(pk=study.pk).update(**values)
    for name, value in values.items():
        setattr(study, name, value)
