"""Industries of GB/T 4754—2017: all there, each once, and found by what people write."""

import pytest

from salesops.kernel.industries import industries, industry_name, industry_of, offered


def test_there_are_twenty_sections_and_ninety_seven_divisions():
    sections = [one for one in industries() if one.is_section]
    assert "".join(one.code for one in sections) == "ABCDEFGHIJKLMNOPQRST"
    divisions = [one.code[1:] for one in industries() if not one.is_section]
    assert divisions == [f"{number:02}" for number in range(1, 98)]


@pytest.mark.parametrize(
    ("code", "zh"),
    [
        ("A05", "农、林、牧、渔专业及辅助性活动"),  # 农、林、牧、渔服务业 in the edition of 2011
        ("C25", "石油、煤炭及其他燃料加工业"),
        ("G59", "装卸搬运和仓储业"),
        ("N79", "土地管理业"),
        ("O80", "居民服务业"),
        ("T97", "国际组织"),
    ],
)
def test_codes_and_names_are_those_of_2017_and_not_of_2011(code, zh):
    assert industry_of(code).zh == zh and industry_of(zh).code in (code, code[0])


@pytest.mark.parametrize("text", ["C34", "34", "通用设备制造业", "General-purpose machinery"])
def test_an_industry_is_known_by_code_and_by_either_name(text):
    assert industry_of(text).code == "C34"


def test_a_name_shared_by_section_and_division_means_the_division():
    assert industry_of("教育").code == "P83" and industry_of("房地产业").code == "K70"


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("机械制造", "C34"), ("化工", "C26"), ("软件", "I65"), ("医药", "C27"), ("汽车", "C36"),
        ("software", "I65"), ("纺织", "C17"), ("保险", "J68"), ("仓储", "G59"),
    ],
)  # fmt: skip
def test_free_text_is_offered_the_code_it_means(text, code):
    assert code in [one.code for one in offered(text)][:2]


def test_text_that_means_nothing_is_offered_nothing_and_stays():
    assert offered("§§§") == [] and industry_of("制造") is None
    assert industry_name("某种行业", "en") == "某种行业"
    assert industry_name("通用设备制造业", "en") == "General-purpose machinery"
