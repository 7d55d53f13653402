"""The page of one's own keys to the REST interface."""

from typing import Any

from django import forms
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST

from salesops.web.scopes import MODES, NAMED, SCOPES, said
from salesops.web.signed_in import SignedIn
from salesops.web.workspace.actions import issue_token, revoke_token
from salesops.web.workspace.models import ApiToken

LASTS = [("30", gettext_lazy("30 days")), ("90", gettext_lazy("90 days")),
         ("365", gettext_lazy("a year")), ("", gettext_lazy("until it is revoked"))]  # fmt: skip
ENDED_SHOWN = 10


class TokenForm(forms.Form):
    """What a key is for, what it opens, and for how long."""

    name = forms.CharField(label=gettext_lazy("What it is for"), max_length=100)
    scopes = forms.MultipleChoiceField(
        label=gettext_lazy("What it opens"), choices=lambda: [(one, said(one)) for one in SCOPES],
        widget=forms.CheckboxSelectMultiple, initial=["read"],
    )  # fmt: skip
    days = forms.ChoiceField(
        label=gettext_lazy("Lasts"), choices=LASTS, required=False, initial="90"
    )


@login_required
@never_cache
@require_http_methods(["GET", "POST"])
def tokens(request: SignedIn) -> HttpResponse:
    """One's own keys; a new one is shown this once."""
    form = TokenForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        told = form.cleaned_data
        secret = issue_token(
            actor=request.user, user=request.user, name=told["name"], scopes=told["scopes"],
            days=int(told["days"]) if told["days"] else None,
        )  # fmt: skip
        return _shown(request, TokenForm(), secret=secret)
    return _shown(request, form, 422 if form.errors else 200)


def _shown(request: SignedIn, form: TokenForm, status: int = 200, **more: Any) -> HttpResponse:
    now = timezone.now()
    every = list(request.user.tokens.order_by("-made_at", "-pk"))
    live = [one for one in every if is_live(one, now)]
    ended = [one for one in every if one not in live][:ENDED_SHOWN]
    context = {
        "form": form, "areas": _areas(form), "ended": ended, **more,
        "live": [(one, [(scope, said(scope)) for scope in one.scopes]) for one in live],
    }  # fmt: skip
    return render(request, "people/tokens.html", context, status=status)


def _areas(form: TokenForm) -> list[tuple[str, list[Any]]]:
    """Every area with the boxes for reading and writing it."""
    boxes = iter(form["scopes"])
    return [(str(name), [next(boxes) for _mode in MODES]) for name in NAMED.values()]


def is_live(token: ApiToken, now: Any) -> bool:
    """Whether the key opens anything still."""
    return token.revoked_at is None and (token.expires_at is None or token.expires_at > now)


@login_required
@require_POST
def revoke(request: SignedIn, token_id: int) -> HttpResponse:
    """End one of one's own keys."""
    token = request.user.tokens.filter(pk=token_id, revoked_at=None).first()
    if token is None:
        raise Http404
    revoke_token(actor=request.user, token=token)
    messages.success(request, _("The token is revoked."))
    return redirect("tokens")
