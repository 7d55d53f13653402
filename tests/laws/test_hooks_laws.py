"""Laws of hooks: what was signed is genuine and nothing else is; no message is ever too long."""

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from salesops.selling.hooks import Format, Message, cut, is_genuine, message_call, signature

NOW = 1_700_000_000
TEXTS = st.text(max_size=40)
MESSAGES = st.builds(
    Message,
    title=TEXTS.map(lambda t: t * 50),
    lines=st.lists(TEXTS.map(lambda t: t * 20), max_size=30).map(tuple),
    url=st.sampled_from(["", "https://crm/deals/1"]),
    mentions=st.lists(st.sampled_from(["all", "bo", "13800138000"]), unique=True).map(tuple),
)


@given(TEXTS, st.binary(max_size=60), st.integers(-300, 300))
def test_what_was_signed_is_genuine_for_five_minutes(secret: str, body: bytes, late: int) -> None:
    assert is_genuine(secret, NOW, body, signature(secret, NOW, body), NOW + late)


@given(TEXTS, st.binary(max_size=60), st.binary(max_size=60), TEXTS)
def test_nothing_else_is(secret: str, body: bytes, other: bytes, told: str) -> None:
    assert is_genuine(secret, NOW, body, signature(secret, NOW, other), NOW) is (body == other)
    assert not is_genuine(secret, NOW, body, told, NOW)


@pytest.mark.parametrize(("format", "limit"), [("wecom", 4096), ("dingtalk", 20_000)])
@given(message=MESSAGES)
def test_no_message_is_longer_than_its_robot_takes(
    format: Format, limit: int, message: Message
) -> None:
    body = json.loads(message_call(format, "https://r", "", message, NOW).body)
    if body["msgtype"] == "text":
        assert len(body["text"]["content"].encode()) <= 2048
    else:
        text = body["markdown"].get("content") or body["markdown"]["text"]
        assert len(text.encode()) <= limit
        assert not message.url or f"({message.url})" in text


@given(TEXTS, st.integers(3, 60))
def test_a_cut_text_is_a_beginning_of_the_whole(text: str, most: int) -> None:
    shown = cut(text, most)
    assert len(shown.encode()) <= most
    assert shown == text or text.startswith(shown.removesuffix("…"))
