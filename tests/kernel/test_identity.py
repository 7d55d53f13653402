"""Spellings that mean one phone, company, code or address meet; others do not."""

import pytest

from salesops.kernel.identity import (
    CompanyName,
    company_key,
    company_parts,
    credit_check_digit,
    credit_code_key,
    email_key,
    is_credit_code,
    phone_key,
)


@pytest.mark.parametrize(
    ("spellings", "key"),
    [
        # process book, TV-39
        (["+86 138-0013-8000", "0086 13800138000", "１３８００１３８０００"], "13800138000"),
        (["8613800138000", "013800138000", "电话：138 0013 8000", "+8613800138000"], "13800138000"),
        (["010-62345678", "86-010-62345678", "+86 10 62345678", "(010)62345678"], "01062345678"),
        (["010-62345678转801", "010-62345678 ext. 801", "010-62345678-801"], "01062345678"),
        (["+1 415 555 0100", "001 415-555-0100"], "14155550100"),
        (["400-810-8888", "+86 400 810 8888"], "4008108888"),
        (["+852 2345 6789", "852-2345-6789"], "85223456789"),
        (["13800138000/13900139000", "13800138000、13900139000"], "13800138000"),
        (["95588", "+86 95588"], "95588"),
        (["rubbish", "", "无", "1234", "00000000", "12" * 8, "+86 1380013800055"], ""),
    ],
)
def test_spellings_of_one_number_meet(spellings: list[str], key: str) -> None:
    assert {phone_key(spelling) for spelling in spellings} == {key}


def test_a_number_from_abroad_does_not_pass_for_a_chinese_mobile() -> None:
    assert phone_key("+1 310 555 0100") == "+13105550100"
    assert phone_key("131 0555 0100") == "13105550100"


@pytest.mark.parametrize(
    ("spellings", "key"),
    [
        # process book, TV-40
        (
            ["飞致云（杭州）信息科技有限公司", "飞致云(杭州)信息科技有限责任公司"],
            "飞致云杭州信息科技",
        ),
        (["杭州飞致云信息科技有限公司"], "杭州飞致云信息科技"),
        (["上海锦泽机械集团有限公司", "上海锦泽机械（集团）股份有限公司"], "上海锦泽机械"),
        (["Acme Trading Co., Ltd.", "ACME trading co ltd", "Ａｃｍｅ Trading Inc."], "acmetrading"),
        (["Müller GmbH & Co. KG", "müller GMBH"], "müller"),
        (["有限公司"], "有限公司"),
        (["Limited"], "limited"),
        (["", "  ", "（）"], ""),
    ],
)  # fmt: skip
def test_spellings_of_one_company_meet(spellings: list[str], key: str) -> None:
    assert {company_key(spelling) for spelling in spellings} == {key}


def test_a_branch_is_not_its_company() -> None:
    assert company_key("华为技术有限公司上海分公司") != company_key("华为技术有限公司")


@pytest.mark.parametrize(
    ("name", "parts"),
    [
        ("飞致云（杭州）信息科技有限公司", ("杭州", "飞致云", "信息科技", "有限公司")),
        ("杭州飞致云信息科技有限公司", ("杭州", "飞致云", "信息科技", "有限公司")),
        ("广东省深圳市南山区华强电子有限公司", ("广东省深圳市南山区", "华强", "电子", "有限公司")),
        ("锦泽机械（集团）股份有限公司", ("", "锦泽", "机械", "集团股份有限公司")),
        ("北京银行股份有限公司", ("", "北京", "银行", "股份有限公司")),
        ("长春藤教育有限公司", ("", "长春藤", "教育", "有限公司")),
        ("Shanghai Foo Machinery Inc", ("Shanghai", "Foo", "Machinery", "Inc")),
        ("Trading Ltd", ("", "Trading", "", "Ltd")),
        ("{有限公司", ("", "有限公司", "", "")),
        ("", ("", "", "", "")),
    ],
)
def test_a_name_is_read_in_its_parts(name: str, parts: tuple[str, str, str, str]) -> None:
    assert company_parts(name) == CompanyName(*parts)


@pytest.mark.parametrize(
    "code",
    [
        "914403001922038216",  # an enterprise
        "91330100799655058B",
        "12100000400000624D",  # an institution under the central staffing office
        "91350100M000100Y43",  # the example of the standard
        "Y1110000MA0000000U",  # registered elsewhere: refused by libraries that want 8 digits
        "N2440114MF12345672",  # a rural collective
        "A11100000000123458",
    ],
)
def test_a_legal_credit_code_is_accepted_whoever_issued_it(code: str) -> None:
    assert is_credit_code(code)
    assert credit_check_digit(code[:17]) == code[17]


@pytest.mark.parametrize(
    "code",
    [
        "914403001922038217",  # wrong check digit
        "91440300192203821",
        "91350100M000100Y4O",  # O for 0 is not guessed
        "9135O100M000100Y43",
        "91S50100M000100Y43",
        "",
    ],
)
def test_a_code_with_one_wrong_character_is_not_accepted(code: str) -> None:
    assert not is_credit_code(code)


def test_a_credit_code_is_read_in_full_width_and_with_spaces() -> None:
    assert credit_code_key(" ９１３５０１００-m000 100y43\n") == "91350100M000100Y43"
    assert is_credit_code("９１３５０１００ｍ０００１００Ｙ４３")


@pytest.mark.parametrize(
    ("text", "key"),
    [
        ("Bo <Bo.Li@Example.COM>", "bo.li@example.com"),
        ("mailto:bo@example.com", "bo@example.com"),
        ("ｂｏ＠example．com", "bo@example.com"),
        ("bo@example", ""),
        ("bo example.com", ""),
        ("", ""),
        (f"{'b' * 300}@example.com", ""),
    ],
)
def test_a_mail_address_is_one_whatever_stands_around_it(text: str, key: str) -> None:
    assert email_key(text) == key
