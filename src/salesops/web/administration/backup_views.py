"""The page of backups: make one, see those there are, take one away, how many are kept."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import ValidationError
from django.http import FileResponse, Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from salesops.web.access import require
from salesops.web.administration import actions, backups
from salesops.web.administration.forms import UpkeepForm
from salesops.web.administration.models import Backup
from salesops.web.people.blame import blame
from salesops.web.people.models import Role
from salesops.web.signed_in import SignedIn
from salesops.web.workspace.models import Snapshot

MOVING = (Backup.State.WAITING, Backup.State.RUNNING)


@login_required
@require_http_methods(["GET", "POST"])
def show(request: SignedIn) -> HttpResponse:
    """Every backup; posting sets how many stay."""
    require(request.user, Role.ADMIN)
    form = UpkeepForm(request.POST or None, instance=actions.upkeep())
    status = 200
    if request.method == "POST":
        status = 422
        if form.is_valid():
            try:
                actions.set_upkeep(actor=request.user, **form.cleaned_data)
            except ValidationError as error:
                status = blame(form, error)
            else:
                messages.success(request, _("Saved."))
                return redirect("backups")
    found = backups.listed()
    context = {
        "backups": found,
        "moving": any(one.state in MOVING for one in found),
        "form": form,
        "rules": actions.upkeep(),
        "command": f"salesops restore {backups.folder()}/…",
        "snapshots": Snapshot.objects.count(),
    }
    if request.htmx and request.method == "GET":
        return render(request, "administration/backup_list.html", context)
    return render(request, "administration/backups.html", context, status=status)


@login_required
@require_POST
def make(request: SignedIn) -> HttpResponse:
    """Have one made now."""
    made = backups.ask_backup(actor=request.user, now=timezone.now())
    messages.success(request, _("%s is being made.") % made.name)
    return redirect("backups")


@login_required
@require_GET
def download(request: SignedIn, name: str) -> FileResponse:
    """The file itself; taking it is on record."""
    require(request.user, Role.ADMIN)
    path = backups.file_of(name)
    if path is None:
        raise Http404
    backups.note_download(actor=request.user, name=name)
    return FileResponse(path.open("rb"), as_attachment=True, filename=path.name)


@login_required
@require_POST
def remove(request: SignedIn, name: str) -> HttpResponse:
    """Throw one away."""
    backups.remove_backup(actor=request.user, name=name)
    messages.success(request, _("%s is removed.") % name)
    return redirect("backups")
