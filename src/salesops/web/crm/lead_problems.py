"""What can stand against working on a lead, giving it away or converting it."""

from salesops.kernel.problem import Wording

NAMELESS = Wording(
    "nameless_lead",
    zh=("线索没有姓名、公司，也没有电话或邮箱", "至少填写其中一项，才能联系到对方"),
    en=(
        "The lead has neither a name, a company, a phone number nor a mail address",
        "Fill in at least one of them",
    ),
)
ID_TAKEN = Wording(
    "conflict_lead_id",
    zh=("线索编号“{lead_id}”已被使用", "换一个编号，或不填编号由系统生成"),
    en=('The lead id "{lead_id}" is taken', "Choose another, or send none"),
)
UNKNOWN_REGION = Wording(
    "unknown_region",
    zh=("没有编号为“{region}”的区域", "从区域列表中选择"),
    en=('There is no region "{region}"', "Choose one of the list"),
)
UNKNOWN_PERSON = Wording(
    "unknown_person",
    zh=("没有编号为“{person}”的人员", "从人员列表中选择"),
    en=('There is no person "{person}"', "Choose one of the list"),
)
NOT_YOURS_TO_GIVE = Wording(
    "not_yours_to_give",
    zh=("您不能把记录分配给 {person}", "只能分配给自己或自己团队的成员；其他人请联系销售运营"),
    en=(
        "You cannot assign to {person}",
        "Assign to yourself or your team; ask sales operations for others",
    ),
)
HAS_LEFT = Wording(
    "has_left",
    zh=("{person} 已离职，不能接收线索", "请选择在职人员"),
    en=("{person} has left and can get no leads", "Choose somebody who works here"),
)
NO_PERSON = Wording(
    "no_person",
    zh=("您的账号没有对应的销售人员，不能领取", "请改为分配给某位销售"),
    en=("Your account stands for no seller, so you cannot take it", "Assign it to a seller"),
)
CLOSED_LEAD = Wording(
    "closed_lead",
    zh=("线索已{status}，不能再这样操作", "无效线索可以重新打开；已转化的线索可在当天撤销转化"),
    en=(
        "The lead is closed ({status})",
        "Reopen an invalid lead; undo a conversion on the same day",
    ),
)
NOT_CLOSED = Wording(
    "not_closed",
    zh=("线索没有关闭，无需重新打开", "直接继续跟进即可"),
    en=("The lead is not closed", "Simply go on working on it"),
)
NO_REASON = Wording(
    "no_reason",
    zh=("没有填写原因", "写明原因，例如：空号、无需求、重复"),
    en=("No reason is given", "Say why, for example: wrong number, no need, duplicate"),
)
ALREADY_CONVERTED = Wording(
    "already_converted",
    zh=("线索已经转化过，一条线索只能转化一次", "打开它的客户和商机继续"),
    en=("The lead was converted before, and can be only once", "Go on with its customer and deal"),
)
LIKELY_DUPLICATE = Wording(
    "likely_duplicate",
    zh=("可能已有这家客户：{names}", "请选择已有客户；确属两家时勾选“仍然新建”"),
    en=("The customer may exist already: {names}", 'Choose it, or tick "create anyway"'),
)
NO_ACCOUNT_NAME = Wording(
    "no_account_name",
    zh=("没有填写客户名称", "填写公司名称，或选择一个已有客户"),
    en=("The new customer has no name", "Fill in the company's name or choose a customer"),
)
NO_STAGE = Wording(
    "no_stage",
    zh=("还没有定义销售流程的阶段，不能创建商机", "先不创建商机，或请管理员在设置中添加阶段"),
    en=("No stages are defined, so no deal can be made", "Convert without a deal, or add stages"),
)
NOT_CONVERTED = Wording(
    "not_converted",
    zh=("线索没有被转化", "无需撤销"),
    en=("The lead was not converted", "There is nothing to undo"),
)
TOO_LATE_TO_UNDO = Wording(
    "too_late_to_undo",
    zh=("转化发生在 {day}，只能在当天撤销", "如需更正，请直接修改客户、联系人和商机"),
    en=(
        "It was converted on {day} and could be undone on that day only",
        "Correct customer, contact and deal instead",
    ),
)
BUILT_ON = Wording(
    "built_on",
    zh=("转化之后已有新的内容：{what}", "撤销会丢失它们；请直接修改客户、联系人和商机"),
    en=(
        "Something was added since: {what}",
        "Undoing would lose it; correct customer, contact and deal instead",
    ),
)
EXISTING_CUSTOMER = Wording(
    "existing_customer",
    zh=("来自已有客户，由其负责人 {person} 跟进", "如需改派，可在记录上更换负责人"),
    en=("It comes from a customer of {person}", "Change the owner to give it to another"),
    severity="warning",
)
BAD_AMOUNT = Wording(
    "bad_amount",
    zh=("“{value}”不是金额", "填写数字，例如 120000 或 120000.50"),
    en=('"{value}" is no amount', "Fill in a number such as 120000 or 120000.50"),
)
BAD_DAY = Wording(
    "bad_day",
    zh=("“{value}”不是日期", "写作 2026-01-31"),
    en=('"{value}" is no day', "Write it as 2026-01-31"),
)
NOBODY_GETS = Wording(
    "nobody_gets",
    zh=("线索“{name}”无人可接", "打开后手工分配，或调整分配规则"),
    en=('Nobody gets the lead "{name}"', "Open it and assign it by hand, or change the rules"),
)
