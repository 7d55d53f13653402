"""What about rules and webhooks cannot be done, what became of what a rule did, and what to do."""

from salesops.kernel.problem import Wording

NO_SUCH_RULE = Wording(
    "no_such_automation_rule",
    zh=("没有这条规则", "它可能已被删除，请刷新规则列表"),
    en=("There is no such rule", "It may have been deleted; load the list again"),
)
RULE_NAME_TAKEN = Wording(
    "rule_name_taken",
    zh=("已有名为“{name}”的规则", "请换一个名称"),
    en=('There is a rule called "{name}" already', "Choose another name"),
)
RULE_NAME_RESERVED = Wording(
    "rule_name_reserved",
    zh=("“{name}”是系统保留的名称", "请换一个名称"),
    en=('"{name}" is a name the system keeps for itself', "Choose another name"),
)
NOT_SETTABLE = Wording(
    "not_settable",
    zh=("规则不能修改{table}的字段“{value}”", "可以修改：{known}"),
    en=('A rule cannot set "{value}" of {table}', "It can set: {known}"),
)
NOT_GIVEN = Wording(
    "not_given",
    zh=("规则不能分配{table}", "只能分配线索、客户、商机和任务"),
    en=("A rule cannot assign {table}", "It can assign leads, customers, deals and tasks"),
)
NO_PERSON_NAMED = Wording(
    "no_person_named",
    zh=("没有说明分配给谁", "请选择人员；只有线索可以留空，由分配规则决定"),
    en=("Nobody is named to assign to", "Choose a person; only leads may be left to the rules"),
)
UNKNOWN_PERSON = Wording(
    "unknown_person",
    zh=("没有编号为“{value}”的人员", "请从列表中选择"),
    en=('There is nobody with the id "{value}"', "Choose from the list"),
)
UNKNOWN_WEBHOOK = Wording(
    "unknown_webhook",
    zh=("没有启用中的推送“{value}”", "请先在“Webhook”页建立或启用"),
    en=('There is no active webhook "{value}"', "Make it or switch it on first"),
)
EMPTY_TITLE = Wording(
    "empty_part",
    zh=("任务标题还没有填写", "请填写，或删除这一行"),
    en=("The task has no title yet", "Fill it in, or remove the row"),
)
EMPTY_MESSAGE = Wording(
    "empty_part",
    zh=("通知内容还没有填写", "请填写，或删除这一行"),
    en=("The message says nothing yet", "Fill it in, or remove the row"),
)
EMPTY_HOOK = Wording(
    "empty_part",
    zh=("还没有选择推送到哪里", "请选择，或先在“Webhook”页建立"),
    en=("No webhook is chosen yet", "Choose one, or make one first"),
)
RECORD_GONE = Wording(
    "record_gone",
    zh=("记录已不存在，未执行", "无需处理"),
    en=("The record is gone; nothing was done", "Nothing needs to be done"),
)
NOBODY = Wording(
    "nobody",
    zh=("记录没有负责人或经理，没有可通知的人", "请给记录指定负责人，或在规则中写明人员"),
    en=("The record has no such person", "Give it an owner, or name a person in the rule"),
)
NO_USER = Wording(
    "no_user",
    zh=("{who} 没有可登录的账号", "请管理员为其开通账号"),
    en=("{who} has no account to sign in", "Have an administrator make one"),
)
MAY_NOT_SEE = Wording(
    "may_not_see",
    zh=("{who} 无权查看这条记录，因此未执行", "请改为负责人、其经理或运营人员"),
    en=("{who} may not see this record, so nothing was done", "Name somebody who may"),
)
BROKE = Wording(
    "broke",
    zh=("执行时出错：{what}", "请把规则和时间告诉管理员"),
    en=("It broke: {what}", "Tell an administrator the rule and the time"),
)
UNFIT = Wording(
    "unfit",
    zh=("值不合要求：{what}", "请修改规则中的值"),
    en=("The value will not do: {what}", "Change the value in the rule"),
)
TASK_MADE = Wording("task_made", zh=("已创建任务", ""), en=("Task made", ""))
ASSIGNED = Wording("assigned", zh=("已分配给 {who}", ""), en=("Assigned to {who}", ""))
NOT_ASSIGNED = Wording(
    "not_assigned", zh=("分配规则没有选出新的人", ""), en=("The rules chose nobody else", "")
)
NOTIFIED = Wording("notified", zh=("已通知 {who}", ""), en=("Told {who}", ""))
FIELD_SET = Wording("field_set", zh=("已修改 {field}", ""), en=("{field} is set", ""))
ALREADY_SO = Wording("already_so", zh=("{field} 已是这个值", ""), en=("{field} was so already", ""))
QUEUED = Wording("queued", zh=("已排队推送", ""), en=("Queued for delivery", ""))
RULES_CHANGED = Wording(
    "conflict_rules_order",
    zh=("规则列表已被他人修改，顺序没有保存", "请刷新后再调整"),
    en=("Somebody changed the list of rules; the order is not saved", "Load it again, then order"),
)

NO_SUCH_WEBHOOK = Wording(
    "no_such_webhook",
    zh=("没有这个推送", "它可能已被删除，请刷新页面"),
    en=("There is no such webhook", "It may have been deleted; load the page again"),
)
NO_SUCH_DELIVERY = Wording(
    "no_such_delivery",
    zh=("没有这次推送", "记录保留 30 天，可能已被清理"),
    en=("There is no such delivery", "They are kept for 30 days"),
)
WEBHOOK_NAME_TAKEN = Wording(
    "webhook_name_taken",
    zh=("已有名为“{name}”的推送", "请换一个名称"),
    en=('There is a webhook called "{name}" already', "Choose another name"),
)
UNKNOWN_EVENT = Wording(
    "unknown_event",
    zh=("没有名为“{value}”的事件", "可用的事件：{known}"),
    en=('There is no event "{value}"', "There are: {known}"),
)
NO_EVENTS = Wording(
    "no_events",
    zh=("没有选择任何事件", "至少选择一个；只由规则调用的推送可选“仅规则”"),
    en=("No event is chosen", "Choose at least one, or that only rules call it"),
)
OWNER_ONLY = Wording(
    "owner_only",
    zh=("推送按其所有者的权限取数，只有运营人员能够拥有", "请由运营人员建立，管理员可以停用或删除"),
    en=(
        "A webhook tells what its owner may see, so only operations can own one",
        "Have operations make it; an administrator may switch it off or remove it",
    ),
)
