"""What may be written down as done or to be done: checks of activities and tasks, with reasons."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Literal

from salesops.kernel.problem import Wording
from salesops.selling.contact import KINDS

ABOUT_NOTHING = Wording(
    "about_nothing",
    zh=("没有说明是关于哪个客户、联系人、商机或线索", "至少选择一个后再保存"),
    en=("It is about no customer, contact, deal or lead", "Choose at least one and save again"),
)
ABOUT_TWO = Wording(
    "about_two",
    zh=("所选的{what}属于另一个客户", "去掉其中一个，或分别记录"),
    en=("The {what} belongs to another customer", "Leave one of them out, or record both apart"),
)
IN_FUTURE = Wording(
    "in_future",
    zh=("发生时间 {at} 还没有到", "已经发生的才能记录；计划中的请建任务"),
    en=("{at} has not come yet", "Record what has happened; make a task of what is planned"),
)
LONG_AGO = Wording(
    "long_ago",
    zh=("发生时间 {at} 太早了，1990 年以前的不记录", "检查年份"),
    en=("{at} is too long ago: nothing before 1990 is recorded", "Check the year"),
)
UNKNOWN_KIND = Wording(
    "unknown_kind",
    zh=("没有名为“{kind}”的跟进方式", "可用：{known}"),
    en=('There is no kind of activity "{kind}"', "These are known: {known}"),
)
NOT_YOUR_PERSON = Wording(
    "not_your_person",
    zh=("您不能以这个人的名义记录或派任务", "请选自己或本团队的人"),
    en=("You may not record or assign this for that person", "Choose yourself or your own team"),
)
NOT_YOURS_TO_CHANGE = Wording(
    "not_yours_to_change",
    zh=("这条记录由别人负责，您可以看，但不能改", "请联系负责人或其经理"),
    en=("This is somebody else's: you may read it, not change it", "Ask them or their manager"),
)
EMPTY_TITLE = Wording(
    "empty_title",
    zh=("任务没有写要做什么", "写一句话后再保存"),
    en=("The task does not say what to do", "Write a few words and save again"),
)
EMPTY_NOTE = Wording(
    "empty_note",
    zh=("备注是空的", "写点内容后再保存"),
    en=("The note is empty", "Write something and save again"),
)
TOO_LARGE = Wording(
    "file_too_large",
    zh=("文件“{name}”超过 {limit} MB", "压缩或拆分后再上传"),
    en=('The file "{name}" is larger than {limit} MB', "Compress or split it and upload again"),
)
EMPTY_FILE = Wording(
    "file_empty",
    zh=("文件“{name}”是空的", "检查文件后重新上传"),
    en=('The file "{name}" is empty', "Check it and upload it again"),
)

# Clocks of two machines differ by a little.
CLOCKS_DIFFER = timedelta(minutes=2)
FIRST_YEAR = 1990
When = Literal["overdue", "today", "week", "later", "undated"]
WHENS: tuple[When, ...] = ("overdue", "today", "week", "later", "undated")


@dataclass(frozen=True)
class Flaw:
    """What is wrong with what somebody wants to write down, and in which field."""

    wording: Wording
    field: str
    values: tuple[tuple[str, object], ...] = ()


def known_kinds() -> tuple[str, ...]:
    """The codes of the kinds people may choose."""
    return tuple(kind.code for kind in KINDS)


def activity_flaw(
    kind: str, happened_at: datetime, now: datetime, about: Collection[str | None]
) -> Flaw | None:
    """Why this cannot be recorded as done; nothing when it can."""
    if kind not in known_kinds():
        return Flaw(UNKNOWN_KIND, "kind", (("kind", kind), ("known", ", ".join(known_kinds()))))
    if not any(about):
        return Flaw(ABOUT_NOTHING, "account_id")
    if happened_at.year < FIRST_YEAR:
        return Flaw(LONG_AGO, "happened_at", (("at", f"{happened_at:%Y-%m-%d}"),))
    if happened_at > now + CLOCKS_DIFFER:
        return Flaw(IN_FUTURE, "happened_at", (("at", f"{happened_at:%Y-%m-%d %H:%M}"),))
    return None


def when_due(due_at: datetime | None, now: datetime) -> When:
    """Under which heading of the day an open task stands; both times are of the same zone.

    A task due later today is not overdue; the week ends on Sunday.
    """
    if due_at is None:
        return "undated"
    if due_at < now:
        return "overdue"
    day, today = due_at.date(), now.date()
    if day == today:
        return "today"
    return "week" if day <= _sunday(today) else "later"


def _sunday(day: date) -> date:
    return day + timedelta(days=6 - day.weekday())
