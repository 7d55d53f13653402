"""REST: processes as they hold, as drafts, and as files for other tools."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.http import Http404, HttpResponse
from ninja import Router, Schema

from salesops.process.bpmn import bpmn
from salesops.process.definition_file import fields_of
from salesops.process.mermaid import mermaid
from salesops.web.access import may_edit
from salesops.web.crm.models import Pipeline
from salesops.web.language import spoken
from salesops.web.process import actions
from salesops.web.process.models import ProcessVersion
from salesops.web.process.versions import holding
from salesops.web.signed_in import SignedIn

router = Router()


class VersionOut(Schema):
    """One version of a pipeline's process; `definition` holds its stages, tasks and limits."""

    id: int
    pipeline_id: str
    number: int
    state: str
    starts_on: date | None
    version: int
    definition: dict[str, Any]


class DraftIn(Schema):
    """What the draft says from now on; it may be unfinished."""

    definition: dict[str, Any]
    version: int | None = None


class PublishIn(Schema):
    """From when the draft holds, and to which stage, by key, deals of stages that go move."""

    starts_on: date | None = None
    version: int | None = None
    move_to: dict[int, str] = {}


@router.get("/processes", response=list[VersionOut])
def processes(request: SignedIn) -> Any:
    """The version that holds today, of every pipeline that has one."""
    held = [holding(pipeline.pk) for pipeline in Pipeline.objects.filter(is_active=True)]
    return [_shown(version) for version in held if version is not None]


def _shown(version: ProcessVersion) -> dict[str, Any]:
    names = ("pipeline_id", "number", "state", "starts_on", "version")
    told = {name: getattr(version, name) for name in names}
    return {**told, "id": version.pk, "definition": fields_of(version.process)}


@router.get("/processes/{pipeline_id}/versions", response=list[VersionOut])
def versions(request: SignedIn, pipeline_id: str) -> Any:
    """Every version of a pipeline's process, newest first; drafts for those who edit them."""
    found = ProcessVersion.objects.filter(pipeline_id=pipeline_id.replace("\0", ""))
    every = found if may_edit(request.user) else found.exclude(state="draft")
    return [_shown(version) for version in every]


@router.put("/processes/{pipeline_id}/draft", response=VersionOut)
def put_draft(request: SignedIn, pipeline_id: str, body: DraftIn) -> Any:
    """Say what the pipeline's draft says; without one, another version is drafted."""
    draft = actions.draft_process(actor=request.user, pipeline_id=pipeline_id)
    kept = actions.save_draft(
        actor=request.user, version_id=draft.pk, definition=body.definition, version=body.version
    )
    return _shown(kept)


@router.post("/processes/{pipeline_id}/publish", response=VersionOut)
def publish(request: SignedIn, pipeline_id: str, body: PublishIn) -> Any:
    """Let the pipeline's draft hold from a day on."""
    draft = actions.draft_process(actor=request.user, pipeline_id=pipeline_id)
    return _shown(actions.publish_process(actor=request.user, version_id=draft.pk, **body.dict()))


@router.get("/processes/{pipeline_id}/{form}")
def drawn(request: SignedIn, pipeline_id: str, form: str) -> HttpResponse:
    """The version that holds as `bpmn` (BPMN 2.0 XML), `mmd` (Mermaid) or `toml`."""
    version = holding(pipeline_id.replace("\0", ""))
    if version is None or form not in ("bpmn", "mmd", "toml"):
        raise Http404
    if form == "bpmn":
        return HttpResponse(bpmn(version.process, spoken()), content_type="application/xml")
    text = mermaid(version.process, spoken()) if form == "mmd" else version.definition
    return HttpResponse(text, content_type="text/plain; charset=utf-8")
