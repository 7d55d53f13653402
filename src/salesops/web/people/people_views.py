"""Pages of the people who work here: the list, and one person with all positions over time."""

from typing import Any
from urllib.parse import urlencode

from django import forms
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import ValidationError
from django.db.models import Model
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import pgettext
from django.views.decorators.http import require_GET, require_http_methods

from salesops.kernel.tenure import Spell
from salesops.web.access import require
from salesops.web.boundary import seen
from salesops.web.crm.models import Account, Deal, Lead
from salesops.web.paging import BadCursor, page
from salesops.web.people import actions_staff, directory
from salesops.web.people.blame import blame
from salesops.web.people.listings import may_open
from salesops.web.people.models import Person, Position, Role
from salesops.web.people.places import Place
from salesops.web.people.staff_forms import (
    BETWEEN,
    CorrectionForm,
    DayForm,
    HireForm,
    NameForm,
    PlaceForm,
    option,
    team_choices,
)
from salesops.web.problems import Refused
from salesops.web.signed_in import SignedIn

PER_PAGE = 100
OFFERED = 12
STATES = ("here", "gone", "all")
OPEN_LEADS = (Lead.Status.NEW, Lead.Status.WORKING)


@login_required
@require_GET
def people(request: SignedIn) -> HttpResponse:
    """Everybody, as far as the reader needs to know."""
    today = timezone.localdate()
    sought = _sought(request)
    found = directory.people(sought, today)
    try:
        shown = page(found, ("name", "person_id"), request.GET.get("after"), PER_PAGE)
    except BadCursor:
        shown = page(found, ("name", "person_id"), None, PER_PAGE)
    places = directory.places(shown.items, today)
    context = {
        "rows": [(person, places.get(person.pk)) for person in shown.items],
        "next": shown.next,
        "sought": sought,
        "teams": team_choices(today)[1:],
        "roles": Role.choices,
        "states": [
            ("here", _("Works here")),
            ("gone", pgettext("state", "Left")),
            ("all", _("Everybody")),
        ],
        "may_move": directory.may_move(request.user),
        "may_export": may_open(request.user),
        "export": urlencode({"q": sought.text, "in_team": sought.team_id,
                             "with_role": sought.role, "state": sought.state}),
        "is_narrowed": any((sought.text, sought.team_id, sought.role, sought.state != "here")),
    }  # fmt: skip
    return render(request, "people/people.html", context)


def _sought(request: SignedIn) -> directory.Sought:
    said = {key: request.GET.get(key, "").strip()[:200].replace("\0", "")
            for key in ("q", "team", "role", "state")}  # fmt: skip
    state = said["state"] if said["state"] in STATES else "here"
    role = said["role"] if said["role"] in Role.values else ""
    return directory.Sought(said["q"], said["team"], role, state)


@login_required
@require_GET
def options(request: SignedIn) -> HttpResponse:
    """The people a field may mean, as the list under it."""
    typed = str(next(iter(request.GET.values()), ""))
    text = typed.partition(BETWEEN)[0].strip()[:200].replace("\0", "")
    found = directory.people(directory.Sought(text), timezone.localdate())
    listed = [option(person) for person in found.order_by("name", "pk")[:OFFERED]]
    return render(request, "people/options.html", {"options": listed})


@login_required
@require_http_methods(["GET", "POST"])
def hire(request: SignedIn) -> HttpResponse:
    """Somebody joins."""
    require(request.user, *actions_staff.MOVERS)
    today = timezone.localdate()
    form = HireForm(request.POST or None, day=today, initial={"starts_on": today})
    status = 200
    if request.method == "POST":
        status = 422
        if form.is_valid():
            said = form.cleaned_data
            try:
                person = actions_staff.hire(
                    actor=request.user, name=said["name"], email=said["email"],
                    person_id=said["person_id"] or None, place=_place(said),
                    starts_on=said["starts_on"],
                )  # fmt: skip
                return redirect("person", person.pk)
            except (Refused, ValidationError) as error:
                status = blame(form, error)
    return render(request, "people/hire.html", {"form": form}, status=status)


def _place(said: dict[str, Any]) -> Place:
    return Place(
        said["title"], said["team_id"] or None, said["region_id"] or None, said["manager_id"]
    )


@login_required
@require_http_methods(["GET", "POST"])
def person(request: SignedIn, person_id: str) -> HttpResponse:
    """One person: where they work, where they worked, and what can be done about it."""
    found = Person.objects.filter(pk=person_id.replace("\0", "")).first()
    if found is None:
        raise Http404
    if request.method == "POST":
        return _done(request, found)
    return _shown(request, found)


def _done(request: SignedIn, found: Person) -> HttpResponse:
    """What the form asked for, or the page again with what is wrong and all that was typed."""
    require(request.user, *actions_staff.MOVERS)
    do = request.POST.get("do", "")
    if do not in DOING:
        raise Http404
    form = _forms(found, request.POST, do)[do]
    status = 422
    if form.is_valid():
        try:
            DOING[do](request, found, form.cleaned_data)
            messages.success(request, _("Saved."))
            return redirect("person", found.pk)
        except (Refused, ValidationError) as error:
            status = blame(form, error)
    found.refresh_from_db()
    return _shown(request, found, {do: form}, status)


def _move(request: SignedIn, found: Person, said: dict[str, Any]) -> None:
    actions_staff.move(
        actor=request.user, person_id=found.pk, place=_place(said),
        starts_on=said["starts_on"], version=said["version"],
    )  # fmt: skip


def _leave(request: SignedIn, found: Person, said: dict[str, Any]) -> None:
    actions_staff.leave(
        actor=request.user, person_id=found.pk, day=said["day"],
        today=timezone.localdate(), version=said["version"],
    )  # fmt: skip


def _name(request: SignedIn, found: Person, said: dict[str, Any]) -> None:
    values = {"name": said["name"], "email": said["email"]}
    actions_staff.correct_person(
        actor=request.user, person_id=found.pk, values=values, version=said["version"]
    )


def _correct(request: SignedIn, found: Person, said: dict[str, Any]) -> None:
    if not found.positions.filter(pk=said["position_id"]).exists():
        raise Http404
    actions_staff.correct_position(
        actor=request.user, position_id=said["position_id"], place=_place(said),
        spell=Spell(said["starts_on"], said["ends_before"]), version=said["version"],
    )  # fmt: skip


DOING = {"move": _move, "leave": _leave, "name": _name, "correct": _correct}


def _forms(found: Person, data: Any = None, do: str = "") -> dict[str, forms.Form]:
    """The forms of the page, the one that was sent with what was typed."""
    today = timezone.localdate()
    now = directory.places([found], today).get(found.pk)
    begin = {"version": found.version}
    place = _values(now) if now else {}
    sent = {name: data if name == do else None for name in DOING}
    return {
        "move": PlaceForm(sent["move"], day=today, initial=place | begin | {"starts_on": today}),
        "leave": DayForm(sent["leave"], initial=begin | {"day": today}),
        "name": NameForm(sent["name"], initial=begin | {"name": found.name, "email": found.email}),
        "correct": CorrectionForm(sent["correct"], day=today, initial=begin),
    }


def _values(position: Position) -> dict[str, Any]:
    names = ("title", "team_id", "region_id", "manager_id")
    return {name: getattr(position, name) for name in names}


def _shown(
    request: SignedIn, found: Person, sent: dict[str, forms.Form] | None = None, status: int = 200
) -> HttpResponse:
    today = timezone.localdate()
    may_move = directory.may_move(request.user)
    knows = directory.knows_all_of(request.user, found.pk, today)
    positions = found.positions.select_related("team", "region", "manager")
    ordered = sorted(positions, key=lambda p: (p.starts_on is not None, p.starts_on), reverse=True)
    context: dict[str, Any] = {
        "person": found,
        "now": directory.places([found], today).get(found.pk),
        "has_left": found.left_on is not None and found.left_on <= today,
        "knows": knows,
        "may_move": may_move,
        "positions": ordered if knows else [],
        "users": found.users.all() if request.user.role == Role.ADMIN else [],
    }
    if may_move:
        context |= {"forms": _forms(found) | (sent or {}), "sent": next(iter(sent or {}), "")}
        context["picked"] = _picked(request, found, context["forms"], sent)
        sees_all = request.user.role == Role.OPS
        context["theirs"] = _theirs(request, found) if found.left_on and sees_all else []
    return render(request, "people/person.html", context, status=status)


def _picked(
    request: SignedIn, found: Person, every: dict[str, forms.Form], sent: dict[str, Any] | None
) -> str:
    """The position that is being corrected; its form begins with what it holds."""
    if sent and "correct" in sent:
        return str(request.POST.get("position_id", ""))
    picked = found.positions.filter(pk=request.GET.get("correct", "")).first()
    if picked is None:
        return ""
    days = {"starts_on": picked.starts_on, "ends_before": picked.ends_before}
    every["correct"].initial = {
        **every["correct"].initial, **_values(picked), **days, "position_id": picked.pk,
    }  # fmt: skip
    return str(picked.pk)


def _theirs(request: SignedIn, found: Person) -> list[dict[str, Any]]:
    """What is still somebody's who has left, with the list in which it is given to others."""
    kinds: list[tuple[str, type[Model], str, dict[str, Any]]] = [
        (_("Customers"), Account, "accounts", {}),
        (_("Open leads"), Lead, "leads", {"status__in": OPEN_LEADS}),
        (_("Open deals"), Deal, "deals", {"status": Deal.Status.OPEN}),
    ]
    return [
        {
            "label": label,
            "count": seen(request.user, model).filter(owner=found.pk, **more).count(),
            "address": f"{reverse(name)}?{urlencode({'owner_id': found.pk})}",
        }
        for label, model, name, more in kinds
    ]
