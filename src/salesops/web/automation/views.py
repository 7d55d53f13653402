"""Pages of rules: the list, the editor with its rehearsal, the log of what they did."""

from datetime import timedelta
from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import ValidationError
from django.db.models import Count, Max, QuerySet
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST
from django_htmx.http import HttpResponseClientRedirect

from salesops.selling.drafting import Draft, definition, draft_of, from_columns, with_row
from salesops.selling.rulebook import TEMPLATES, from_dict
from salesops.web.access import EDITORS, require
from salesops.web.automation.actions import (
    order_rules,
    read_rule,
    remove_rule,
    set_rule,
    switch_rule,
)
from salesops.web.automation.catalogue import numbers
from salesops.web.automation.editing import form_of
from salesops.web.automation.models import Firing, Round, Rule
from salesops.web.automation.people import named
from salesops.web.automation.rehearsing import DAYS, rehearsed
from salesops.web.automation.shown import firings, rule_said, said, woulds
from salesops.web.language import spoken
from salesops.web.notices.records import MODELS
from salesops.web.paging import BadCursor, page
from salesops.web.people.blame import sentence
from salesops.web.problems import Conflict, Faulty, Refused
from salesops.web.signed_in import SignedIn

PER_PAGE = 50
SHOWN_WOULDS = 50
ORDER = ("-at", "-id")


@login_required
@require_GET
def rules(request: SignedIn) -> HttpResponse:
    """Every rule in its order: in words, on or off, what it did of late."""
    require(request.user, *EDITORS)
    since = timezone.now() - timedelta(days=DAYS)
    recent = Firing.objects.filter(at__gte=since).order_by()
    told: dict[int | None, dict[str, Any]] = {}
    for row in recent.values("rule_id", "state").annotate(number=Count("pk"), last=Max("at")):
        of = told.setdefault(row["rule_id"], {"last": row["last"], "done": 0, "bad": 0})
        of["last"] = max(of["last"], row["last"])
        kind = "bad" if row["state"] in ("failed", "partly", "stopped") else "done"
        of[kind] += row["number"]
    today = {one.rule_id: one for one in Round.objects.filter(day=timezone.localdate())}
    shown = [
        {"rule": row, "words": rule_said(row, spoken()), "told": told.get(row.pk),
         "round": today.get(row.pk)}
        for row in Rule.objects.all()
    ]  # fmt: skip
    context = {"rules": shown, "days": DAYS, "templates": _templates()}
    return render(request, "automation/rules.html", context)


def _templates() -> list[dict[str, Any]]:
    language = spoken()
    return [
        {"at": at, "name": rule.name, "words": said(rule, language)}
        for at, rule in enumerate(TEMPLATES[language])
    ]


@login_required
@require_POST
def do(request: SignedIn, rule_id: int) -> HttpResponse:
    """Switch a rule, move it up or down, take it away."""
    require(request.user, *EDITORS)
    what = request.POST.get("do", "")
    try:
        if what in ("on", "off"):
            switch_rule(actor=request.user, rule_id=rule_id, is_active=what == "on")
        elif what in ("up", "down"):
            _move(request, rule_id, -1 if what == "up" else 1)
        elif what == "remove":
            remove_rule(actor=request.user, rule_id=rule_id)
            messages.success(request, _("The rule is removed; its log stays."))
    except Refused as refusal:
        messages.error(request, sentence(refusal))
    return redirect("rules")


def _move(request: SignedIn, rule_id: int, step: int) -> None:
    ids = list(Rule.objects.values_list("pk", flat=True))
    at = ids.index(rule_id) if rule_id in ids else 0
    to = min(max(at + step, 0), len(ids) - 1)
    ids[at], ids[to] = ids[to], ids[at]
    order_rules(actor=request.user, ids=ids)


@login_required
@require_http_methods(["GET", "POST"])
def new(request: SignedIn) -> HttpResponse:
    """A new rule, from nothing or from one most teams begin with."""
    require(request.user, *EDITORS)
    if request.method == "POST":
        return _edited(request, None)
    templates = TEMPLATES[spoken()]
    at = request.GET.get("template", "")
    draft = draft_of(templates[int(at)]) if at.isdecimal() and int(at) < len(templates) else Draft()
    return render(request, "automation/rule.html", _context(request, None, draft))


@login_required
@require_http_methods(["GET", "POST"])
def rule(request: SignedIn, rule_id: int) -> HttpResponse:
    """One rule, to be changed or tried."""
    require(request.user, *EDITORS)
    row = Rule.objects.filter(pk=rule_id).first()
    if row is None:
        raise Http404
    if request.method == "POST":
        return _edited(request, row)
    read, _faults = from_dict({**row.definition, "name": row.name})
    draft = draft_of(read) if read else Draft(row.name)
    return render(request, "automation/rule.html", _context(request, row, draft))


def _context(request: SignedIn, row: Rule | None, draft: Draft, **more: Any) -> dict[str, Any]:
    description = draft.more.get("description", row.description if row else "")
    return {
        "rule": row, "version": row.version if row else "", "description": description,
        "action_path": request.path, **form_of(draft, spoken()), **more,
    }  # fmt: skip


def _edited(request: SignedIn, row: Rule | None) -> HttpResponse:
    """What the form's buttons do; whatever was typed stays."""
    what = request.POST.get("do", "refresh")
    draft = named(with_row(from_columns(dict(request.POST.lists())), what))
    more: dict[str, Any] = {"version": request.POST.get("version", "")}
    try:
        if what == "save":
            return _saved(request, row, draft)
        if what == "try":
            more |= _tried(request, draft)
    except Faulty as faulty:
        more |= {"problems": faulty.problems}
    except Conflict as conflict:
        more |= {"problems": [conflict.problem], "version": conflict.version}
    except Refused as refusal:
        more |= {"problems": [refusal.problem]}
    except ValidationError as error:
        more |= {"sentences": error.messages}
    template = "automation/rule_form.html" if request.htmx else "automation/rule.html"
    is_bad = "problems" in more or "sentences" in more
    status = 422 if is_bad and not request.htmx else 200
    return render(request, template, _context(request, row, draft, **more), status=status)


def _saved(request: SignedIn, row: Rule | None, draft: Draft) -> HttpResponse:
    version = request.POST.get("version", "")
    set_rule(
        actor=request.user,
        definition=definition(draft, numbers()),
        description=draft.more.get("description", ""),
        rule_id=row.pk if row else None,
        version=int(version) if version.isdecimal() and len(version) < 9 else None,
    )
    messages.success(request, _("The rule is saved."))
    return HttpResponseClientRedirect(reverse("rules")) if request.htmx else redirect("rules")


def _tried(request: SignedIn, draft: Draft) -> dict[str, Any]:
    typed = definition(draft, numbers())
    typed["name"] = typed["name"] or "?"
    read = read_rule(typed)
    found = rehearsed(read, timezone.localtime(timezone.now()))
    shown = woulds(request.user, read.when.table, found.woulds[:SHOWN_WOULDS], spoken())
    return {"rehearsal": found, "woulds": shown, "days": DAYS, "words": said(read, spoken())}


@login_required
@require_GET
def log(request: SignedIn) -> HttpResponse:
    """Everything rules did or were stopped from, narrowed to a rule, a record or a result."""
    require(request.user, *EDITORS)
    found = narrowed(request.GET.dict())
    try:
        shown = page(found, ORDER, request.GET.get("after"), PER_PAGE)
    except BadCursor:
        shown = page(found, ORDER, None, PER_PAGE)
    context = {
        "firings": firings(request.user, shown.items, spoken()), "next": shown.next,
        "rules": Rule.objects.values_list("pk", "name"), "states": Firing.State.choices,
        "asked": request.GET.dict(),
    }  # fmt: skip
    return render(request, "automation/log.html", context)


def narrowed(asked: dict[str, str]) -> QuerySet[Firing]:
    """The log as somebody asks for it."""
    found = Firing.objects.all()
    if asked.get("rule", "").isdecimal() and len(asked["rule"]) < 18:
        found = found.filter(rule_id=int(asked["rule"]))
    if asked.get("state") in Firing.State.values:
        found = found.filter(state=asked["state"])
    if asked.get("table") in MODELS:
        found = found.filter(table=asked["table"])
    record = asked.get("record", "").strip().replace("\0", "")
    return found.filter(record_id=record) if record else found
