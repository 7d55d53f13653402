"""Pages of bulk work: start it, see how far it is, see what became of it, undo it."""

from collections.abc import Mapping
from urllib.parse import parse_qs

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST
from django_tasks import TaskResultStatus
from django_tasks.exceptions import TaskResultDoesNotExist

from salesops.web.lists.asking import asked
from salesops.web.lists.bulk import AT_ONCE, CHANGED, do_to_all, take_back, undone
from salesops.web.lists.filtering import matching
from salesops.web.lists.jobs import run_bulk
from salesops.web.lists.listing import Bulk, Listing
from salesops.web.lists.registry import opened
from salesops.web.signed_in import SignedIn
from salesops.web.text import clean_text
from salesops.web.workspace.models import AuditEntry

FINISHED = (TaskResultStatus.SUCCESSFUL, TaskResultStatus.FAILED)


@login_required
@require_POST
def do(request: SignedIn, name: str, bulk_name: str) -> HttpResponse:
    """Do something to the chosen records: at once for a few, by the worker for many."""
    listing = opened(request.user, name)
    bulk = _bulk(request, listing, bulk_name)
    query = request.POST.get("query", "")
    wanted, _problems = asked(listing, parse_qs(query))
    values = _filled_in(request.POST, bulk)
    pks = [pk.replace("\0", "") for pk in request.POST.getlist("pk")]
    if "everything" in request.POST:
        found = matching(request.user, listing, wanted).values_list("pk", flat=True)
        pks = list(found[: AT_ONCE + 1])
    back = f"{reverse(listing.page)}?{wanted.query()}"
    if not pks or any(not value for value in values.values()):
        messages.warning(request, _("Choose some rows first, and fill in what is asked for."))
        return redirect(back)
    if len(pks) > AT_ONCE:
        told = [] if "everything" in request.POST else pks
        job = run_bulk.enqueue(request.user.pk, name, bulk_name, wanted.query(), told, values)
        return redirect("list_job", name, job.id)
    entry = do_to_all(actor=request.user, listing=listing, bulk=bulk, pks=pks, values=values)
    return redirect(f"{reverse('list_done', args=[name, entry.pk])}?{wanted.query()}")


def _bulk(request: SignedIn, listing: Listing, name: str) -> Bulk:
    bulk = listing.bulk(name)
    if bulk is None:
        raise Http404
    if bulk.may and not bulk.may(request.user):
        raise PermissionDenied(_("Your role does not allow this."))
    return bulk


def _filled_in(posted: Mapping[str, str], bulk: Bulk) -> dict[str, str]:
    """What was filled in; each action's inputs carry its name, for all stand in one form."""
    return {
        one.name: clean_text(posted.get(f"{bulk.name}.{one.name}", ""))[:300] for one in bulk.inputs
    }


@login_required
@require_GET
def job(request: SignedIn, name: str, job_id: str) -> HttpResponse:
    """How far the worker is; when it is done, what became of it."""
    listing = opened(request.user, name)
    try:
        result = run_bulk.get_result(job_id)
    except (TaskResultDoesNotExist, ValueError) as error:
        raise Http404 from error
    if result.args[0] != request.user.pk or result.args[1] != name:
        raise Http404
    if result.status == TaskResultStatus.SUCCESSFUL and result.return_value:
        done = reverse("list_done", args=[name, result.return_value])
        answer = HttpResponse() if request.htmx else redirect(done)
        if request.htmx:
            answer["HX-Redirect"] = done
        return answer
    context = {"listing": listing, "job_id": job_id, "is_over": result.status in FINISHED}
    if request.htmx:
        return render(request, "design/parts/listing_job.html", context)
    return render(request, "design/listing_job.html", context)


@login_required
@require_GET
def done(request: SignedIn, name: str, entry_id: int) -> HttpResponse:
    """What became of something done to many: how many changed, what was refused and why."""
    listing, entry = opened(request.user, name), _own(request, name, entry_id)
    bulk = listing.bulk(str(entry.details.get("do")))
    model = listing.model
    refused = dict(entry.details.get("reasons", []))
    names = {
        str(record.pk): str(record)
        for record in model._default_manager.filter(  # noqa: SLF001 - Django documents it
            pk__in=matching(request.user, listing, asked(listing, {})[0])
            .filter(pk__in=list(refused))
            .values("pk")
        )
    }
    wanted, _problems = asked(listing, dict(request.GET.lists()))
    may_undo = bool(bulk and bulk.undo and entry.details.get(CHANGED)) and not undone(entry)
    context = {
        "listing": listing, "entry": entry, "bulk": bulk, "may_undo": may_undo,
        "refused": [(pk, names.get(pk, pk), reason) for pk, reason in refused.items()],
        "back": f"{reverse(listing.page)}?{wanted.query()}", "query": wanted.query(),
    }  # fmt: skip
    return render(request, "design/listing_done.html", context)


def _own(request: SignedIn, name: str, entry_id: int) -> AuditEntry:
    entry = get_object_or_404(AuditEntry, pk=entry_id, actor=request.user)
    if entry.details.get("list") != name:
        raise Http404
    return entry


@login_required
@require_POST
def undo(request: SignedIn, name: str, entry_id: int) -> HttpResponse:
    """Take it back."""
    listing, entry = opened(request.user, name), _own(request, name, entry_id)
    bulk = _bulk(request, listing, str(entry.details.get("do")))
    back = take_back(actor=request.user, entry=entry, bulk=bulk)
    if back is None:
        messages.warning(request, _("It was undone before."))
    return redirect("list_done", name, back.pk if back else entry.pk)
