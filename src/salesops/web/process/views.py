"""Pages of the designed process: its flowchart, its handbook with the quiz, its files."""

from typing import Any

from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.safestring import SafeString, mark_safe
from django.views.decorators.http import require_GET, require_http_methods

from salesops.kernel.problem import Language
from salesops.process.bpmn import bpmn
from salesops.process.definition import Process, field_said, role_said
from salesops.process.drawing import svg
from salesops.process.mermaid import mermaid
from salesops.process.quiz import quiz
from salesops.reports.document import Document
from salesops.reports.handbook import document
from salesops.reports.render import FORMATS
from salesops.reports.render import render as rendered
from salesops.reports.render.html import fragment, themed
from salesops.web import audit
from salesops.web.access import may_edit
from salesops.web.crm.models import Pipeline
from salesops.web.language import spoken
from salesops.web.process.actions import take_quiz
from salesops.web.process.models import ProcessVersion, QuizResult
from salesops.web.process.versions import holding
from salesops.web.signed_in import SignedIn

DRAWN = {"svg": "image/svg+xml", "mmd": "text/plain; charset=utf-8", "bpmn": "application/xml",
         "toml": "application/toml; charset=utf-8"}  # fmt: skip
LANGUAGES = ("zh", "en")


@login_required
@require_GET
def processes(request: SignedIn) -> HttpResponse:
    """Every pipeline with the process that holds for it."""
    rows = [
        {"pipeline": one, "held": holding(one.pk), "draft": _draft(one)}
        for one in Pipeline.objects.filter(is_active=True)
    ]
    context = {"rows": rows, "may_edit": may_edit(request.user)}
    return render(request, "process/processes.html", context)


def _draft(pipeline: Pipeline) -> ProcessVersion | None:
    return pipeline.versions.filter(state=ProcessVersion.State.DRAFT).first()


def found_pipeline(pipeline_id: str) -> Pipeline:
    """The pipeline of an address. Raises Http404."""
    found = Pipeline.objects.filter(pk=pipeline_id.replace("\0", "")).first()
    if found is None:
        raise Http404
    return found


def shown_version(request: SignedIn, pipeline: Pipeline) -> ProcessVersion:
    """The version the address names by number, else the one that holds. Raises Http404."""
    number = request.GET.get("v", "")
    if number.isdecimal() and len(number) < 9:
        found = pipeline.versions.filter(number=int(number)).first()
        if found is not None and (may_edit(request.user) or found.state != "draft"):
            return found
        raise Http404
    found = holding(pipeline.pk)
    if found is None:
        raise Http404
    return found


def drawing(process: Process) -> SafeString:
    """The flowchart in the colours of the page."""
    return mark_safe(themed(svg(process, spoken())))  # noqa: S308 - the drawing escapes every text


@login_required
@require_GET
def process(request: SignedIn, pipeline_id: str) -> HttpResponse:
    """One process: its flowchart, its stages, its versions."""
    pipeline = found_pipeline(pipeline_id)
    if holding(pipeline.pk) is None and not request.GET.get("v"):
        context = {"pipeline": pipeline, "may_edit": may_edit(request.user)}
        return render(request, "process/unpublished.html", context)
    version = shown_version(request, pipeline)
    versions = pipeline.versions.all()
    context = {
        "pipeline": pipeline, "version": version, "drawing": drawing(version.process),
        "stages": stages_shown(version.process, spoken()),
        "name": version.process.name.in_(spoken()),
        "versions": versions if may_edit(request.user) else versions.exclude(state="draft"),
        "may_edit": may_edit(request.user), "forms": [*DRAWN, *FORMATS], "here": "map",
    }  # fmt: skip
    return render(request, "process/process.html", context)


def stages_shown(found: Process, language: Language) -> list[dict[str, Any]]:
    """What the page says of each stage."""
    return [
        {
            "name": stage.name.in_(language), "kind": stage.kind, "of": stage.of,
            "role": role_said(stage.role, language),
            "limit": stage.limit.said(language) if stage.limit else "",
            "tasks": [
                (task.name.in_(language), role_said(task.role, language),
                 task.limit.said(language) if task.limit else "")
                for task in stage.tasks
            ],
            "required": ("、" if language == "zh" else ", ").join(
                field_said(stage.of, name, language) for name in stage.required
            ),
            "moves": [to.name.in_(language) for to in found.moves(stage)],
        }
        for stage in found.stages
    ]  # fmt: skip


@login_required
@require_http_methods(["GET", "POST"])
def handbook(request: SignedIn, pipeline_id: str) -> HttpResponse:
    """The handbook of the version that holds, and its quiz; answers are marked and kept."""
    pipeline = found_pipeline(pipeline_id)
    version = holding(pipeline.pk)
    if version is None:
        raise Http404
    result = None
    if request.method == "POST":
        result = take_quiz(actor=request.user, pipeline_id=pipeline.pk, answers=request.POST.dict())
    context = {
        "pipeline": pipeline, "version": version, "result": result,
        "body": mark_safe(fragment(_without_quiz(book(version, spoken())))),  # noqa: S308 - the renderer escapes
        "questions": _questions(request, version, result), "forms": FORMATS,
        "results": _results(request, version), "here": "handbook",
        "may_edit": may_edit(request.user),
        "name": version.process.name.in_(spoken()),
    }  # fmt: skip
    return render(request, "process/handbook.html", context)


def book(version: ProcessVersion, language: Language) -> Document:
    """The handbook of a version as a document."""
    return document(
        version.process, language, version=f"{version.pipeline} v{version.number}",
        since=version.starts_on, scope=version.pipeline.name, as_of=timezone.localdate(),
        made_at=timezone.now(),
    )  # fmt: skip


def _without_quiz(whole: Document) -> Document:
    """On the page the quiz is asked, so its answers do not stand there."""
    from dataclasses import replace

    return replace(whole, blocks=whole.blocks[:-3])


def _questions(request: SignedIn, version: ProcessVersion, result: Any) -> list[dict[str, Any]]:
    missed = set(result.missed) if result else set()
    return [
        {
            "question": one, "given": request.POST.get(one.key, ""),
            "is_missed": one.key in missed, "right": one.options[one.right],
        }
        for one in quiz(version.process, spoken(), request.user.pk)
    ]  # fmt: skip


def _results(request: SignedIn, version: ProcessVersion) -> list[QuizResult]:
    """One's own results; whoever edits processes sees everybody's."""
    found = QuizResult.objects.filter(version=version).select_related("user", "user__person")
    return list((found if may_edit(request.user) else found.filter(user=request.user))[:50])


@login_required
@require_GET
def download(request: SignedIn, pipeline_id: str, form: str) -> HttpResponse:
    """A version as a file: drawn, for other tools, or as a handbook in either language."""
    version = shown_version(request, found_pipeline(pipeline_id))
    asked = request.GET.get("lang", "")
    language: Language = "en" if (asked or spoken()) == "en" else "zh"
    if form in DRAWN:
        content, kind = _drawn(version, form, language), DRAWN[form]
    elif form in FORMATS:
        content, kind = rendered(book(version, language), form), FORMATS[form]
    else:
        raise Http404
    audit.note(request.user, "export_process", version.code, {"format": form})
    response = HttpResponse(content, content_type=kind)
    name = f"salesops-process-v{version.number}-{language}.{form}"
    response["Content-Disposition"] = f'attachment; filename="{name}"'
    return response


def _drawn(version: ProcessVersion, form: str, language: Language) -> str | bytes:
    if form == "svg":
        return svg(version.process, language)
    if form == "bpmn":
        return bpmn(version.process, language)
    return mermaid(version.process, language) if form == "mmd" else version.definition
