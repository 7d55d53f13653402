"""Pages of the designed process: what there is, edited and published."""

from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET

from salesops.web.signed_in import SignedIn


@login_required
@require_GET
def processes(request: SignedIn) -> HttpResponse:
    """The processes of this company."""
    return render(request, "process/processes.html")
