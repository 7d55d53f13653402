"""The page of ways out: the mail server and the chat robots, set up and tried by editors."""

from typing import Any

from django import forms
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import ValidationError
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_POST

from salesops.web.access import EDITORS, require
from salesops.web.language import spoken
from salesops.web.notices import mailing
from salesops.web.notices.actions_channels import (
    remove_channel,
    set_channel,
    try_channel,
    try_mail,
)
from salesops.web.notices.addressing import choosable, today
from salesops.web.notices.models import Channel, Message
from salesops.web.people.blame import blame, sentence
from salesops.web.people.staff_forms import team_choices
from salesops.web.problems import Refused
from salesops.web.signed_in import SignedIn


class ChannelForm(forms.Form):
    """A chat robot; address and secret are only written, never shown again."""

    name = forms.CharField(label=gettext_lazy("Name"), max_length=100)
    format = forms.ChoiceField(label=gettext_lazy("Chat"), choices=Channel.Format.choices)
    url = forms.CharField(label=gettext_lazy("Webhook address of the robot"), max_length=1000)
    secret = forms.CharField(
        label=gettext_lazy("Signing secret"), max_length=300, required=False,
        help_text=gettext_lazy("钉钉 and 飞书 show it where signing is switched on."),
    )  # fmt: skip
    team_id = forms.ChoiceField(label=gettext_lazy("For the team"), required=False)
    user_id = forms.ChoiceField(label=gettext_lazy("Or for one user"), required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        """Offer today's teams and users."""
        super().__init__(*args, **kwargs)
        users = [("", "—"), *((str(one.pk), one.name) for one in choosable()[:500])]
        self.fields["team_id"].choices = team_choices(today())  # type: ignore[attr-defined]
        self.fields["user_id"].choices = users  # type: ignore[attr-defined]


@login_required
@require_http_methods(["GET", "POST"])
def channels(request: SignedIn) -> HttpResponse:
    """Every way out with its state, and the form of a new chat robot."""
    require(request.user, *EDITORS)
    form, status = ChannelForm(request.POST or None), 200
    if request.method == "POST":
        status = 422
        if form.is_valid():
            said = form.cleaned_data
            values = {
                **said,
                "team_id": said["team_id"] or None,
                "user_id": _number(said["user_id"]),
            }
            try:
                set_channel(actor=request.user, values=values)
                messages.success(request, _("Saved. Send a test to see that it arrives."))
                return redirect("channels")
            except (Refused, ValidationError) as error:
                status = blame(form, error)
    return render(request, "notices/channels.html", _context(request, form), status=status)


def _number(text: str) -> int | None:
    return int(text) if text else None


def _context(request: SignedIn, form: ChannelForm) -> dict[str, Any]:
    waiting = Message.objects.filter(state="waiting").count()
    failed = Message.objects.filter(state="given_up").select_related("channel", "notice__user")
    server = mailing.server()
    return {
        "form": form,
        "channels": Channel.objects.select_related("team", "user__person"),
        "mail_server": f"{server.host}:{server.port}" if server else "",
        "mail_from": mailing.sender(),
        "base_url": mailing.absolute("/"),
        "waiting": waiting,
        "failed": failed.order_by("-pk")[:10],
    }


@login_required
@require_POST
def do(request: SignedIn, channel_id: int) -> HttpResponse:
    """Try a robot, switch it, or take it away."""
    require(request.user, *EDITORS)
    what = request.POST.get("do", "")
    try:
        if what == "try":
            try_channel(actor=request.user, channel_id=channel_id, language=spoken())
            messages.success(request, _("The robot took the test message."))
        elif what in ("on", "off"):
            switched = {"is_active": what == "on"}
            set_channel(actor=request.user, channel_id=channel_id, values=switched)
        elif what == "remove":
            remove_channel(actor=request.user, channel_id=channel_id)
    except Refused as refusal:
        messages.error(request, sentence(refusal))
    return redirect("channels")


@login_required
@require_POST
def test_mail(request: SignedIn) -> HttpResponse:
    """Send a test mail to whoever asks."""
    try:
        address = try_mail(actor=request.user, language=spoken())
        messages.success(request, _("A test mail is on its way to %s.") % address)
    except Refused as refusal:
        messages.error(request, sentence(refusal))
    return redirect("channels")
