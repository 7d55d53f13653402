"""The page of one's own pay."""

from datetime import date

from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_GET

from salesops.reports.pay_statement import amount
from salesops.web.access import NoLedger, require
from salesops.web.crm.models import Deal
from salesops.web.pay.held import READERS, sees_all_pay, statements_seen
from salesops.web.pay.mine import Mine, mine, paid_in_year
from salesops.web.pay.shown import row_of
from salesops.web.signed_in import SignedIn


@login_required
@require_GET
def page(request: SignedIn) -> HttpResponse:
    """What one was paid, what is due by now, what each open deal would bring.

    Managers also find the statements of their people.
    """
    require(request.user, *READERS)
    try:
        found: Mine | None = mine(request.user)
    except NoLedger:
        found = None
    person = request.user.person_id
    statements = statements_seen(request.user).exclude(status="draft")
    theirs = statements.exclude(person=person) if person else statements
    year = _year(found)
    context = {
        "found": found, "year": year, "own": [
            row_of(one) for one in statements.filter(person=person)[:36]
        ] if person else [],
        "theirs": [] if sees_all_pay(request.user) else [row_of(one) for one in theirs[:200]],
        "paid": [amount(n, currency) for currency, n in paid_in_year(person or "", year)],
        "due": amount(found.due, found.currency) if found and found.due is not None else "—",
        "owed": amount(found.owed, found.currency) if found and found.owed else "",
        "chances": _chances(found) if found else [],
    }  # fmt: skip
    return render(request, "pay/mine.html", context)


def _chances(found: Mine) -> list[tuple[Deal, str | None, str | None]]:
    """Each deal with its amount and what it would bring, written out."""
    return [
        (
            one.deal, None if one.amount is None else amount(one.amount, found.currency),
            None if one.pay is None else amount(one.pay, found.currency),
        )
        for one in found.chances
    ]  # fmt: skip


def _year(found: Mine | None) -> int:
    day: date = found.as_of if found else timezone.localdate()
    return day.year
