"""What can be wrong with a plan, in words; every sentence names who or what, and the amount."""

from salesops.kernel.problem import Wording

NOT_TOML = Wording(
    "plan_not_toml",
    zh=("文件不是有效的 TOML：{detail}", "改正这一处；文字要加引号，日期写 2026-01-01"),
    en=("This is no valid TOML: {detail}", "Mend it: texts in quotes, dates as 2026-01-01"),
)
MISSING = Wording(
    "plan_field_missing",
    zh=("缺少“{place_zh}”（{field}）", "补上这一项，不会替您猜"),
    en=("{place_en} is missing ({field})", "Add it: nothing is guessed"),
)
UNKNOWN = Wording(
    "plan_field_unknown",
    zh=("方案里不认识 {field}", "可以写的有：{told}"),
    en=("{field} is not known in a plan", "These are: {told}"),
)
BAD = Wording(
    "plan_field_bad",
    zh=("“{place_zh}”的值“{told}”看不懂（{field}）", "改成这一项允许的值"),
    en=('{place_en} cannot be "{told}" ({field})', "Give it a value that is allowed there"),
)
NO_CHOICE = Wording(
    "plan_field_bad",
    zh=("“{place_zh}”的值“{told}”看不懂（{field}）", "可以写的有：{choices}"),
    en=('{place_en} cannot be "{told}" ({field})', "It can be {choices}"),
)
NO_CURRENCY = Wording(
    "plan_without_currency",
    zh=("方案“{plan}”没有币种", '写明币种，例如 currency = "CNY"'),
    en=('The plan "{plan}" has no currency', 'Name it, as in currency = "CNY"'),
)
BAD_UNIT = Wording(
    "plan_bad_unit",
    zh=("取整单位是 {amount}，无法用于发放", "写成大于 0、不细于 0.0001 的单位，例如 0.01"),
    en=("Money cannot be rounded to {amount}", "Give a unit above 0, such as 0.01"),
)
NOT_IN_ORDER = Wording(
    "plan_versions_not_in_order",
    zh=("{starts_on} 生效的版本不在前后版本之间", "按生效日先后排列，每天只有一个版本有效"),
    en=("The version of {starts_on} is out of order", "Order versions by day, one for each day"),
)
NO_COMPONENT = Wording(
    "plan_without_component",
    zh=("{starts_on} 生效的版本没有组成项", "至少写一项"),
    en=("The version of {starts_on} has no component", "Give it at least one"),
)
SAME_NAME = Wording(
    "component_named_twice",
    zh=("组成项“{component}”出现了两次", "每一项起不同的名字"),
    en=('"{component}" is the name of two components', "Give each its own name"),
)
NO_TIERS = Wording(
    "no_tiers",
    zh=("“{component}”没有档位", "至少写一档，从 0 开始"),
    en=('"{component}" has no tiers', "Give at least one, from 0"),
)
FIRST_TIER = Wording(
    "first_tier_not_at_zero",
    zh=("“{component}”的第一档从 {amount} 开始", "第一档从 0 开始；不付就写比例 0"),
    en=('The first tier of "{component}" starts at {amount}', "Start at 0, with rate 0 if unpaid"),
)
TIER_GAP = Wording(
    "tier_gap",
    zh=("“{component}”在 {ends} 与 {starts} 之间没有档位", "让后一档从前一档结束处开始"),
    en=(
        '"{component}" has no tier between {ends} and {starts}',
        "Let each begin where the last ends",
    ),
)
TIER_OVERLAP = Wording(
    "tier_overlap",
    zh=("“{component}”在 {starts} 与 {ends} 之间有两档", "让后一档从前一档结束处开始"),
    en=(
        '"{component}" has two tiers between {starts} and {ends}',
        "Let each begin where the last ends",
    ),
)
TIER_ENDS = Wording(
    "tier_ends",
    zh=("“{component}”从 {amount} 起没有档位", "最后一档不写终点"),
    en=('"{component}" has no tier from {amount} on', "Leave the end of the last tier out"),
)
EMPTY_TIER = Wording(
    "tier_empty",
    zh=("“{component}”有一档从 {starts} 到 {ends}，是空的", "终点要大于起点"),
    en=(
        '"{component}" has an empty tier from {starts} to {ends}',
        "Let it end after where it starts",
    ),
)
TIER_PAYS = Wording(
    "tier_pays_one",
    zh=(
        "“{component}”从 {starts} 起的一档写了 {count} 种付法",
        "rate、times、amount 三者只写一个；按量逐段时不能写 amount",
    ),
    en=(
        'The tier of "{component}" from {starts} pays in {count} ways',
        "Give one of rate, times and amount; amount not with marginal tiers",
    ),
)
RATE_TOO_HIGH = Wording(
    "rate_too_high",
    zh=("“{component}”的比例是 {rate}，比整笔销售还多", "检查小数点：3% 写成 0.03"),
    en=('"{component}" pays {rate} of the sale, more than all of it', "3 % is written 0.03"),
)
NEGATIVE = Wording(
    "plan_negative",
    zh=("“{component}”的“{field_zh}”是 {amount}，小于 0", "写成 0 或以上"),
    en=('{field_en} of "{component}" is {amount}, below 0', "Make it 0 or more"),
)
SHARES = Wording(
    "shares_not_whole",
    zh=("“{component}”的份额合计 {share}，不是 100%", "改到正好 100%：{gap_zh}"),
    en=('The shares of "{component}" add up to {share}', "Make them 100 %: {gap_en}"),
)
NO_SUCH = Wording(
    "no_such_component",
    zh=("“{component}”要看“{other}”的达成率，方案里没有这一项", "改正名字，或补上这一项"),
    en=('"{component}" looks at "{other}", which the plan has not', "Correct the name, or add it"),
)
NO_TARGET_PAY = Wording(
    "no_target_pay",
    zh=("“{component}”按目标奖金计算，但没有目标奖金", "在版本或人员上写 target_pay"),
    en=('"{component}" goes by target pay, and there is none', "Give target_pay"),
)
RATES_LEFT = Wording(
    "too_fine",
    zh=("“{component}”的档位边界 {amount} 细于 0.0001", "写到小数点后四位为止"),
    en=('A tier of "{component}" ends at {amount}, finer than 0.0001', "Four decimals at most"),
)
EXAMPLE_WRONG = Wording(
    "example_does_not_come_out",
    zh=(
        "{starts_on} 起的例子写着：卖出 {sold}（目标 {quota}）发放 {told}，按方案算是 {amount}",
        "改正例子，或改正规则",
    ),
    en=(
        "The example from {starts_on} says {sold} sold (quota {quota}) pays {told}; it is {amount}",
        "Correct the example, or the rule",
    ),
)
BAD_PERIODS = Wording(
    "plan_bad_periods",
    zh=(
        "period_starts 有 {count} 个起始日，第一个是 {starts_on}",
        "按先后写满整年（每年 12 个），第一个不晚于方案生效日",
    ),
    en=(
        "period_starts has {count} days from {starts_on}",
        "Write whole years of 12 in order, the first no later than the plan begins",
    ),
)
BAD_MATRIX = Wording(
    "matrix_not_full",
    zh=("“{component}”的矩阵应有 {rows} 行 {columns} 列", "每行每列都写上系数，起点从 0 递增"),
    en=(
        'The matrix of "{component}" needs {rows} rows and {columns} columns',
        "Give every factor, with starts that rise from 0",
    ),
)
NOT_A_SHARE = Wording(
    "not_a_share",
    zh=("{field} 是 {share}，不在 0 与 100% 之间", "写成 0 到 1 之间的数"),
    en=("{field} is {share}, not between 0 and 100 %", "Write a number from 0 to 1"),
)
NOT_ON_PLAN = Wording(
    "pool_member_not_on_plan",
    zh=(
        "“{component}”里的“{payee}”有份额 {share}，但不在方案的人员里",
        "把此人加入 payees，或改份额",
    ),
    en=(
        '"{payee}" has {share} of "{component}" and is not among the payees',
        "Add the person to payees, or change the shares",
    ),
)
