"""Who comes in by a company's own account: somebody who is a user already, and nobody else."""

import time
from dataclasses import dataclass

from django.conf import settings
from django.contrib import messages
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from salesops.web import audit, changing
from salesops.web.access import Actor, Owner, require
from salesops.web.people.blame import sentence
from salesops.web.people.entering import enter
from salesops.web.people.models import LinkedAccount, Role, User
from salesops.web.people.problems import LINKED_ALREADY, NO_SUCH_USER
from salesops.web.problems import Refused, refused
from salesops.web.text import clean_text

CONNECT = "connect_account"
CONNECT_SECONDS = 600


@dataclass(frozen=True)
class Arrival:
    """What a provider says of who came: their id there, and addresses the company gave them."""

    provider: str
    uid: str
    emails: tuple[str, ...] = ()


def user_of(arrival: Arrival) -> User | None:
    """The user who came, by a linked account or, the first time, by the company's address.

    An address counts only while the user has no account linked with this provider: who gets a
    former colleague's address does not get their place.
    """
    users = User.objects.select_related("person")
    linked = LinkedAccount.objects.filter(provider=arrival.provider, uid=arrival.uid).first()
    if linked:
        return users.get(pk=linked.user_id)
    for email in arrival.emails:
        alike = list(users.filter(email__iexact=email, is_active=True)[:2])
        if len(alike) != 1:
            continue
        if not LinkedAccount.objects.filter(user=alike[0], provider=arrival.provider).exists():
            return alike[0]
    return None


def link_account(*, actor: Actor, user: User, provider: str, uid: str) -> LinkedAccount:
    """From now on this account somewhere else is this user's. Raises Refused.

    Administrators link anybody's; people their own, when they have shown that it is theirs.
    """
    if actor != user:
        require(actor, Role.ADMIN)
    uid = clean_text(uid)[:200]
    with transaction.atomic():
        user = User.objects.select_for_update().get(pk=user.pk)
        taken = LinkedAccount.objects.filter(provider=provider, uid=uid).first()
        if taken and taken.user_id == user.pk:
            return taken
        has_one = LinkedAccount.objects.filter(user=user, provider=provider).exists()
        if not uid or not provider or taken or has_one:
            raise refused(LINKED_ALREADY, field="uid", provider=provider)
        made = LinkedAccount.objects.create(
            user=user, provider=provider, uid=uid, made_at=timezone.now()
        )
        changing.note(actor, "link_account", user, {provider: (None, uid)}, subject=user.username)
    return made


def unlink_account(*, actor: Actor, user: User, provider: str) -> None:
    """This user's account somewhere else opens nothing here any more."""
    if actor != user:
        require(actor, Role.ADMIN)
    with transaction.atomic():
        user = User.objects.select_for_update().get(pk=user.pk)
        kept = LinkedAccount.objects.filter(user=user, provider=provider).first()
        if kept is None:
            raise refused(NO_SUCH_USER, id=provider)
        kept.delete()
        changing.note(
            actor, "unlink_account", user, {provider: (kept.uid, None)}, subject=user.username
        )


def arrive(request: HttpRequest, arrival: Arrival, process: str, goal: str) -> HttpResponse:
    """Let in whoever came, link the account of whoever is in, or say why not."""
    if process == "connect":
        return _connect(request, arrival)
    user = user_of(arrival)
    if user is None or not user.may_enter(timezone.localdate()):
        return turned_away(request, arrival)
    if not LinkedAccount.objects.filter(provider=arrival.provider, uid=arrival.uid).exists():
        link_account(actor=user, user=user, provider=arrival.provider, uid=arrival.uid)
    return enter(request, user, goal or settings.LOGIN_REDIRECT_URL, f"sso:{arrival.provider}")


def turned_away(request: HttpRequest, arrival: Arrival) -> HttpResponse:
    """Back to the door: nobody becomes a user by coming."""
    details = {"uid": arrival.uid, "emails": list(arrival.emails)}
    audit.note(Owner(name=f"sso:{arrival.provider}"), "refuse_sign_in", arrival.uid, details)
    said = _("This account belongs to no user here. Ask an administrator to link it.")
    messages.error(request, said)
    return redirect("sign_in")


def may_connect(request: HttpRequest, *, begin: bool = False) -> bool:
    """Whether the reader has lately shown, with their password, that they want to link an account.

    Otherwise a page elsewhere could link somebody else's account to whoever is signed in here.
    """
    if begin:
        request.session[CONNECT] = time.time() + CONNECT_SECONDS
    return bool(request.user.is_authenticated) and request.session.get(CONNECT, 0) > time.time()


def _connect(request: HttpRequest, arrival: Arrival) -> HttpResponse:
    user = request.user
    if not isinstance(user, User) or not may_connect(request):
        return redirect("sign_in")
    request.session.pop(CONNECT, None)
    try:
        link_account(actor=user, user=user, provider=arrival.provider, uid=arrival.uid)
        messages.success(request, _("The account is linked."))
    except Refused as refusal:
        messages.error(request, sentence(refusal))
    return redirect(reverse("preferences"))
