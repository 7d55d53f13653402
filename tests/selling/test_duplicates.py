"""Typing a customer that is already there shows it, masked where it is somebody else's."""

import pytest

from salesops.selling.duplicates import (
    SAME_CREDIT_CODE,
    SAME_EMAIL,
    SAME_NAME,
    SAME_PHONE,
    SIMILAR_NAME,
    Candidate,
    Known,
    grams,
    likeness,
    masked,
    masked_email,
    masked_person,
    masked_phone,
    matches,
)

FZY = Known(
    "A1", "飞致云（杭州）信息科技有限公司", "0571-88888888", "91350100M000100Y43", "hi@fzy.cn"
)


def reasons(candidate: Candidate, known: Known = FZY) -> set[str]:
    return {wording.code for match in matches(candidate, [known]) for wording in match.reasons}


@pytest.mark.parametrize(
    ("candidate", "reason"),
    [
        (Candidate("别的名字", credit_code="91350100m000100y43"), SAME_CREDIT_CODE),
        (Candidate("飞致云(杭州)信息科技有限责任公司"), SAME_NAME),
        (Candidate(phone="+86 571 8888 8888"), SAME_PHONE),
        (Candidate(email="Hi@FZY.cn"), SAME_EMAIL),
        (Candidate("杭州飞致云信息科技有限公司"), SIMILAR_NAME),
        (Candidate("飞致云"), SIMILAR_NAME),
        (Candidate("杭州飞智云信息科技有限公司"), SIMILAR_NAME),
    ],
)
def test_each_way_of_being_the_same_is_named(candidate: Candidate, reason: object) -> None:
    assert [match.reasons for match in matches(candidate, [FZY])] == [(reason,)]


@pytest.mark.parametrize("name", ["", "杭州宏达信息科技有限公司", "信息科技有限公司", "Acme Ltd"])
def test_sharing_only_place_trade_and_form_is_no_match(name: str) -> None:
    assert matches(Candidate(name), [FZY]) == []


def test_empty_fields_do_not_meet() -> None:
    assert matches(Candidate("某某"), [Known("A2", "", "", "", "")]) == []


def test_two_valid_credit_codes_make_a_similar_name_another_company() -> None:
    other = Candidate("杭州飞致云信息科技有限公司", credit_code="91330100799655058B")
    assert reasons(other) == set()
    assert reasons(Candidate(other.name, credit_code="91330100799655058X")) == {"similar_name"}


def test_the_strongest_reason_comes_first_and_the_strongest_match_on_top() -> None:
    known = [
        Known("A3", "杭州飞致云信息科技有限公司"),
        Known("A2", "浦东建材", phone="0571 88888888"),
        FZY,
    ]
    found = matches(Candidate(FZY.name, FZY.phone, FZY.credit_code, FZY.email), known)
    assert [match.known.record_id for match in found] == ["A1", "A2", "A3"]
    assert found[0].reasons == (SAME_CREDIT_CODE, SAME_NAME, SAME_PHONE, SAME_EMAIL)
    assert found[0].strength == 1
    assert len(matches(Candidate(FZY.name), known, limit=1)) == 1


def test_a_strangers_match_is_told_without_its_name() -> None:
    (match,) = matches(Candidate("杭州飞致云信息科技有限公司"), [FZY])
    assert "飞致云" in match.said().reason("zh")
    told = match.said(is_masked=True)
    assert told.reason("zh") == "名称相近：杭州**信息科技有限公司"
    assert told.reason("en") == "Similar name: 杭州**信息科技有限公司"
    assert "核对" in told.remedy("zh")


def test_likeness_hears_homophones_and_minds_places() -> None:
    home = "上海恒泰机械有限公司"
    assert likeness(home, "上海衡泰机械有限公司") > 0.9
    assert likeness(home, "上海恒泰机械设备有限公司") > 0.85
    assert likeness(home, "上海恒泰机械有限公司") == 1
    assert 0.8 < likeness(home, "北京恒泰机械有限公司") < 0.9
    assert likeness(home, "上海宏达机械有限公司") < 0.5


def test_a_name_is_found_by_its_characters_and_by_its_initials() -> None:
    stored = set(grams("飞致云（杭州）信息科技有限公司"))
    for typed in ("飞致云", "致云", "fzy", "FZY", "杭州信息"):
        wanted = set(grams(typed, with_initials=False))
        assert len(wanted & stored) >= len(wanted) / 2, typed
    assert grams("云") == ("y", "云")
    assert grams("") == ()
    assert set(grams("Acme")) == {"ac", "cm", "me"}


@pytest.mark.parametrize(
    ("name", "shown"),
    [
        ("上海锦泽机械有限公司", "上海**机械有限公司"),
        ("飞致云（杭州）信息科技有限公司", "杭州**信息科技有限公司"),
        ("锦泽", "锦**"),
        ("Acme Trading Ltd", "A** Trading Ltd"),
        ("", "**"),
    ],
)
def test_a_company_is_masked_but_its_place_and_trade_stay(name: str, shown: str) -> None:
    assert masked(name) == shown


@pytest.mark.parametrize(
    ("phone", "shown"),
    [
        ("+86 138-0013-8000", "138****8000"),
        ("010-62345678", "010****5678"),
        ("62345678", "****78"),
        ("110", "****"),
        ("", "****"),
    ],
)
def test_a_phone_keeps_its_ends(phone: str, shown: str) -> None:
    assert masked_phone(phone) == shown


def test_people_and_mail_addresses_are_masked() -> None:
    assert masked_person("张三丰") == "张**"
    assert masked_email("Bo <bo.li@example.com>") == "b***@example.com"
    assert masked_email("nobody") == ""
