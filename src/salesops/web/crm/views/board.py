"""The board: the page, more cards of a column, and what a card that was moved or undone answers."""

from collections.abc import Callable, Iterable, Sequence
from typing import Any

from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied, ValidationError
from django.http import Http404, HttpResponse, JsonResponse
from django.shortcuts import render
from django.template.loader import render_to_string
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from salesops.kernel.problem import Problem
from salesops.process.rules import FIELDS_NEEDED
from salesops.selling.narrow import Narrow, narrow_of
from salesops.web.boundary import ALL_SEEING, WRITERS, found
from salesops.web.crm.actions.deals import move_deal, typed_wrongly
from salesops.web.crm.actions.pipelines import default_pipeline
from salesops.web.crm.actions.undoing import undo
from salesops.web.crm.asking import asked_for, said_with
from salesops.web.crm.board import Standing, board_and, more
from salesops.web.crm.board_shape import Column
from salesops.web.crm.card_drawing import drawn, head
from salesops.web.crm.models import Deal, Pipeline, Stage
from salesops.web.crm.narrowing import Wanted, offers_sought
from salesops.web.crm.stages import in_use_sought
from salesops.web.crm.templatetags.crm_deals import card_pen
from salesops.web.design.frame import around, around_sought
from salesops.web.language import spoken
from salesops.web.people.models import User
from salesops.web.problems import Conflict, Refused
from salesops.web.process.models import ProcessVersion
from salesops.web.process.ways import OpenWays, open_ways, versions_sought
from salesops.web.signed_in import SignedIn
from salesops.web.together import at_once

Done = Callable[[SignedIn, str], Deal]


def may_look(user: User) -> None:
    """Administrators have no customers, and so no deals."""
    if user.role not in {*ALL_SEEING, *WRITERS}:
        raise PermissionDenied(_("Your role does not allow this."))


@login_required
@require_GET
def page(request: SignedIn) -> HttpResponse:
    """The board of what the address asks for."""
    may_look(request.user)
    narrow, today = narrow_of(request.GET.dict()), timezone.localdate()
    company, offered, offers = at_once(
        around_sought(request), in_use_sought(), offers_sought(request.user, narrow, today)
    )
    pipeline = _pipeline(narrow, offered)
    shown, versions = board_and(
        request.user, pipeline, narrow, today, company.currency, versions_sought(pipeline)
    )
    context = {
        "board": shown,
        "narrow": narrow,
        "offers": offers,
        "pipelines": offered,
        "ways": _ways(pipeline, shown.columns, versions),
    }
    return render(request, "crm/deals/board.html", context)


def _ways(
    pipeline: Pipeline, columns: Iterable[Column], versions: Sequence[ProcessVersion] | None = None
) -> OpenWays:
    """Where the cards of these columns may go."""
    deals = ((card.deal.pk, card.deal.stage) for one in columns for card in one.cards)
    return open_ways(pipeline, deals, versions)


def _pipeline(narrow: Narrow, offered: Sequence[Pipeline]) -> Pipeline:
    if not narrow.pipeline:
        return default_pipeline(offered)
    named = next((one for one in offered if one.pk == narrow.pipeline), None)
    return named or Pipeline.objects.filter(pk=narrow.pipeline).first() or default_pipeline(offered)


@login_required
@require_GET
def column(request: SignedIn, stage_id: int) -> HttpResponse:
    """The next cards of a column."""
    may_look(request.user)
    stage = Stage.objects.select_related("pipeline").filter(pk=stage_id).first()
    if stage is None:
        raise Http404
    narrow, today = narrow_of(request.GET.dict()), timezone.localdate()
    cursor = request.GET.get("cursor", "")
    try:
        shown = more(request.user, stage.pipeline, narrow, stage, cursor, today)
    except ValueError as error:
        raise Http404 from error
    context = {"column": shown, "narrow": narrow, "ways": _ways(stage.pipeline, [shown])}
    return render(request, "crm/deals/cards.html", context)


@login_required
@require_POST
def move(request: SignedIn, deal_id: str) -> HttpResponse:
    """Move a card: the new card and the sums of both columns, or why not and the card as it is."""
    return _answered(request, deal_id, _moved)


def _moved(request: SignedIn, deal_id: str) -> Deal:
    told = request.POST
    stage = Stage.objects.filter(pk=_whole(told.get("stage", "")) or 0).first()
    deal = found(request.user, Deal, deal_id)
    return move_deal(
        actor=request.user, deal_id=deal.pk, version=_whole(told.get("version", "")),
        stage=stage.name if stage else "", pipeline_id=stage.pipeline_id if stage else None,
        lost_reason=told.get("other_reason", "").strip() or told.get("lost_reason", ""),
        competitor=told.get("competitor", ""), reason=told.get("reason", ""),
        values=said_with(told.dict()),
    )  # fmt: skip


@login_required
@require_POST
def take_back(request: SignedIn, deal_id: str) -> HttpResponse:
    """Take back the move just made."""
    return _answered(request, deal_id, _undone)


def _undone(request: SignedIn, deal_id: str) -> Deal:
    version = _whole(request.POST.get("version", "")) or 0
    return undo(actor=request.user, deal_id=deal_id, version=version)


def _whole(text: str) -> int | None:
    return int(text) if text.isascii() and text.isdigit() and len(text) < 10 else None


def _answered(request: SignedIn, deal_id: str, act: Done) -> HttpResponse:
    before = found(request.user, Deal, deal_id).stage
    try:
        deal = act(request, deal_id)
    except Refused as refusal:
        return JsonResponse(_against(request, deal_id, refusal), status=409)
    except ValidationError as error:
        sentence = " ".join(typed_wrongly(error).values())
        return JsonResponse({"reason": sentence, "remedy": ""}, status=422)
    return JsonResponse(_now(request, deal.pk, {before, deal.stage}))


def _against(request: SignedIn, deal_id: str, refusal: Refused) -> dict[str, Any]:
    said = _sentences(refusal.problem)
    if refusal.problem.code == FIELDS_NEEDED.code:
        return said | {"asks": _asked(request, deal_id)}
    if not isinstance(refusal, Conflict):
        return said
    return {**said, **_now(request, deal_id, set())}


def _asked(request: SignedIn, deal_id: str) -> str:
    """The form that asks for what the move needs, with what was said already."""
    deal = found(request.user, Deal, deal_id)
    stage = Stage.objects.filter(pk=_whole(request.POST.get("stage", "")) or 0).first()
    context = asked_for(request.user, deal, stage, request.POST.dict())
    return render_to_string("crm/deals/needed.html", context, request)


def _sentences(problem: Problem) -> dict[str, str]:
    language = spoken()
    return {
        "code": problem.code,
        "reason": problem.reason(language),
        "remedy": problem.remedy(language),
    }


def _now(request: SignedIn, deal_id: str, touched: set[str]) -> dict[str, Any]:
    """The card as it is now, and the heads of the columns that changed."""
    deal = found(request.user, Deal, deal_id)
    pipeline = deal.pipeline or default_pipeline()
    narrow, today = narrow_of(request.GET.dict()), timezone.localdate()
    stages = {stage.name: stage for stage in pipeline.stages.all()}
    standing = Standing(Wanted(request.user, narrow, pipeline, today), stages)
    here = stages.get(deal.stage)
    ways = open_ways(pipeline, [(deal.pk, deal.stage)])
    return {
        "version": deal.version,
        "stage": here.pk if here else None,
        "card": drawn(standing.one(deal.pk), card_pen(request), ways.drawn(deal.pk)),
        "heads": _heads(request, standing, touched) if touched else {},
    }


def _heads(request: SignedIn, standing: Standing, touched: set[str]) -> dict[int, str]:
    """The heads of these columns, summed anew."""
    stages = [standing.stages[name] for name in sorted(touched & set(standing.stages))]
    currency = around(request).currency
    sums = standing.sums(stages, currency, [stage.name for stage in stages])
    return {stage.pk: head(stage, sums[stage.pk], card_pen(request)) for stage in stages}
