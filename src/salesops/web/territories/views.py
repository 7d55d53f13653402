"""Pages of territories: proposals, a new one, one with its map, and what becomes of it."""

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import ValidationError
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from salesops.kernel import figures
from salesops.kernel.problem import Problem
from salesops.reports.territory_map import RegionMap, region_map
from salesops.web.access import require
from salesops.web.boundary import seen
from salesops.web.crm.actions.accounts import GIVERS
from salesops.web.crm.models import Account
from salesops.web.language import spoken
from salesops.web.market.models import Region
from salesops.web.people.models import Person, Role
from salesops.web.problems import Faulty, Refused
from salesops.web.signed_in import SignedIn
from salesops.web.territories import actions
from salesops.web.territories.forms import LARGEST_MAP, ProposalForm
from salesops.web.territories.held import SEERS, proposal_seen, proposals_seen
from salesops.web.territories.models import Place, Proposal
from salesops.web.territories.weighing import POTENTIALS, WORKLOADS
from salesops.web.workspace.models import Workspace

STEPS: Mapping[str, Callable[..., Proposal]] = {
    "apply": actions.apply_proposal,
    "take-back": actions.take_back_proposal,
    "drop": actions.drop_proposal,
}


@login_required
@require_http_methods(["GET", "POST"])
def listed(request: SignedIn) -> HttpResponse:
    """The proposals, and a form for a new one."""
    require(request.user, *SEERS)
    if request.method == "POST":
        return _proposed(request)
    return _list(request, ProposalForm(request.user))


def _proposed(request: SignedIn) -> HttpResponse:
    require(request.user, *GIVERS)
    form = ProposalForm(request.user, request.POST)
    if not form.is_valid():
        return _list(request, form, status=422)
    said = dict(form.cleaned_data)
    asked = actions.Asked(team=said.pop("team_id"), **said)
    try:
        proposal = actions.propose(actor=request.user, asked=asked)
    except Refused as error:
        return _list(request, form, problems_of(error), 422)
    return redirect("territory_proposal", proposal.pk)


def _list(
    request: SignedIn, form: ProposalForm, problems: Sequence[Problem] = (), status: int = 200
) -> HttpResponse:
    context = {
        "form": form, "problems": problems, "proposals": proposals_seen(request.user)[:100],
        "may_propose": request.user.role in GIVERS, "may_place": request.user.role == Role.OPS,
        "placed": Place.objects.count(), "regions": Region.objects.count(),
    }  # fmt: skip
    return render(request, "territories/list.html", context, status=status)


def problems_of(error: Refused) -> Sequence[Problem]:
    """Everything that is wrong, as the page lists it."""
    return error.problems if isinstance(error, Faulty) else [error.problem]


@login_required
@require_POST
def place(request: SignedIn) -> HttpResponse:
    """Take a map of the regions in."""
    require(request.user, Role.OPS)
    file = request.FILES.get("map")
    text = file.read(LARGEST_MAP).decode("utf-8-sig", "replace") if file else ""
    try:
        count = actions.place_regions(actor=request.user, text=text)
    except Refused as error:
        return _list(request, ProposalForm(request.user), problems_of(error), 422)
    messages.success(request, _("Regions that have a place now: %(count)s") % {"count": count})
    return redirect("territories")


@login_required
@require_http_methods(["GET"])
def page(request: SignedIn, proposal_id: str) -> HttpResponse:
    """One proposal: what it changes for whom, on a map where there is one, and the customers."""
    proposal = proposal_seen(request.user, proposal_id)
    names = {share["person"]: share["name"] for share in proposal.shares}
    left = {before for _pk, before, _after in proposal.moves} - names.keys()
    names |= dict(Person.objects.filter(pk__in=left).values_list("pk", "name"))
    context = {
        "proposal": proposal, "shares": _shares(proposal),
        "moves": _moves(request, proposal, names),
        "before": figures.short(proposal.imbalance_before, "ratio"), "map": _map(proposal, names),
        "after": figures.short(proposal.imbalance, "ratio"), "names": names,
        "disruption": figures.short(len(proposal.moves) / max(proposal.customers, 1), "ratio"),
        "workload": WORKLOADS[proposal.workload], "potential": POTENTIALS[proposal.potential],
        "may_step": request.user.role in GIVERS,
    }  # fmt: skip
    return render(request, "territories/proposal.html", context)


def _shares(proposal: Proposal) -> list[dict[str, Any]]:
    """Each person's customers, workload and potential before and after, in their deviations."""
    rows, count = proposal.shares, len(proposal.shares)
    means = [sum(row["after"][n] for row in rows) / count for n in range(3)]
    workspace, counted = Workspace.objects.first(), proposal.potential == "equal"
    currency = workspace.currency if workspace else None

    def told(sums: Sequence[float], n: int) -> dict[str, str]:
        unit = "count" if n < 2 or counted else "money"
        off = sums[n] / means[n] - 1 if means[n] else None
        return {
            "sum": figures.short(round(sums[n]), unit, currency, spoken()),
            "off": figures.change(off, "count", spoken()),
        }

    return [
        {
            "name": row["name"],
            "customers": (round(row["before"][0]), round(row["after"][0])),
            "figures": [(told(row["before"], n), told(row["after"], n)) for n in (1, 2)],
        }
        for row in rows
    ]


def _moves(request: SignedIn, proposal: Proposal, names: Mapping[str, str]) -> list[dict[str, Any]]:
    pks = [pk for pk, _before, _after in proposal.moves]
    known = seen(request.user, Account).select_related("region", "owner").in_bulk(pks)
    return [
        {
            "account": known[pk], "before": names.get(before, before),
            "after": names.get(after, after), "now": known[pk].owner,
        }
        for pk, before, after in proposal.moves
        if pk in known
    ]  # fmt: skip


def _map(proposal: Proposal, names: Mapping[str, str]) -> RegionMap | None:
    places = Place.objects.filter(pk__in=proposal.owners).select_related("region")
    regions = {p.pk: ((p.longitude, p.latitude), p.rings) for p in places}
    called = {p.pk: p.region.name for p in places}
    owners = {pk: names.get(person, person) for pk, person in proposal.owners.items()}
    return region_map(regions, called, owners)


@login_required
@require_POST
def step(request: SignedIn, proposal_id: str, step: str) -> HttpResponse:
    """Hand the customers over, take that back, or drop the proposal."""
    if step not in STEPS:
        raise Http404
    version = request.POST.get("version", "")
    try:
        STEPS[step](
            actor=request.user, proposal_id=proposal_id,
            version=int(version) if version.isdecimal() else None,
        )  # fmt: skip
    except (Refused, ValidationError) as error:
        told = error.problem.reason(spoken()) if isinstance(error, Refused) else str(error)
        messages.error(request, told)
    else:
        messages.success(request, _("Done."))
    return redirect("territory_proposal", proposal_id)
