"""What can stand against claiming a customer, giving it back or changing a pool's rule."""

from salesops.kernel.problem import Wording

NO_SUCH_POOL = Wording(
    "no_such_pool",
    zh=("没有编号为“{pool}”的公海", "从公海列表中选择"),
    en=('There is no pool "{pool}"', "Choose one of the list"),
)
NOT_IN_POOL = Wording(
    "not_in_pool",
    zh=("客户“{name}”刚刚被别人领取了", "请选择公海中的另一个客户"),
    en=('The customer "{name}" has just been taken by somebody else', "Choose another one"),
)
NO_CLAIMANT = Wording(
    "no_claimant",
    zh=("您的账号没有对应的销售人员，不能领取客户", "请把客户分配给某位销售"),
    en=("Your account stands for no seller, so you cannot claim", "Give the customer to a seller"),
)
NOT_HELD = Wording(
    "not_held",
    zh=("客户“{name}”没有负责人，不能退回", "它可能已经在公海中"),
    en=('The customer "{name}" has no owner to return it', "It may be in a pool already"),
)
NO_POOL_FITS = Wording(
    "no_pool_fits",
    zh=(
        "没有公海接收这个客户（等级“{klass}”，区域“{region}”）",
        "请销售运营添加一个范围包含它的公海",
    ),
    en=(
        'No pool takes this customer (class "{klass}", region "{region}")',
        "Ask sales operations for a pool that covers it",
    ),
)
NO_RETURN_REASON = Wording(
    "no_return_reason",
    zh=("没有填写退回原因", "写明原因，例如：预算取消、联系不上、不归我负责的区域"),
    en=("No reason is given", "Say why, for example: no budget, cannot be reached, not my region"),
)
UNFIT_RECEIVER = Wording(
    "unfit_receiver",
    zh=("不能把客户交给 {person}", "选择在职的、您可以分配的人员"),
    en=("The customer cannot be given to {person}", "Choose somebody here whom you may give to"),
)
NOT_THAT_POOL = Wording(
    "not_that_pool",
    zh=("客户“{name}”不在公海中，不能转移", "先退回公海"),
    en=('The customer "{name}" is in no pool', "Return it to a pool first"),
)
POOL_NAME_TAKEN = Wording(
    "pool_name_taken",
    zh=("已有名为“{name}”的公海", "换一个名称"),
    en=('There is already a pool "{name}"', "Choose another name"),
)
POOL_IN_USE = Wording(
    "pool_in_use",
    zh=("公海“{name}”里还有 {count} 个客户，不能停用", "先把客户转移到另一个公海"),
    en=('There are {count} customers in the pool "{name}"', "Move them to another pool first"),
)
BAD_NUMBER = Wording(
    "bad_number",
    zh=("“{value}”不是合适的数字", "填写 0 到 {most} 之间的整数，或留空"),
    en=('"{value}" will not do', "Fill in a whole number from 0 to {most}, or nothing"),
)
RULE_NAME_TAKEN = Wording(
    "rule_name_taken",
    zh=("有两条规则都叫“{name}”", "给每条规则不同的名称"),
    en=('Two rules are called "{name}"', "Give each its own name"),
)
RULE_NAMELESS = Wording(
    "rule_nameless",
    zh=("规则没有名称", "给规则起一个名称，分配原因里会写出它"),
    en=("The rule has no name", "Name it: reasons will quote the name"),
)
RULE_OF_NOBODY = Wording(
    "rule_of_nobody",
    zh=("规则“{name}”没有可分配的人员", "选择人员或团队"),
    en=('The rule "{name}" gives to nobody', "Choose people or teams"),
)
NO_SUCH_RULE = Wording(
    "no_such_rule",
    zh=("这条规则已不存在", "刷新页面后再试"),
    en=("The rule is no longer there", "Load the page again"),
)
RULES_CHANGED = Wording(
    "conflict_rules",
    zh=("有人刚刚改了分配规则", "核对现在的规则后再保存；您填写的内容都还在"),
    en=("Somebody has just changed the rules", "Look at them and save again; your text is kept"),
)
