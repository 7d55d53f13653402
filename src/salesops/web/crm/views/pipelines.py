"""Settings of pipelines: which there are, and the stages of each."""

from decimal import Decimal
from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import Count, Q
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from salesops.selling.stages import KINDS, Draft, first_stages
from salesops.web.access import EDITORS, require
from salesops.web.crm.actions.deals import typed_wrongly
from salesops.web.crm.actions.pipelines import (
    change_pipeline,
    default_pipeline,
    make_pipeline,
    set_stages,
)
from salesops.web.crm.models import Deal, Pipeline, Stage
from salesops.web.crm.stage_rows import drafts, kind_of, rows_typed, targets
from salesops.web.language import spoken
from salesops.web.problems import Refused
from salesops.web.signed_in import SignedIn

NEW_ROWS = 2


@login_required
@require_http_methods(["GET", "POST"])
def pipelines(request: SignedIn) -> HttpResponse:
    """The pipelines, and a form for another one."""
    require(request.user, *EDITORS)
    if request.method == "POST":
        return _made(request)
    default_pipeline()
    return render(request, "crm/pipelines/list.html", _listed())


def _listed() -> dict[str, Any]:
    still = Count("deals", filter=Q(deals__status=Deal.Status.OPEN))
    every = Pipeline.objects.annotate(open=still).prefetch_related("stages")
    return {"pipelines": every.order_by("-is_active", "position", "name")}


def _made(request: SignedIn) -> HttpResponse:
    name = request.POST.get("name", "")
    try:
        made = make_pipeline(actor=request.user, name=name, stages=first_stages(spoken()))
    except (Refused, ValidationError) as error:
        context = {**_listed(), "name": name, "problem": _said(error)}
        return render(request, "crm/pipelines/list.html", context, status=422)
    messages.success(request, _("The pipeline is there; make its stages your own."))
    return redirect("pipeline", made.pk)


@login_required
@require_http_methods(["GET", "POST"])
def pipeline(request: SignedIn, pipeline_id: str) -> HttpResponse:
    """One pipeline with its stages; a refusal leaves everything as typed."""
    require(request.user, *EDITORS)
    found = get_object_or_404(Pipeline, pk=pipeline_id.replace("\0", ""))
    if request.method == "GET":
        return render(request, "crm/pipelines/pipeline.html", _shown(found, _rows_of(found)))
    told = request.POST
    try:
        kept = _kept(request, found)
    except (Refused, ValidationError) as error:
        context = _shown(found, rows_typed(dict(told.lists()))) | {
            "problem": _said(error),
            "typed": told,
        }
        return render(request, "crm/pipelines/pipeline.html", context, status=422)
    messages.success(request, _("Saved."))
    return redirect("pipeline", kept.pk)


def _kept(request: SignedIn, found: Pipeline) -> Pipeline:
    """Both halves of the form: the pipeline itself, then its stages."""
    told = request.POST
    version = int(told["version"]) if told.get("version", "").isdecimal() else None
    values = {
        "name": told.get("name", ""), "is_active": "is_active" in told,
        "is_default": found.is_default or "is_default" in told,
    }  # fmt: skip
    wanted = drafts(dict(told.lists()))
    with transaction.atomic():
        changed = change_pipeline(
            actor=request.user, pipeline_id=found.pk, version=version, values=values
        )
        if wanted == [_draft(stage) for stage in found.stages.all()]:
            return changed
        return set_stages(
            actor=request.user, pipeline_id=found.pk, version=changed.version, stages=wanted,
            move_to=targets(dict(told.lists())),
        )  # fmt: skip


def _rows_of(found: Pipeline) -> list[dict[str, Any]]:
    rows = [
        {
            "stage_id": str(stage.pk), "name": stage.name, "kind": stage.kind,
            "chance": _percent(stage.probability),
            "limit": stage.limit_workdays or "", "place": at,
        }
        for at, stage in enumerate(found.stages.all(), 1)
    ]  # fmt: skip
    blank = {"stage_id": "", "name": "", "kind": "open", "chance": "", "limit": "", "place": ""}
    return [*rows, *[dict(blank) for _row in range(NEW_ROWS)]]


def _percent(share: Decimal | None) -> str:
    return "" if share is None else f"{(share * 100).normalize():f}"


def _draft(stage: Stage) -> Draft:
    return Draft(
        stage.name, kind_of(stage.kind), stage.probability, stage.limit_workdays, stage.pk
    )  # fmt: skip


def _shown(found: Pipeline, rows: list[dict[str, Any]]) -> dict[str, Any]:
    counts = dict(
        Deal.objects.filter(pipeline=found).order_by().values_list("stage").annotate(Count("pk"))
    )
    names = {str(stage.pk): stage.name for stage in found.stages.all()}
    for row in rows:
        row["count"] = counts.get(names.get(row["stage_id"], ""), 0)
    return {
        "pipeline": found,
        "rows": rows,
        "stages": found.stages.all(),
        "kinds": [(kind, zh if spoken() == "zh" else en) for kind, (zh, en) in KINDS.items()],
    }


def _said(error: Refused | ValidationError) -> str:
    if isinstance(error, ValidationError):
        return " ".join(typed_wrongly(error).values())
    language, problem = spoken(), error.problem
    return (
        f"{problem.reason(language)}{'。' if language == 'zh' else '. '}{problem.remedy(language)}"
    )
