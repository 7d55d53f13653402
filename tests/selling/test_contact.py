"""What counts as contact: ours, by a human, and they were reached."""

import pytest

from salesops.selling.contact import (
    KINDS,
    OUTCOMES,
    Doing,
    direction_code,
    kind_code,
    kind_label,
    outcome_code,
    outcome_label,
    reaches,
)


def test_a_mail_we_sent_is_contact_and_a_mail_we_received_is_not() -> None:
    assert reaches(Doing("mail", "out"))
    assert not reaches(Doing("mail", "in"))
    assert not reaches(Doing("邮件", "收到", "有意向"))


def test_what_a_machine_sent_is_no_contact() -> None:
    assert not reaches(Doing("mail", "out", is_automatic=True))


def test_a_call_counts_once_it_is_known_what_came_of_it() -> None:
    assert not reaches(Doing("call", "out"))
    assert reaches(Doing("call", "out", "interested"))
    assert reaches(Doing("电话", "呼出", "客户在开会，约下午"))


@pytest.mark.parametrize("said", ["not_reached", "未接通", "No answer", "空号", "退信"])
def test_nobody_was_reached_whatever_a_source_calls_it(said: str) -> None:
    assert not reaches(Doing("call", "out", said))
    assert not reaches(Doing("mail", "out", said))


def test_a_visit_needs_no_direction_but_a_message_does() -> None:
    assert reaches(Doing("visit"))
    assert reaches(Doing("会议"))
    assert not reaches(Doing("message"))
    assert not reaches(Doing("mail", "whatever"))


def test_words_of_sources_stand_for_the_codes_and_others_stay_as_they_are() -> None:
    assert [kind_code(word) for word in ("电话", "拜访", "微信", "邮件", "会议")] == [
        "call", "visit", "message", "mail", "meeting",
    ]  # fmt: skip
    assert kind_code(" E-Mail ") == "mail"
    assert kind_code("扫街") == kind_label("扫街", "en") == "扫街"
    assert direction_code("outbound") == direction_code("呼出") == "outbound"
    assert direction_code("sideways") == ""
    assert outcome_code("需再跟进") == "follow_up"
    assert outcome_label("follow_up", "zh") == "需再跟进"


@pytest.mark.parametrize("names", [KINDS, OUTCOMES])
def test_no_word_stands_for_two_codes_and_every_label_for_its_own(names: tuple) -> None:
    words = [word for name in names for word in name.words]
    assert len(words) == len(set(words))
    code = kind_code if names is KINDS else outcome_code
    for name in names:
        assert code(name.zh) == code(name.en) == name.code
