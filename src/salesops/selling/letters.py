"""What people are told of: the kinds of notices, what an event tells whom, a morning's reminder."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Literal

from salesops.kernel.problem import Language, Problem, Wording
from salesops.selling.automation import Event

Kind = Literal[
    "rule", "assigned", "task_given", "task_due", "task_overdue", "pool_warning", "unassigned",
    "import_done", "webhook_failed", "deadline_near", "deadline_missed",
    "statement_issued", "dispute_answered", "dispute_opened", "honour",
]  # fmt: skip
OPERATIONS = "role:ops"
"""The recipient that stands for everybody in sales operations."""


@dataclass(frozen=True)
class Taste:
    """By which ways somebody wants to be told of a kind."""

    in_app: bool = True
    mail: bool = False
    chat: bool = False


@dataclass(frozen=True)
class About:
    """A kind of notice: its name in both languages, its icon, how it reaches people by default."""

    zh: str
    en: str
    icon: str
    taste: Taste = Taste()

    def label(self, language: Language) -> str:
        """Its name in the language."""
        return self.zh if language == "zh" else self.en


CHATTY = Taste(chat=True)
KINDS: Mapping[Kind, About] = {
    "assigned": About("客户、线索或商机交给我", "A record was given to me", "user-plus", CHATTY),
    "task_given": About("别人给我的任务", "A task was given to me", "list-plus"),
    "task_due": About("今天到期的任务", "Tasks due today", "calendar-clock", CHATTY),
    "task_overdue": About("已逾期的任务", "Tasks overdue", "alarm-clock", CHATTY),
    "pool_warning": About(
        "客户即将退回公海", "A customer is about to go back to the pool", "droplets", CHATTY
    ),
    "deadline_near": About("期限将到", "A deadline is near", "timer", CHATTY),
    "deadline_missed": About("超过期限", "A deadline was missed", "timer-off", CHATTY),
    "statement_issued": About("薪酬对账单已发放", "A pay statement was issued", "wallet", CHATTY),
    "dispute_answered": About("薪酬申诉已答复", "A pay dispute was answered", "scale", CHATTY),
    "dispute_opened": About("有人提出薪酬申诉", "Pay was disputed", "scale"),
    "honour": About("荣誉与职级", "Honours and grades", "medal", CHATTY),
    "rule": About("自动化规则的通知", "Notices of automation rules", "zap"),
    "unassigned": About("线索无人可分配", "A lead nobody gets", "user-x", CHATTY),
    "import_done": About("导入完成或失败", "An import is finished", "upload"),
    "webhook_failed": About("推送失败", "A webhook was given up", "unplug", Taste(mail=True)),
}

_GIVEN = {
    "accounts": ("客户", "customer"),
    "leads": ("线索", "lead"),
    "deals": ("商机", "deal"),
}
ASSIGNED = {
    table: Wording(
        "assigned",
        zh=("{who}把" + zh + "“{name}”交给了您", "打开查看，尽快联系"),
        en=("{who} gave you the " + en + ' "{name}"', "Open it and get in touch soon"),
    )
    for table, (zh, en) in _GIVEN.items()
}
TASK_GIVEN = Wording(
    "task_given",
    zh=("{who}给您一项任务：{name}", "到期：{due}"),
    en=("{who} gave you a task: {name}", "Due: {due}"),
)
RULE_SAYS = Wording(
    "rule_says",
    zh=("{message}", "规则“{rule}”"),
    en=("{message}", 'By the rule "{rule}"'),
)
TASKS_DUE = Wording(
    "task_due",
    zh=("今天有 {count} 项任务到期", "{titles}"),
    en=("{count} tasks are due today", "{titles}"),
)
TASKS_OVERDUE = Wording(
    "task_overdue",
    zh=("有 {count} 项任务已逾期，最早的到期日是 {oldest}", "{titles}"),
    en=("{count} tasks are overdue, the oldest since {oldest}", "{titles}"),
)
IMPORT_DONE = Wording(
    "import_done",
    zh=("{file} 已导入：{rows} 行，拒绝 {rejected} 行", "打开查看结果和被拒绝的行"),
    en=(
        "{file} is imported: {rows} rows, {rejected} rejected",
        "Open it to see the result and what was rejected",
    ),
)
IMPORT_FAILED = Wording(
    "import_failed",
    zh=("{file} 未能导入", "{why}"),
    en=("{file} could not be imported", "{why}"),
)
STATEMENT_ISSUED = Wording(
    "statement_issued",
    zh=("{period} 的薪酬对账单已发放", "打开核对并签收；有异议请在期限内申诉"),
    en=("Your pay statement of {period} is there", "Check and acknowledge it, or dispute a line"),
)
DISPUTE_ANSWERED = Wording(
    "dispute_answered",
    zh=("您对 {period} 对账单的申诉已{zh}", "{answer}"),
    en=("Your dispute of the statement of {period} was {en}", "{answer}"),
)
DISPUTE_OPENED = Wording(
    "dispute_opened",
    zh=("{name} 对 {period} 的对账单提出申诉", "请在 {due} 前答复"),
    en=("{name} disputes the statement of {period}", "Answer by {due}"),
)
WEBHOOK_FAILED = Wording(
    "webhook_failed",
    zh=("推送“{name}”失败，已放弃：{what}", "修好对方接口后，可在“推送”页重新发送"),
    en=(
        'The webhook "{name}" failed and was given up: {what}',
        "Once the other side works again, send it once more from the page Webhooks",
    ),
)


@dataclass(frozen=True)
class Letter:
    """Something to tell: of which kind, to which person by id, in words of either language."""

    kind: Kind
    to: str
    words: Problem


@dataclass(frozen=True)
class Done:
    """What the audit knows of an event beside it: who did what, and what the record is called."""

    action: str
    subject: str
    who: str
    person_id: str | None = None


TOLD_OTHERWISE = frozenset({"warn_of_recycling", "make_task"})
"""What makes tasks and tells those whom they are about by itself."""


def letters(event: Event, done: Done, due: str = "") -> Iterator[Letter]:
    """What the event itself tells people, without any rule.

    Whoever gets a record from somebody else hears of it; whoever takes it themselves does not.
    """
    owner = event.record.get("owner_id")
    values = {"name": done.subject, "who": done.who, "due": due or "—"}
    if event.table == "tasks" and event.kind == "created":
        yield from _of_task(owner, done, values)
    elif event.table in ASSIGNED and owner and owner != done.person_id and _is_given(event, owner):
        yield Letter("assigned", str(owner), Problem(ASSIGNED[event.table], values=values))


def _of_task(owner: object, done: Done, values: Mapping[str, object]) -> Iterator[Letter]:
    if done.action not in TOLD_OTHERWISE and owner and owner != done.person_id:
        yield Letter("task_given", str(owner), Problem(TASK_GIVEN, values=values))


def _is_given(event: Event, owner: object) -> bool:
    """A record that became somebody's, at once or later, and still is."""
    return "owner_id" in event.changes and event.changes["owner_id"][1] == owner


def reminder(wording: Wording, titles: Sequence[str], oldest: str = "") -> Problem:
    """A morning's reminder of some tasks; the first few by name."""
    shown = "；".join(titles[:3]) + ("…" if len(titles) > 3 else "")
    return Problem(wording, values={"count": len(titles), "titles": shown, "oldest": oldest})


def chat_lines(kind: Kind, name: str, language: Language, *, is_own: bool) -> tuple[str, ...]:
    """What a group chat says of a notice: for whom and of which kind, and no customer's name.

    In somebody's own chat it need not say for whom.
    """
    label = KINDS[kind].label(language)
    if is_own:
        return (label,)
    return (f"致 {name}：{label}" if language == "zh" else f"For {name}: {label}",)
