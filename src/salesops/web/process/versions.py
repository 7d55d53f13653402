"""Which version of a process holds: today for what begins, and for each case the one it began with.

A case keeps the version its steps name, as long as it stays in that pipeline.
"""

from collections.abc import Iterable, Mapping
from datetime import date

from django.utils import timezone

from salesops.kernel.problem import Language
from salesops.process.definition import Process, Stage
from salesops.web.crm.models import Deal, Lead, Pipeline, Step
from salesops.web.crm.models import Stage as CrmStage
from salesops.web.crm.stages import meant
from salesops.web.process.models import ProcessVersion
from salesops.web.workspace.models import Workspace

PUBLISHED = ProcessVersion.State.PUBLISHED


def holding(pipeline_id: str, day: date | None = None) -> ProcessVersion | None:
    """The version that holds for what begins in the pipeline on a day, today unless told."""
    found = ProcessVersion.objects.filter(
        pipeline_id=pipeline_id, state=PUBLISHED, starts_on__lte=day or timezone.localdate(),
        begun_at__isnull=False,
    )  # fmt: skip
    return found.order_by("-starts_on", "-number").first()


def latest(versions: Iterable[ProcessVersion], day: date) -> ProcessVersion | None:
    """Which of one pipeline's published versions holds for what begins on a day."""
    begun = [one for one in versions if one.starts_on and one.starts_on <= day]
    return max(begun, key=lambda one: (one.starts_on, one.number), default=None)


def company_language() -> Language:
    """The language the company's own records are written in."""
    workspace = Workspace.objects.first()
    return "en" if workspace and workspace.language.startswith("en") else "zh"


def leads_version() -> ProcessVersion | None:
    """The version by which leads go: that of the pipeline in which new deals start."""
    found = ProcessVersion.objects.filter(
        pipeline__is_default=True, pipeline__is_active=True, state=PUBLISHED,
        starts_on__lte=timezone.localdate(), begun_at__isnull=False,
    )  # fmt: skip
    return found.order_by("-starts_on", "-number").first()


def named(codes: Iterable[str]) -> dict[str, ProcessVersion]:
    """The versions steps name by these codes; what is no code of ours is left out."""
    wanted = {code for code in codes if code.rpartition("/")[2].isdecimal()}
    if not wanted:
        return {}
    pipelines = {code.rpartition("/")[0] for code in wanted}
    found = ProcessVersion.objects.filter(pipeline_id__in=pipelines)
    return {one.code: one for one in found if one.code in wanted}


def codes_of(kind: str, case_ids: Iterable[str]) -> dict[str, str]:
    """The code each case's latest step with a version names."""
    steps = Step.objects.filter(case_kind=kind, case_id__in=list(case_ids))
    rows = steps.exclude(process_version="").order_by("entered_at", "id")
    return dict(rows.values_list("case_id", "process_version"))


def version_of_deal(deal: Deal) -> ProcessVersion | None:
    """The version the deal goes by: the one its steps name, else the one that holds today."""
    held = holding(deal.pipeline_id) if deal.pipeline_id else None
    if held is None:
        return None
    code = codes_of(Step.Kind.DEAL, [deal.pk]).get(deal.pk, "")
    kept = held if code == held.code else named([code]).get(code)
    return kept if kept is not None and kept.pipeline_id == deal.pipeline_id else held


def version_of_lead(lead: Lead) -> ProcessVersion | None:
    """The version the lead goes by: the one its steps name, else the one that holds today."""
    held = leads_version()
    if held is None:
        return None
    code = codes_of(Step.Kind.LEAD, [lead.pk]).get(lead.pk, "")
    return held if code in ("", held.code) else named([code]).get(code) or held


def code_for_lead(lead: Lead) -> str:
    """What a new step of the lead says of the process."""
    found = version_of_lead(lead)
    return found.code if found else ""


def codes_for_deals(deal_ids: Iterable[str]) -> Mapping[str, str]:
    """What a new step of each of these deals says of the process."""
    ids = list(deal_ids)
    if not ProcessVersion.objects.filter(begun_at__isnull=False).exists():
        return {}
    pipelines = dict(Deal.objects.filter(pk__in=ids).values_list("pk", "pipeline_id"))
    held = {one: holding(one) for one in set(pipelines.values()) if one}
    if not any(held.values()):
        return {}
    kept = codes_of(Step.Kind.DEAL, ids)
    known = named(kept.values())
    found = {}
    for deal_id, pipeline_id in pipelines.items():
        version = known.get(kept.get(deal_id, ""))
        if version is None or version.pipeline_id != pipeline_id:
            version = held.get(pipeline_id)
        found[deal_id] = version.code if version else ""
    return found


def stage_of(process: Process, pipeline: Pipeline, name: str) -> Stage | None:
    """The process's stage that a stage of the pipeline is, by what it is or once was called."""
    direct = process.named(name)
    if direct is not None:
        return direct
    here = meant(pipeline, name)
    return next(
        (one for one in process.of("deal") if here and _is(meant_of(pipeline, one), here)), None
    )


def meant_of(pipeline: Pipeline, stage: Stage) -> CrmStage | None:
    """The pipeline's stage that a stage of a process is."""
    names = [name for name in (stage.name.zh, stage.name.en) if name]
    return next((found for name in names if (found := meant(pipeline, name))), None)


def _is(one: CrmStage | None, other: CrmStage) -> bool:
    return one is not None and one.pk == other.pk
