"""What cannot be done to customers and the people there."""

from salesops.kernel.problem import Wording

NO_SUCH_PERSON = Wording(
    "no_such_person",
    zh=("没有工号为“{person}”的在职人员，或不在您的团队", "从列表中选一位同事"),
    en=('There is nobody "{person}" in your reach who works here.', "Choose somebody listed"),
)
MERGED_AWAY = Wording(
    "merged_away",
    zh=("该客户已并入“{name}”", "打开“{name}”修改；需要时先撤销合并"),
    en=('This customer was merged into "{name}".', "Change that one, or undo the merge first"),
)
SURE_DUPLICATE = Wording(
    "duplicate",
    zh=("系统里已有同一家客户：{names}", "打开已有记录；确属两家时，写明理由再保存"),
    en=("This customer is there already: {names}.", "Open that record, or say why it is another"),
)
NO_LAST_OWNER = Wording(
    "no_last_owner",
    zh=("之前没有负责人", "如需放回公海，在客户页面退回"),
    en=("Nobody had it before.", "Return it to the pool on its page if need be"),
)
SELF_RELATED = Wording(
    "related_to_itself",
    zh=("客户不能与自己关联", "选择另一家公司"),
    en=("A customer cannot be related to itself.", "Choose another company"),
)
NO_REASON = Wording(
    "no_reason",
    zh=("没有写明理由", "写一句为什么仍要新建"),
    en=("No reason is given.", "Say in a sentence why it is another customer"),
)
UNKNOWN_FIELD = Wording(
    "unknown_field",
    zh=("没有名为“{name}”的字段", "可以使用：{known}"),
    en=('There is no field "{name}".', "These are known: {known}"),
)
MERGED_WITH_ITSELF = Wording(
    "merged_with_itself",
    zh=("合并至少需要两家不同的客户", "选择要并入的另一家客户"),
    en=("It takes two customers to merge.", "Choose the other one"),
)
NOT_YOURS_TO_MERGE = Wording(
    "not_yours_to_merge",
    zh=("“{name}”不属于您的团队", "请销售运营合并，或先把客户转到您的团队"),
    en=('"{name}" is not your team\'s.', "Ask sales operations to merge them"),
)
NOT_MERGED = Wording(
    "not_merged",
    zh=("“{name}”没有被合并", "无需撤销"),
    en=('"{name}" was not merged.', "There is nothing to undo"),
)
