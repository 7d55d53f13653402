"""Pages of users: the list, one user, the rules of signing in, a link to choose a password."""

from typing import Any

from django.conf import settings
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import ValidationError
from django.db.models import Q
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_GET, require_http_methods

from salesops.web.access import require
from salesops.web.paging import BadCursor, page
from salesops.web.people import actions, two_factor
from salesops.web.people.arriving import link_account, unlink_account
from salesops.web.people.blame import blame, sentence
from salesops.web.people.models import Role, User
from salesops.web.people.user_forms import ChosenPasswordForm, NewUserForm, RulesForm, UserForm
from salesops.web.problems import Refused
from salesops.web.signed_in import SignedIn
from salesops.web.workspace.models import Workspace

PER_PAGE = 100


@login_required
@require_GET
def users(request: SignedIn) -> HttpResponse:
    """Everybody who may sign in, or could."""
    require(request.user, Role.ADMIN)
    found = User.objects.select_related("person", "two_factor")
    text, role = request.GET.get("q", "").strip().replace("\0", ""), request.GET.get("role", "")
    if text:
        found = found.filter(Q(username__icontains=text) | Q(person__name__icontains=text))
    if role in Role.values:
        found = found.filter(role=role)
    try:
        shown = page(found, ("username",), request.GET.get("after"), PER_PAGE)
    except BadCursor:
        shown = page(found, ("username",), None, PER_PAGE)
    context = {"users": shown.items, "next": shown.next, "text": text, "role": role,
               "roles": Role.choices}  # fmt: skip
    return render(request, "people/users.html", context)


@login_required
@sensitive_post_parameters()
@require_http_methods(["GET", "POST"])
def create(request: SignedIn) -> HttpResponse:
    """Somebody new who may sign in."""
    require(request.user, Role.ADMIN)
    form = NewUserForm(request.POST or None, initial={"person_id": request.GET.get("person")})
    status = 200
    if request.method == "POST":
        status = 422
        if form.is_valid():
            said = form.cleaned_data
            try:
                made = actions.create_user(
                    actor=request.user, username=said["username"],
                    password=said["password"] or None, role=Role(said["role"]),
                    person_id=said["person_id"], sees_pay=said["sees_pay"], email=said["email"],
                )  # fmt: skip
                return redirect("user", made.pk)
            except (Refused, ValidationError) as error:
                status = blame(form, error)
    return render(request, "people/user_new.html", {"form": form}, status=status)


@login_required
@never_cache
@require_http_methods(["GET", "POST"])
def user(request: SignedIn, user_id: int) -> HttpResponse:
    """One user, and what an administrator can do about them."""
    require(request.user, Role.ADMIN)
    found = User.objects.select_related("person").filter(pk=user_id).first()
    if found is None:
        raise Http404
    if request.method == "GET":
        return _shown(request, found, UserForm(initial=_values(found)))
    do = request.POST.get("do", "")
    if do == "change":
        return _changed(request, found)
    if do not in DOING:
        raise Http404
    return _done(request, found, do)


def _values(found: User) -> dict[str, Any]:
    names = ("role", "person_id", "email", "version")
    pay = {None: "", True: "yes", False: "no"}[found.sees_pay]
    return {name: getattr(found, name) for name in names} | {"sees_pay": pay}


def _shown(
    request: SignedIn, found: User, form: UserForm, status: int = 200, **more: Any
) -> HttpResponse:
    context = {
        "shown": found,
        "form": form,
        "second_step": two_factor.confirmed(found),
        "ways": [(way.key, way.name or way.key) for way in settings.SALESOPS_SSO],
        "linked": found.linked_accounts.all(),
        "tokens": found.tokens.filter(revoked_at=None).count(),
        "is_self": found.pk == request.user.pk,
        **more,
    }
    return render(request, "people/user.html", context, status=status)


def _changed(request: SignedIn, found: User) -> HttpResponse:
    form, status = UserForm(request.POST), 422
    if form.is_valid():
        said = dict(form.cleaned_data)
        version = said.pop("version")
        try:
            actions.change_user(actor=request.user, user_id=found.pk, values=said, version=version)
            messages.success(request, _("Saved."))
            return redirect("user", found.pk)
        except (Refused, ValidationError) as error:
            status = blame(form, error)
    return _shown(request, found, form, status)


def _done(request: SignedIn, found: User, do: str) -> HttpResponse:
    form = UserForm(initial=_values(found))
    try:
        link = DOING[do](request, found)
    except Refused as refusal:
        return _shown(request, found, form, 422, failure=sentence(refusal))
    except ValidationError as error:
        return _shown(request, found, form, 422, failure=" ".join(error.messages))
    if link:
        return _shown(request, found, form, link=link)
    messages.success(request, _("Saved."))
    return redirect("user", found.pk)


def _shut_out(request: SignedIn, found: User) -> str:
    actions.shut_out(actor=request.user, user=found)
    return ""


def _let_in(request: SignedIn, found: User) -> str:
    actions.let_in_again(actor=request.user, user=found)
    return ""


def _reset(request: SignedIn, found: User) -> str:
    two_factor.reset(actor=request.user, user=found)
    return ""


def _link(request: SignedIn, found: User) -> str:
    """The address to be handed to the user; it is shown this once."""
    secret = actions.issue_sign_in_link(actor=request.user, user=found, now=timezone.now())
    return request.build_absolute_uri(reverse("sign_in_link", args=[secret]))


def _link_account(request: SignedIn, found: User) -> str:
    link_account(
        actor=request.user, user=found, provider=request.POST.get("provider", ""),
        uid=request.POST.get("uid", ""),
    )  # fmt: skip
    return ""


def _unlink_account(request: SignedIn, found: User) -> str:
    unlink_account(actor=request.user, user=found, provider=request.POST.get("provider", ""))
    return ""


DOING = {"shut_out": _shut_out, "let_in": _let_in, "reset": _reset, "link": _link,
         "link_account": _link_account, "unlink_account": _unlink_account}  # fmt: skip


@login_required
@require_http_methods(["GET", "POST"])
def rules(request: SignedIn) -> HttpResponse:
    """Which roles need a second step, and how people may come in besides."""
    require(request.user, Role.ADMIN)
    workspace = Workspace.objects.first()
    chosen = {"two_factor_roles": workspace.two_factor_roles if workspace else []}
    form = RulesForm(request.POST or None, initial=chosen)
    if request.method == "POST" and form.is_valid():
        two_factor.set_required(actor=request.user, roles=form.cleaned_data["two_factor_roles"])
        messages.success(request, _("Saved."))
        return redirect("sign_in_rules")
    on = User.objects.filter(is_active=True, two_factor__confirmed_at__isnull=False).count()
    every = User.objects.filter(is_active=True).count()
    return render(request, "people/rules.html", {"form": form, "on": on, "every": every})


@never_cache
@sensitive_post_parameters()
@require_http_methods(["GET", "POST"])
def sign_in_link(request: HttpRequest, secret: str) -> HttpResponse:
    """Choose a password by a link from an administrator."""
    now = timezone.now()
    form = ChosenPasswordForm(request.POST or None)
    try:
        found = actions.link_of(secret, now).user
        if request.method == "POST" and form.is_valid():
            actions.use_sign_in_link(secret=secret, password=form.cleaned_data["password"], now=now)
            messages.success(request, _("The password is changed."))
            return redirect("sign_in")
    except Refused as refusal:
        told = {"failure": sentence(refusal)}
        return render(request, "people/sign_in_link.html", told, status=404)
    except ValidationError as error:
        form.add_error("password", error)
    context = {"form": form, "name": found.name, "username": found.username}
    status = 422 if form.errors else 200
    return render(request, "people/sign_in_link.html", context, status=status)
