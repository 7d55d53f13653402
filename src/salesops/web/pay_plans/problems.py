"""What can be wrong with a pay plan's version, with who is put on it, and with signing it."""

from salesops.kernel.problem import Wording

NO_SUCH_PAY_PLAN = Wording(
    "no_such_pay_plan",
    zh=("没有编号为 {id} 的薪酬方案", "请从列表中选择"),
    en=("There is no pay plan {id}.", "Choose one from the list"),
)
NOT_FROM_HERE = Wording(
    "pay_version_not_from_here",
    zh=("“{name}”现在是“{status}”，不能这样做", "请刷新页面，查看它当前的状态"),
    en=('"{name}" is {status}: this cannot be done.', "Reload to see where it stands"),
)
FOUR_EYES = Wording(
    "pay_four_eyes",
    zh=("写过或提交过“{name}”的人不能批准它", "请由另一位有权限的同事批准"),
    en=('Whoever wrote or submitted "{name}" cannot approve it.', "Ask a colleague who may"),
)
PEOPLE_INSIDE = Wording(
    "pay_plan_names_people",
    zh=("方案文本里写了人员“{payee}”", "删去 payees；谁用哪个方案，在“分配”里按日期指定"),
    en=('The text names "{payee}" as a payee', "Take payees out: people are put on it by dates"),
)
OTHER_CURRENCY = Wording(
    "pay_plan_other_currency",
    zh=("这一版以 {currency} 计，已批准的版本以 {other} 计", "换币种请建一个新方案"),
    en=("This version is in {currency}, an approved one in {other}.", "Make a new plan for it"),
)
NOTHING_TO_UNDO = Wording(
    "pay_version_nothing_to_undo",
    zh=("“{name}”没有可以撤销的修改", "需要更早的内容时，请从别的版本复制"),
    en=('"{name}" has no change to take back.', "Copy another version for an older text"),
)
ONE_DRAFT = Wording(
    "pay_plan_has_draft",
    zh=("“{plan}”已经有一个未批准的版本：{name}", "请先改完或删去它"),
    en=('"{plan}" has a version that is not approved yet: {name}', "Finish or drop it first"),
)
NO_SUCH_PERSON = Wording(
    "pay_no_such_person",
    zh=("没有编号为“{id}”的人员", "请从列表中选择"),
    en=('There is nobody with the id "{id}".', "Choose somebody from the list"),
)
ON_ANOTHER = Wording(
    "pay_person_on_another_plan",
    zh=(
        "“{person}”从 {starts_on} 到 {until} 已在方案“{plan}”里",
        "先结束那一段，或让日期错开：每人每天只有一个方案",
    ),
    en=(
        '"{person}" is on "{plan}" from {starts_on} until {until} already.',
        "End that first, or part the days: one plan per person and day",
    ),
)
ENDS_FIRST = Wording(
    "pay_assignment_ends_first",
    zh=("“{person}”的结束日 {ends_before} 不在开始日 {starts_on} 之后", "请改正日期"),
    en=('"{person}" would end on {ends_before}, not after {starts_on}.', "Correct the days"),
)
TARGET_NEGATIVE = Wording(
    "pay_target_negative",
    zh=("“{person}”的目标奖金是 {amount}", "写成大于 0 的金额，或留空"),
    en=('The target pay of "{person}" is {amount}.', "Give more than 0, or nothing"),
)
BEGUN = Wording(
    "pay_assignment_begun",
    zh=("“{person}”的方案 {starts_on} 已开始，不能删去", "请填结束日"),
    en=('"{person}" is on it since {starts_on}: it cannot be dropped.', "Give it an end"),
)
OTHER_TEXT = Wording(
    "pay_text_changed",
    zh=("您看到的文本（{seen}）已不是现在的文本（{now}）", "请重新阅读后再签收"),
    en=("The text you saw ({seen}) is no longer the present one ({now}).", "Read it again first"),
)
NOTHING_TO_SIGN = Wording(
    "pay_nothing_to_sign",
    zh=("您没有需要签收的方案", "方案批准并分配给您之后，才可以签收"),
    en=("There is no plan for you to sign.", "It can be signed once it is approved and yours"),
)
NO_CURRENCY_CODE = Wording(
    "pay_plan_no_currency_code",
    zh=("“{currency}”不是币种代码", "写成三个大写字母，例如 CNY、USD"),
    en=('"{currency}" is no code of a currency.', "Write three capital letters: CNY, USD"),
)
NAME_TAKEN = Wording(
    "pay_plan_name_taken",
    zh=("已经有名为“{name}”的方案", "请换一个名称"),
    en=('There is a plan called "{name}" already.', "Choose another name"),
)
NO_HISTORY = Wording(
    "pay_no_history",
    zh=("{year} 年没有可以回放的人：既没有人在方案里，也没有人有目标", "先导入目标，或分配方案"),
    en=("Nobody can be replayed in {year}: nobody is on a plan or has a quota.", "Import quotas"),
)
NO_SNAPSHOT = Wording(
    "pay_no_snapshot",
    zh=("还没有账本快照，无法回放", "先导入数据并生成快照"),
    en=("There is no ledger yet to replay on.", "Import data and take a snapshot"),
)
NO_SEATS = Wording(
    "pay_no_seats",
    zh=("目标方案“{plan}”里没有人，无法模拟", "选择一个有人的目标方案"),
    en=('Nobody stands in the targets "{plan}".', "Choose targets with people in them"),
)
UNFIT_YEAR = Wording(
    "pay_unfit_year",
    zh=("{year} 年不在账本里", "选择 {first} 到 {last} 之间的年份"),
    en=("The ledger has nothing of {year}.", "Choose a year from {first} to {last}"),
)
