"""Pages of the public pool: free customers, what is about to go back, returning, and the rules."""

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied, ValidationError
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.html import format_html
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from salesops.selling.pool import holding
from salesops.web.access import EDITORS, require
from salesops.web.boundary import seen, writable
from salesops.web.crm import pool_shelf, replaying
from salesops.web.crm.actions import pool_rules
from salesops.web.crm.actions import pools as actions
from salesops.web.crm.models import Account, Pool, Task
from salesops.web.crm.pooling import WARNING, Rules, claims_today, held, won_on
from salesops.web.crm.views.leads import refusal
from salesops.web.lists.filtering import counted
from salesops.web.lists.people import people_for
from salesops.web.lists.places import record_place
from salesops.web.market.models import Region
from salesops.web.paging import BadCursor
from salesops.web.paging import page as paged
from salesops.web.people.models import Role
from salesops.web.problems import Refused
from salesops.web.signed_in import SignedIn

ROWS = 50
NEW = "new"


@login_required
@require_GET
def page(request: SignedIn) -> HttpResponse:
    """The free customers of one pool, and what the reader may still take."""
    pools = _open(request)
    chosen = next((one for one in pools if one.pk == request.GET.get("pool")), None)
    pool = chosen or next(iter(pools), None)
    context = {"pools": pools, "pool": pool, "loose": _loose(request)}
    if pool is not None:
        context |= _shelf(request, pool) | _room(request, pool)
    if request.headers.get("HX-Target") == "pool-rows":
        return render(request, "crm/pools/rows.html", context)
    return render(request, "crm/pools/pool.html", context)


def _open(request: SignedIn) -> list[Pool]:
    if request.user.role in ("", Role.ADMIN):
        raise PermissionDenied(_("Your role does not allow this."))
    return actions.open_pools(request.user)


def _loose(request: SignedIn) -> int:
    return actions.loose().count() if request.user.role == Role.OPS else 0


def _shelf(request: SignedIn, pool: Pool) -> dict[str, Any]:
    told = request.GET
    search, klass = told.get("q", "")[:100], told.get("class", "")[:100]
    region = told.get("region", "")[:200]
    records = pool_shelf.free([pool], search, klass, region)
    try:
        found = paged(records, pool_shelf.ORDER, told.get("cursor"), ROWS)
    except BadCursor:
        found = paged(records, pool_shelf.ORDER, None, ROWS)
    kinds = set(
        pool_shelf.free([pool]).values_list("klass", "region_id", "region__name").distinct()
    )
    return {
        "rows": pool_shelf.shelved(found.items), "next": found.next,
        "count": counted(records), "q": search, "klass": klass, "region": region,
        "classes": sorted({klass for klass, _pk, _name in kinds} - {""}),
        "regions": sorted({(pk, name) for _klass, pk, name in kinds if pk}),
        "may_claim": actions.may_claim_at_all(request.user),
        "may_give": request.user.role in (Role.MANAGER, Role.OPS),
        "may_move": request.user.role == Role.OPS,
        "people": people_for(request.user) if request.user.role in (Role.MANAGER, Role.OPS) else [],
    }  # fmt: skip


def _room(request: SignedIn, pool: Pool) -> dict[str, Any]:
    """How much the reader holds and has claimed, against what the rule allows."""
    person_id = request.user.person_id
    if not person_id or not actions.may_claim_at_all(request.user):
        return {}
    rules = Rules.read()
    accounts = list(held(person_id))
    wins = won_on(accounts, rules.working_days)
    owned = [rules.owned(one, wins.get(one.pk)) for one in accounts]
    return {
        "holding": holding(owned, rules.rules[pool.pk]),
        "claimed": claims_today(person_id, pool, rules.working_days),
        "warned": _warnings(request).filter(owner_id=person_id).count(),
    }


def _warnings(request: SignedIn) -> Any:
    return seen(request.user, Task).filter(made_by_rule=WARNING, done_at__isnull=True)


Act = Callable[[], Account]


def _linked(request: SignedIn, account: Account, said: str) -> str:
    """The sentence, with the way to the customer where it is the reader's now."""
    if account.owner_id is None or account.owner_id != request.user.person_id:
        return said
    return format_html(
        '{} <a href="{}">{}</a>', said, record_place("account", account.pk), _("To the customer")
    )


def _done(request: SignedIn, act: Act, said: str, to: str = "pool") -> HttpResponse:
    try:
        account = act()
    except (Refused, ValidationError) as error:
        messages.error(request, refusal(error)["problem"])
    else:
        messages.success(request, _linked(request, account, said % {"name": account.name}))
    return redirect(request.POST.get("next") or to) if _is_ours(request) else redirect(to)


def _is_ours(request: SignedIn) -> bool:
    wanted = request.POST.get("next", "")
    return wanted.startswith("/pool") and "//" not in wanted and "\\" not in wanted


@login_required
@require_POST
def claim(request: SignedIn, account_id: str) -> HttpResponse:
    """Take a free customer."""
    return _done(
        request,
        lambda: actions.claim_account(actor=request.user, account_id=account_id),
        _("%(name)s is yours now. Call them before somebody else has to."),
    )


@login_required
@require_POST
def give(request: SignedIn, account_id: str) -> HttpResponse:
    """Give a free customer to somebody."""
    person_id = request.POST.get("person_id", "")
    return _done(
        request,
        lambda: actions.give_pooled(actor=request.user, account_id=account_id, person_id=person_id),
        _("%(name)s is given."),
    )


@login_required
@require_POST
def move(request: SignedIn, account_id: str) -> HttpResponse:
    """Move a free customer to another pool."""
    pool_id = request.POST.get("pool_id", "")
    return _done(
        request,
        lambda: actions.move_pooled(actor=request.user, account_id=account_id, pool_id=pool_id),
        _("%(name)s is in the other pool now."),
    )


@login_required
@require_http_methods(["GET", "POST"])
def give_back(request: SignedIn, account_id: str) -> HttpResponse:
    """Give a customer back, with a reason."""
    account = writable(request.user, Account, account_id)
    if account.owner_id is None:
        raise Http404
    context: dict[str, Any] = {"account": account, "errors": {}, "reason": ""}
    if request.method == "GET":
        return render(request, "crm/pools/return.html", context)
    told = request.POST
    version = told.get("version", "")
    try:
        actions.return_account(
            actor=request.user, account_id=account.pk, reason=told.get("reason", ""),
            version=int(version) if version.isascii() and version.isdigit() else None,
        )  # fmt: skip
    except (Refused, ValidationError) as error:
        context |= refusal(error) | {"reason": told.get("reason", "")}
        return render(request, "crm/pools/return.html", context, status=422)
    messages.success(request, _("%(name)s is in the public pool now.") % {"name": account.name})
    return redirect("pool")


@login_required
@require_GET
def due(request: SignedIn) -> HttpResponse:
    """The customers about to go back that the reader sees, soonest first."""
    _open(request)
    found = _warnings(request).select_related("account", "owner").order_by("due_at", "pk")
    return render(request, "crm/pools/due.html", {"warnings": found[:500], "now": timezone.now()})


@login_required
@require_POST
def fill(request: SignedIn) -> HttpResponse:
    """Put the customers nobody holds into the pools that take them."""
    count = actions.fill_pools(actor=request.user)
    messages.success(request, _("%(n)s customers are in the pools now.") % {"n": count})
    return redirect("pool")


@login_required
@require_GET
def rules(request: SignedIn) -> HttpResponse:
    """The pools with their rules; with `pool` the form of one."""
    require(request.user, *EDITORS)
    chosen = request.GET.get("pool", "")
    pool = Pool.objects.filter(pk=chosen.replace("\0", "")).first()
    form = _shown(pool) if pool or chosen == NEW else None
    return render(request, "crm/pools/rules.html", _around() | {"form": form})


def _around() -> dict[str, Any]:
    pools = list(Pool.objects.prefetch_related("regions"))
    return {
        "lines": [(one, Account.objects.filter(pool=one).count()) for one in pools],
        "regions": Region.objects.order_by("name").values_list("pk", "name"),
        "classes": Account.objects.exclude(klass="").order_by("klass")
        .values_list("klass", flat=True).distinct(),
        "errors": {},
    }  # fmt: skip


def _shown(pool: Pool | None) -> dict[str, Any]:
    """A pool as its form shows it, or what a new one begins with."""
    if pool is None:
        return {
            "name": "", "recycle_after_workdays": 30, "warn_before_workdays": 5,
            "holding_cap": None, "claims_per_day": None, "cool_down_workdays": 10,
            "keeps_won": True, "is_active": True, "classes": [], "regions": [], "pool_id": "",
        }  # fmt: skip
    names = (*pool_rules.NUMBERS, *pool_rules.FLAGS, "name", "classes", "pool_id", "version",
             "starts_on")  # fmt: skip
    told = {name: getattr(pool, name) for name in names}
    return told | {"regions": [region.pk for region in pool.regions.all()]}


@login_required
@require_POST
def save(request: SignedIn) -> HttpResponse:
    """Replay the rule being edited, or keep it."""
    require(request.user, *EDITORS)
    told = request.POST
    values: dict[str, Any] = {n: told.get(n, "") for n in ("name", *pool_rules.NUMBERS)}
    values |= {name: name in told for name in pool_rules.FLAGS}
    values |= {name: told.getlist(name) for name in ("classes", "regions")}
    pool_id, version = told.get("pool_id", ""), told.get("version", "")
    form = {**values, "pool_id": pool_id, "version": version}
    try:
        if "replay" in told:
            found = replaying.replayed(pool_rules.draft(values))
            context = _around() | {"form": form, "replayed": found}
            return render(request, "crm/pools/rules.html", context)
        if pool_id:
            pool_rules.change_pool(
                actor=request.user, pool_id=pool_id, values=values,
                version=int(version) if version.isascii() and version.isdigit() else None,
            )  # fmt: skip
        else:
            pool_rules.make_pool(actor=request.user, values=values)
    except (Refused, ValidationError) as error:
        context = _around() | {"form": form} | refusal(error)
        return render(request, "crm/pools/rules.html", context, status=422)
    messages.success(request, _("The pool is saved."))
    return redirect("pool_rules")
