"""Who a new name may already be: likely matches with their reasons, and what strangers may see."""

import unicodedata
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from functools import lru_cache

from salesops.kernel.identity import (
    company_key,
    company_parts,
    credit_code_key,
    email_key,
    is_credit_code,
    phone_key,
)
from salesops.kernel.problem import Problem, Wording

HIDDEN = "**"
# What each part of a name says about who it is. The core is the company's own word; a trade or
# place that one side leaves out says nothing, so it leaves the weighing.
CORE, TRADE, PLACE = 0.6, 0.25, 0.15
SOUNDS_ALIKE = 0.9
LIKELY = 0.7
LIKENESS_IS_NOT_PROOF = 0.9

SAME_CREDIT_CODE = Wording(
    "same_credit_code",
    zh=("统一社会信用代码相同：{name}", "这是同一家企业，请打开已有记录，不要新建"),
    en=("Same unified social credit code: {name}", "It is the same company: open that record"),
)
SAME_NAME = Wording(
    "same_name",
    zh=("名称相同（不计括号与公司类型）：{name}", "请先打开已有记录确认；确属两家时再新建"),
    en=("Same name but for brackets and legal form: {name}", "Look at that record before adding"),
)
SAME_PHONE = Wording(
    "same_phone",
    zh=("电话相同：{name}", "请确认是否同一家客户，或共用总机"),
    en=("Same phone number: {name}", "Check whether it is the same customer or a shared line"),
)
SAME_EMAIL = Wording(
    "same_email",
    zh=("邮箱相同：{name}", "请确认是否同一位联系人"),
    en=("Same mail address: {name}", "Check whether it is the same person"),
)
SIMILAR_NAME = Wording(
    "similar_name",
    zh=("名称相近：{name}", "可能是同一家客户的另一种写法，请核对"),
    en=("Similar name: {name}", "It may be the same customer written differently: compare"),
    severity="warning",
)
STRENGTHS = {"same_credit_code": 1.0, "same_name": 0.95, "same_phone": 0.9, "same_email": 0.85}


@dataclass(frozen=True)
class Candidate:
    """What somebody has typed so far."""

    name: str = ""
    phone: str = ""
    credit_code: str = ""
    email: str = ""


@dataclass(frozen=True)
class Known:
    """A record that may be the same: an account, lead or contact found by key or by grams."""

    record_id: str
    name: str
    phone: str = ""
    credit_code: str = ""
    email: str = ""
    table: str = "accounts"


@dataclass(frozen=True)
class Match:
    """A known record with every reason to think of it, strongest first, and how strong (0–1)."""

    known: Known
    reasons: tuple[Wording, ...]
    strength: float

    def said(self, *, is_masked: bool = False) -> Problem:
        """The strongest reason as a sentence, the name masked for who may not see the record."""
        name = masked(self.known.name) if is_masked else self.known.name
        return Problem(self.reasons[0], values={"name": name})

    @property
    def is_sure(self) -> bool:
        """Whether it is the same one beyond reasonable doubt: by credit code, or name and phone."""
        return SAME_CREDIT_CODE in self.reasons or {SAME_NAME, SAME_PHONE} <= set(self.reasons)


def matches(candidate: Candidate, known: Iterable[Known], limit: int = 5) -> list[Match]:
    """The records the candidate may be, likeliest first, at most so many.

    Two different valid credit codes are two companies, so then a similar name says nothing.
    """
    found = [match for one in known if (match := _match(candidate, one))]
    return sorted(found, key=lambda m: (-m.strength, m.known.table, m.known.record_id))[:limit]


def _match(candidate: Candidate, known: Known) -> Match | None:
    reasons = [wording for wording, is_so in _exact(candidate, known) if is_so]
    strengths = [STRENGTHS[wording.code] for wording in reasons]
    if SAME_NAME not in reasons and not _are_two_companies(candidate, known):
        alike = likeness(candidate.name, known.name)
        if alike >= LIKELY:
            reasons.append(SIMILAR_NAME)
            strengths.append(alike * LIKENESS_IS_NOT_PROOF)
    if not reasons:
        return None
    ranked = sorted(zip(strengths, reasons, strict=True), key=lambda pair: -pair[0])
    return Match(known, tuple(wording for _, wording in ranked), ranked[0][0])


def _exact(candidate: Candidate, known: Known) -> list[tuple[Wording, bool]]:
    return [
        (SAME_CREDIT_CODE, _meet(credit_code_key, candidate.credit_code, known.credit_code)),
        (SAME_NAME, _meet(company_key, candidate.name, known.name)),
        (SAME_PHONE, _meet(phone_key, candidate.phone, known.phone)),
        (SAME_EMAIL, _meet(email_key, candidate.email, known.email)),
    ]


def _meet(key: Callable[[str], str], one: str, other: str) -> bool:
    return bool(key(one)) and key(one) == key(other)


def _are_two_companies(candidate: Candidate, known: Known) -> bool:
    codes = {credit_code_key(candidate.credit_code), credit_code_key(known.credit_code)}
    return len(codes) == 2 and all(map(is_credit_code, codes))


def likeness(one: str, other: str) -> float:
    """How alike two company names are, 0–1, by their parts; 1 for equal keys.

    Compared by characters (rapidfuzz's normalised indel ratio), never by bytes, and by sound:
    泽 and 择 are one syllable. Places that differ speak against, places left out do not.
    """
    if not company_key(one) or not company_key(other):
        return 0.0
    if company_key(one) == company_key(other):
        return 1.0
    a, b = company_parts(one), company_parts(other)
    weighed = [(CORE, _core_likeness(a.core, b.core))]
    weighed += [(TRADE, _ratio(a.trade, b.trade))] if a.trade and b.trade else []
    weighed += [(PLACE, _ratio(a.place, b.place))] if a.place and b.place else []
    return sum(weight * share for weight, share in weighed) / sum(w for w, _ in weighed)


def _core_likeness(one: str, other: str) -> float:
    by_character = _ratio(one, other)
    if by_character < 1 and syllables(one) == syllables(other):
        return max(by_character, SOUNDS_ALIKE)
    return by_character


def _ratio(one: str, other: str) -> float:
    from rapidfuzz import fuzz

    return fuzz.ratio(one.casefold(), other.casefold()) / 100


@lru_cache(maxsize=4096)
def syllables(text: str) -> tuple[str, ...]:
    """The text as it sounds: a syllable a Chinese character, everything else as it stands."""
    from pypinyin import lazy_pinyin

    return tuple(lazy_pinyin(text.casefold()))


def grams(name: str, *, with_initials: bool = True) -> tuple[str, ...]:
    """The pairs of neighbouring characters a name is found by, and those of its pinyin initials.

    Index a record by all of them; search by those of what was typed, `with_initials=False`:
    "fzy" then finds 飞致云, and 致云 does too. A single character is its own gram.
    """
    key = company_key(name)
    found = _pairs(key)
    if with_initials and not key.isascii():
        found |= _pairs("".join(sound[:1] for sound in syllables(key)))
    return tuple(sorted(found))


def _pairs(text: str) -> set[str]:
    return {text} if len(text) == 1 else {text[i : i + 2] for i in range(len(text) - 1)}


def masked(name: str) -> str:
    """A company's name for somebody who may not see it: 上海**机械有限公司, A** Trading Ltd."""
    parts = company_parts(name)
    if not parts.core:
        return HIDDEN
    if parts.core.isascii():
        words = [parts.place, parts.core[0] + HIDDEN, parts.trade, parts.form]
        return " ".join(word for word in words if word)
    shown = HIDDEN if parts.place or parts.trade else parts.core[0] + HIDDEN
    return parts.place + shown + parts.trade + parts.form


def masked_person(name: str) -> str:
    """A person's name for a stranger: the first character and no more."""
    told = name.strip()
    return told[:1] + HIDDEN


def masked_phone(phone: str) -> str:
    """A number for a stranger: 138****8000; of a short one only the last two digits."""
    digits = "".join(c for c in unicodedata.normalize("NFKC", phone) if c in "0123456789")
    if len(digits) < 10:
        return "****" + (digits[-2:] if len(digits) >= 6 else "")
    return f"{(phone_key(phone) or digits).removeprefix('+')[:3]}****{digits[-4:]}"


def masked_email(email: str) -> str:
    """A mail address for a stranger: b***@example.com."""
    local, _, domain = email_key(email).rpartition("@")
    return f"{local[0]}***@{domain}" if local else ""
