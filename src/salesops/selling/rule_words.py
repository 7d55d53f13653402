"""Rules in words: what a rule waits for, asks and does, as a sentence in either language."""

from collections.abc import Callable, Mapping

from salesops.kernel.problem import Language
from salesops.selling.automation import (
    MANAGER,
    OWNER,
    Action,
    Assign,
    CallWebhook,
    Condition,
    CreateTask,
    Notify,
    Rule,
    SetField,
)
from salesops.selling.comparing import VALUELESS

TABLES: Mapping[str, tuple[str, str]] = {
    "leads": ("线索", "lead"),
    "accounts": ("客户", "customer"),
    "contacts": ("联系人", "contact"),
    "deals": ("商机", "deal"),
    "activities": ("跟进记录", "activity"),
    "tasks": ("任务", "task"),
}
KINDS: Mapping[str, tuple[str, str]] = {
    "created": ("新建时", "is new"),
    "changed": ("变更时", "is changed"),
    "daily": ("每天检查", "every day"),
}
OPERATORS: Mapping[str, tuple[str, str]] = {
    "is": ("是", "is"),
    "is_not": ("不是", "is not"),
    "contains": ("包含", "contains"),
    "at_least": ("至少", "is at least"),
    "at_most": ("至多", "is at most"),
    "is_empty": ("为空", "is empty"),
    "is_not_empty": ("不为空", "is not empty"),
    "changed": ("有变化", "has changed"),
    "changed_to": ("变为", "has become"),
    "changed_from": ("原来是", "was before"),
    "older_than_days": ("早于几天前", "is older than so many days"),
}
VERBS: Mapping[str, tuple[str, str]] = {
    "create_task": ("创建任务", "Create a task"),
    "assign": ("分配给", "Assign"),
    "notify": ("发通知", "Notify"),
    "set_field": ("修改字段", "Set a field"),
    "call_webhook": ("调用推送", "Call a webhook"),
}
Named = Callable[[str], str]
"""What a field, a person or a value is called by its code."""


def word(pair: tuple[str, str], language: Language) -> str:
    """The one of two words that is of the language."""
    return pair[0] if language == "zh" else pair[1]


def waits_for(rule: Rule, language: Language) -> str:
    """What the rule waits for."""
    table = word(TABLES.get(rule.when.table, (rule.when.table,) * 2), language)
    kind = word(KINDS[rule.when.kind], language)
    if language == "zh":
        return f"{kind}{table}" if rule.when.kind == "daily" else f"{table}{kind}"
    return f"every {table}, every day" if rule.when.kind == "daily" else f"a {table} {kind}"


def asks(condition: Condition, field: Named, language: Language) -> str:
    """One condition."""
    name = field(condition.field)
    if condition.operator == "older_than_days":
        days = condition.value
        return f"{name}早于 {days} 天前" if language == "zh" else f"{name} over {days} days ago"
    operator = word(OPERATORS[condition.operator], language)
    gap = "" if language == "zh" else " "
    if condition.operator in VALUELESS:
        return f"{name}{gap}{operator}"
    value = f"“{condition.value}”" if language == "zh" else f'"{condition.value}"'
    return f"{name}{gap}{operator}{gap}{value}"


def does(action: Action, field: Named, person: Named, language: Language) -> str:
    """One action."""
    zh = language == "zh"
    if isinstance(action, CreateTask):
        who, days = _who(action.assignee, person, zh=zh), action.due_in_workdays
        if zh:
            return f"给{who}创建任务“{action.title}”，{days} 个工作日内完成"
        return f'task for {who}: "{action.title}", due in {days} working days'
    if isinstance(action, Assign):
        if not action.person_id:
            return "按分配规则分配" if zh else "assign by the assignment rules"
        who = person(action.person_id)
        return f"分配给{who}" if zh else f"assign to {who}"
    if isinstance(action, Notify):
        who = _who(action.to, person, zh=zh)
        return f"通知{who}：“{action.message}”" if zh else f'tell {who}: "{action.message}"'
    return _sets(action, field, zh=zh)


def _sets(action: SetField | CallWebhook, field: Named, *, zh: bool) -> str:
    if isinstance(action, SetField):
        name = field(action.field)
        return f"把{name}改为“{action.value}”" if zh else f'set {name} to "{action.value}"'
    return f"推送到“{action.webhook}”" if zh else f'send it to the webhook "{action.webhook}"'


def _who(whom: str, person: Named, *, zh: bool) -> str:
    if whom == OWNER:
        return "负责人" if zh else "the owner"
    if whom == MANAGER:
        return "负责人的经理" if zh else "the owner's manager"
    return person(whom)


def sentence(rule: Rule, field: Named, person: Named, language: Language) -> str:
    """The whole rule: when, if, then."""
    zh = language == "zh"
    conditions = ("，且" if zh else ", and ").join(
        asks(c, field, language) for c in rule.conditions
    )
    actions = ("；" if zh else "; ").join(does(a, field, person, language) for a in rule.actions)
    condition = f"{'，且' if zh else ', if '}{conditions}" if conditions else ""
    return f"{waits_for(rule, language)}{condition} → {actions}"
