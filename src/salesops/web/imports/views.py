"""Pages of imports: bring a file, see how it is read, let it in, take it back."""

from pathlib import Path, PurePath
from typing import Any

from django.conf import settings
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import ValidationError
from django.http import FileResponse, Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from salesops.ingest.intake import INTAKES
from salesops.kernel import glossary
from salesops.web.access import EDITORS, require
from salesops.web.imports import preview as previews
from salesops.web.imports.actions import batch_problems_file, restore_batch, retract_batch
from salesops.web.imports.models import Batch, ImportJob
from salesops.web.imports.uploads import job_of, problems_path, upload_file
from salesops.web.jobs import start_import, start_snapshot
from salesops.web.language import spoken
from salesops.web.problems import Refused
from salesops.web.signed_in import SignedIn

State = ImportJob.State
MOVING = (State.WAITING, State.RUNNING, State.SNAPSHOT)
STEPS = {State.UPLOADED: 2, State.DONE: 4, State.FAILED: 4}
BATCHES_SHOWN = 200


@login_required
@require_http_methods(["GET", "POST"])
def imports(request: SignedIn) -> HttpResponse:
    """Bring a file, and see those brought lately."""
    require(request.user, *EDITORS)
    if request.method == "POST":
        return _uploaded(request)
    return render(request, "imports/imports.html", _start(request))


def _start(request: SignedIn) -> dict[str, Any]:
    return {
        "tables": tables(),
        "jobs": [(job, _table(job.table)) for job in request.user.imports.all()[:20]],
        "limit_mb": settings.UPLOAD_LIMIT_BYTES // 1024 // 1024,
    }


def tables() -> list[tuple[str, str]]:
    """What may be imported, in the order in which files build on one another."""
    return [(name, _table(name)) for name in INTAKES]


def _table(name: str) -> str:
    return glossary.label(name, spoken())


def _uploaded(request: SignedIn) -> HttpResponse:
    file, table = request.FILES.get("file"), request.POST.get("table", "")
    if file is None:
        context = {**_start(request), "failure": _("Choose a file first.")}
        return render(request, "imports/imports.html", context, status=422)
    try:
        job = upload_file(actor=request.user, table=table or "orders", file=file)
    except ValidationError as error:
        context = {**_start(request), "failure": " ".join(error.messages)}
        return render(request, "imports/imports.html", context, status=422)
    if not table and (found := previews.recognised(Path(job.upload))):
        previews.choose_mapping(actor=request.user, job=job, table=found, mapping=None)
    return redirect("import", job.pk)


def _own(request: SignedIn, job_id: int) -> ImportJob:
    job = job_of(request.user, job_id)
    if job is None:
        raise Http404
    return job


@login_required
@require_GET
def show(request: SignedIn, job_id: int) -> HttpResponse:
    """A file on its way: how it is read, how far it is, or what became of it."""
    job = _own(request, job_id)
    context: dict[str, Any] = {"job": job, "table_name": _table(job.table), "tables": tables()}
    if job.state == State.UPLOADED:
        shown = previews.preview(request.user, job, spoken())
        return render(request, "imports/preview.html", {**context, "preview": shown, "step": 2})
    context |= {
        "step": STEPS.get(State(job.state), 3),
        "is_moving": job.state in MOVING,
        "percent": round(job.progress * 100),
        "problems": _saved_problems(job),
        "has_file": problems_path(job) is not None,
    }
    if request.htmx and context["is_moving"]:
        return render(request, "imports/progress.html", context)
    response = render(request, "imports/result.html", context)
    if request.htmx:
        response["HX-Refresh"] = "true"
    return response


def _saved_problems(job: ImportJob) -> list[dict[str, Any]]:
    """The problems as the worker wrote them down, with their place as a list of problems has it."""
    places = ("file", "sheet", "line", "column")
    return [
        {**problem, "where": {name: problem.get(name) for name in places}}
        for problem in job.problems[:100]
    ]


@login_required
@require_POST
def choose(request: SignedIn, job_id: int) -> HttpResponse:
    """Another table, or other columns for its fields; then either look again or let it in."""
    job = _own(request, job_id)
    if job.state != State.UPLOADED:
        return redirect("import", job.pk)
    table = request.POST.get("table", job.table)
    if table != job.table and table in INTAKES:
        previews.choose_mapping(actor=request.user, job=job, table=table, mapping=None)
        return redirect("import", job.pk)
    form = request.POST.dict()
    if any(name.startswith(previews.PREFIX) for name in form):
        chosen = previews.mapped(job, previews.read_as(job), form)
        previews.choose_mapping(actor=request.user, job=job, table=job.table, mapping=chosen)
    if "start" in form:
        start_import(job)
    return redirect("import", job.pk)


@login_required
@require_GET
def problems_file(request: SignedIn, job_id: int) -> FileResponse:
    """The rejected rows with their reasons, to be corrected and imported again."""
    path = problems_path(_own(request, job_id))
    if path is None:
        raise Http404
    return _download(path)


def _download(path: Path) -> FileResponse:
    return FileResponse(path.open("rb"), as_attachment=True, filename=path.name)


@login_required
@require_GET
def batches(request: SignedIn) -> HttpResponse:
    """Every file that was taken in."""
    require(request.user, *EDITORS)
    found = list(Batch.objects.all()[:BATCHES_SHOWN])
    shown = [(batch, _table(batch.table)) for batch in found]
    return render(request, "imports/batches.html", {"batches": shown})


@login_required
@require_GET
def batch_problems(request: SignedIn, batch_id: str) -> FileResponse:
    """The rejected rows of a batch."""
    require(request.user, *EDITORS)
    batch = Batch.objects.filter(pk=batch_id).first()
    path = batch_problems_file(batch) if batch else None
    if path is None or not path.is_file():
        raise Http404
    return _download(path)


@login_required
@require_POST
def retract(request: SignedIn, batch_id: str) -> HttpResponse:
    """Take a batch out; the figures follow."""
    return _turned(request, batch_id, retracting=True)


@login_required
@require_POST
def restore(request: SignedIn, batch_id: str) -> HttpResponse:
    """Take a retracted batch in again; the figures follow."""
    return _turned(request, batch_id, retracting=False)


def _turned(request: SignedIn, batch_id: str, *, retracting: bool) -> HttpResponse:
    turn = retract_batch if retracting else restore_batch
    try:
        batch = turn(actor=request.user, batch_id=batch_id)
    except Refused as refusal:
        language = spoken()
        problem = refusal.problem
        messages.error(request, f"{problem.reason(language)} {problem.remedy(language)}")
        return redirect("batches")
    start_snapshot(request.user)
    said = (
        _("%s is retracted. The figures follow in a moment.")
        if retracting
        else _("%s is in again. The figures follow in a moment.")
    )
    messages.success(request, said % PurePath(batch.source).name)
    return redirect(request.POST.get("next") or "batches")
