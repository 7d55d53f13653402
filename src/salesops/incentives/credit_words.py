"""What can be wrong with what a plan pays on: credits, quotas, rates, people, entries; in words."""

from salesops.kernel.problem import Wording

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
