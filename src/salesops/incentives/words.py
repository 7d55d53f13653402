"""What can be wrong with a plan, its credits and its quotas, in words."""

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
TWO_PLANS = Wording(
    "payee_with_two_plans",
    zh=("“{payee}”在 {starts_on} 有两个方案：{plan} 与 {other}", "只留一个，或让日期错开"),
    en=('On {starts_on} "{payee}" has two plans: {plan} and {other}', "Keep one, or part the days"),
)
NO_PLAN = Wording(
    "payee_without_plan",
    zh=("“{payee}”有业绩 {amount}，但不在任何方案里", "把此人加入方案，或改正工号"),
    en=('"{payee}" has credits of {amount} and no plan', "Add the person, or correct the name"),
)
NOT_YET = Wording(
    "credit_outside_plan",
    zh=("“{payee}”在 {day} 的业绩 {amount} 不在方案有效期内", "检查日期，或补上当时的版本"),
    en=(
        '"{payee}" has {amount} on {day}, when no version held',
        "Check the day, or add the version",
    ),
)
LEFT = Wording(
    "credit_after_leaving",
    zh=(
        "“{payee}”已于 {left_on} 离开，{day} 仍有业绩 {amount}",
        "改归给接手的人，或改正日期；这一笔没有计入",
    ),
    en=(
        '"{payee}" left on {left_on} and has {amount} on {day}',
        "Credit who took over, or correct the day: it is not counted",
    ),
)
OVER_RETURNED = Wording(
    "returns_exceed_sale",
    zh=(
        "“{payee}”的订单 {order} 卖出 {sold}，却退了 {amount}",
        "查明多退的部分；此人这次不计算",
    ),
    en=(
        'Order {order} of "{payee}" sold {sold} and returned {amount}',
        "Find out what was returned twice: this person is not worked out",
    ),
)
NO_ORIGINAL = Wording(
    "return_without_sale",
    zh=(
        "“{payee}”的退货 {order}（{amount}）没有对应的销售",
        "写明原订单；按笔计提要看原来那笔的档位",
    ),
    en=(
        'The return {order} of "{payee}" ({amount}) names no sale',
        "Name the order it takes back: its tier decides",
    ),
)
NO_RATE = Wording(
    "no_exchange_rate",
    zh=("缺少 {currency} 的汇率，“{payee}”有 {amount} 不能折算", "在 plan_rates 里补上约定汇率"),
    en=('There is no rate for {currency}: {amount} of "{payee}"', "Add it to plan_rates"),
)
NO_PAYMENT_RATE = Wording(
    "no_payment_rate",
    zh=(
        "缺少 {currency} 在 {period} 的发放汇率，“{payee}”的 {amount} 不能折算",
        "在 payment_rates 里补上当期汇率",
    ),
    en=(
        'There is no rate for {currency} in {period}: {amount} of "{payee}"',
        "Add it to payment_rates",
    ),
)
NO_QUOTA = Wording(
    "no_quota",
    zh=("“{payee}”的“{component}”没有 {period} 的目标，业绩 {amount} 不能算达成率", "补上目标"),
    en=(
        '"{payee}" has no quota for "{component}" in {period}: {amount} cannot be attained',
        "Give a quota",
    ),
)
ZERO_QUOTA = Wording(
    "quota_zero",
    zh=(
        "“{payee}”的“{component}”在 {period} 的目标是 {amount}",
        "填写大于 0 的目标，或换不看达成率的办法",
    ),
    en=(
        'The quota of "{payee}" for "{component}" in {period} is {amount}',
        "Give one above 0",
    ),
)
SPLIT_SHARES = Wording(
    "split_not_whole",
    zh=("订单 {order} 的拆分合计 {share}，不是 100%", "改到正好 100%；叠加的人请写 overlay"),
    en=("The split of order {order} adds up to {share}", "Make it 100 %; overlays apart"),
)
CHANGED_PLAN = Wording(
    "plan_changed_after_issue",
    zh=(
        "“{payee}”的 {period} 已按另一版方案（{plan}）发放 {amount}，方案后来改过",
        "差额会列入本期；若本不该改，请恢复原方案",
    ),
    en=(
        '{period} of "{payee}" was issued ({amount}) under another text of the plan ({plan})',
        "The difference goes into this period; restore the text if it should not have changed",
    ),
    severity="warning",
)
NEGATIVE_DUE = Wording(
    "due_is_negative",
    zh=("“{payee}”应扣回 {amount}，转到以后的期间", "不必处理；之后的收入先抵这一笔"),
    en=('"{payee}" owes {amount}, carried to later periods', "Nothing to do: later pay covers it"),
    severity="warning",
)
BAD_CELL = Wording(
    "bad_pay_cell",
    zh=("看不懂：{value}", "金额写 1234.50，日期写 2026-03-31，期间写 2026-03"),
    en=("This cannot be read: {value}", "Amounts as 1234.50, days as 2026-03-31, periods 2026-03"),
)
TOO_FINE = Wording(
    "amount_too_fine",
    zh=("金额 {value} 细于 0.0001", "写到小数点后四位为止"),
    en=("The amount {value} is finer than 0.0001", "Give four decimals at most"),
)
SAME_EVENT = Wording(
    "credit_twice",
    zh=("“{payee}”的同一笔 {event} 出现了两次，第二次 {amount}", "删去重复的行；没有计入两次"),
    en=('"{payee}" has {event} twice, the second time {amount}', "Remove the copy: counted once"),
)
NO_CREDITS = Wording(
    "no_credits",
    zh=("没有一笔业绩", "至少写一行：人员、日期、金额"),
    en=("There is no credit", "Write at least one row: payee, day, amount"),
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
POOL_WAITS = Wording(
    "pool_waits",
    zh=("“{payee}”与“{other}”同在“{component}”，后者有问题，前者这次也不计算", "先解决后者的问题"),
    en=(
        '"{payee}" shares "{component}" with "{other}", who cannot be worked out',
        "Mend what is told of that person first",
    ),
)
QUOTA_TWICE = Wording(
    "quota_twice",
    zh=("“{payee}”在 {period} 已有目标，又写了 {amount}", "每个期间只写一次；年和月不要都写"),
    en=(
        '"{payee}" has a quota for {period} already, and {amount} again',
        "Write each period once: not the year and its months",
    ),
)
NOT_COUNTED = Wording(
    "basis_not_counted",
    zh=("口径“{basis}”的业绩 {amount} 没有任何组成项计入", "检查口径的写法，或在方案里加上"),
    en=('No component counts the basis "{basis}": {amount}', "Check how it is written, or add it"),
    severity="warning",
)
