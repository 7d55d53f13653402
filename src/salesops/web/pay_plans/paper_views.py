"""The plan on paper for one person: read, downloaded, signed; and who has not signed yet."""

from decimal import Decimal

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.safestring import mark_safe
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from salesops.kernel.problem import Language
from salesops.reports.document import Column, Document, Note, Table
from salesops.reports.pay_plan import paper
from salesops.reports.pen import Pen
from salesops.reports.render import FORMATS
from salesops.reports.render import render as rendered
from salesops.reports.render.html import fragment
from salesops.web import audit
from salesops.web.access import require
from salesops.web.language import spoken
from salesops.web.pay_plans.actions.signing import acknowledge
from salesops.web.pay_plans.held import READERS, assignment_seen, sees_pay_of
from salesops.web.pay_plans.in_force import digest_of, personal
from salesops.web.pay_plans.models import Acknowledgement, PayAssignment, PayPlanVersion
from salesops.web.pay_plans.shown import own_quota, paper_version, signatures, usual_quota
from salesops.web.pay_plans.worded import names_in
from salesops.web.people.models import Role
from salesops.web.problems import Refused
from salesops.web.signed_in import SignedIn

LANGUAGES: tuple[Language, ...] = ("zh", "en")


@login_required
@require_GET
def page(request: SignedIn, assignment_id: str) -> HttpResponse:
    """What a plan says to one person, in either language, with examples worked out for them."""
    one, version = _held(request, assignment_id)
    language = _language(request)
    digest = digest_of(version, one)
    context = {
        "one": one, "version": version, "digest": digest, "language": language,
        "languages": LANGUAGES, "forms": ("pdf", "md"),
        "body": mark_safe(fragment(_paper(one, version, language))),  # noqa: S308 - the renderer escapes every text
        "signed": Acknowledgement.objects.filter(assignment=one, digest=digest).first(),
        "is_own": request.user.person_id == one.person_id,
        "earlier": one.acknowledgements.exclude(digest=digest).select_related("plan_version"),
    }  # fmt: skip
    return render(request, "pay_plans/paper.html", context)


def _held(request: SignedIn, assignment_id: str) -> tuple[PayAssignment, PayPlanVersion]:
    """The assignment and its text: for whoever may see what the person is paid, else nobody."""
    one = assignment_seen(request.user, assignment_id)
    version = paper_version(one)
    if version is None or not sees_pay_of(request.user, one.person_id):
        raise Http404
    return one, version


def _language(request: SignedIn) -> Language:
    return next((one for one in LANGUAGES if one == request.GET.get("lang")), spoken())


def _paper(one: PayAssignment, version: PayPlanVersion, language: Language) -> Document:
    text = personal(version, one)
    starts = text.versions[-1].starts_on
    first = starts.replace(month=1, day=1)
    quota = own_quota(one.person_id, first, text.ends_before) or usual_quota(starts.year)
    return paper(
        text, Pen(language, text.currency), max(quota, Decimal(1)), person=one.person.name,
        as_of=timezone.localdate(version.approved_at or version.changed_at),
        taken_at=version.approved_at or version.changed_at, names=names_in(text),
    )  # fmt: skip


@login_required
@require_GET
def download(request: SignedIn, assignment_id: str, form: str) -> HttpResponse:
    """The paper as a file."""
    one, version = _held(request, assignment_id)
    if form not in ("pdf", "md", "html"):
        raise Http404
    content = rendered(_paper(one, version, _language(request)), form)
    answer = HttpResponse(content, content_type=FORMATS[form])
    answer["Content-Disposition"] = f'attachment; filename="pay-plan-{one.pk}.{form}"'
    return answer


@login_required
@require_POST
def sign(request: SignedIn, assignment_id: str) -> HttpResponse:
    """Sign the text that was read, by its fingerprint."""
    one = assignment_seen(request.user, assignment_id)
    try:
        acknowledge(
            actor=request.user, assignment_id=one.pk, digest=request.POST.get("digest", ""),
            version_id=request.POST.get("version_id", ""),
        )  # fmt: skip
    except Refused as error:
        messages.error(request, error.problem.reason(spoken()))
    else:
        messages.success(request, _("Signed."))
    return redirect("pay_paper", one.pk)


@login_required
@require_GET
def unsigned_file(request: SignedIn, form: str) -> HttpResponse:
    """Everybody on a plan, what they have to sign and when they did, as a file."""
    require(request.user, *READERS, Role.MANAGER)
    if form not in FORMATS:
        raise Http404
    found = signatures(request.user)
    audit.note(request.user, "export", "pay_plans", {"form": form, "count": len(found)})
    pen = Pen(spoken(), "")
    columns = tuple(Column(title) for title in (
        _("Person"), _("Plan"), _("Version"), _("From"), _("Fingerprint"), _("Signed"),
    ))  # fmt: skip
    rows = tuple(
        tuple(pen.text(value) for value in (
            each.assignment.person.name, each.assignment.pay_plan.name, each.version.number,
            each.assignment.starts_on, each.digest[:12],
            f"{timezone.localtime(each.signed.signed_at):%Y-%m-%d %H:%M}" if each.signed else "",
        ))
        for each in sorted(found, key=lambda one: (one.signed is not None, str(one.assignment)))
    )  # fmt: skip
    now = timezone.now()
    told = Document(
        _("Signatures under pay plans"), "", spoken(), "", "", timezone.localdate(), now, "", "",
        (
            Table(_("Signatures"), columns, rows, name=_("Signatures")),
            Note(_("Empty: not signed.")),
        ),
    )  # fmt: skip
    answer = HttpResponse(rendered(told, form), content_type=FORMATS[form])
    answer["Content-Disposition"] = f'attachment; filename="signatures.{form}"'
    return answer
