"""Pages of statements: one with its lines and orders, as a file, acknowledged, disputed."""

from collections.abc import Mapping
from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import ValidationError
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from salesops.incentives.labels import component_name
from salesops.metrics.question import Question
from salesops.reports.pay_statement import Stated, amount
from salesops.reports.render import FORMATS
from salesops.web import audit
from salesops.web.explore.addresses import ask_address
from salesops.web.explore.builder import ALL
from salesops.web.language import spoken
from salesops.web.pay.actions import disputing
from salesops.web.pay.held import is_own, may_run, sees_all_pay, statement_seen
from salesops.web.pay.models import Statement
from salesops.web.pay.run_views import said
from salesops.web.pay.shown import clock_of
from salesops.web.pay.stating import FORMS, dispute_until, file_of, stated
from salesops.web.problems import Refused
from salesops.web.signed_in import SignedIn


@login_required
@require_GET
def page(request: SignedIn, statement_id: str) -> HttpResponse:
    """A statement: what is paid, each component, each line, each order."""
    return _page(request, statement_seen(request.user, statement_id), {})


def _page(
    request: SignedIn, statement: Statement, typed: Mapping[str, str], problem: str = "",
    status: int = 200,
) -> HttpResponse:  # fmt: skip
    told = stated(statement, spoken())
    last = dispute_until(statement)
    is_mine = is_own(request.user, statement.person_id) and statement.status != "draft"
    is_running = statement.run.status == "issued" and last is not None
    context = {
        "statement": statement, "told": told, "parts": parts_shown(statement, told),
        "paid": amount(told.pay_out, told.pay_currency), "due": amount(told.due, told.currency),
        "carried": amount(told.carried, told.currency) if told.carried > 0 else "",
        "before": None if told.before is None else amount(told.before, told.currency),
        "rate": f"1 {told.pay_currency} = {told.rate.normalize():f} {told.currency}",
        "is_foreign": told.pay_currency != told.currency, "is_mine": is_mine, "last": last,
        "may_dispute": is_mine and is_running and last and timezone.localdate() <= last,
        "may_acknowledge": is_mine and statement.status == Statement.Status.ISSUED,
        "disputes": [clock_of(one) for one in statement.disputes.select_related("adjustment")],
        "may_run": may_run(request.user) and not is_own(request.user, statement.person_id),
        "sees_all": sees_all_pay(request.user), "forms": FORMS,
        "typed": typed, "problem": problem,
    }  # fmt: skip
    return render(request, "pay/statement.html", context, status=status)


def parts_shown(statement: Statement, told: Stated) -> list[dict[str, Any]]:
    """The parts with their lines and orders, every amount written out."""
    language, currency = spoken(), told.currency
    return [
        {
            "part": kept, "name": component_name(part.component, language),
            "entitled": amount(part.entitled, currency), "issued": amount(part.issued, currency),
            "due": amount(part.due, currency),
            "lines": [
                (
                    line.said[language],
                    "" if line.basis is None else amount(line.basis, currency),
                    amount(line.amount, currency),
                )
                for line in part.lines
            ],
            "orders": [
                (one.order, order_address(one.order), one.day, amount(one.basis, currency),
                 amount(one.amount, currency))
                for one in part.orders
            ],
        }
        for kept, part in zip(statement.parts.all(), told.parts, strict=True)
    ]  # fmt: skip


def order_address(order_id: str) -> str:
    """Where an order is opened to its customer and products; nothing where there is none."""
    if not order_id:
        return ""
    where = (("orders.order_id", (order_id,)),)
    asked = Question(("net_revenue",), ("accounts.name", "products.name"), where)
    return f"{ask_address(asked)}&period={ALL}"


@login_required
@require_GET
def file(request: SignedIn, statement_id: str, form: str) -> HttpResponse:
    """A statement as PDF, workbook or page of its own."""
    return file_answer(request, statement_seen(request.user, statement_id), form)


def file_answer(request: SignedIn, statement: Statement, form: str) -> HttpResponse:
    """The file, put on record where it is somebody else's pay. Raises Http404."""
    if form not in FORMS:
        raise Http404
    if not is_own(request.user, statement.person_id):
        audit.note(request.user, "export", str(statement), {"form": form}, table="statements",
                   record_id=statement.pk)  # fmt: skip
    answer = HttpResponse(file_of(statement, spoken(), form), content_type=FORMATS[form])
    name = f"pay-{statement.run.period}-{statement.pk}.{form}"
    answer["Content-Disposition"] = f'attachment; filename="{name}"'
    return answer


@login_required
@require_POST
def acknowledge(request: SignedIn, statement_id: str) -> HttpResponse:
    """Sign one's own statement as received."""
    try:
        disputing.acknowledge_statement(actor=request.user, statement_id=statement_id)
    except (Refused, ValidationError) as error:
        messages.error(request, said(error))
    else:
        messages.success(request, _("Acknowledged."))
    return redirect("pay_statement", statement_id)


@login_required
@require_POST
def dispute(request: SignedIn, statement_id: str) -> HttpResponse:
    """Object to a line of one's own statement."""
    told = request.POST
    period, _bar, component = told.get("part", "").partition("|")
    line = told.get("line", "")
    number = int(line) if line.isdecimal() and len(line) < 6 else None
    place = disputing.Place(period[:10], component[:200], number)
    try:
        disputing.dispute_statement(
            actor=request.user, statement_id=statement_id, text=told.get("text", ""), place=place
        )
    except (Refused, ValidationError) as error:
        seen = statement_seen(request.user, statement_id)
        return _page(request, seen, told.dict(), said(error), 422)
    messages.success(request, _("The dispute is open; you will be told of the answer."))
    return redirect("pay_statement", statement_id)
