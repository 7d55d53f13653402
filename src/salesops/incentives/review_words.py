"""The sentences of a review of pay: each names the person and the amount."""

from collections.abc import Mapping

from salesops.kernel.problem import Wording

NO_PLAN = Wording(
    "pay_without_plan",
    zh=("{name} 有业绩 {amount}，但没有激励方案，未计算", "把此人分配到方案后重新计算"),
    en=("{name} sold {amount} and is on no pay plan: not paid", "Assign a plan, calculate again"),
)
TWO_PLANS = Wording(
    "pay_with_two_plans",
    zh=("{name} 同时在两个方案中（{plans}），业绩 {amount} 未计算", "结束其中一个分配后重新计算"),
    en=(
        "{name} is on two plans at once ({plans_en}): nothing is paid on {amount}",
        "End one of the assignments and calculate again",
    ),
)
WORDS: Mapping[str, Wording] = {
    "negative": Wording(
        "pay_negative",
        zh=("{name} 本期为负：−{amount}，本期发放 {paid}", "核对退货或更正的来源"),
        en=("{name} comes to −{amount}; {paid} is paid", "See which return or correction it is"),
        severity="warning",
    ),
    "left": Wording(
        "pay_of_leaver",
        zh=("{name} 已离职，本期仍发放 {paid}", "按方案的离职规则核对"),
        en=("{name} has left and is still paid {paid}", "See the plan's rule for leavers"),
        severity="warning",
    ),
    "capped": Wording(
        "pay_capped",
        zh=("{name} 触及封顶，少发 {amount}", "核对封顶是否应适用"),
        en=("{name} reached a cap, which took {amount}", "See whether the cap should apply"),
        severity="warning",
    ),
    "changed": Wording(
        "pay_changed",
        zh=("{name} 从 {before} 变为 {paid}，相差 {amount}{share}", "打开对账单看原因"),
        en=("{name} goes from {before} to {paid}, {amount} apart{share_en}", "See the statement"),
        severity="warning",
    ),
    "first_pay": Wording(
        "pay_first",
        zh=("{name} 首次发放：{paid}", "核对方案与起始日"),
        en=("{name} is paid for the first time: {paid}", "See that plan and first day are right"),
        severity="warning",
    ),
}
LEAVERS_CREDIT = Wording(
    "pay_credit_of_leaver",
    zh=("{name} 已于 {day} 离职，之后的业绩 {amount} 未计算", "把客户转给在职的人，或核对离职日"),
    en=(
        "{name} left on {day}; {amount} credited since is not paid",
        "Give the customers to somebody who is here, or correct the day of leaving",
    ),
)
NO_HOME_RATE = Wording(
    "pay_no_plan_rate",
    zh=(
        "方案“{plan}”以 {own} 计，没有 {currency} 的汇率：{count} 人的业绩 {amount} 未计算",
        "在方案的 plan_rates 中写明汇率后重新计算",
    ),
    en=(
        'The plan "{plan}" has no rate from {currency} to {own}: {count} people, {amount} unpaid',
        "Give the rate in the plan's plan_rates and calculate again",
    ),
)
