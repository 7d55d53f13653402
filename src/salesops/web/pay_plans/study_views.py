"""Studies: a version on a past year or on simulated years, and two versions side by side."""

from datetime import date
from decimal import Decimal
from typing import Any

from django.contrib.auth.decorators import login_required
from django.core.exceptions import ValidationError
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.safestring import mark_safe
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from salesops.incentives.changes import Change, changes
from salesops.incentives.explained import number
from salesops.incentives.labels import choice_label, place_label
from salesops.reports.document import Block, Document, Note
from salesops.reports.pay_plan import pay_curve
from salesops.reports.pay_study import replay_blocks, simulation_blocks
from salesops.reports.render import FORMATS
from salesops.reports.render import render as rendered
from salesops.reports.render.html import fragment
from salesops.web import audit
from salesops.web.access import require
from salesops.web.language import spoken
from salesops.web.pay_plans.actions.studies import study_pay_plan
from salesops.web.pay_plans.forms import ReplayForm, SimulationForm
from salesops.web.pay_plans.held import READERS, persons_paid, version_seen, versions_seen
from salesops.web.pay_plans.models import PayPlanVersion, PayStudy
from salesops.web.pay_plans.shown import pen_of, usual_quota
from salesops.web.pay_plans.study_seen import gives_away
from salesops.web.pay_plans.views import problems_of, shown_version
from salesops.web.problems import Refused
from salesops.web.signed_in import SignedIn
from salesops.web.targets.models import Plan

NAMES = ("name", "payee", "reason", "quota", "component", "down", "across", "products")
"""What a plan calls things by names of its own."""


@login_required
@require_POST
def replay(request: SignedIn, version_id: str) -> HttpResponse:
    """Work out what the version would have cost in a year that is past."""
    require(request.user, *READERS)
    found = version_seen(request.user, version_id)
    form = ReplayForm(request.POST, versions=_others(request, found))
    return _studied(request, found, form, PayStudy.Kind.REPLAY)


@login_required
@require_POST
def simulate(request: SignedIn, version_id: str) -> HttpResponse:
    """Work out what the version costs in the simulated years of a plan of targets."""
    require(request.user, *READERS)
    found = version_seen(request.user, version_id)
    targets = [(one.pk, str(one)) for one in Plan.objects.all()]
    form = SimulationForm(request.POST, targets=targets, versions=_others(request, found))
    return _studied(request, found, form, PayStudy.Kind.SIMULATION)


def _others(request: SignedIn, found: PayPlanVersion) -> list[tuple[str, str]]:
    return [(one.pk, str(one)) for one in versions_seen(request.user) if one.pk != found.pk]


def _studied(
    request: SignedIn, found: PayPlanVersion, form: Any, kind: PayStudy.Kind
) -> HttpResponse:
    if not form.is_valid():
        return shown_version(request, found, status=422)
    said = dict(form.cleaned_data)
    try:
        study = study_pay_plan(
            actor=request.user, version_id=found.pk, kind=kind, against_id=said.pop("against"),
            asked=said,
        )  # fmt: skip
    except (Refused, ValidationError) as error:
        return shown_version(request, found, problems_of(error), 422)
    return redirect("pay_study", study.pk)


def study_seen(request: SignedIn, study_id: str) -> PayStudy:
    """The study of this id, for whoever reads every plan. Raises Http404."""
    require(request.user, *READERS)
    studies = PayStudy.objects.select_related("plan_version__pay_plan", "against__pay_plan")
    return get_object_or_404(studies, pk=study_id.replace("\0", "")[:32])


@login_required
@require_GET
def page(request: SignedIn, study_id: str) -> HttpResponse:
    """One study: what it found, or how far it has come."""
    study = study_seen(request, study_id)
    context: dict[str, Any] = {"study": study, "one": study.plan_version, "forms": ("pdf", "xlsx")}
    if study.result is not None:
        told = _document(request, study)
        context["body"] = mark_safe(fragment(told))  # noqa: S308 - the renderer escapes every text
        if study.kind == PayStudy.Kind.SIMULATION:
            context["chart"] = _curves(study)
    context["is_older"] = study.digest != study.plan_version.digest
    return render(request, "pay_plans/study.html", context)


def _curves(study: PayStudy) -> Any:
    versions = [study.plan_version, *([study.against] if study.against else [])]
    texts = [(str(one), one.text) for one in versions]
    quota = usual_quota(study.plan_version.starts_on.year)
    return pay_curve(texts, quota, pen_of(texts[0][1]))


def _document(request: SignedIn, study: PayStudy) -> Document:
    text = study.plan_version.text
    result: dict[str, Any] = study.result
    as_of = study.as_of or study.made_at.date()
    span = (
        f"{result['starts_on']} – {result['ends_before']}" if "starts_on" in result
        else str(result["targets"])
    )  # fmt: skip
    against = str(study.against) if study.against else ""
    return Document(
        str(study.plan_version), f"{study.get_kind_display()} · {span}", spoken(), span, against,
        as_of, study.made_at, study.snapshot_id, text.currency, told_blocks(request, study),
    )  # fmt: skip


def told_blocks(request: SignedIn, study: PayStudy) -> tuple[Block, ...]:
    """What a study found, with the amounts of the people whose pay the reader may see."""
    persons, pen = persons_paid(request.user), pen_of(study.plan_version.text)

    def shown(person: str) -> bool:
        return persons is None or person in persons

    result: dict[str, Any] = study.result
    if gives_away(result, persons):
        return (Note(_("So few people are in it that a total would tell what one is paid.")),)
    if study.kind == PayStudy.Kind.REPLAY:
        return replay_blocks(result, shown, pen)
    names = [str(study.plan_version), *([str(study.against)] if study.against else [])]
    return simulation_blocks(result, names, shown, pen)


@login_required
@require_GET
def download(request: SignedIn, study_id: str, form: str) -> HttpResponse:
    """The study as a file."""
    study = study_seen(request, study_id)
    if form not in FORMATS or study.result is None:
        raise Http404
    audit.note(request.user, "export", str(study), {"form": form})
    answer = HttpResponse(rendered(_document(request, study), form), content_type=FORMATS[form])
    answer["Content-Disposition"] = f'attachment; filename="{study.pk}.{form}"'
    return answer


@login_required
@require_GET
def compare(request: SignedIn, version_id: str) -> HttpResponse:
    """What two versions say differently, and who gains and who loses by it on last year's data."""
    require(request.user, *READERS)
    found = version_seen(request.user, version_id)
    wanted = request.GET.get("with", "")
    other = version_seen(request.user, wanted) if wanted else _before(found)
    context: dict[str, Any] = {
        "one": found, "other": other, "year": timezone.localdate().year - 1,
        "others": [each for each in versions_seen(request.user) if each.pk != found.pk],
    }  # fmt: skip
    if other is not None:
        pairs = [(str(other), other.text), (str(found), found.text)]
        quota = usual_quota(found.starts_on.year)
        context |= {
            "rows": [_row(one) for one in changes(other.text, found.text)],
            "chart": pay_curve(pairs, quota, pen_of(found.text)),
            **_gained(request, found, other),
        }  # fmt: skip
    return render(request, "pay_plans/compare.html", context)


def _before(found: PayPlanVersion) -> PayPlanVersion | None:
    """The version before this one of the same plan."""
    return found.pay_plan.versions.filter(number__lt=found.number).first()


def _row(one: Change) -> tuple[str, object, object]:
    field = place_label(one.field, spoken())
    return field, told_value(one.field, one.before), told_value(one.field, one.after)


def told_value(place: str, value: object) -> object:
    """A value of a plan as its form calls it; names stay as they are."""
    if value is None:
        return _("not said")
    if isinstance(value, bool):
        return choice_label("yes" if value else "no", spoken())
    if isinstance(value, Decimal):
        return number(value)
    if isinstance(value, date):
        return value.isoformat()
    is_name = place.rpartition(".")[2].partition("[")[0] in NAMES
    return choice_label(value, spoken()) if isinstance(value, str) and not is_name else value


def _gained(request: SignedIn, found: PayPlanVersion, other: PayPlanVersion) -> dict[str, Any]:
    """The newest replay of the two texts as they stand, if one was made."""
    studies = PayStudy.objects.filter(
        plan_version=found, against=other, kind=PayStudy.Kind.REPLAY, digest=found.digest,
        made_at__gte=other.changed_at,
    ).exclude(result=None)  # fmt: skip
    study = studies.select_related("plan_version__pay_plan", "against__pay_plan").first()
    if study is None:
        return {}
    body = fragment(_document(request, study))
    return {"study": study, "body": mark_safe(body)}  # noqa: S308 - the renderer escapes every text
