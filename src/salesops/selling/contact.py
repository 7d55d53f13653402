"""What counts as contact with a customer, and what calls, visits and messages are called."""

from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache

from salesops.kernel.problem import Language


@dataclass(frozen=True)
class Name:
    """A code, what people call it in both languages, and other words sources use for it."""

    code: str
    zh: str
    en: str
    words: frozenset[str] = frozenset()

    def label(self, language: Language) -> str:
        """What people call it."""
        return self.zh if language == "zh" else self.en


def _name(code: str, zh: str, en: str, words: str = "") -> Name:
    said = {code, zh.casefold(), en.casefold(), *words.split("|")} - {""}
    return Name(code, zh, en, frozenset(said))


KINDS = (
    _name("call", "电话", "Call", "通话|呼叫|电联|致电|手机|phone|phone call|telephone|tel"),
    _name("visit", "拜访", "Visit", "上门|上门拜访|回访|客户拜访|现场|on-site visit|onsite"),
    _name("meeting", "会议", "Meeting", "开会|线上会议|视频会议|洽谈|video|online meeting"),
    _name("message", "微信", "Message", "消息|短信|企业微信|钉钉|飞书|wechat|sms|chat|im|text"),
    _name("mail", "邮件", "Mail", "电子邮件|邮箱|email|e-mail"),
    _name("service", "售后服务", "After-sales", "售后|维修|安装|调试|投诉|service|support|repair"),
)
DIRECTIONS = (
    _name("outbound", "我方主动", "Ours", "out|呼出|去电|outgoing|发出|主动|sent"),
    _name("inbound", "客户主动", "Theirs", "in|呼入|来电|incoming|收到|received"),
)
OUTCOMES = (
    _name("interested", "有意向", "Interested", "感兴趣|positive"),
    _name("follow_up", "需再跟进", "To follow up", "继续跟进|follow up"),
    _name("appointment", "已约下次拜访", "Next visit agreed", "已约|已预约|booked"),
    _name("no_need", "暂无需求", "No need now", "无需求|无意向|not interested|negative"),
    _name(
        "not_reached", "未接通", "Not reached",
        "未联系上|无人接听|没人接|拒接|关机|空号|占线|未接|no answer|not reached|busy|voicemail"
        "|bounced|undelivered|退信",
    ),
)  # fmt: skip
NOT_REACHED = "not_reached"
NOT_REACHED_WORDS = next(one.words for one in OUTCOMES if one.code == NOT_REACHED)
# A visit or a meeting in person needs no telling who turned to whom.
TOGETHER = frozenset({"visit", "meeting", "service"})
LONGEST_FREE_TEXT = 50


@dataclass(frozen=True)
class Doing:
    """One call, visit, mail, message or meeting, as far as it decides over contact."""

    kind: str
    direction: str = ""
    outcome: str = ""
    is_automatic: bool = False


def reaches(activity: Doing) -> bool:
    """Whether it is contact: ours, by a human, and they were reached.

    What they send us never counts, nor does a reply no human wrote; a call counts when what came
    of it is known.
    """
    kind, direction = kind_code(activity.kind), direction_code(activity.direction)
    outcome = outcome_code(activity.outcome)
    if activity.is_automatic or direction == "inbound" or outcome == NOT_REACHED:
        return False
    if direction == "" and kind not in TOGETHER:
        return False
    return bool(outcome) or kind != "call"


@lru_cache(1024)
def kind_code(text: str) -> str:
    """The code of a kind named in any words we know; other words as they are."""
    return _code(KINDS, text)


@lru_cache(1024)
def direction_code(text: str) -> str:
    """`outbound`, `inbound`, or nothing when it is not said in words we know."""
    found = _code(DIRECTIONS, text)
    return found if found in {"outbound", "inbound"} else ""


@lru_cache(1024)
def outcome_code(text: str) -> str:
    """The code of an outcome named in any words we know; other words as they are."""
    return _code(OUTCOMES, text)


def kind_label(code: str, language: Language) -> str:
    """What people call the kind; a company's own word for one as it is."""
    return _label(KINDS, code, language)


def outcome_label(code: str, language: Language) -> str:
    """What people call the outcome; a company's own word for one as it is."""
    return _label(OUTCOMES, code, language)


def choices(names: Iterable[Name], language: Language) -> list[tuple[str, str]]:
    """The codes with their labels, for a form."""
    return [(name.code, name.label(language)) for name in names]


def _code(names: Iterable[Name], text: str) -> str:
    said = " ".join(text.split()).casefold()
    return next((name.code for name in names if said in name.words), " ".join(text.split()))


def _label(names: Iterable[Name], code: str, language: Language) -> str:
    return next((name.label(language) for name in names if name.code == code), code)
