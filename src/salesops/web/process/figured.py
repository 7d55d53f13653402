"""Pages of figures: each is given its reader's ledger, or says why there is none."""

from collections.abc import Callable
from functools import wraps

from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET

from salesops.ledger.ledger import Ledger
from salesops.web.access import NoLedger, ledger_for
from salesops.web.people.models import Role
from salesops.web.signed_in import SignedIn

Page = Callable[[SignedIn, Ledger], HttpResponse]


def figured(page: Page) -> Callable[[SignedIn], HttpResponse]:
    """A page to be read by whoever has signed in, shown from the ledger they may see."""

    @wraps(page)
    def shown(request: SignedIn) -> HttpResponse:
        if request.user.role in ("", Role.ADMIN):
            return render(request, "workspace/no_figures.html")
        try:
            ledger = ledger_for(request.user)
        except NoLedger:
            return render(request, "workspace/empty.html")
        return page(request, ledger)

    return login_required(require_GET(shown))
