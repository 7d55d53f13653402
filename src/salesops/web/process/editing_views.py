"""The editor of a process: its form with the flowchart beside it, kept at every change."""

import tomllib
from collections.abc import Mapping, Sequence
from decimal import Decimal
from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import ValidationError
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.dateparse import parse_date
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from salesops.kernel.problem import Problem
from salesops.process.definition import FIELDS, ROLES, Process
from salesops.process.definition_file import Fields, draft_of, fields_of
from salesops.process.form import edited, fields_typed
from salesops.process.limits import Limit, limit_read
from salesops.web.access import EDITORS, require
from salesops.web.crm.asked import is_quiet, version, wrong
from salesops.web.language import spoken
from salesops.web.problems import Conflict, Faulty, Refused
from salesops.web.process.actions import (
    draft_of_pipeline,
    draft_process,
    drop_draft,
    leaving,
    publish_process,
    save_draft,
    whole_problems,
)
from salesops.web.process.called import names_in
from salesops.web.process.models import ProcessVersion
from salesops.web.process.views import drawing, found_pipeline
from salesops.web.signed_in import SignedIn

LARGEST_FILE = 1_000_000


@login_required
@require_http_methods(["GET", "POST"])
def edit(request: SignedIn, pipeline_id: str) -> HttpResponse:
    """The form of a pipeline's draft; a step such as another stage is made and shown."""
    require(request.user, *EDITORS)
    pipeline = found_pipeline(pipeline_id)
    if request.method == "GET":
        draft = draft_of_pipeline(pipeline)
        return _page(request, draft, fields_of(draft.process))
    draft = draft_process(actor=request.user, pipeline_id=pipeline.pk)
    typed = fields_typed(dict(request.POST.lists()))
    wanted = edited(typed, request.POST.get("do", ""))
    try:
        kept = save_draft(
            actor=request.user,
            version_id=draft.pk,
            definition=wanted,
            version=version(request.POST),
        )
    except Refused as error:
        return _unsaved(request, draft, wanted, error)
    if is_quiet(request):
        return _beside(request, kept, wanted)
    place, opened = reverse("process_edit", args=[pipeline.pk]), _opened(request)
    return redirect(f"{place}?open={opened}#stage-{opened}" if opened else place)


def _opened(request: SignedIn) -> str:
    """The place of the stage that is worked on: one whose tasks change stays open."""
    verb, _, places = request.POST.get("do", "").partition(":")
    if verb in ("add_task", "remove_task"):
        return places.partition(":")[0]
    return request.GET.get("open", "")


def _unsaved(
    request: SignedIn, draft: ProcessVersion, wanted: Fields, error: Refused
) -> HttpResponse:
    """What was typed stays, whatever is wrong with it."""
    problems = error.problems if isinstance(error, Faulty) else [error.problem]
    if is_quiet(request):
        return _beside(request, draft, wanted, problems, is_conflict=isinstance(error, Conflict))
    return _page(request, draft, wanted, problems, 422)


def _beside(
    request: SignedIn, draft: ProcessVersion, fields: Fields, problems: Sequence[Problem] = (),
    *, is_conflict: bool = False,
) -> HttpResponse:  # fmt: skip
    context = {
        **_drawn(draft, fields, problems), **_asked(request),
        "is_quiet": True, "is_conflict": is_conflict,
    }  # fmt: skip
    return render(request, "process/beside.html", context)


def _drawn(
    draft: ProcessVersion, fields: Fields, problems: Sequence[Problem] = ()
) -> dict[str, Any]:
    """The flowchart of what is typed, as far as it can be read, and what is wrong with it."""
    read, lacking = draft_of(fields), whole_problems(fields)
    found = read if isinstance(read, Process) else draft.process
    names = names_in(draft.pipeline, spoken())
    return {
        "draft": draft, "pipeline": draft.pipeline, "drawing": drawing(found),
        "problems": [*problems] or lacking, "is_whole": not lacking,
        "leaving": [
            (stage.pk, names.get(stage.name, stage.name), stage.kind, count)
            for stage, count in leaving(draft.pipeline, found) if count
        ],
        "targets": [(one.key, one.name.in_(spoken()), one.kind) for one in found.of("deal")],
    }  # fmt: skip


def _page(
    request: SignedIn, draft: ProcessVersion, fields: Fields, problems: Sequence[Problem] = (),
    status: int = 200,
) -> HttpResponse:  # fmt: skip
    context = {
        **_drawn(draft, fields, problems),
        "fields": fields, "rows": _rows(fields, _opened(request)),
        "roles": _words(ROLES), "required": {of: _words(FIELDS[of]) for of in FIELDS},
        "keys": [(one.get("key", ""), _named(one)) for one in fields["stages"]],
        **_asked(request),
    }  # fmt: skip
    return render(request, "process/edit.html", context, status=status)


def _asked(request: SignedIn) -> dict[str, Any]:
    """From when it shall hold and where deals shall move, as far as that was said."""
    said = request.POST
    return {"starts_on": said.get("starts_on", ""), "moves": _moves(said.dict())}


def _words(names: Mapping[str, tuple[str, str]]) -> list[tuple[str, str]]:
    return [(name, zh if spoken() == "zh" else en) for name, (zh, en) in names.items()]


def _named(stage: Fields) -> str:
    names = [stage.get("name", ""), stage.get("name_en", "")]
    first, second = names if spoken() == "zh" else reversed(names)
    return first or second or str(stage.get("key", ""))


def _limit_said(text: object) -> str:
    """A limit in the reader's language; what is none yet, as it was typed."""
    read = limit_read(str(text)) if text else None
    return read.said(spoken()) if isinstance(read, Limit) else str(text or "")


def _rows(fields: Fields, opened: str = "") -> list[dict[str, Any]]:
    """Each stage as the form shows it, with its place."""
    rows = []
    for at, stage in enumerate(fields["stages"]):
        tasks = [
            {"at": n, "title": _named(task), **task}
            for n, task in enumerate(stage.get("tasks", []))
        ]
        rows.append({
            **stage, "at": at, "tasks": tasks, "any": "moves" not in stage, "title": _named(stage),
            "material_text": "\n".join(stage.get("material", [])), "of": stage.get("of") or "deal",
            "kind": stage.get("kind") or "open", "limit_said": _limit_said(stage.get("limit")),
            "is_open": _named(stage) == stage.get("key") or opened == str(at),
        })  # fmt: skip
    return rows


@login_required
@require_POST
def publish(request: SignedIn, pipeline_id: str) -> HttpResponse:
    """Let the draft hold from a day on; a refusal shows the editor with what is wrong."""
    require(request.user, *EDITORS)
    pipeline = found_pipeline(pipeline_id)
    draft = draft_process(actor=request.user, pipeline_id=pipeline.pk)
    said = request.POST.get("starts_on", "")
    try:
        day = parse_date(said)
        done = publish_process(
            actor=request.user, version_id=draft.pk, starts_on=day, version=version(request.POST),
            move_to=_moves(request.POST.dict()),
        )  # fmt: skip
    except (Refused, ValueError, ValidationError) as error:
        problems = _problems(error)
        return _page(request, draft, fields_of(draft.process), problems, 422)
    told = _("Version %(n)d holds from %(day)s on.") % {"n": done.number, "day": done.starts_on}
    messages.success(request, told)
    return redirect("process_shown", pipeline.pk)


def _problems(error: Exception) -> Sequence[Problem]:
    if isinstance(error, Faulty):
        return error.problems
    return [error.problem] if isinstance(error, Refused) else []


def _moves(told: Mapping[str, str]) -> dict[int, str]:
    """Where the deals of stages that go shall move, by the stage's id."""
    found = {name.removeprefix("move_"): key for name, key in told.items() if key}
    return {int(pk): key for pk, key in found.items() if pk.isdecimal() and len(pk) < 12}


@login_required
@require_POST
def drop(request: SignedIn, pipeline_id: str) -> HttpResponse:
    """Throw the draft away."""
    require(request.user, *EDITORS)
    pipeline = found_pipeline(pipeline_id)
    draft = pipeline.versions.filter(state=ProcessVersion.State.DRAFT).first()
    if draft is not None:
        drop_draft(actor=request.user, version_id=draft.pk)
        messages.success(request, _("The draft is gone."))
    return redirect("process")


@login_required
@require_POST
def upload(request: SignedIn, pipeline_id: str) -> HttpResponse:
    """Take a TOML file as the draft."""
    require(request.user, *EDITORS)
    pipeline = found_pipeline(pipeline_id)
    file = request.FILES.get("file")
    try:
        text = file.read(LARGEST_FILE).decode("utf-8-sig") if file else ""
        definition = tomllib.loads(text, parse_float=Decimal)
        draft_process(actor=request.user, pipeline_id=pipeline.pk, definition=definition)
    except (Refused, UnicodeDecodeError, tomllib.TOMLDecodeError) as error:
        said = wrong(error)["problem"] if isinstance(error, Refused) else str(error)
        messages.error(request, said)
    return redirect("process_edit", pipeline.pk)
