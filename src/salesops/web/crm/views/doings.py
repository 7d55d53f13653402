"""Forms to write down calls, tasks, notes and files, usable on every record's page."""

from collections.abc import Callable, Mapping
from typing import Any

from django.contrib.auth.decorators import login_required
from django.core.exceptions import ValidationError
from django.http import FileResponse, Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import NoReverseMatch, reverse
from django.utils import timezone
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from salesops.selling.contact import DIRECTIONS, KINDS, OUTCOMES, choices
from salesops.web.boundary import found, may_write
from salesops.web.crm.about import NAMES, About, about, persons_offered
from salesops.web.crm.actions.activities import (
    Said,
    correct_activity,
    log_activity,
    remove_activity,
    require_writer,
)
from salesops.web.crm.actions.files import attach_file, fetch_file, remove_file
from salesops.web.crm.actions.notes import add_note, change_note, pin_note
from salesops.web.crm.actions.tasks import add_task
from salesops.web.crm.asked import given, is_quiet, moment, version, whole, wrong
from salesops.web.crm.models import Activity, Attachment, Contact, Note
from salesops.web.language import spoken
from salesops.web.problems import Refused
from salesops.web.signed_in import SignedIn

FORMS = ("activity", "task", "note", "file")
CONTACTS_OFFERED = 100


@login_required
@require_http_methods(["GET", "POST"])
def new(request: SignedIn, what: str) -> HttpResponse:
    """A form for something new about a record; what was typed stays when it cannot be kept."""
    if what not in FORMS:
        raise Http404
    require_writer(request.user)
    told = request.POST if request.method == "POST" else request.GET
    subject = about(request.user, given(told), needed=what != "task")
    if request.method == "GET":
        return _form(request, what, subject, request.GET.dict())
    try:
        WRITERS[what](request)
    except (Refused, ValidationError) as error:
        return _form(request, what, subject, request.POST.dict(), wrong(error))
    return _done(request, what, subject)


def _log(request: SignedIn) -> None:
    told = request.POST
    log_activity(
        actor=request.user, said=_said(told), given=given(told), person_id=told.get("person_id")
    )


def _said(told: Mapping[str, Any]) -> Said:
    return Said(
        kind=told.get("kind", ""),
        direction=told.get("direction", "outbound"),
        happened_at=moment(told.get("happened_at", ""), "happened_at"),
        outcome=told.get("outcome", ""),
        summary=told.get("summary", ""),
        minutes=whole(told.get("minutes", ""), "minutes"),
    )


def _give(request: SignedIn) -> None:
    told = request.POST
    add_task(
        actor=request.user,
        title=told.get("title", ""),
        details=told.get("details", ""),
        due_at=moment(told.get("due_at", ""), "due_at"),
        owner_id=told.get("owner_id"),
        given=given(told),
    )


def _write(request: SignedIn) -> None:
    add_note(actor=request.user, body=request.POST.get("body", ""), given=given(request.POST))


def _attach(request: SignedIn) -> None:
    for file in request.FILES.getlist("file"):
        attach_file(actor=request.user, file=file, given=given(request.POST))


WRITERS: Mapping[str, Callable[[SignedIn], None]] = {
    "activity": _log, "task": _give, "note": _write, "file": _attach,
}  # fmt: skip


def _form(
    request: SignedIn,
    what: str,
    subject: About,
    values: Mapping[str, Any],
    shown: Mapping[str, Any] | None = None,
) -> HttpResponse:
    """The form as a piece of a page, or as a page of its own."""
    context = {
        "what": what,
        "action": reverse("doing_new", args=[what]),
        "subject": subject.ids,
        "values": values,
        "errors": {},
        **_choices(request, subject.account_id, subject.contact_id),
        **(shown or {}),
    }
    status = 422 if shown and not is_quiet(request) else 200
    template = "form" if is_quiet(request) else "page"
    return render(request, f"crm/doings/{template}.html", context, status=status)


def _choices(
    request: SignedIn, account_id: str | None, contact_id: str | None = None
) -> dict[str, Any]:
    """What may be chosen in the forms."""
    language = spoken()
    people = Contact.objects.filter(account_id=account_id, left_on=None) if account_id else ()
    return {
        "kinds": choices(KINDS, language),
        "outcomes": choices(OUTCOMES, language),
        "directions": choices(DIRECTIONS, language),
        "contacts": people[:CONTACTS_OFFERED],
        "contact_id": contact_id,
        "owners": persons_offered(request.user, timezone.localdate()),
        "now": timezone.localtime().strftime("%Y-%m-%dT%H:%M"),
        "own": request.user.person_id,
    }


def _done(request: SignedIn, what: str, subject: About) -> HttpResponse:
    """An empty place where the form was, and word that the story has changed."""
    if is_quiet(request):
        response = HttpResponse("")
        response["HX-Trigger"] = "doing"
        return response
    return redirect(back_to(subject))


def back_to(subject: About) -> str:
    """The page of what something is about."""
    for name in ("deal_id", "lead_id", "account_id"):
        pk = getattr(subject, name)
        if pk:
            try:
                return reverse(name.removesuffix("_id"), args=[pk])
            except NoReverseMatch:
                continue
    return reverse("tasks")


def _subject(record: Activity | Note | Attachment) -> About:
    return About(**{name: getattr(record, name, None) for name in NAMES})


@login_required
@require_http_methods(["GET", "POST"])
def activity(request: SignedIn, activity_id: str) -> HttpResponse:
    """What was written down, to be corrected or taken back."""
    record = found(request.user, Activity, activity_id)
    if request.method == "GET":
        return _correction(request, record, _values(record))
    told = request.POST
    try:
        if "remove" in told:
            remove_activity(actor=request.user, activity_id=record.pk, version=version(told))
        else:
            said = _said(told)
            correct_activity(
                actor=request.user, activity_id=record.pk, version=version(told),
                values={**said.__dict__, "contact_id": told.get("contact_id") or None},
            )  # fmt: skip
    except (Refused, ValidationError) as error:
        return _correction(request, record, told.dict(), wrong(error))
    return _done(request, "activity", _subject(record))


def _values(record: Activity) -> dict[str, Any]:
    shown = {name: getattr(record, name) or "" for name in
             ("kind", "direction", "outcome", "summary", "minutes", "contact_id")}  # fmt: skip
    at = timezone.localtime(record.happened_at)
    return {**shown, "happened_at": at.strftime("%Y-%m-%dT%H:%M"), "version": record.version}


def _correction(
    request: SignedIn,
    record: Activity,
    values: dict[str, Any],
    shown: Mapping[str, Any] | None = None,
) -> HttpResponse:
    subject = _subject(record)
    if shown and shown.get("newest"):
        values["version"] = shown["newest"]
    context = {
        "what": "activity",
        "record": record,
        "action": reverse("activity", args=[record.pk]),
        "subject": subject.ids,
        "values": values,
        "errors": {},
        "may_change": may_write(request.user),
        **_choices(request, record.account_id, record.contact_id),
        **(shown or {}),
    }
    status = 422 if shown and not is_quiet(request) else 200
    template = "form" if is_quiet(request) else "page"
    return render(request, f"crm/doings/{template}.html", context, status=status)


@login_required
@require_http_methods(["GET", "POST"])
def note(request: SignedIn, note_id: str) -> HttpResponse:
    """A note, to be changed or put on top."""
    record = found(request.user, Note, note_id)
    values: dict[str, Any] = {"body": record.body, "version": record.version}
    shown: dict[str, Any] = {}
    if request.method == "POST":
        told = request.POST
        try:
            if "pin" in told:
                pin_note(actor=request.user, note_id=record.pk, is_pinned=told["pin"] == "1")
            else:
                change_note(
                    actor=request.user, note_id=record.pk, version=version(told),
                    body=told.get("body", ""),
                )  # fmt: skip
            return _done(request, "note", _subject(record))
        except (Refused, ValidationError) as error:
            shown = wrong(error)
            values = {"body": told.get("body", record.body),
                      "version": shown.get("newest") or told.get("version")}  # fmt: skip
    context = {
        "what": "note", "record": record, "action": reverse("note", args=[record.pk]),
        "subject": _subject(record).ids, "values": values, "errors": {}, **shown,
    }  # fmt: skip
    template = "form" if is_quiet(request) else "page"
    return render(request, f"crm/doings/{template}.html", context)


@login_required
@require_GET
def file(request: SignedIn, attachment_id: str) -> FileResponse:
    """The file, only ever as a download: nothing somebody uploaded runs in our pages."""
    attachment, path = fetch_file(actor=request.user, attachment_id=attachment_id)
    if not path.is_file():
        raise Http404
    return handed_out(attachment.name, path)


def handed_out(name: str, path: Any) -> FileResponse:
    """Bytes as a download that no browser takes for anything else."""
    response = FileResponse(
        path.open("rb"),
        as_attachment=True,
        filename=name,
        content_type="application/octet-stream",
    )
    response["X-Content-Type-Options"] = "nosniff"
    response["Content-Security-Policy"] = "sandbox; default-src 'none'"
    return response


@login_required
@require_POST
def file_remove(request: SignedIn, attachment_id: str) -> HttpResponse:
    """Take a file away."""
    record = found(request.user, Attachment, attachment_id)
    remove_file(actor=request.user, attachment_id=record.pk)
    return _done(request, "file", _subject(record))
