"""The duty that sends notices on: mails and chat messages that wait, tried again as they fail."""

from collections import defaultdict
from collections.abc import Callable
from datetime import datetime
from typing import cast

from django.conf import settings
from django.db.models import QuerySet
from django.utils import timezone

from salesops.selling import hooks
from salesops.selling.letters import Kind, chat_lines
from salesops.web.calling import Answer, answer_to
from salesops.web.letterbox import Sent
from salesops.web.notices import mailing
from salesops.web.notices.actions import spoken_by
from salesops.web.notices.models import Channel, Message
from salesops.web.notices.records import address
from salesops.web.people.secrecy import Unreadable, opened
from salesops.web.posting import Post

AT_ONCE = 20
WAIT_SECONDS = 0.3
Outcome = Sent | Answer
MAIL = "mail"

post: Post[Outcome] = Post(is_dead=lambda found: isinstance(found, Answer) and found.status is None)


def send_messages(now: datetime, wait: float = WAIT_SECONDS) -> int:
    """A duty: write down what came back, then send what is due; gives how many were settled.

    A robot that hangs makes only its own messages wait.
    """
    settled = _settle(now, 0)
    for receiver, messages in _due(now).items():
        if post.is_free(receiver):
            post.send(receiver, [(str(one.pk), _sending(one)) for one in messages[:AT_ONCE]])
    return settled + _settle(now, wait)


def _due(now: datetime) -> dict[object, list[Message]]:
    waiting: QuerySet[Message] = Message.objects.filter(state="waiting", next_at__lte=now)
    found: dict[object, list[Message]] = defaultdict(list)
    for one in waiting.select_related("notice__user__person", "channel")[: AT_ONCE * 20]:
        found[MAIL if one.medium == MAIL else one.channel_id].append(one)
    return found


def _sending(message: Message) -> Callable[[], Outcome]:
    """What is to be done, with everything read that needs the database."""
    notice = message.notice
    link = mailing.absolute(address(notice.table, notice.record_id) or "/notices")
    if message.medium == MAIL:
        text = "\n\n".join(part for part in (notice.title, notice.body, link) if part)
        identity = f"salesops.{notice.pk}.{message.pk}"
        return lambda: mailing.mailed(message.address, notice.title, text + "\n", identity)
    call = _call(cast("Channel", message.channel), message, link)
    if call is None:
        return lambda: Answer(status=400, fault="the address can no longer be read")
    return lambda: robot_answer(call)


def _call(channel: Channel, message: Message, link: str) -> hooks.Call | None:
    user, kind = message.notice.user, cast("Kind", message.notice.kind)
    language = spoken_by(user)
    lines = chat_lines(kind, user.name, language, is_own=channel.user_id == user.pk)
    words = hooks.Message("SalesOps", lines, link, "打开" if language == "zh" else "Open")
    return robot_call(channel, words)


def robot_call(channel: Channel, words: hooks.Message) -> hooks.Call | None:
    """The call that gives the words to the robot; none when its address cannot be read."""
    try:
        url, secret = opened(channel.url), opened(channel.secret) if channel.secret else ""
    except Unreadable:
        return None
    second = int(timezone.now().timestamp())
    form = cast("hooks.Format", channel.format)
    return hooks.message_call(form, url, secret, words, second)


def robot_answer(call: hooks.Call) -> Answer:
    """What the robot answers."""
    return answer_to(
        call, seconds=settings.SALESOPS_WEBHOOK_SECONDS, private=settings.SALESOPS_WEBHOOK_PRIVATE
    )


def _settle(now: datetime, wait: float) -> int:
    came = post.collect(wait)
    for pk, outcome in came:
        message = Message.objects.select_related("channel").filter(pk=pk).first()
        if message:
            _written(message, outcome, now)
    return len(came)


def _written(message: Message, outcome: Outcome, now: datetime) -> None:
    message.attempts += 1
    became, fault = judged(message, outcome)
    again = hooks.retry_at(now, message.attempts) if became == "retry" else None
    message.fault = "" if became == "delivered" else fault
    if became == "delivered":
        message.state, message.sent_at = Message.State.SENT, now
    elif again is None:
        message.state = Message.State.GIVEN_UP
    message.next_at = again or message.next_at
    message.save(update_fields=["attempts", "state", "sent_at", "next_at", "fault"])


def judged(message: Message, outcome: Outcome) -> tuple[hooks.Outcome, str]:
    """Whether it arrived, is worth another try, or will never arrive; and what was said."""
    if isinstance(outcome, Sent):
        if outcome.is_taken:
            return "delivered", ""
        return ("given_up" if outcome.is_final else "retry"), outcome.fault
    form = cast("hooks.Format", message.channel.format if message.channel else "event")
    return robot_became(form, outcome, message.attempts)


def robot_became(form: hooks.Format, answer: Answer, attempt: int) -> tuple[hooks.Outcome, str]:
    """What became of a call to a robot, and what it said."""
    said = f"{answer.status or ''} {answer.said('zh')}".strip()[:500]
    if answer.refusal:
        return "given_up", said
    return hooks.outcome(form, answer.status, answer.body, attempt), said
