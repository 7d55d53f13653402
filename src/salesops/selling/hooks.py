"""What is sent to other systems: signed events, and messages for 企业微信, 钉钉 and 飞书 robots.

Sources: the makers' pages on custom group robots. 企业微信: text of at most 2048 bytes, markdown of
at most 4096. 钉钉: sign = base64(HMAC-SHA256(secret, milliseconds, newline, secret)), in the
address. 飞书: sign = base64(HMAC-SHA256(seconds, newline, secret; nothing)), in a body of at most
20 kB.
"""

import base64
import hashlib
import hmac
import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from decimal import Decimal
from typing import Literal
from urllib.parse import quote_plus

Format = Literal["event", "wecom", "dingtalk", "feishu"]
Outcome = Literal["delivered", "retry", "given_up"]

TIMESTAMP, SIGNATURE = "X-SalesOps-Timestamp", "X-SalesOps-Signature"
DELIVERY = "X-SalesOps-Delivery"
TOLERANCE = timedelta(minutes=5)
# Ten and a half hours in all: over a night's maintenance, and not for ever.
RETRY_AFTER = tuple(timedelta(minutes=m) for m in (1, 5, 15, 60, 180, 360))
# A refusal that a second try will not change; 408, 425 and 429 say "later", not "no".
ASK_AGAIN = frozenset({408, 425, 429})
# Robots that are busy (-1) or were sent too much: 企业微信 45009, 钉钉 130101, 410100 and 90030,
# 飞书 11232 and 9499.
TRY_LATER = frozenset({-1, 45009, 130101, 410100, 90030, 11232, 9499})

WECOM_TEXT_BYTES, WECOM_MARKDOWN_BYTES, ROBOT_BYTES = 2048, 4096, 18_000
CUT = "…"
_HARMLESS = str.maketrans({"<": "＜", ">": "＞", "[": "［", "]": "］", "`": "'", "\r": None})


@dataclass(frozen=True)
class Message:
    """Something to tell people: a title, lines below it, where to read on, whom to call by name.

    `mentions` are user ids of 企业微信 or 飞书, mobile numbers of 钉钉; "all" calls everybody.
    """

    title: str
    lines: tuple[str, ...] = ()
    url: str = ""
    link_text: str = "打开"
    mentions: tuple[str, ...] = ()


@dataclass(frozen=True)
class Call:
    """One request to make: where, with which headers and which bytes."""

    url: str
    headers: Mapping[str, str]
    body: bytes


def signature(secret: str, timestamp: int, body: bytes) -> str:
    """What proves that a body came from us at that second: v1= and HMAC-SHA256 of both, in hex."""
    signed = f"{timestamp}.".encode() + body
    return "v1=" + hmac.new(secret.encode(), signed, hashlib.sha256).hexdigest()


def is_genuine(
    secret: str, timestamp: int, body: bytes, told: str, now: int, tolerance: timedelta = TOLERANCE
) -> bool:
    """Whether the signature fits, and the request is neither old nor of the future.

    Any of several signatures in `told`, separated by commas, will do: so a secret can be changed.
    """
    if abs(now - timestamp) > tolerance.total_seconds():
        return False
    right = signature(secret, timestamp, body).encode()
    # Compared as bytes: compare_digest refuses text outside ASCII, which anybody may send.
    return any(hmac.compare_digest(right, one.strip().encode()) for one in told.split(","))


def event_call(
    url: str, secret: str, delivery_id: str, event: Mapping[str, object], timestamp: int
) -> Call:
    """The event as signed JSON; receivers tell repeated deliveries by their id."""
    body = _json(event)
    headers = {
        "Content-Type": "application/json; charset=utf-8",
        DELIVERY: delivery_id,
        TIMESTAMP: str(timestamp),
        SIGNATURE: signature(secret, timestamp, body),
    }
    return Call(url, headers, body)


def message_call(format: Format, url: str, secret: str, message: Message, timestamp: int) -> Call:
    """The message for a robot of the format, signed its way where it has a secret; in seconds."""
    headers = {"Content-Type": "application/json; charset=utf-8"}
    body = BODIES[format](message)
    if format == "dingtalk" and secret:
        url = dingtalk_address(url, secret, timestamp * 1000)
    if format == "feishu" and secret:
        body = {"timestamp": str(timestamp), "sign": feishu_sign(secret, timestamp), **body}
    return Call(url, headers, _json(body))


def dingtalk_address(url: str, secret: str, milliseconds: int) -> str:
    """The robot's address with time and sign behind it."""
    sign = quote_plus(_hmac64(secret, f"{milliseconds}\n{secret}"))
    return f"{url}{'&' if '?' in url else '?'}timestamp={milliseconds}&sign={sign}"


def feishu_sign(secret: str, timestamp: int) -> str:
    """The sign of a 飞书 robot: time and secret are the key, and nothing is signed."""
    return _hmac64(f"{timestamp}\n{secret}", "")


def _hmac64(key: str, text: str) -> str:
    return base64.b64encode(hmac.new(key.encode(), text.encode(), hashlib.sha256).digest()).decode()


def wecom_body(message: Message) -> dict[str, object]:
    """Markdown for 企业微信, whoever is to be called in it as <@id>.

    Its markdown cannot call everybody, so "all" makes it a plain text.
    """
    if "all" in message.mentions:
        text = {"content": cut(_plain(message), WECOM_TEXT_BYTES), "mentioned_list": ["@all"]}
        return {"msgtype": "text", "text": text}
    called = "".join(f"<@{_harmless(one)}>" for one in message.mentions)
    content = _within(message, WECOM_MARKDOWN_BYTES - len(called.encode()) - 1)
    return {"msgtype": "markdown", "markdown": {"content": f"{content}\n{called}".rstrip("\n")}}


def dingtalk_body(message: Message) -> dict[str, object]:
    """Markdown for 钉钉; a mobile number is called only where it also stands in the text."""
    mobiles = [one for one in message.mentions if one != "all"]
    called = " ".join(f"@{_harmless(one)}" for one in mobiles)
    text = _within(message, ROBOT_BYTES, newline="\n\n")
    return {
        "msgtype": "markdown",
        "markdown": {
            "title": cut(_harmless(message.title), 200),
            "text": f"{text}\n\n{called}".rstrip("\n"),
        },
        "at": {"atMobiles": mobiles, "isAtAll": "all" in message.mentions},
    }


def feishu_body(message: Message) -> dict[str, object]:
    """A card for 飞书 with a title, the lines, and a button to read on."""
    called = "".join(f"<at id={_harmless(one)}></at>" for one in message.mentions)
    lines = [*map(_harmless, message.lines), called]
    content = cut("\n".join(line for line in lines if line), ROBOT_BYTES)
    elements: list[object] = []
    if content:
        elements.append({"tag": "div", "text": {"tag": "lark_md", "content": content}})
    if message.url:
        elements.append({"tag": "action", "actions": [_button(message)]})
    title = {"tag": "plain_text", "content": cut(message.title, 500)}
    card = {"header": {"title": title, "template": "blue"}, "elements": elements}
    return {"msg_type": "interactive", "card": card}


def _button(message: Message) -> dict[str, object]:
    text = {"tag": "plain_text", "content": message.link_text}
    return {"tag": "button", "text": text, "url": message.url, "type": "primary"}


def _event_body(message: Message) -> dict[str, object]:
    return {"title": message.title, "lines": list(message.lines), "url": message.url}


BODIES: Mapping[Format, Callable[[Message], dict[str, object]]] = {
    "event": _event_body,
    "wecom": wecom_body,
    "dingtalk": dingtalk_body,
    "feishu": feishu_body,
}


def _within(message: Message, limit: int, newline: str = "\n") -> str:
    """Title, lines and link as markdown; the lines give way where it is too long, not the link."""
    link = f"{newline}[{_harmless(message.link_text)}]({message.url})" if message.url else ""
    head = f"**{cut(_harmless(message.title), 500)}**"
    lines = "".join(newline + _harmless(line) for line in message.lines)
    return head + cut(lines, limit - len((head + link).encode())) + link


def _plain(message: Message) -> str:
    return "\n".join(line for line in (message.title, *message.lines, message.url) if line)


def _harmless(text: str) -> str:
    """Text in which a customer's name cannot be a link, a colour or a call to everybody."""
    return text.translate(_HARMLESS)


def cut(text: str, most_bytes: int) -> str:
    """The text in at most so many bytes of UTF-8, ending in … where something is missing."""
    coded = text.encode()
    if len(coded) <= most_bytes:
        return text
    return coded[: max(0, most_bytes - len(CUT.encode()))].decode(errors="ignore") + CUT


def outcome(format: Format, status: int | None, answer: bytes, attempt: int) -> Outcome:
    """What became of the attempt-th try (from 1): no answer at all has no status.

    Robots refuse with a code in the body, mostly under status 200 and mostly for good: a wrong
    sign, a robot that is gone. "Too many a minute" and "busy" are worth another try.
    """
    code = _robot_code(answer) if format != "event" else 0
    is_taken = status is not None and 200 <= status < 300
    if is_taken and code == 0:
        return "delivered"
    if code not in TRY_LATER and (code or _is_refused(status)):
        return "given_up"
    return "retry" if attempt <= len(RETRY_AFTER) else "given_up"


def _is_refused(status: int | None) -> bool:
    return status is not None and 400 <= status < 500 and status not in ASK_AGAIN


def _robot_code(answer: bytes) -> int:
    try:
        told = json.loads(answer)
    except ValueError:
        return 0
    code = told.get("errcode", told.get("code", 0)) if isinstance(told, dict) else 0
    return code if isinstance(code, int) else 0


def retry_at(attempted_at: datetime, attempt: int) -> datetime | None:
    """When to try again after the attempt-th failure (from 1); never after the last."""
    if not 1 <= attempt <= len(RETRY_AFTER):
        return None
    return attempted_at + RETRY_AFTER[attempt - 1]


def _json(value: object) -> bytes:
    return json.dumps(value, ensure_ascii=False, default=_told, separators=(",", ":")).encode()


def _told(value: object) -> object:
    """Amounts as text, so that no digit is lost; days and moments as ISO 8601."""
    if isinstance(value, Decimal):
        return f"{value:f}"
    if isinstance(value, date):
        return value.isoformat()
    raise TypeError(f"not a value of a record: {value!r}")
