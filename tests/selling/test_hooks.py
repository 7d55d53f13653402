"""What leaves the house is signed, in the format the receiver knows, and tried again in time."""

import json
from datetime import date, datetime, timedelta
from decimal import Decimal
from typing import Any

import pytest

from salesops.selling.hooks import (
    RETRY_AFTER,
    SIGNATURE,
    TIMESTAMP,
    Format,
    Message,
    cut,
    dingtalk_address,
    event_call,
    feishu_sign,
    is_genuine,
    message_call,
    outcome,
    retry_at,
    signature,
)

NOW = 1_700_000_000
MESSAGE = Message(
    "新线索：<font>王</font>", ("来源 [官网](x)", "电话 138****8000"), "https://crm/leads/1"
)


def sent(format: Format, message: Message = MESSAGE, secret: str = "") -> Any:
    return json.loads(message_call(format, "https://robot/send?key=1", secret, message, NOW).body)


def test_the_signatures_are_what_openssl_says() -> None:
    told = signature("s3cret", NOW, b'{"a":1}')
    assert told == "v1=1698a50bc74d1ff1db85c4e0a5297c2ad9fdba245d5737cdb789e4cc6e098940"
    assert feishu_sign("SECabc", NOW) == "XprR1de+0SSBnwWyU/4k6x2TL+Q2SJlM5NNEdAv7MWg="
    assert dingtalk_address("https://robot/send?access_token=1", "SECabc", NOW * 1000) == (
        "https://robot/send?access_token=1&timestamp=1700000000000"
        "&sign=jcUpW0QmtKduN03n4JqQ0PBosVjqnM8gU7fIIvsDmCM%3D"
    )


def test_an_event_is_signed_and_keeps_every_digit() -> None:
    event = {"amount": Decimal("123456789012.3400"), "on": date(2026, 3, 1), "name": "泵"}
    call = event_call("https://erp/hook", "s3cret", "E1", event, NOW)
    assert json.loads(call.body) == {
        "amount": "123456789012.3400", "on": "2026-03-01", "name": "泵",
    }  # fmt: skip
    told = call.headers[SIGNATURE]
    assert is_genuine("s3cret", int(call.headers[TIMESTAMP]), call.body, told, NOW + 300)
    assert call.headers["X-SalesOps-Delivery"] == "E1"
    with pytest.raises(TypeError, match="not a value"):
        event_call("https://erp/hook", "s", "E1", {"x": object()}, NOW)


@pytest.mark.parametrize(
    ("secret", "timestamp", "body", "told", "now"),
    [
        ("other", NOW, b"x", "", NOW),
        ("s", NOW, b"y", "", NOW),
        ("s", NOW + 1, b"x", "", NOW),
        ("s", NOW, b"x", "", NOW + 301),
        ("s", NOW, b"x", "", NOW - 301),
        ("s", NOW, b"x", "v1=中文", NOW),
        ("s", NOW, b"x", "v1=", NOW),
    ],
)
def test_a_forged_old_or_future_request_is_not_genuine(
    secret: str, timestamp: int, body: bytes, told: str, now: int
) -> None:
    told = told or signature("s", NOW, b"x")
    assert is_genuine(secret, timestamp, body, told, now) is False


def test_two_secrets_may_hold_while_one_replaces_the_other() -> None:
    both = f"{signature('old', NOW, b'x')}, {signature('new', NOW, b'x')}"
    assert is_genuine("new", NOW, b"x", both, NOW)
    assert is_genuine("old", NOW, b"x", both, NOW)


def test_wecom_gets_markdown_in_which_a_name_is_only_a_name() -> None:
    body = sent("wecom", Message("标题", ("<@all>",), "https://crm", mentions=("bo",)))
    assert body == {
        "msgtype": "markdown",
        "markdown": {"content": "**标题**\n＜@all＞\n[打开](https://crm)\n<@bo>"},
    }


def test_wecom_calls_everybody_only_in_plain_text() -> None:
    body = sent("wecom", Message("标题", ("一行",), "https://crm", mentions=("all",)))
    assert body == {
        "msgtype": "text",
        "text": {"content": "标题\n一行\nhttps://crm", "mentioned_list": ["@all"]},
    }


def test_dingtalk_is_signed_in_the_address_and_calls_by_mobile() -> None:
    message = Message("标题", ("一行",), "https://crm", mentions=("13800138000",))
    call = message_call("dingtalk", "https://robot/send?access_token=1", "SECabc", message, NOW)
    assert "&timestamp=1700000000000&sign=" in call.url
    assert json.loads(call.body) == {
        "msgtype": "markdown",
        "markdown": {"title": "标题", "text": "**标题**\n\n一行\n\n[打开](https://crm)\n\n@13800138000"},
        "at": {"atMobiles": ["13800138000"], "isAtAll": False},
    }  # fmt: skip


def test_feishu_gets_a_card_signed_in_the_body() -> None:
    body = sent("feishu", Message("标题", ("一行",), "https://crm", mentions=("all",)), "SECabc")
    assert (body["timestamp"], body["sign"]) == ("1700000000", feishu_sign("SECabc", NOW))
    assert body["msg_type"] == "interactive"
    assert body["card"]["header"]["title"] == {"tag": "plain_text", "content": "标题"}
    text, button = body["card"]["elements"]
    assert text["text"] == {"tag": "lark_md", "content": "一行\n<at id=all></at>"}
    assert button["actions"][0]["url"] == "https://crm"
    assert "sign" not in sent("feishu")


@pytest.mark.parametrize("format", ["wecom", "dingtalk", "feishu"])
def test_what_a_customer_is_called_is_never_markup(format: Format) -> None:
    text = json.dumps(sent(format), ensure_ascii=False)
    assert "[官网](x)" not in text
    assert "<font>" not in text or format == "feishu"  # its title is plain text by itself


def test_a_long_message_is_cut_between_characters_and_keeps_its_link() -> None:
    long = Message("标题", tuple("很长的一行" * 20 for _ in range(99)), "https://crm/1")
    content = sent("wecom", long)["markdown"]["content"]
    assert len(content.encode()) <= 4096
    assert content.endswith("…\n[打开](https://crm/1)")
    assert len(message_call("feishu", "u", "s", long, NOW).body) < 20_000
    everybody = Message("标题", long.lines, "https://crm", mentions=("all",))
    assert len(sent("wecom", everybody)["text"]["content"].encode()) <= 2048
    assert cut("中文字", 8) == "中…"
    assert cut("中文字", 9) == "中文字"


@pytest.mark.parametrize(
    ("format", "status", "answer", "attempt", "expected"),
    [
        ("event", 200, b"", 1, "delivered"),
        ("event", 204, b'{"code": 5}', 1, "delivered"),
        ("event", 500, b"", 1, "retry"),
        ("event", None, b"", 1, "retry"),
        ("event", 429, b"", 1, "retry"),
        ("event", 404, b"", 1, "given_up"),
        ("event", 500, b"", 7, "given_up"),
        ("wecom", 200, b'{"errcode":0,"errmsg":"ok"}', 1, "delivered"),
        ("wecom", 200, b'{"errcode":93000,"errmsg":"invalid webhook url"}', 1, "given_up"),
        ("wecom", 200, b'{"errcode":45009,"errmsg":"api freq out of limit"}', 1, "retry"),
        ("dingtalk", 200, b'{"errcode":310000,"errmsg":"sign not match"}', 1, "given_up"),
        ("feishu", 200, b'{"code":0,"msg":"success"}', 1, "delivered"),
        ("feishu", 200, b'{"StatusCode":0,"StatusMessage":"success"}', 1, "delivered"),
        ("feishu", 200, b'{"code":19021,"msg":"sign match fail"}', 1, "given_up"),
        ("feishu", 400, b'{"code":11232,"msg":"rate limit"}', 1, "retry"),
        ("feishu", 502, b"<html>", 1, "retry"),
    ],
)
def test_an_answer_means_delivered_later_or_never(
    format: Format, status: int | None, answer: bytes, attempt: int, expected: str
) -> None:
    assert outcome(format, status, answer, attempt) == expected


def test_tries_grow_rarer_and_end_within_half_a_day() -> None:
    start = datetime(2026, 3, 1)
    assert retry_at(start, 1) == start + timedelta(minutes=1)
    assert list(RETRY_AFTER) == sorted(RETRY_AFTER)
    assert sum(RETRY_AFTER, timedelta()) < timedelta(hours=12)
    assert retry_at(start, len(RETRY_AFTER)) is not None
    assert retry_at(start, len(RETRY_AFTER) + 1) is None
    assert outcome("event", None, b"", len(RETRY_AFTER)) == "retry"
