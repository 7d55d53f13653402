"""What is refused about pipelines, stages and deals, and what to do instead."""

from salesops.kernel.problem import Wording

NO_SUCH_STAGE = Wording(
    "no_such_stage",
    zh=("流程“{pipeline}”没有阶段“{stage}”", "从这个流程的阶段中选择：{stages}"),
    en=('The pipeline "{pipeline}" has no stage "{stage}"', "Choose one of its stages: {stages}"),
)
NO_SUCH_PIPELINE = Wording(
    "no_such_pipeline",
    zh=("没有编号为 {pipeline} 的流程", "从流程列表中选择"),
    en=("There is no pipeline with the id {pipeline}", "Choose one from the list of pipelines"),
)
NO_SUCH_PERSON = Wording(
    "no_such_person",
    zh=("没有编号为 {person} 的人员", "从人员列表中选择"),
    en=("There is no person with the id {person}", "Choose one from the list of people"),
)
NO_SUCH_PRODUCT = Wording(
    "no_such_product",
    zh=("没有编号为 {product} 的产品", "从产品列表中选择"),
    en=("There is no product with the id {product}", "Choose one from the list of products"),
)
NO_SUCH_FIELD = Wording(
    "no_such_deal_field",
    zh=("商机没有可以这样修改的字段“{column}”", "可以修改：{fields}"),
    en=('A deal has no field "{column}" that may be changed like this', "These may be: {fields}"),
)
NOT_COVERED = Wording(
    "not_covered",
    zh=("您不能把商机交给 {person}", "只能交给您自己、您的团队成员，或请销售运营转交"),
    en=(
        "You may not give the deal to {person}",
        "You may give it to yourself or somebody on your team; sales operations may to anybody",
    ),
)
OTHER_CUSTOMERS_CONTACT = Wording(
    "other_customers_contact",
    zh=("联系人 {contact} 属于另一个客户", "选择这个客户的联系人"),
    en=("The contact {contact} is of another customer", "Choose a contact of this customer"),
)
NO_OWNER = Wording(
    "deal_without_owner",
    zh=("商机要有负责人", "选择由谁负责"),
    en=("A deal needs an owner", "Choose who it is"),
)
STARTS_CLOSED = Wording(
    "starts_closed",
    zh=("新商机不能直接建在已关闭的阶段“{stage}”", "先建在进行中的阶段，再移动"),
    en=(
        'A new deal cannot begin in the closed stage "{stage}"',
        "Open it in an open stage, then move it",
    ),
)
STAGE_IN_USE = Wording(
    "stage_in_use",
    zh=("阶段“{stage}”里还有 {count} 个商机", "选择它们移到哪个阶段，再删除"),
    en=(
        '{count} deals are in the stage "{stage}"',
        "Choose the stage they move to, then remove it",
    ),
)
STAGE_KIND_IN_USE = Wording(
    "stage_kind_in_use",
    zh=("阶段“{stage}”里还有 {count} 个商机，不能改变类型", "新建一个所需类型的阶段，把商机移过去"),
    en=(
        'The kind of the stage "{stage}" cannot change: {count} deals are in it',
        "Add a stage of the kind you need and move the deals there",
    ),
)
MOVES_TO_OTHER_KIND = Wording(
    "moves_to_other_kind",
    zh=("“{stage}”里的商机不能移到“{target}”：一个已关闭，一个没有", "选择同一类型的阶段"),
    en=(
        'Deals of "{stage}" cannot move to "{target}": one is closed and the other is not',
        "Choose a stage of the same kind",
    ),
)
PIPELINE_IN_USE = Wording(
    "pipeline_in_use",
    zh=("流程“{pipeline}”里还有 {count} 个进行中的商机", "先关闭或移走它们，再停用"),
    en=(
        'The pipeline "{pipeline}" has {count} open deals',
        "Close or move them, then take it out of use",
    ),
)
LAST_PIPELINE = Wording(
    "last_pipeline",
    zh=("“{pipeline}”是新商机的默认流程，不能停用", "先把另一个流程设为默认"),
    en=(
        'New deals start in "{pipeline}"; it cannot be taken out of use',
        "Let new deals start in another pipeline first",
    ),
)
NOTHING_TO_UNDO = Wording(
    "nothing_to_undo",
    zh=("没有可以撤销的修改", "修改可能已超过 {minutes} 分钟，或已被后来的修改覆盖"),
    en=(
        "There is nothing to undo",
        "It may be more than {minutes} minutes ago, or something else was changed since",
    ),
)
TOO_MANY_AT_ONCE = Wording(
    "too_many_at_once",
    zh=("一次最多修改 {most} 个商机", "先缩小范围，分几次修改"),
    en=("At most {most} deals can be changed at once", "Narrow the list and do it in parts"),
)
BAD_AMOUNT = Wording(
    "bad_amount",
    zh=("“{value}”不是可以记录的金额", "填写不小于零、不超过 14 位整数的数，例如 120000 或 12 万"),
    en=(
        '"{value}" is no amount that can be kept',
        "Enter a number of zero or more with at most 14 digits, such as 120000",
    ),
)
BAD_DATE = Wording(
    "bad_date",
    zh=("“{value}”不是日期", "写成 2026-10-31 的样子"),
    en=('"{value}" is no date', "Write it like 2026-10-31"),
)
