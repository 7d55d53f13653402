"""Laws of keys: a key is its own key, and what people add when they write changes nothing."""

from hypothesis import given
from hypothesis import strategies as st

from salesops.kernel.identity import (
    company_key,
    company_parts,
    credit_check_digit,
    credit_code_key,
    email_key,
    is_credit_code,
    phone_key,
)

ALPHABET = "0123456789ABCDEFGHJKLMNPQRTUWXY"
PIECES = st.sampled_from(
    ["+", "86", "0086", "0", "10", "138", "0013", "8000", "-", " ", "(", "转", "ext", "６２", "400"]
)
PHONES = st.one_of(st.text(max_size=20), st.lists(PIECES, max_size=9).map("".join))
WORDS = st.sampled_from(
    ["上海", "北京市", "锦泽", "飞致云", "机械", "科技", "集团", "股份", "有限公司", "公司", "（",
     "）", " ", "Acme", "Co.", "Ltd", "GmbH", "a", "分", "S.A.", "Å", "ﬁ", "İ", "ß"]
)  # fmt: skip
NAMES = st.one_of(st.text(max_size=20), st.lists(WORDS, max_size=8).map("".join))


@given(PHONES)
def test_a_phone_key_is_its_own_key(text: str) -> None:
    assert phone_key(phone_key(text)) == phone_key(text)


@given(NAMES)
def test_a_company_key_is_its_own_key(text: str) -> None:
    assert company_key(company_key(text)) == company_key(text)


@given(st.text(max_size=30))
def test_mail_and_credit_keys_are_their_own_keys(text: str) -> None:
    assert email_key(email_key(text)) == email_key(text)
    assert credit_code_key(credit_code_key(text)) == credit_code_key(text)


@given(st.from_regex(r"1[3589][0-9]{9}", fullmatch=True).filter(lambda n: n[1:3] != "54"))
def test_a_mobile_is_one_however_the_country_is_written(mobile: str) -> None:
    dashed = f"{mobile[:3]}-{mobile[3:7]}-{mobile[7:]}"
    written = [f"+86{mobile}", f"0086 {dashed}", f"86{mobile}", f"0{mobile}", f"{dashed}转8"]
    assert {phone_key(text) for text in written} == {mobile}


@given(NAMES)
def test_a_name_with_any_letter_keeps_a_core(text: str) -> None:
    parts = company_parts(text)
    if company_key(text):
        assert parts.core


@given(st.text(ALPHABET, min_size=11, max_size=11), st.integers(100000, 999999), st.data())
def test_a_credit_code_with_one_character_changed_is_refused(
    rest: str, region: int, data: st.DataObject
) -> None:
    body = f"{rest[:2]}{region}{rest[2:]}"
    code = body + credit_check_digit(body)
    assert is_credit_code(code)
    place = data.draw(st.integers(0, 17))
    other = data.draw(st.sampled_from([c for c in ALPHABET if c != code[place]]))
    assert not is_credit_code(code[:place] + other + code[place + 1 :])
