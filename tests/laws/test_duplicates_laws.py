"""Laws of duplicates: likeness is fair, order does not matter, and a mask hides the name."""

from hypothesis import given
from hypothesis import strategies as st

from salesops.kernel.identity import company_key, company_parts
from salesops.selling.duplicates import (
    Candidate,
    Known,
    likeness,
    masked,
    masked_phone,
    matches,
)

PLACES = st.sampled_from(["", "上海", "北京市", "杭州"])
CORES = st.text("锦绵泽择鑫恒衡宏达飞致云", min_size=2, max_size=4)
TRADES = st.sampled_from(["", "机械", "信息科技", "商贸"])
FORMS = st.sampled_from(["有限公司", "股份有限公司", "集团有限公司", ""])
NAMES = st.builds("".join, st.tuples(PLACES, CORES, TRADES, FORMS))
PHONES = st.sampled_from(["", "13800138000", "+86 138 0013 8000", "010-62345678"])
KNOWN = st.builds(Known, st.uuids().map(str), NAMES, PHONES)
CANDIDATES = st.builds(Candidate, NAMES, PHONES)


@given(st.one_of(NAMES, st.text(max_size=8)), st.one_of(NAMES, st.text(max_size=8)))
def test_likeness_is_the_same_both_ways_and_whole_for_equal_keys(one: str, other: str) -> None:
    assert likeness(one, other) == likeness(other, one)
    assert 0 <= likeness(one, other) <= 1
    if company_key(one):
        assert likeness(one, one) == 1


@given(CANDIDATES, st.lists(KNOWN, max_size=6, unique_by=lambda k: k.record_id), st.randoms())
def test_the_order_records_are_fetched_in_does_not_matter(
    candidate: Candidate, known: list[Known], random: object
) -> None:
    shuffled = list(known)
    random.shuffle(shuffled)  # type: ignore[attr-defined]
    assert matches(candidate, shuffled) == matches(candidate, known)


@given(CANDIDATES, st.lists(KNOWN, max_size=6, unique_by=lambda k: k.record_id))
def test_strengths_fall_down_the_list_and_every_match_has_a_reason(
    candidate: Candidate, known: list[Known]
) -> None:
    found = matches(candidate, known, limit=len(known) or 1)
    strengths = [match.strength for match in found]
    assert strengths == sorted(strengths, reverse=True)
    assert all(match.reasons and 0 < match.strength <= 1 for match in found)


@given(NAMES)
def test_no_mask_shows_the_core_of_a_name(name: str) -> None:
    parts = company_parts(name)
    assert parts.core not in masked(name)


@given(st.from_regex(r"(\+86)?[0-9]{5,11}", fullmatch=True))
def test_no_mask_shows_a_number_one_could_call(number: str) -> None:
    digits = sum(c.isdigit() for c in number)
    assert sum(c.isdigit() for c in masked_phone(number)) <= max(0, digits - 3)
