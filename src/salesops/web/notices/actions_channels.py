"""What is done about chat robots and the mail server: set up, changed, taken away, tried."""

from collections.abc import Mapping

from django.db import IntegrityError, transaction

from salesops.kernel.problem import Language
from salesops.selling import hooks
from salesops.selling.endpoints import hint, url_fault
from salesops.web import audit, changing
from salesops.web.access import EDITORS, Actor, require
from salesops.web.notices import mailing
from salesops.web.notices.delivering import robot_answer, robot_became, robot_call
from salesops.web.notices.models import Channel
from salesops.web.notices.problems import (
    CHANNEL_NAME_TAKEN,
    CHANNEL_OF_NOBODY,
    MAIL_FAILED,
    NO_ADDRESS,
    NO_MAIL,
    NO_SUCH_CHANNEL,
    WRONG_ROBOT,
)
from salesops.web.people.models import User
from salesops.web.people.secrecy import sealed
from salesops.web.problems import Refused, refused

TOLD = ("name", "format", "team_id", "user_id", "is_active")
TRIED: Mapping[Language, hooks.Message] = {
    "zh": hooks.Message("SalesOps", ("测试消息：这个群机器人可以收到通知。",)),
    "en": hooks.Message("SalesOps", ("A test: this chat robot gets notices.",)),
}


def set_channel(
    *, actor: Actor, values: Mapping[str, object], channel_id: int | None = None
) -> Channel:
    """A new chat robot, or other words for one; an empty address or secret stays as it is.

    Raises Refused, or ValidationError by field.
    """
    require(actor, *EDITORS)
    channel = _found(channel_id) if channel_id else Channel()
    before = {name: getattr(channel, name) for name in TOLD} if channel.pk else {}
    for name in TOLD:
        if name in values:
            setattr(channel, name, values[name])
    if (channel.team_id is None) == (channel.user_id is None):
        raise refused(CHANNEL_OF_NOBODY, field="team_id")
    _set_secrets(channel, str(values.get("url") or ""), str(values.get("secret") or ""))
    channel.full_clean(validate_unique=False, validate_constraints=False)
    changes = {n: (before.get(n), getattr(channel, n)) for n in TOLD}
    told = {n: pair for n, pair in changes.items() if pair[0] != pair[1]}
    try:
        with transaction.atomic():
            channel.save()
            changing.note(actor, "set_channel", channel, told)
    except IntegrityError:
        raise refused(CHANNEL_NAME_TAKEN, field="name", name=channel.name) from None
    return channel


def _set_secrets(channel: Channel, url: str, secret: str) -> None:
    if url or not channel.url:
        fault = url_fault(url.strip())
        if fault:
            raise refused(fault.wording, field="url", **fault.values)
        channel.url, channel.shown_url = sealed(url.strip()), hint(url.strip())
    if secret:
        channel.secret = sealed(secret.strip())


def _found(channel_id: int) -> Channel:
    channel = Channel.objects.filter(pk=channel_id).first()
    if channel is None:
        raise refused(NO_SUCH_CHANNEL)
    return channel


def remove_channel(*, actor: Actor, channel_id: int) -> None:
    """Take a chat robot away with what waits for it."""
    require(actor, *EDITORS)
    with transaction.atomic():
        channel = _found(channel_id)
        changing.note(actor, "remove_channel", channel)
        channel.delete()


def try_channel(*, actor: Actor, channel_id: int, language: Language) -> None:
    """Send a test to the robot, now. Raises Refused with what it answered."""
    require(actor, *EDITORS)
    channel = _found(channel_id)
    call = robot_call(channel, TRIED[language])
    if call is None:
        raise refused(WRONG_ROBOT, what=channel.shown_url)
    answer = robot_answer(call)
    unsaid = answer.refusal or answer.missed
    if unsaid:
        raise Refused(unsaid)
    became, said = robot_became(channel.format, answer, 1)  # type: ignore[arg-type]  # choices of the same words
    changing.note(actor, "try_channel", channel, details={"became": became})
    if became != "delivered":
        raise refused(WRONG_ROBOT, what=said)


def try_mail(*, actor: User, language: Language) -> str:
    """Send a test mail to whoever asks, now; gives the address. Raises Refused with the fault."""
    require(actor, *EDITORS)
    if not mailing.is_set_up():
        raise refused(NO_MAIL)
    address = actor.email or (actor.person.email if actor.person else "")
    if not address:
        raise refused(NO_ADDRESS)
    words = "SalesOps 测试邮件" if language == "zh" else "A test mail of SalesOps"
    sent = mailing.mailed(address, words, f"{words}\n{mailing.absolute('/')}\n", "")
    audit.note(actor, "try_mail", address, {"is_taken": sent.is_taken})
    if not sent.is_taken:
        raise refused(MAIL_FAILED, what=sent.fault)
    return address
